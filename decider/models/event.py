"""The append-only log of what was done: written in the same transaction as the deed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from decider.models.exact_json import ExactJSONField


class Event(models.Model):
    """One verb by one person. The database refuses to change or delete it (`decider/models/frozen.py`).

    `subject_type` and `subject_id` name the row that the verb was about; they are not foreign
    keys, because the log outlives deleted drafts.
    """

    team = models.ForeignKey("decider.Team", on_delete=models.PROTECT, related_name="events")
    # None where a command did it, not a person.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    data = ExactJSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="event_by_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
