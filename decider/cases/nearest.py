"""Which published cases are nearest to a task. Pure: a profile, thresholds and cases in, the nearest out.

The rule, in this order: the same kind of task; then the same band of attainment (how much of what was
needed, or of the best that anything reached, prompting gave); the same band of volume; the same rule about
the data; the same need of a style; the same need of a format. An earlier likeness outweighs all later ones
together. What either side does not say counts as no likeness. Among equals a case from production comes
before a study, then the better evidence, then the newer one. Of one table at most `MOST_OF_A_TABLE` rows
are taken, and no case that has nothing in common with the task.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from decider.cases.published import PublishedCase
from decider.domain.fields import Number
from decider.domain.policy import Policy
from decider.domain.profile import ExternalApi, Kind, StyleVoice, TaskProfile
from decider.domain.quality import attainment
from decider.wording import count, kind_name, share
from decider.wording.numbers import capitalised

MOST = 5
MOST_OF_A_TABLE = 2


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What tasks and cases are compared by; None where it is not known."""

    kind: Kind | None
    # 0 to 3: see `_band_of_attainment`.
    attainment: int | None
    # 0 to 2: below the low volume, between, above the high one.
    volume: int | None
    data: ExternalApi | None
    style: bool | None
    own_format: bool | None


@dataclass(frozen=True, kw_only=True)
class Near:
    """A case with what it has in common with the task, in words."""

    case: PublishedCase
    common: tuple[str, ...]


def nearest(
    profile: TaskProfile, cases: Iterable[PublishedCase], *, policy: Policy, most: int = MOST
) -> tuple[Near, ...]:
    """The cases nearest to a task, nearest first. `profile` has exact numbers, no ranges (see `at_likely`)."""
    task = task_traits(profile, policy)
    ranked = sorted(
        ((likeness(task, case_traits(case, policy)), case) for case in cases),
        key=lambda pair: (
            tuple(not same for same in pair[0]),
            not pair[1].in_production,
            pair[1].grade,
            -pair[1].year,
            pair[1].title,
        ),
    )
    found: list[Near] = []
    taken: dict[str, int] = {}
    for same, case in ranked:
        common = _in_common(task, same, policy)
        room = case.collection == "cases" or taken.get(case.collection, 0) < MOST_OF_A_TABLE
        if common and room and len(found) < most:
            found.append(Near(case=case, common=common))
            taken[case.collection] = taken.get(case.collection, 0) + 1
    return tuple(found)


def likeness(one: Traits, other: Traits) -> tuple[bool, ...]:
    """Trait by trait, in the order of the rule, whether both say the same."""
    return tuple(getattr(one, name) is not None and getattr(one, name) == getattr(other, name) for name in _WORDS)


def task_traits(profile: TaskProfile, policy: Policy) -> Traits:
    """The traits of a team's task, bands by the team's own thresholds."""
    reached = attainment(profile.quality)
    return _traits(profile, reached.value if reached else None, policy)


def case_traits(case: PublishedCase, policy: Policy) -> Traits:
    """The traits of a case. Targets are almost never published: the best score that anything reached stands in."""
    return _traits(case.profile, case.ratio, policy)


def _traits(profile: TaskProfile, reached: Decimal | None, policy: Policy) -> Traits:
    style = profile.needs.style_voice
    return Traits(
        # Two tasks of the kind "other" have nothing in common.
        kind=None if profile.kind is Kind.OTHER else profile.kind,
        attainment=None if reached is None else _band_of_attainment(reached, policy),
        volume=_band_of_volume(profile.volume.calls_per_month, policy),
        data=profile.data.external_api,
        style=None if style is None else style is not StyleVoice.NONE,
        own_format=profile.needs.proprietary_format,
    )


def _band_of_attainment(reached: Decimal, policy: Policy) -> int:
    if reached <= policy.reexamine_at_attainment:
        return 0
    return 1 if reached < policy.ceiling_from_attainment else 2 if reached < 1 else 3


def _band_of_volume(calls: Number, policy: Policy) -> int | None:
    if not isinstance(calls, Decimal):
        return None
    return 0 if calls < policy.low_volume_calls else 1 if calls <= policy.high_volume_calls else 2


def _in_common(task: Traits, same: tuple[bool, ...], policy: Policy) -> tuple[str, ...]:
    said = [words(task, policy) for words, is_same in zip(_WORDS.values(), same, strict=True) if is_same]
    return tuple(words for words in said if words)


def _attainment_words(task: Traits, policy: Policy) -> str:
    low, high = share(policy.reexamine_at_attainment), share(policy.ceiling_from_attainment)
    bands = (
        f"prompting reached {low} of the best score or less",
        f"prompting reached {low} to {high} of the best score",
        f"prompting reached {high} of the best score or more",
        "nothing was better than prompting",
    )
    return bands[task.attainment or 0]


def _volume_words(task: Traits, policy: Policy) -> str:
    low, high = count(policy.low_volume_calls), count(policy.high_volume_calls)
    bands = (f"under {low} calls a month", f"{low} to {high} calls a month", f"over {high} calls a month")
    return bands[task.volume or 0]


def _data_words(task: Traits, _: Policy) -> str:
    """That data may be sent out is the usual case and says little."""
    return "the data may not leave" if task.data is ExternalApi.FORBIDDEN else ""


# Each trait of the rule, in its order, with what it is called where both sides share it; empty where nobody
# would call it a likeness.
_WORDS: dict[str, Callable[[Traits, Policy], str]] = {
    "kind": lambda task, _: kind_name(task.kind).lower(),
    "attainment": _attainment_words,
    "volume": _volume_words,
    "data": _data_words,
    "style": lambda task, _: "a style or voice to keep" if task.style else "",
    "own_format": lambda task, _: "a format of one’s own" if task.own_format else "",
}

RULE = capitalised(
    "the same kind of task comes first, then the same share of the target that prompting reached, the same band of "
    "volume, the same rule about the data, and the same need of a style or a format of one’s own. Each outweighs all "
    "that come after it. Among equals, production comes before studies, then better evidence, then newer cases; of one "
    f"table at most {MOST_OF_A_TABLE} rows are shown. What a publication does not say counts as no likeness. Targets "
    "are almost never published, so the best score that anything reached stands in for the target."
)
