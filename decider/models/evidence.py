"""Evidence: what was read from the files that a team gave for a task."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from decider.domain.evidence import Kind
from decider.models.exact_json import ExactJSONField

if TYPE_CHECKING:
    from decider.models.user import User


class EvidenceState(models.TextChoices):
    """Where a file is on its way from the browser to figures."""

    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    # Its columns are nobody's we know: a person has to say what they mean.
    NEEDS_MAPPING = "needs_mapping", "Needs your help"
    READY = "ready", "Read"
    FAILED = "failed", "Could not be read"
    CANCELLED = "cancelled", "Cancelled"


UNDER_WAY = (EvidenceState.WAITING, EvidenceState.READING)
# The same file may stand on a task once; these do not count, because nothing came of them.
CAME_TO_NOTHING = (EvidenceState.FAILED, EvidenceState.CANCELLED)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def for_user(self, user: "User") -> "EvidenceQuerySet":
        """Evidence on tasks of every team that the user belongs to."""
        return self.filter(task__project__team__memberships__user=user).select_related(
            "task__project__team", "created_by"
        )


class Evidence(models.Model):
    """One file, and what was understood of it. A pasted prompt is one too."""

    # What was read says something about its task alone, and goes with it.
    task = models.ForeignKey("decider.Task", on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind], blank=True)
    # Such as "litellm-jsonl"; empty until it was recognised.
    format = models.CharField(max_length=60, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    tool_version = models.CharField(max_length=60, blank=True)
    # The user's name of the file, cleaned, for display alone: nothing on the disk is called that.
    file_name = models.CharField(max_length=120)
    bytes = models.BigIntegerField()
    # Of the file as it came, in hexadecimal digits.
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=15, choices=EvidenceState.choices, default=EvidenceState.WAITING)
    # Why it could not be read: one sentence.
    error = models.CharField(max_length=500, blank=True)
    # The contract's evidence object ("What was read from a file").
    reading = ExactJSONField(null=True, blank=True)
    # Evaluations: series → what each case got, for pairing with other series.
    outcomes = ExactJSONField(null=True, blank=True)
    # Column → meaning, where a person or a remembered mapping said so; `mapping_remembered` says which.
    mapping = ExactJSONField(null=True, blank=True)
    mapping_remembered = models.BooleanField(default=False)
    # The columns of a file of no known tool: with sample rows while somebody has to say what they mean, and as long
    # as the file itself is kept.
    columns = ExactJSONField(null=True, blank=True)
    # What was read before, while the file is read once more (`decider/evidence/again.py`).
    previous = ExactJSONField(null=True, blank=True)
    # What a person said when its facts were applied: which model's calls, whose series (`offers.Choices`).
    choices = ExactJSONField(null=True, blank=True)
    # Where the file lies under `settings.EVIDENCE_DIR`; empty once it was deleted. `against_file` is the
    # evaluation set that a training file is compared with.
    kept_file = models.CharField(max_length=200, blank=True)
    against_file = models.CharField(max_length=200, blank=True)
    progress = models.FloatField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    # How often a worker began to read it, and the token of the one that reads it now: one that was taken
    # for dead writes nothing.
    attempts = models.PositiveSmallIntegerField(default=0)
    reader = models.CharField(max_length=40, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "heartbeat_at"], name="evidence_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "sha256"],
                condition=~Q(state__in=CAME_TO_NOTHING),
                name="evidence_file_once_per_task",
            ),
            models.CheckConstraint(condition=Q(state__in=EvidenceState.values), name="evidence_state_is_known"),
            models.CheckConstraint(
                condition=(Q(state=EvidenceState.READY, reading__isnull=False) & ~Q(kind=""))
                | (~Q(state=EvidenceState.READY) & Q(reading__isnull=True)),
                name="evidence_ready_has_figures",
            ),
            models.CheckConstraint(
                condition=(Q(state=EvidenceState.FAILED) & ~Q(error=""))
                | (~Q(state=EvidenceState.FAILED) & Q(error="")),
                name="evidence_failed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=EvidenceState.NEEDS_MAPPING) | Q(columns__isnull=False),
                name="evidence_mapping_has_columns",
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="evidence_progress_is_a_share"),
            models.CheckConstraint(condition=Q(bytes__gte=0), name="evidence_bytes_not_negative"),
            models.CheckConstraint(condition=~Q(file_name=""), name="evidence_needs_a_name"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def team(self):
        return self.task.team

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY
