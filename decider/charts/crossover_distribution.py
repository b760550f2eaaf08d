"""Where the crossover lies when facts are only known within ranges: its distribution over the draws."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from decider.charts.options import Knowledge, clean, shorten
from decider.charts.shapes import Cause, ChartContent, Column, Mark, Table
from decider.charts.short_numbers import short
from decider.charts.ticks import linear_axis, log_axis
from decider.palette import Look
from decider.wording.comparison import Comparison
from decider.wording.numbers import NBSP, as_decimal, count, share
from decider.wording.uncertainty import draws_share

ID = "crossover_distribution"
TITLE_LABEL = 60
INSIDE = Cause(
    code="inside", name="The middle eight of ten draws", look=Look(light="#7183a1", dark="#8494ad", marker="square")
)
OUTSIDE = Cause(
    code="outside", name="The outer two of ten", look=Look(light="#c3c9d4", dark="#424a59", marker="square")
)
_LARGEST = Decimal("1e15")


def crossover_distribution(
    robustness: Mapping[str, Any], known: Knowledge, comparison: Comparison, today: Any
) -> ChartContent | None:
    """The chart for an assessment's `robustness`; None where the crossover does not vary or there is none."""
    band = robustness.get("crossover") or {}
    bins = [tuple(as_decimal(value) for value in row) for row in band.get("bins") or []]
    low, middle, high = (as_decimal(band.get(name)) for name in ("p10", "p50", "p90"))
    found = as_decimal(band.get("share"))
    if comparison.tuned is None or comparison.prompted is None or low is None or middle is None or high is None:
        return None
    columns = [
        Column(
            start=float(start),
            end=float(end),
            size=float(part),
            inside=low <= (start * end).sqrt() <= high,
            sentence=f"{short(start)} to {short(end)} calls a{NBSP}month: {share(part)} of the draws",
        )
        for start, end, part in bins
        if start is not None and end is not None and part is not None and 0 < start < end < _LARGEST
    ]
    if not columns or found is None:
        return None
    tuned, prompted = (_name(option, known) for option in (comparison.tuned, comparison.prompted))
    volume = as_decimal(today)
    marks = [Mark(kind="middle", at=float(middle), label=f"middle {short(middle)}")] if middle >= 1 else []
    ends = [columns[0].start, columns[-1].end]
    if volume is not None and 0 < volume < _LARGEST:
        # Never closer than their words are long: of two marks in one place today's is the one to see.
        marks = [] if middle >= 1 and abs((volume / middle).log10()) < Decimal("0.06") else marks
        marks.append(Mark(kind="today", at=float(volume), label=f"today {short(volume)}"))
        ends.append(float(volume))
    return ChartContent(
        id=ID,
        title=_title(shorten(tuned, TITLE_LABEL), low, high),
        description=(
            f"Column chart: the volume from which {tuned} is cheaper than {prompted} for good, over the draws. "
            f"Eight of ten lie between {count(low)} and {count(high)} calls a month, the middle one at {count(middle)}."
        ),
        table=_table(columns),
        x=log_axis("Calls a month from which it is cheaper", ends, room=0.03),
        y=linear_axis("Share of the draws", [column.size for column in columns], text=_per_cent),
        columns=tuple(columns),
        causes=(INSIDE, OUTSIDE),
        marks=tuple(marks),
        notes=_notes(tuned, prompted, found),
    )


def _name(option: Mapping[str, Any], known: Knowledge) -> str:
    key = str(option.get("key"))
    return clean(known.labels.get(key) or key) or clean(key)


def _per_cent(part: float) -> str:
    return share(Decimal(f"{part:.6g}"))


def _title(tuned: str, low: Decimal, high: Decimal) -> str:
    if low < 1:
        return f"{tuned} becomes cheaper at {short(high)} calls a{NBSP}month or fewer in nine of ten draws"
    start, end = short(low), short(high)
    if start == end:
        return f"{tuned} becomes cheaper at about {start} calls a{NBSP}month in eight of ten draws"
    return f"{tuned} becomes cheaper between {start} and {end} calls a{NBSP}month in eight of ten draws"


def _notes(tuned: str, prompted: str, found: Decimal) -> tuple[str, ...]:
    notes = [f"Against {prompted}, at constant volume."]
    if found < 1:
        notes.append(
            f"In {draws_share(1 - found)} of the draws {tuned} never becomes cheaper; the title is of the rest."
        )
    return tuple(notes)


def _table(columns: Sequence[Column]) -> Table:
    return Table(
        caption="Share of the draws in which the crossover lies between two volumes",
        headers=("From calls a month", "to calls a month", "Share of the draws", "Note"),
        rows=tuple(
            (
                count(Decimal(f"{column.start:.3g}")),
                count(Decimal(f"{column.end:.3g}")),
                share(Decimal(repr(column.size))),
                "in the middle eight of ten" if column.inside else "",
            )
            for column in columns
        ),
    )
