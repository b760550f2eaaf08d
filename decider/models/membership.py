"""Who belongs to which team, in which role."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from decider.domain.permissions import Role

if TYPE_CHECKING:
    from decider.models.user import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_user(self, user: "User") -> "MembershipQuerySet":
        """Memberships in every team that the user belongs to."""
        return self.filter(team__memberships__user=user).select_related("team", "user")


class Membership(models.Model):
    """One person's role in one team."""

    team = models.ForeignKey("decider.Team", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.name.capitalize()) for role in Role])
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["user__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once_per_team"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} as {self.role}"
