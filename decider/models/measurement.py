"""Measurements: facts of a task that were taken from evidence, and how they were measured."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from decider.models.exact_json import ExactJSONField


class Measurement(models.Model):
    """One fact, applied from one piece of evidence.

    The latest row of a fact counts, and only while the task's present answer is still its value
    (`decider/evidence/in_force.py`).
    """

    task = models.ForeignKey("decider.Task", on_delete=models.CASCADE, related_name="measurements")
    # As answers are addressed: `volume.calls_per_month`, `options.ft-small.quality.expected`.
    fact = models.CharField(max_length=200)
    value = ExactJSONField()
    # The interval, where there is one, and the number of calls or cases behind it.
    low = ExactJSONField(null=True, blank=True)
    high = ExactJSONField(null=True, blank=True)
    n = models.BigIntegerField(null=True, blank=True)
    # One sentence: what was counted, over what.
    how = models.CharField(max_length=500)
    # Evidence stays as long as a measurement names it.
    evidence = models.ForeignKey("decider.Evidence", on_delete=models.RESTRICT, related_name="measurements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["task", "fact"], name="measurement_by_fact")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(fact="") & ~models.Q(how=""), name="measurement_says_what_and_how"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} from evidence {self.evidence_id}"
