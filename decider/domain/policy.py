"""The thresholds of the framework as named values: the seed's as defaults, a team's may differ."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.domain.fields import FlagRule, number_rule


def _threshold(value: str, unit: str, **bounds: Any) -> Any:
    return field(default=Decimal(value), metadata={"rule": number_rule(unit, **bounds), "from": "seed"})


def _ours(value: str, unit: str, **bounds: Any) -> Any:
    return field(default=Decimal(value), metadata={"rule": number_rule(unit, **bounds), "from": "ours"})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Thresholds of the seven questions. `metadata["from"]` tells the seed's from ours."""

    # Fewer few-shot examples than this, and the prompt was not thorough.
    thorough_examples: Decimal = _threshold("5", "examples")
    # Less prompt work than this, and prompting is not exhausted.
    exhausted_weeks: Decimal = _threshold("1", "weeks")
    # At this attainment of the target or less, the task definition is the problem.
    reexamine_at_attainment: Decimal = _threshold("0.40", "of the target", maximum=1)
    # From this attainment on, fine-tuning may close the rest.
    ceiling_from_attainment: Decimal = _threshold("0.85", "of the target", maximum=1)
    # Between the two: this many labelled examples are the least to try all the same.
    wide_gap_labelled_examples: Decimal = _ours("500", "examples")
    # Below this volume prompting is almost always cheaper.
    low_volume_calls: Decimal = _threshold("100000", "calls a month")
    # Above this volume the crossover must be shown.
    high_volume_calls: Decimal = _threshold("1000000", "calls a month")
    # Let the computed figures decide below the low volume too.
    computed_cost_decides_at_low_volume: bool = field(default=False, metadata={"rule": FlagRule(), "from": "ours"})
    # A fine-tuning cycle takes from … to … weeks.
    cycle_weeks_least: Decimal = _threshold("2", "weeks")
    cycle_weeks_most: Decimal = _threshold("4", "weeks")
    # A flip point this near makes a recommendation close.
    close_within_share: Decimal = _ours("0.10", "share", maximum=1)
    # From this many labels on, a small trained classifier is worth a try.
    trained_classifier_labels: Decimal = _ours("200", "examples")
    # Fewer labelled examples than this are too few to fine-tune on.
    least_labelled_examples: Decimal = _ours("50", "examples")

    def contradictions(self) -> list[tuple[str, str]]:
        """Pairs (threshold, sentence) for thresholds that are out of order."""
        found = []
        if self.reexamine_at_attainment >= self.ceiling_from_attainment:
            found.append(("reexamine_at_attainment", "must be below ceiling_from_attainment."))
        if self.low_volume_calls > self.high_volume_calls:
            found.append(("low_volume_calls", "must not be above high_volume_calls."))
        if self.cycle_weeks_least > self.cycle_weeks_most:
            found.append(("cycle_weeks_least", "must not be above cycle_weeks_most."))
        return found
