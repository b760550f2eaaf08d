"""Total cost of every option under every scenario: one group of bars for each scenario, one bar for each option."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from decider.charts.options import Knowledge, clean, read_options, shorten
from decider.charts.shapes import Bar, BarGroup, Cause, ChartContent, OptionFacts, Part, Table
from decider.charts.short_numbers import short_money
from decider.charts.ticks import linear_axis
from decider.wording.numbers import money

ID = "scenario_costs"
TITLE_LABEL = 60
GROUP_LABEL = 40
BAR_LABEL = 24
# The figure at the end of the longest bar needs a place too.
ROOM = 1.25
# Of further options of a kind, so that colour does not speak alone.
_PATTERNS = ("", "/", ".", "x", "-")
_DRAWABLE = Decimal("1e300")


@dataclass(frozen=True, kw_only=True)
class OptionTotal:
    """One option in one scenario. `total` is $ over the horizon, None where it is not known."""

    key: str
    adaptation: str
    hosting: str
    total: Decimal | None
    # False where it cannot be taken, or is known to miss the quality target: drawn, but never called cheapest.
    is_compared: bool
    is_recommended: bool


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One scenario with the same options as the others. The first one is the task as answered."""

    name: str
    options: tuple[OptionTotal, ...]

    @property
    def cheapest(self) -> OptionTotal | None:
        priced = [(option.total, place) for place, option in enumerate(self.options) if _counts(option)]
        return self.options[min(priced)[1]] if priced else None


def scenario_costs(variants: Sequence[Variant], labels: Mapping[str, str]) -> ChartContent:
    """The chart of all variants; `labels` are the options' by key."""
    known = Knowledge(labels=labels, recommended=None, out={})
    options = read_options(_listed(variants), known)
    names = {option.key: option.full_label for option in options}
    groups = tuple(_group(variant, options, place) for place, variant in enumerate(variants))
    totals = [bar.total for group in groups for bar in group.bars]
    if not totals:
        return ChartContent(
            id=ID,
            title="What each option costs under each scenario is not known yet",
            description="",
            empty="No option can be priced yet. State the volume, the tokens of a call, and prices for each option.",
        )
    drawn = {part.cause for group in groups for bar in group.bars for part in bar.parts}
    return ChartContent(
        id=ID,
        title=_title(variants, names),
        description=_description(variants, names),
        table=_table(variants, options),
        x=linear_axis("US$ over the horizon", [*totals, ROOM * max(totals)], money=True),
        groups=tuple(group for group in groups if group.bars),
        causes=tuple(cause for cause in _causes(options) if cause.code in drawn),
        notes=_notes(variants),
    )


def _notes(variants: Sequence[Variant]) -> tuple[str, ...]:
    notes = ["✓ marks the cheapest option of each scenario."]
    if any(not option.is_compared and option.total is not None for variant in variants for option in variant.options):
        notes.append("What is “out” cannot be chosen there, or its quality is below the target.")
    return tuple(notes)


def _counts(option: OptionTotal) -> bool:
    return option.is_compared and option.total is not None


def _listed(variants: Sequence[Variant]) -> list[dict[str, str]]:
    """Each option once, in the order given."""
    found = {option.key: option for variant in variants for option in variant.options}
    return [{"key": key, "adaptation": option.adaptation, "hosting": option.hosting} for key, option in found.items()]


def _causes(options: Sequence[OptionFacts]) -> list[Cause]:
    """An option has the colour of its kind; the second one of a kind gets a pattern."""
    seen: dict[str, int] = {}
    causes = []
    for option in options:
        rank = seen.get(option.look.light, 0)
        seen[option.look.light] = rank + 1
        pattern = _PATTERNS[rank % len(_PATTERNS)]
        causes.append(Cause(code=option.key, name=option.label, look=option.look, pattern=pattern))
    return causes


def _group(variant: Variant, options: Sequence[OptionFacts], place: int) -> BarGroup:
    totals = {option.key: option for option in variant.options}
    cheapest = variant.cheapest
    name = clean(variant.name)
    bars = []
    for option in options:
        found = totals.get(option.key)
        if found is None or found.total is None or found.total >= _DRAWABLE:
            continue
        words = short_money(found.total)
        if not found.is_compared:
            words += " (out)"
        elif found is cheapest:
            words += " ✓"
        part = Part(
            cause=option.key, start=0.0, size=float(found.total), sentence=f"{option.full_label}: {money(found.total)}"
        )
        label = shorten(option.label, BAR_LABEL)
        bars.append(Bar(name=label, parts=(part,), total=float(found.total), total_label=words))
    return BarGroup(
        key=str(place),
        label=shorten(name, GROUP_LABEL),
        full_label=name,
        bars=tuple(bars),
        recommended=place == 0,
    )


def _title(variants: Sequence[Variant], names: Mapping[str, str]) -> str:
    """Whether the same option stays the cheapest, and if not, where another one is."""
    base, others = variants[0].cheapest, [variant for variant in variants[1:] if variant.cheapest]
    if base is None:
        return "What each option costs under each scenario"
    name = shorten(names[base.key], TITLE_LABEL)
    moved = [variant for variant in others if variant.cheapest and variant.cheapest.key != base.key]
    if not moved:
        return f"{name} is the cheapest as answered{_in_all(len(others))}"
    if len(moved) == 1:
        other = moved[0].cheapest
        assert other is not None
        under = shorten(clean(moved[0].name), 40)
        return f"{name} is the cheapest as answered; with “{under}” it is {shorten(names[other.key], TITLE_LABEL)}"
    return f"{name} is the cheapest as answered, but not in {len(moved)} of {len(others)} scenarios"


def _in_all(number: int) -> str:
    if number == 0:
        return ""
    return " and in the scenario" if number == 1 else f" and in all {number} scenarios"


def _description(variants: Sequence[Variant], names: Mapping[str, str]) -> str:
    said = []
    for variant in variants:
        cheapest = variant.cheapest
        if cheapest is not None and cheapest.total is not None:
            said.append(f"{clean(variant.name)}: {names[cheapest.key]} {short_money(cheapest.total)}")
    return f"Bar chart: total cost of each option under each scenario. The cheapest: {'; '.join(said)}."


def _table(variants: Sequence[Variant], options: Sequence[OptionFacts]) -> Table:
    rows = []
    for variant in variants:
        totals = {option.key: option.total for option in variant.options}
        cheapest = variant.cheapest
        best = next((option.full_label for option in options if cheapest and option.key == cheapest.key), "not known")
        rows.append((clean(variant.name), *(money(totals.get(option.key)) for option in options), best))
    headers = ("Scenario", *(option.head for option in options), "Cheapest")
    return Table(caption="Total cost over the horizon in US$", headers=headers, rows=tuple(rows))
