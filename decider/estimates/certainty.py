"""The result page's sections on how sure the answer is and on what quality is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.charts.shapes import ChartContent
from decider.models import Task
from decider.profiles.links import fact_url
from decider.wording import verdict_name
from decider.wording.numbers import as_decimal, share
from decider.wording.uncertainty import (
    NO_RANGES,
    NOTHING_TO_LEARN,
    draws_share,
    is_ranged,
    robustness_sentences,
    worth_knowing_sentence,
)
from decider.wording.worth import NO_STAKES, break_even_note, break_even_short, least_gain_sentence

Data = Mapping[str, Any]

# Where a range is given first: the fact that matters most for the money.
_FIRST_RANGE = "volume.calls_per_month"
_FIRST_STAKE = "quality.cost_of_error_usd"


@dataclass(frozen=True)
class Share:
    """How often something holds: `code` is a verdict's, or an option's adaptation or `self_host`."""

    name: str
    code: str
    said: str
    # Of 100, for the length of a bar.
    size: str


@dataclass(frozen=True)
class Certainty:
    """`url` leads to where a range can be given; `ranged` is false where none is."""

    ranged: bool
    url: str
    sentences: list[str]
    verdicts: list[Share] = field(default_factory=list)
    cheapest: list[Share] = field(default_factory=list)
    worth_knowing: list[dict[str, str]] = field(default_factory=list)
    nothing_to_learn: str = ""
    charts: Sequence[ChartContent] = ()


@dataclass(frozen=True)
class WorthRow:
    label: str
    look: str
    accuracy: str
    break_even: str
    note: str
    value_per_month_usd: str | None
    cost_per_accepted_usd: str | None


@dataclass(frozen=True)
class Worth:
    """`url` leads to where the stakes are stated; `rows` are empty where none is or nothing has a price."""

    url: str
    missing: str = ""
    sentence: str = ""
    rows: list[WorthRow] = field(default_factory=list)
    has_stakes: bool = False


def certainty(task: Task, data: Data, labels: Mapping[str, str], charts: Sequence[ChartContent]) -> Certainty:
    """What the draws over the stated ranges say; one sentence where no fact is a range."""
    robustness = data.get("robustness")
    url = fact_url(task, _FIRST_RANGE)
    if not robustness or not is_ranged(robustness):
        return Certainty(False, url, [NO_RANGES])
    looks = {option["key"]: _look(option) for option in data["options"]}
    learn = [
        {"sentence": worth_knowing_sentence(item, labels), "url": fact_url(task, item["fact"])}
        for item in robustness["worth_knowing"]
        if Decimal(item["usd"]) >= 1
    ]
    cheapest = robustness["cheapest_share"]
    return Certainty(
        ranged=True,
        url=url,
        sentences=robustness_sentences(data, labels),
        verdicts=_shares((verdict_name(code), code, value) for code, value in robustness["verdict_shares"].items()),
        cheapest=_shares((labels[key], looks[key], value) for key, value in cheapest.items()),
        worth_knowing=learn,
        nothing_to_learn="" if learn or len(cheapest) < 2 else NOTHING_TO_LEARN,
        charts=charts,
    )


def _shares(rows: Any) -> list[Share]:
    found = [(as_decimal(value) or Decimal(0), name, code) for name, code, value in rows]
    return [
        Share(name=name, code=code, said=draws_share(value), size=f"{value * 100:.1f}")
        for value, name, code in sorted(found, key=lambda row: -row[0])
    ]


def _look(option: Data) -> str:
    return "self_host" if option["hosting"] == "self_hosted" else str(option["adaptation"])


def worth(task: Task, data: Data, labels: Mapping[str, str]) -> Worth:
    """What a right answer has to be worth before each option pays."""
    url, found = fact_url(task, _FIRST_STAKE), data.get("worth")
    if not found:
        return Worth(url, missing=NO_STAKES)
    looks = {option["key"]: _look(option) for option in data["options"]}
    rows = [
        WorthRow(
            label=labels[row["key"]],
            look=looks[row["key"]],
            accuracy=share(row["accuracy"], unknown="not stated"),
            break_even=break_even_short(row),
            note=break_even_note(row),
            value_per_month_usd=row["value_per_month_usd"],
            cost_per_accepted_usd=row["cost_per_accepted_usd"],
        )
        for row in found["options"]
    ]
    stakes = any(row["pays"] for row in found["options"])
    return Worth(url, sentence=least_gain_sentence(found, labels), rows=rows, has_stakes=stakes)
