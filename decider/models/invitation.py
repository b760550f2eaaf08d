"""One-time links by which a manager adds people or lets a member set a new password."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from decider.domain.permissions import Role

if TYPE_CHECKING:
    from decider.models.user import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_user(self, user: "User") -> "InvitationQuerySet":
        """Invitations to every team that the user belongs to."""
        return self.filter(team__memberships__user=user).select_related("team")

    def open_at(self, moment: datetime) -> "InvitationQuerySet":
        """Invitations whose link still works."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=moment)


class Invitation(models.Model):
    """A link for one person, usable once until it expires. Only a hash of its token is kept."""

    team = models.ForeignKey("decider.Team", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=[(role.value, role.name.capitalize()) for role in Role])
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email} to {self.team}"
