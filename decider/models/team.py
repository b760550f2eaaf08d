"""Teams: people with roles who share projects."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from decider.models.user import User


class TeamQuerySet(models.QuerySet["Team"]):
    def for_user(self, user: "User") -> "TeamQuerySet":
        return self.filter(memberships__user=user)


class Team(models.Model):
    """Every other row belongs to exactly one team."""

    name = models.CharField(max_length=100, unique=True)
    # Whether uploaded files stay after they were read; what was read stays either way.
    keeps_files = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = TeamQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
