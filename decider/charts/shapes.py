"""What a chart shows, in plain data: words, figures and marks, without a word of how they are drawn."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from decider.palette import Look


@dataclass(frozen=True, kw_only=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis: its title with the unit, its ends and its labelled ticks."""

    title: str
    low: float
    high: float
    ticks: tuple[Tick, ...]
    log: bool = False
    money: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One option over volume or time. `points` are x and y as drawn; what a scale cannot show is left out.

    `markers` are the few of them that carry the option's symbol.
    """

    key: str
    label: str
    full_label: str
    look: Look
    points: tuple[tuple[float, float], ...]
    markers: tuple[tuple[float, float], ...] = ()
    recommended: bool = False
    # An option that cannot be chosen is drawn all the same, thinner.
    feasible: bool = True


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A line across the chart: today's volume, a rule of thumb, a target, the month of a payback.

    `equal`: two options cost the same; `middle`: the median of the draws.
    """

    kind: Literal["today", "rule_of_thumb", "target", "payback", "equal", "middle"]
    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A volume at which two options cost the same; `label` is empty where it would only crowd the chart."""

    x: float
    y: float
    label: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One stretch of a bar: where its time goes, from `start` to `start + size`."""

    cause: str
    start: float
    size: float
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    name: str
    parts: tuple[Part, ...]
    total: float
    total_label: str


@dataclass(frozen=True, kw_only=True)
class BarGroup:
    """One option with its bars, one below the other."""

    key: str
    label: str
    full_label: str
    bars: tuple[Bar, ...]
    recommended: bool = False


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One cause with its place in the stack and its colours; the later, the darker."""

    code: str
    name: str
    look: Look
    pattern: str = ""


@dataclass(frozen=True, kw_only=True)
class SwingEnd:
    """One end of a tornado's bar: the finding at a fact's low or high value, and that value in words."""

    at: float
    text: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Swing:
    """One bar of a tornado: how far one fact moves the finding."""

    label: str
    low: SwingEnd
    high: SwingEnd

    def halves(self, base: float) -> list[tuple[str, SwingEnd, float, float]]:
        """Its two ends with their causes, and where across the bar each is drawn: middle and width, of a bar of 1.

        Two ends on one side of the base would hide each other, so each takes half of the width.
        """
        if (self.low.at - base) * (self.high.at - base) > 0:
            return [("low", self.low, -0.25, 0.5), ("high", self.high, 0.25, 0.5)]
        return [("low", self.low, 0.0, 1.0), ("high", self.high, 0.0, 1.0)]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a distribution; `inside` the middle eight of ten."""

    start: float
    end: float
    size: float
    inside: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """The same figures to read: the first column heads its row."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ChartContent:
    """One chart: `title` states the finding, `description` says what is drawn to those who cannot see it.

    `empty` is a sentence where there is nothing to draw; then there are no axes. `notes` say what the
    drawing leaves out.
    """

    id: str
    title: str
    description: str
    table: Table | None = None
    x: Axis | None = None
    y: Axis | None = None
    lines: tuple[Line, ...] = ()
    groups: tuple[BarGroup, ...] = ()
    causes: tuple[Cause, ...] = ()
    # Bars around `base`, the widest first; their two causes are the low and the high end.
    swings: tuple[Swing, ...] = ()
    base: float = 0.0
    # Their two causes are inside and outside the middle eight of ten.
    columns: tuple[Column, ...] = ()
    marks: tuple[Mark, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""


Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, kw_only=True)
class OptionFacts:
    """One option as an assessment describes it; `points` exactly as computed, in the order of x."""

    key: str
    label: str
    full_label: str
    adaptation: str
    look: Look
    points: tuple[Point, ...] = ()
    recommended: bool = False
    # False where it is not compared; `out_because` then says why in a few words.
    feasible: bool = True
    out_because: str = ""
    raw: dict[str, object] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The full label with what a reader must know beside it."""
        return f"{self.full_label} ({self.out_because})" if self.out_because else self.full_label

    @cached_property
    def _xs(self) -> list[Decimal]:
        return [x for x, _ in self.points]

    def value_at(self, x: Decimal) -> Decimal | None:
        """The figure at x: between two points on their straight line, outside all points unknown."""
        after = bisect_left(self._xs, x)
        if after == len(self.points):
            return None
        right = self.points[after]
        if right[0] == x:
            return right[1]
        if after == 0:
            return None
        left = self.points[after - 1]
        return left[1] + (right[1] - left[1]) / (right[0] - left[0]) * (x - left[0])

    def drawn(self, *, positive_x: bool, positive_y: bool) -> Iterator[tuple[float, float]]:
        for x, y in self.points:
            if (x > 0 or not positive_x) and (y > 0 or not positive_y):
                yield float(x), float(y)
