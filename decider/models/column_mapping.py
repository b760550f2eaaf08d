"""What a team said the columns of a tool's table mean, so that it says so once."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from decider.models.exact_json import ExactJSONField


class ColumnMapping(models.Model):
    """For one header (its columns in any order) the meaning of each column that has one."""

    team = models.ForeignKey("decider.Team", on_delete=models.CASCADE, related_name="column_mappings")
    # SHA-256 of the sorted column names; see `decider/evidence/mappings.py`.
    signature = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    # Column → meaning, as the readers take it.
    mapping = ExactJSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "signature"], name="column_mapping_once_per_header"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.kind} {self.signature[:8]}"
