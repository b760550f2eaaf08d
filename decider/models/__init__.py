"""The tables: one file per table. Rows turn into domain values in one method each."""

from decider.models.column_mapping import ColumnMapping
from decider.models.comment import Comment
from decider.models.decision import Decision
from decider.models.event import Event
from decider.models.evidence import Evidence, EvidenceState
from decider.models.gpu_price import GpuPrice
from decider.models.invitation import Invitation
from decider.models.measurement import Measurement
from decider.models.membership import Membership
from decider.models.model_price import ModelPrice
from decider.models.policy_change import PolicyChange
from decider.models.project import Project
from decider.models.review import Review
from decider.models.scenario import Scenario
from decider.models.task import Task
from decider.models.team import Team
from decider.models.team_gpu_price import TeamGpuPrice
from decider.models.team_model_price import TeamModelPrice
from decider.models.user import User

__all__ = [
    "ColumnMapping",
    "Comment",
    "Decision",
    "Event",
    "Evidence",
    "EvidenceState",
    "GpuPrice",
    "Invitation",
    "Measurement",
    "Membership",
    "ModelPrice",
    "PolicyChange",
    "Project",
    "Review",
    "Scenario",
    "Task",
    "Team",
    "TeamGpuPrice",
    "TeamModelPrice",
    "User",
]
