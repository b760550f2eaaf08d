"""Tornado: how far each fact that is given as a range moves what tuning saves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from decider.charts.options import Knowledge, clean, shorten
from decider.charts.shapes import Cause, ChartContent, Mark, Swing, SwingEnd, Table
from decider.charts.ticks import linear_axis
from decider.palette import Look
from decider.wording.facts import fact_name, fact_value
from decider.wording.numbers import as_decimal, capitalised, money
from decider.wording.uncertainty import matters

ID = "tornado"
TITLE_LABEL = 60
# Facts that move little more than nothing only lengthen the chart; the table has them all.
MOST_BARS = 10
# Room beside the longest bar for the value at its end, as a share of the axis.
_ROOM = 0.16
_DRAWABLE = Decimal("1e300")
# Greys of one hue, like the causes of latency: the four meanings of colour stay with the options.
ENDS = (
    Cause(code="low", name="Fact at its low end", look=Look(light="#9aa5b8", dark="#626e84", marker="square")),
    Cause(code="high", name="Fact at its high end", look=Look(light="#34435e", dark="#bfcbde", marker="square")),
)


@dataclass(frozen=True, slots=True)
class _Fact:
    path: str
    name: str
    low: str
    high: str
    at_low: Decimal
    at_high: Decimal


def tornado(robustness: Mapping[str, Any], known: Knowledge) -> ChartContent | None:
    """The chart for an assessment's `robustness`; None where no fact was drawn or none moves the saving."""
    facts = [fact for swing in robustness.get("tornado") or [] if (fact := _read(swing, known)) is not None]
    base = as_decimal(robustness.get("tornado_base_usd"))
    if not facts or base is None or abs(base) >= _DRAWABLE:
        return None
    drawn = facts[:MOST_BARS]
    axis = linear_axis(
        "US$ saved over the horizon by tuning",
        [float(end) for fact in drawn for end in (fact.at_low, fact.at_high)],
        money=True,
    )
    room = _ROOM * (axis.high - axis.low)
    marks = (Mark(kind="equal", at=0.0, label="costs the same"),)
    where = f"all others in the middle of their ranges, where the saving is {money(base)}"
    notes = [f"Each bar: one fact from its tenth to its ninetieth percentile, {where}."]
    if len(facts) > len(drawn):
        notes.append(f"The {len(facts) - len(drawn)} facts that matter least are in the table only.")
    return ChartContent(
        id=ID,
        title=_title(drawn[0]),
        description=_description(drawn),
        table=_table(facts),
        x=replace(axis, low=axis.low - room, high=axis.high + room),
        swings=tuple(_swing(fact) for fact in drawn),
        base=float(base),
        causes=ENDS,
        marks=marks,
        notes=tuple(notes),
    )


def _read(swing: Mapping[str, Any], known: Knowledge) -> _Fact | None:
    path = str(swing.get("fact"))
    at_low, at_high = as_decimal(swing.get("saving_at_low_usd")), as_decimal(swing.get("saving_at_high_usd"))
    if at_low is None or at_high is None or max(abs(at_low), abs(at_high)) >= _DRAWABLE:
        return None
    return _Fact(
        path=path,
        name=clean(capitalised(fact_name(path, known.labels))),
        low=_value(path, swing.get("low")),
        high=_value(path, swing.get("high")),
        at_low=at_low,
        at_high=at_high,
    )


def _value(path: str, value: Any) -> str:
    """A fact's percentile; three digits say all that a draw knows."""
    number = as_decimal(value)
    return fact_value(path, value if number is None else Decimal(f"{number:.3g}"))


def _swing(fact: _Fact) -> Swing:
    return Swing(
        label=shorten(fact.name, 70),
        low=SwingEnd(at=float(fact.at_low), text=fact.low, sentence=f"At {fact.low}: {money(fact.at_low)}"),
        high=SwingEnd(at=float(fact.at_high), text=fact.high, sentence=f"At {fact.high}: {money(fact.at_high)}"),
    )


def _title(fact: _Fact) -> str:
    low, high = sorted((fact.at_low, fact.at_high))
    return (
        f"{shorten(fact.name, TITLE_LABEL)} {matters(fact.path)} most: "
        f"the saving goes from {money(low)} to {money(high)}"
    )


def _description(facts: Sequence[_Fact]) -> str:
    told = "; ".join(
        f"{fact.name} from {fact.low} to {fact.high}: {money(fact.at_low)} to {money(fact.at_high)}" for fact in facts
    )
    return f"Bar chart: what tuning saves over the horizon as one fact after the other moves. {told}."


def _table(facts: Sequence[_Fact]) -> Table:
    return Table(
        caption="What tuning saves over the horizon in US$, one fact at its low and at its high end",
        headers=("Fact", "Low end", "Saving there", "High end", "Saving there", "Difference"),
        rows=tuple(
            (
                fact.name,
                fact.low,
                money(fact.at_low),
                fact.high,
                money(fact.at_high),
                money(abs(fact.at_high - fact.at_low)),
            )
            for fact in facts
        ),
    )
