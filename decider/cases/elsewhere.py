"""What happened elsewhere: the published cases nearest to a task, and how they ended, for its result page."""

from dataclasses import dataclass

from decider.cases.library import library
from decider.cases.nearest import RULE, Near, nearest
from decider.cases.wording import outcome_noun
from decider.domain.point import at_likely
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.wording.numbers import listed


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The nearest cases, one sentence on how they ended, and the rule by which they were found."""

    cases: tuple[Near, ...]
    sentence: str
    rule: str
    # Whether any published case says its volume: where none does, volume cannot tell them apart.
    volume_compared: bool


def elsewhere(profile: TaskProfile, policy: Policy) -> Elsewhere:
    """The published cases nearest to a task under a team's thresholds."""
    found = nearest(at_likely(profile), library(), policy=policy)
    return Elsewhere(
        cases=found,
        sentence=_sentence(found),
        rule=RULE,
        volume_compared=any(case.profile.volume.calls_per_month is not None for case in library()),
    )


def _sentence(found: tuple[Near, ...]) -> str:
    if not found:
        return "No published case has anything in common with this task, as far as its answers are known."
    numbers: dict[str, int] = {}
    for near in found:
        numbers[near.case.outcome] = numbers.get(near.case.outcome, 0) + 1
    if len(found) == 1:
        return f"The one published case that is near to this task ended with {outcome_noun(found[0].case.outcome)}."
    ordered = sorted(numbers.items(), key=lambda item: -item[1])
    if len(ordered) == 1:
        return (
            f"All {len(found)} published cases that are nearest to this task ended with {outcome_noun(ordered[0][0])}."
        )
    parts = [
        f"{number} {'ended ' if not at else ''}with {outcome_noun(code)}" for at, (code, number) in enumerate(ordered)
    ]
    return f"Of the {len(found)} published cases nearest to this task, {listed(parts)}."
