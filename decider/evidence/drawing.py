"""Two small drawings that need no script: calls by day, and scores with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from decider.domain.evidence import Series
from decider.wording import count, day

WIDTH, HEIGHT = 720, 120
MOST_BARS = 120
# Scores are drawn on a line of this length.
SCALE = 200


@dataclass(frozen=True)
class Bar:
    """One column of the drawing, in its coordinates, and what it says."""

    x: str
    y: str
    width: str
    height: str
    title: str


@dataclass(frozen=True)
class Days:
    bars: tuple[Bar, ...]
    title: str
    first: str
    last: str
    most: str


def days_drawn(calls_by_day: Sequence[tuple[date, int]]) -> Days | None:
    """Calls of each day, or of equal stretches of days where there are many; None for fewer than two days."""
    if len(calls_by_day) < 2:
        return None
    first, last = calls_by_day[0][0], calls_by_day[-1][0]
    length = (last - first).days + 1
    size = -(-length // MOST_BARS)
    sums = [0] * -(-length // size)
    for when, calls in calls_by_day:
        sums[(when - first).days // size] += calls
    most = max(sums) or 1
    step = WIDTH / len(sums)
    bars = []
    for at, calls in enumerate(sums):
        height = calls / most * HEIGHT
        start = date.fromordinal(first.toordinal() + at * size)
        bars.append(
            Bar(
                x=f"{at * step:.2f}",
                y=f"{HEIGHT - height:.2f}",
                width=f"{max(0.5, step - min(2, step * 0.2)):.2f}",
                height=f"{height:.2f}",
                title=f"{day(start)}: {count(calls)} calls",
            )
        )
    each = "day" if size == 1 else f"{size} days"
    title = f"Calls by {each}: at most {count(most)}, from {day(first)} to {day(last)}"
    return Days(tuple(bars), title, day(first), day(last), count(most))


@dataclass(frozen=True)
class Span:
    """A score and its interval on a line from 0 to `SCALE`."""

    x: str
    width: str
    at: str


def span_drawn(series: Series, largest: float) -> Span | None:
    """Where on the line a score lies; None where it cannot be drawn."""
    if series.score is None or series.low is None or series.high is None or largest <= 0 or series.low < 0:
        return None
    low, high, at = (min(1.0, max(0.0, value / largest)) * SCALE for value in (series.low, series.high, series.score))
    return Span(f"{low:.1f}", f"{max(1.0, high - low):.1f}", f"{at:.1f}")


def largest_score(series: Sequence[Series]) -> float:
    """The end of the line: 1 for shares, else the largest upper end."""
    return max([1.0, *(each.high for each in series if each.high is not None)])
