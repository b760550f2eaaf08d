"""The thresholds as a page lists them: their words, whose they are, the framework's value and the team's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

from decider.domain.fields import FlagRule, NumberRule, rules
from decider.domain.policy import Policy
from decider.models import PolicyChange, Team
from decider.policies.actions import changes_between
from decider.wording import policy_name, policy_value
from decider.wording.facts import POLICY
from decider.wording.numbers import capitalised

Rule = NumberRule | FlagRule

# What each threshold is for, in the order of the questions that it belongs to.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Has a thorough prompt been tried?", "prompt_tried", ("thorough_examples", "exhausted_weeks")),
    (
        "How wide is the quality gap?",
        "quality_gap",
        ("reexamine_at_attainment", "ceiling_from_attainment", "wide_gap_labelled_examples"),
    ),
    (
        "Does the volume pay for it?",
        "volume",
        ("low_volume_calls", "high_volume_calls", "computed_cost_decides_at_low_volume"),
    ),
    ("Can the team wait for a cycle?", "iteration", ("cycle_weeks_least", "cycle_weeks_most")),
    (
        "How sure it is, and what is advised",
        "unknown",
        ("close_within_share", "trained_classifier_labels", "least_labelled_examples"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One threshold of a team beside the framework's. `ours` where the framework does not give it."""

    name: str
    label: str
    ours: bool
    framework: str
    team: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """Thresholds of one question; `anchor` is its place on the method page."""

    title: str
    anchor: str
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the history: a change with what it changed, values in words."""

    change: PolicyChange
    changed: tuple[tuple[str, str, str], ...]
    # Whether the framework's own thresholds came into force.
    is_reset: bool


def thresholds(policy: Policy) -> list[Group]:
    """Every threshold of a policy, by the question that it belongs to."""
    framework, origin = Policy(), {each.name: each.metadata["from"] for each in fields(Policy)}
    return [
        Group(
            title=title,
            anchor=anchor,
            thresholds=tuple(
                Threshold(
                    name=name,
                    label=policy_name(name),
                    ours=origin[name] == "ours",
                    framework=policy_value(name, getattr(framework, name)),
                    team=policy_value(name, getattr(policy, name)),
                    differs=getattr(policy, name) != getattr(framework, name),
                )
                for name in names
            ),
        )
        for title, anchor, names in GROUPS
    ]


def history(team: Team) -> list[Step]:
    """Every change of the team's thresholds, the newest first."""
    changes = list(PolicyChange.objects.filter(team=team).select_related("by").order_by("version"))
    policies = [Policy(), *(change.policy() for change in changes)]
    steps = [
        Step(
            change=change,
            changed=changes_in_words(before, after),
            is_reset=after == Policy(),
        )
        for change, (before, after) in zip(changes, pairwise(policies), strict=True)
    ]
    return steps[::-1]


def changes_in_words(before: Policy, after: Policy) -> tuple[tuple[str, str, str], ...]:
    """What differs between two policies: label, old value, new value."""
    return tuple(
        (policy_name(name), policy_value(name, old), policy_value(name, new))
        for name, (old, new) in changes_between(before, after).items()
    )


def merely_shown(shown: Policy, typed: Policy) -> list[str]:
    """The thresholds that somebody left as their form showed them."""
    return [name for name in rules(Policy) if getattr(shown, name) == getattr(typed, name)]


def entry_rules() -> dict[str, Rule]:
    """What may be typed for each threshold: the domain's rules, with shares typed in per cent."""
    found: dict[str, Rule] = {}
    for name, rule in rules(Policy).items():
        assert isinstance(rule, NumberRule | FlagRule)
        is_share = isinstance(rule, NumberRule) and POLICY[name][1] == "share"
        found[name] = replace(rule, share=True) if is_share and isinstance(rule, NumberRule) else rule
    return found


def contradiction_sentences(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pairs (threshold, sentence) for thresholds out of order among those given, the others called by their words."""
    policy, found = Policy(**values), []
    for name, sentence in policy.contradictions():
        others = [other for other in rules(Policy) if other in sentence]
        if all(each in values for each in (name, *others)):
            found.append((name, _in_words(sentence, others, policy)))
    return found


def _in_words(sentence: str, names: Sequence[str], policy: Policy) -> str:
    for name in names:
        sentence = sentence.replace(name, f"“{policy_name(name)}” ({policy_value(name, getattr(policy, name))})")
    return capitalised(sentence)
