"""Scenarios: named variants of a task's inputs, kept beside the task as answered."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from decider.models.exact_json import ExactJSONField

if TYPE_CHECKING:
    from decider.models.user import User


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def for_user(self, user: "User") -> "ScenarioQuerySet":
        """Scenarios of every team that the user belongs to."""
        return self.filter(task__project__team__memberships__user=user).select_related("task__project__team")


class Scenario(models.Model):
    """What is different from the answers, and nothing else: the rest follows the answers as they change."""

    # A scenario says something about its task alone, and goes with it.
    task = models.ForeignKey("decider.Task", on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    # Fact path → value in the shape of the task profile; an option's facts stand under its key:
    # `volume.calls_per_month`, `options.ft-small.prices.input`.
    changes = ExactJSONField()
    # Counts every change of the row; a form that was filled from an older one is told so.
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = ScenarioQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("task", Lower("name"), name="scenario_name_once_per_task"),
            models.CheckConstraint(condition=~models.Q(name=""), name="scenario_needs_name"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="scenario_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def team(self):
        return self.task.team
