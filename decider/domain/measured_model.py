"""The facts of one model of a usage log: named as such, and with the reason for each that only the whole log gives."""

from collections.abc import Iterable
from dataclasses import replace

from decider.domain.measured_fact import Measured, Refused

_NO_INTERVAL = " No interval: the reading of a log keeps days for all its models together."
_NOT_SAID = "The log does not say it of this model’s calls."
# What a reading keeps for all calls of a log and not model by model.
_TOGETHER = {
    "volume.growth_per_month": "The reading of a log keeps days for all its models together: growth is known only "
    "for all calls.",
    "volume.peak_factor": "The reading of a log keeps hours for all its models together: the peak is known only "
    "for all calls.",
    "volume.batch_share": "The reading of a log counts calls at batch prices for all its models together: the share "
    "is known only for all calls.",
    "latency.streaming": "The reading of a log counts streamed calls for all its models together: the share is known "
    "only for all calls.",
}


def of_one_model(
    found: Iterable[Measured | Refused], whole: Iterable[Measured | Refused], model: str
) -> list[Measured | Refused]:
    """What was found of one model's calls, and why each further fact is not given that the whole log speaks of."""
    alone = {each.path: each for each in found}
    facts: list[Measured | Refused] = []
    for path, each in alone.items():
        of_all = next((other for other in whole if other.path == path), None)
        facts.append(_named(each, of_all, model) if isinstance(each, Measured) else each)
    return facts + [_missing(each) for each in whole if each.path not in alone]


def _named(fact: Measured, of_all: Measured | Refused | None, model: str) -> Measured:
    """The sentence names the model; an interval that all calls have and these do not is not left out silently."""
    bounded = isinstance(of_all, Measured) and of_all.low is not None and fact.low is None
    how = f"Of {model[:60]} alone: {fact.how[:1].lower()}{fact.how[1:]}{_NO_INTERVAL if bounded else ''}"
    return replace(fact, how=how)


def _missing(of_all: Measured | Refused) -> Refused:
    # What the whole log is too short or too thin for, a part of it is too.
    if isinstance(of_all, Refused) and not of_all.contradicts:
        return of_all
    return Refused(of_all.path, _TOGETHER.get(of_all.path, _NOT_SAID))
