"""A team's thresholds: one row for each change, never altered; the newest row is in force."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from decider.domain.policy import Policy
from decider.domain.reading import read_policy
from decider.models.exact_json import ExactJSONField

if TYPE_CHECKING:
    from decider.models.user import User


class PolicyChangeQuerySet(models.QuerySet["PolicyChange"]):
    def for_user(self, user: "User") -> "PolicyChangeQuerySet":
        """Changes of every team that the user belongs to."""
        return self.filter(team__memberships__user=user).select_related("team", "by")


class PolicyChange(models.Model):
    """All thresholds as one person set them. The database refuses to change or delete it (`decider/models/frozen.py`).

    A team without any row works with the framework's thresholds.
    """

    team = models.ForeignKey("decider.Team", on_delete=models.PROTECT, related_name="policy_changes")
    # 1, 2, 3, … within a team; a form that was filled from an older one is told so.
    version = models.PositiveIntegerField()
    # Every threshold by its name, the ones that stayed as they were included.
    values = ExactJSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()

    objects: ClassVar = PolicyChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            # Two managers at once: the second one is refused, whatever the application thought.
            models.UniqueConstraint(fields=["team", "version"], name="policy_version_once_per_team"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="policy_version_from_one"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="policy_change_needs_reason"),
        ]

    def __str__(self) -> str:
        return f"thresholds {self.version} of {self.team}"

    def policy(self) -> Policy:
        """The thresholds as a domain value."""
        return read_policy(self.values)
