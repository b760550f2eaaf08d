"""Monthly cost against volume: which option is the cheapest where, and where two of them cost the same."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.charts.options import Knowledge, clean, line_of, read_options, shorten
from decider.charts.shapes import ChartContent, Crossing, Mark, OptionFacts, Table
from decider.charts.short_numbers import short, short_money
from decider.charts.ticks import log_axis
from decider.wording.numbers import NBSP, as_decimal, count, listed, money

ID = "monthly_cost"
TITLE_LABEL = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """The volumes, from `start` up to `end`, at which one option is the cheapest; None is the end of what is known."""

    option: OptionFacts
    start: Decimal | None
    end: Decimal | None


def monthly_cost(data: Mapping[str, Any], known: Knowledge, *, horizon_months: int | None) -> ChartContent:
    """The chart for an assessment's `charts.monthly_cost`."""
    options = [option for option in read_options(data.get("options") or [], known) if option.points]
    if not options:
        return ChartContent(
            id=ID,
            title="What each option costs at which volume is not known yet",
            description="",
            empty="No option can be priced yet. State the tokens of a call, and prices for each option.",
        )
    today = _positive(data.get("today"))
    crossovers = [crossover for crossover in data.get("crossovers") or [] if _positive(crossover.get("at"))]
    lines = tuple(line_of(option, place, log=True) for place, option in enumerate(options))
    table = _table(options, today, data)
    drawn = [point for line in lines for point in line.points]
    if not drawn:
        return ChartContent(
            id=ID,
            title="No option costs anything at any volume shown",
            description="",
            empty="Every figure is $0, which a logarithmic scale cannot show.",
            table=table,
        )
    volumes = [x for x, _ in drawn] + ([float(today)] if today else [])
    over = f", averaged over {horizon_months}{NBSP}months" if horizon_months else ""
    stretches = cheapest_stretches(options, crossovers)
    marks = _marks(data, today, min(volumes), max(volumes))
    crossings = _crossings(options, crossovers)
    notes = ["One-off costs are spread over the horizon; volume is held constant."]
    rules = [short(mark.at) for mark in marks if mark.kind == "rule_of_thumb"]
    if rules:
        notes.append(f"Dotted: the rule of thumb, {listed(rules)} calls a month.")
    if crossings:
        notes.append("Circles: two options cost the same.")
    if len(drawn) < sum(len(option.points) for option in options) and any(
        y <= 0 for option in options for _, y in option.points
    ):
        notes.append("Figures of $0 are in the table only: a logarithmic scale cannot show them.")
    return ChartContent(
        id=ID,
        title=_title(options, stretches, today),
        description=_description(options, drawn, today),
        table=table,
        x=log_axis("Calls a month", volumes),
        y=log_axis(f"US$ a month{over}", [y for _, y in drawn], money=True, room=0.04),
        lines=lines,
        marks=marks,
        crossings=crossings,
        notes=tuple(notes),
    )


def _positive(value: Any) -> Decimal | None:
    number = as_decimal(value)
    return number if number is not None and 0 < number < Decimal("1e300") else None


def _cheapest(options: Sequence[OptionFacts], volume: Decimal) -> OptionFacts | None:
    """The option with the lowest figure at a volume; of equals the first."""
    priced = [(value, place) for place, option in enumerate(options) if (value := option.value_at(volume)) is not None]
    return options[min(priced)[1]] if priced else None


def cheapest_stretches(options: Sequence[OptionFacts], crossovers: Sequence[Mapping[str, Any]]) -> list[Stretch]:
    """Who is the cheapest from where to where, over the volumes that are known, lowest first.

    Options that cannot be chosen count only if no other is left. A boundary is the crossover that was
    computed for the two options if one lies there, else where their lines meet.
    """
    eligible = [option for option in options if option.feasible] or list(options)
    volumes = sorted({x for option in eligible for x, _ in option.points if x > 0})
    stretches: list[Stretch] = []
    last_volume: Decimal | None = None
    for volume in volumes:
        best = _cheapest(eligible, volume)
        if best is None:
            continue
        if not stretches:
            stretches.append(Stretch(best, None, None))
        elif best is not stretches[-1].option and last_volume is not None:
            edge = _boundary(stretches[-1].option, best, last_volume, volume, crossovers)
            stretches[-1] = Stretch(stretches[-1].option, stretches[-1].start, edge)
            stretches.append(Stretch(best, edge, None))
        last_volume = volume
    return stretches


def _boundary(
    before: OptionFacts, after: OptionFacts, low: Decimal, high: Decimal, crossovers: Sequence[Mapping[str, Any]]
) -> Decimal:
    for crossover in crossovers:
        at = Decimal(str(crossover["at"]))
        if {crossover.get("from"), crossover.get("to")} == {before.key, after.key} and low <= at <= high:
            return at
    ends = [option.value_at(volume) for volume in (low, high) for option in (before, after)]
    if any(value is None for value in ends):
        return high
    low_gap = (ends[1] or Decimal(0)) - (ends[0] or Decimal(0))
    high_gap = (ends[3] or Decimal(0)) - (ends[2] or Decimal(0))
    if low_gap == high_gap:
        return high
    return Decimal(math.ceil(low + (high - low) * low_gap / (low_gap - high_gap)))


def _title(options: Sequence[OptionFacts], stretches: Sequence[Stretch], today: Decimal | None) -> str:
    if len(options) == 1:
        name = shorten(options[0].full_label, TITLE_LABEL)
        cost = options[0].value_at(today) if today else None
        if today is None or cost is None:
            return f"What {name} costs at which volume"
        return f"{name} costs {short_money(cost)} a month at today’s {short(today)} calls"
    if not stretches:
        return "What each option costs at which volume"
    if len(stretches) == 1:
        return f"{shorten(stretches[0].option.full_label, TITLE_LABEL)} is the cheapest at every volume shown"
    here = next((s for s in stretches if today and (s.end is None or today < s.end)), None)
    if here is None:
        last = stretches[-1]
        return f"{shorten(last.option.full_label, TITLE_LABEL)} is the cheapest above {_calls(last.start)}"
    name = shorten(here.option.full_label, TITLE_LABEL)
    if here.start is None:
        return f"{name} is the cheapest up to {_calls(here.end)}"
    if here.end is None:
        return f"{name} is the cheapest above {_calls(here.start)}"
    return f"{name} is the cheapest from {short(here.start)} to {_calls(here.end)}"


def _calls(volume: Decimal | None) -> str:
    return f"{short(volume or Decimal(0))} calls a{NBSP}month"


def _description(options: Sequence[OptionFacts], drawn: Sequence[tuple[float, float]], today: Decimal | None) -> str:
    low, high = min(x for x, _ in drawn), max(x for x, _ in drawn)
    parts = [
        f"Line chart on logarithmic scales: monthly cost from {short(low)} to {short(high)} calls a month, "
        + ("one option." if len(options) == 1 else f"{len(options)} options.")
    ]
    if today:
        costs = [
            f"{option.full_label} {short_money(value)}"
            for option in options
            if (value := option.value_at(today)) is not None
        ]
        if costs:
            parts.append(f"At today’s {short(today)} calls: {'; '.join(costs)}.")
    return " ".join(parts)


def _marks(data: Mapping[str, Any], today: Decimal | None, low: float, high: float) -> tuple[Mark, ...]:
    marks = []
    for value in data.get("rule_of_thumb") or []:
        volume = _positive(value)
        if volume and low <= float(volume) <= high:
            marks.append(Mark(kind="rule_of_thumb", at=float(volume), label=f"rule of thumb {short(volume)}"))
    if today:
        marks.append(Mark(kind="today", at=float(today), label=f"today {short(today)}"))
    return tuple(marks)


def _crossings(options: Sequence[OptionFacts], crossovers: Sequence[Mapping[str, Any]]) -> tuple[Crossing, ...]:
    """All of them as dots; those where the cheapest option changes also by name."""
    by_key = {option.key: option for option in options}
    eligible = [option for option in options if option.feasible]
    crossings = []
    for crossover in crossovers:
        first, second = by_key.get(str(crossover.get("from"))), by_key.get(str(crossover.get("to")))
        at = _positive(crossover.get("at"))
        if first is None or second is None or at is None:
            continue
        cost = _positive(crossover.get("monthly_usd")) or second.value_at(at)
        if cost is None or cost <= 0 or not _within(options, at):
            continue
        matters = first.feasible and second.feasible and _is_lowest(eligible, at, cost)
        crossings.append(
            Crossing(
                x=float(at),
                y=float(cost),
                label=short(at) if matters else "",
                sentence=f"{second.full_label} is cheaper than {first.full_label} from {count(at)} calls a month.",
            )
        )
    return tuple(crossings)


def _within(options: Sequence[OptionFacts], volume: Decimal) -> bool:
    return any(option.points[0][0] <= volume <= option.points[-1][0] for option in options)


def _is_lowest(options: Sequence[OptionFacts], volume: Decimal, cost: Decimal) -> bool:
    others = [value for option in options if (value := option.value_at(volume)) is not None]
    return all(cost <= value * Decimal("1.005") for value in others)


def _table(options: Sequence[OptionFacts], today: Decimal | None, data: Mapping[str, Any]) -> Table:
    """A row for each power of ten, the rules of thumb, today's volume and each crossover."""
    notes: dict[Decimal, list[str]] = {}
    volumes = [x for option in options for x, _ in option.points if x > 0]
    if volumes:
        for power in range(min(volumes).adjusted(), max(volumes).adjusted() + 1):
            if min(volumes) <= Decimal(10) ** power <= max(volumes):
                notes[Decimal(10) ** power] = []
    for value in data.get("rule_of_thumb") or []:
        if volume := _positive(value):
            notes.setdefault(volume, []).append("rule of thumb")
    if today:
        notes.setdefault(today, []).append("today")
    labels = {option.key: option.full_label for option in options}
    for crossover in data.get("crossovers") or []:
        at = _positive(crossover.get("at"))
        first, second = labels.get(str(crossover.get("from"))), labels.get(str(crossover.get("to")))
        if at and first and second:
            notes.setdefault(at, []).append(f"from here {second} is cheaper than {first}")
    rows = tuple(
        (count(volume), *(money(option.value_at(volume)) for option in options), clean("; ".join(notes[volume])))
        for volume in sorted(notes)
    )
    headers = ("Calls a month", *(option.head for option in options), "Note")
    return Table(
        caption="Monthly cost of each option in US$, one-off costs spread over the horizon", headers=headers, rows=rows
    )
