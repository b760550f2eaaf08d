"""Decisions: what a team chose, with its rationale; frozen when submitted."""

from typing import TYPE_CHECKING, Any, ClassVar

import simplejson
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from decider.domain.lifecycle import State
from decider.models.exact_json import ExactJSONField

if TYPE_CHECKING:
    from decider.models.user import User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def for_user(self, user: "User") -> "DecisionQuerySet":
        """Decisions of every team that the user belongs to."""
        return self.filter(task__project__team__memberships__user=user).select_related("task__project__team", "author")


class Decision(models.Model):
    """One revision of a decision about one task.

    Until it is submitted it is a draft and has no snapshot. `submit` fills `snapshot`,
    `snapshot_sha256` and `charts`; from then on the database refuses to change or delete
    anything but the state and the day of the verdict (`decider/models/frozen.py`).
    """

    task = models.ForeignKey("decider.Task", on_delete=models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField(default=1)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    title = models.CharField(max_length=160)
    # What was chosen: a verdict code and, where the task has options, the key of one of them.
    choice = models.CharField(max_length=20)
    option_key = models.CharField(max_length=80, blank=True)
    override_reason = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    alternatives_rejected = models.TextField(blank=True)
    consequences = models.TextField(blank=True)
    revisit_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    created_at = models.DateTimeField(auto_now_add=True)
    # Counts every change of the draft; a form that was filled from an older one is told so.
    version = models.PositiveIntegerField(default=1)
    # Frozen at submission: everything that the decision rests on, as canonical JSON text.
    snapshot = models.TextField(blank=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    # The report's charts as SVG, by name, drawn once from the snapshot.
    charts = ExactJSONField(default=dict, blank=True)
    method_version = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Only drafts are archived; they leave the lists and can be brought back.
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "revision"], name="decision_revision_once_per_task"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, snapshot="", submitted_at__isnull=True)
                | (~Q(state=State.DRAFT) & ~Q(snapshot="") & ~Q(rationale="") & Q(submitted_at__isnull=False)),
                name="decision_frozen_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(state=State.DRAFT), name="decision_only_drafts_archived"
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("id")), name="decision_not_its_own_predecessor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (revision {self.revision})"

    @property
    def team(self):
        return self.task.project.team

    def snapshot_data(self) -> dict[str, Any]:
        """The frozen snapshot as plain data, numbers as Decimal. Empty for a draft."""
        return simplejson.loads(self.snapshot, use_decimal=True) if self.snapshot else {}
