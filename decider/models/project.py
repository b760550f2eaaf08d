"""Projects: a product or initiative that groups tasks."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from decider.models.user import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def for_user(self, user: "User") -> "ProjectQuerySet":
        """Projects of every team that the user belongs to."""
        return self.filter(team__memberships__user=user).select_related("team")


class Project(models.Model):
    team = models.ForeignKey("decider.Team", on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # Archived projects leave the lists; their decisions stay readable.
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ProjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="project_name_once_per_team"),
        ]

    def __str__(self) -> str:
        return self.name
