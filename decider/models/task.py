"""Tasks: one job for an LLM, with the answers that make up its profile."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from decider.domain.profile import TaskProfile
from decider.domain.reading import read_profile
from decider.models.exact_json import ExactJSONField

if TYPE_CHECKING:
    from decider.models.user import User


class TaskQuerySet(models.QuerySet["Task"]):
    def for_user(self, user: "User") -> "TaskQuerySet":
        """Tasks of every team that the user belongs to."""
        return self.filter(project__team__memberships__user=user).select_related("project__team")


class Task(models.Model):
    project = models.ForeignKey("decider.Project", on_delete=models.PROTECT, related_name="tasks")
    name = models.CharField(max_length=120)
    # The answers in the shape of the task profile (docs: "Task profile, version 1"), without
    # `version` and `name`. A key that is absent is not answered yet; null is "I don't know yet".
    answers = ExactJSONField(default=dict)
    # Counts every change of the answers; a form that was filled from an older one is told so.
    answers_version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "name"], name="task_name_once_per_project"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def team(self):
        return self.project.team

    def profile_data(self) -> dict:
        """The profile as plain data, in the shape that exports, imports and the API share."""
        return {"version": 1, "name": self.name, "kind": "other", **self.answers}

    def profile(self) -> TaskProfile:
        """The facts of this task as a domain value."""
        return read_profile(self.profile_data())
