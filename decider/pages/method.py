"""What the method page lists: arguments, thresholds, and its own table of contents."""

from dataclasses import dataclass, fields
from typing import Any

from decider.domain.policy import Policy
from decider.wording import policy_name, policy_value

# The codes of the ten arguments, in the order of the framework.
ARGUMENTS_AGAINST = ("no_training_cost", "no_deployment_overhead", "updatable", "composable")
ARGUMENTS_FOR = (
    "quality_ceiling",
    "latency",
    "cost_at_scale",
    "proprietary_format",
    "sensitive_data",
    "style_voice",
)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A named value of the policy, in words; `ours` where the framework does not give it."""

    name: str
    label: str
    value: str
    ours: bool


def thresholds(policy: Policy) -> list[Threshold]:
    """Every threshold of a policy, in the order in which it declares them."""
    return [
        Threshold(
            name=each.name,
            label=policy_name(each.name),
            value=policy_value(each.name, getattr(policy, each.name)),
            ours=each.metadata["from"] == "ours",
        )
        for each in fields(policy)
    ]


def contents() -> list[dict[str, Any]]:
    """The page's chapters: anchor and title."""
    chapters = (
        ("start", "Where to start"),
        ("questions", "The seven questions"),
        ("arguments", "The ten arguments"),
        ("verdicts", "The six verdicts"),
        ("unknown", "What is not known"),
        ("arithmetic", "The arithmetic"),
        ("evidence", "Evidence"),
        ("thresholds", "Thresholds"),
        ("life-cycle", "The life of a decision"),
    )
    return [{"anchor": anchor, "title": title} for anchor, title in chapters]
