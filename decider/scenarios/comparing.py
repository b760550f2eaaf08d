"""The task as answered and each of its scenarios, beside each other: the figures of one table and one chart."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.charts.scenario_costs import OptionTotal, Variant, scenario_costs
from decider.charts.shapes import ChartContent
from decider.domain.assessment import Assessment
from decider.domain.estimate import OptionEstimate
from decider.domain.point import at_likely
from decider.domain.recommendation import Standing
from decider.domain.totals import horizon_of
from decider.models import Scenario
from decider.scenarios.facts import said
from decider.scenarios.variants import Base, DoesNotApply, assessed
from decider.wording import why_not_sentence
from decider.wording.changes import crossover_short, payback_short

AS_ANSWERED = "As answered"
# Flip points are not looked for here, so what is not held up by an unknown or a small sample may still be close.
SETTLED_OR_CLOSE = "Settled or close"


@dataclass(frozen=True)
class Difference:
    """One changed fact: what it is called, and its value as answered and in the scenario."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Cell:
    """One option in one scenario; money in $, None where it is not known."""

    label: str
    monthly: Decimal | None
    total: Decimal | None
    # Less than as answered is negative; None for the task as answered itself.
    difference: Decimal | None
    is_cheapest: bool
    # Why the option cannot be taken or is not compared; empty where it is.
    note: str


@dataclass(frozen=True)
class Pair:
    """The two options whose cost the recommendation compares."""

    names: str
    crossover: str
    payback: str


@dataclass(frozen=True)
class Row:
    """The task as answered (`scenario` is None) or one scenario; without `cells` where it does not apply."""

    name: str
    scenario: Scenario | None
    differences: list[Difference]
    # Sentences that say why it no longer applies.
    problems: list[str]
    verdict: str = ""
    verdict_changes: bool = False
    state: str = ""
    state_label: str = ""
    cheapest: str = ""
    cells: tuple[Cell, ...] = ()
    pair: Pair | None = None


@dataclass(frozen=True)
class Comparison:
    rows: list[Row]
    options: list[tuple[str, str]]
    # Said once over the columns where every row compares the same two options.
    pair_names: str
    chart: ChartContent | None
    horizon_months: int
    # Whether some scenario's totals are over another number of months.
    horizon_changes: bool


def compare(base: Base, scenarios: list[Scenario]) -> Comparison:
    """Everything that the page of scenarios says; one that does not apply is a row with its sentences."""
    first = _row(base, None, base.assessment)
    rows, variants = [first], [_variant(AS_ANSWERED, base.assessment)]
    months = _months(base.assessment)
    horizons = {months}
    for scenario in scenarios:
        try:
            assessment = assessed(base, scenario.changes)
        except DoesNotApply as reason:
            problems = [sentence for _, sentence in reason.problems]
            rows.append(Row(scenario.name, scenario, _differences(base, scenario), problems))
            continue
        rows.append(_row(base, scenario, assessment))
        variants.append(_variant(scenario.name, assessment))
        horizons.add(_months(assessment))
    pairs = {row.pair.names for row in rows if row.pair}
    options = [(_swatch(option), base.labels[option.key]) for option in base.assessment.profile.options]
    return Comparison(
        rows=rows,
        options=options,
        pair_names=pairs.pop() if len(pairs) == 1 else "",
        chart=scenario_costs(variants, base.labels) if scenarios else None,
        horizon_months=months,
        horizon_changes=len(horizons) > 1,
    )


def _months(assessment: Assessment) -> int:
    return horizon_of(at_likely(assessment.profile))


def _row(base: Base, scenario: Scenario | None, assessment: Assessment) -> Row:
    recommendation, answered = assessment.recommendation, base.assessment
    missing_target = _missing_target(assessment)
    cheapest = _cheapest(assessment, missing_target)
    state = recommendation.standing
    is_held_up = state in (Standing.PROVISIONAL, Standing.UNSUPPORTED)
    before = {option.option.key: option.total for option in answered.estimate.options} if scenario else {}
    return Row(
        name=scenario.name if scenario else AS_ANSWERED,
        scenario=scenario,
        differences=_differences(base, scenario) if scenario else [],
        problems=[],
        verdict=recommendation.verdict.value,
        verdict_changes=recommendation.verdict is not answered.recommendation.verdict,
        state=state.value if is_held_up else "",
        state_label=state.value.capitalize() if is_held_up else SETTLED_OR_CLOSE,
        cheapest=base.labels[cheapest.option.key] if cheapest else "",
        cells=tuple(
            Cell(
                label=base.labels[option.option.key],
                monthly=option.monthly,
                total=option.total,
                difference=_difference(before.get(option.option.key), option.total),
                is_cheapest=option is cheapest,
                note=_note(option, option.option.key in missing_target),
            )
            for option in assessment.estimate.options
        ),
        pair=_pair(base, assessment),
    )


def _difference(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if before is None or now is None else now - before


def _note(option: OptionEstimate, misses_target: bool) -> str:
    notes = []
    if option.why_not:
        notes.append(f"Not possible: {why_not_sentence(list(option.why_not))}")
    elif misses_target:
        notes.append("Its quality is below the target.")
    if option.total is None:
        notes += [sentence for _, sentence in option.missing[:1]]
    return " ".join(notes)


def _missing_target(assessment: Assessment) -> frozenset[str]:
    """The keys of the options that are known to miss the quality target."""
    point = at_likely(assessment.profile)
    return frozenset(option.option.key for option in assessment.estimate.options if option.misses_quality(point))


def _cheapest(assessment: Assessment, missing_target: frozenset[str]) -> OptionEstimate | None:
    """Of the options that can be taken and are not known to miss the quality target."""
    found = [
        (option.total, place, option)
        for place, option in enumerate(assessment.estimate.options)
        if option.feasible and option.total is not None and option.option.key not in missing_target
    ]
    return min(found)[2] if found else None


def _pair(base: Base, assessment: Assessment) -> Pair | None:
    """None where the recommendation has no prompted and tuned option to compare."""
    compared = assessment.recommendation.conditions
    if compared.prompted is None or compared.tuned is None:
        return None
    keys = {compared.prompted.option.key, compared.tuned.option.key}
    for pair in assessment.pairs:
        if {pair.dear.option.key, pair.cheap.option.key} == keys:
            figures = {
                "result": pair.crossover.result.value,
                "stable_calls_per_month": pair.crossover.stable,
                "payback_result": pair.payback.result.value if pair.payback else None,
                "payback_month": pair.payback.month if pair.payback else None,
            }
            names = f"{base.labels[pair.cheap.option.key]} against {base.labels[pair.dear.option.key]}"
            return Pair(names, crossover_short(figures), payback_short(figures))
    return None


def _differences(base: Base, scenario: Scenario) -> list[Difference]:
    """What the scenario changes, in its order; a fact that the answers have caught up with differs no more."""
    return [
        Difference(base.name(path), said(base, path, base.value(path)), said(base, path, value))
        for path, value in base.differing(scenario.changes).items()
    ]


def _variant(name: str, assessment: Assessment) -> Variant:
    missing_target = _missing_target(assessment)
    return Variant(
        name=name,
        options=tuple(
            OptionTotal(
                key=option.option.key,
                adaptation=option.option.adaptation.value,
                hosting=option.option.hosting.value,
                total=option.total,
                is_compared=option.feasible and option.option.key not in missing_target,
                is_recommended=option is assessment.recommendation.option,
            )
            for option in assessment.estimate.options
        ),
    )


def _swatch(option: Any) -> str:
    return "self_host" if option.hosting.value == "self_hosted" else str(option.adaptation.value)
