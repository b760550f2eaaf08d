"""Which two options a sentence compares: the prompted one of today and the best alternative."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.wording.numbers import as_decimal, likely
from decider.wording.options import option_facts

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Options as plain data, None where there is none.

    `today`: the first prompted option, which is the model in use or the default.
    `prompted`, `tuned`: the two that the recommendation compared; where it names none, the cheapest feasible ones.
    `recommended`: the option that the recommendation names.
    """

    today: Data | None
    prompted: Data | None
    tuned: Data | None
    recommended: Data | None
    horizon_months: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Total of the tuned option less that of the prompted one: positive where tuning costs more."""
        return self.difference_to(self.tuned)

    def difference_to(self, option: Data | None) -> Decimal | None:
        """Total of `option` less that of the prompted one; None where either is not known."""
        if option is None or self.prompted is None:
            return None
        mine, theirs = as_decimal(option.get("total_usd")), as_decimal(self.prompted.get("total_usd"))
        return None if mine is None or theirs is None else mine - theirs


def compare(assessment: Data) -> Comparison:
    options = list(option_facts(assessment).values())
    prompted = [option for option in options if option.get("adaptation") == "prompt"]
    tuned = [option for option in options if option.get("adaptation") in ("fine_tune", "hybrid")]
    recommendation = assessment.get("recommendation") or {}
    horizon = (assessment.get("profile") or {}).get("horizon_months")
    if horizon is None:
        horizon = ((assessment.get("charts") or {}).get("cumulative_cost") or {}).get("horizon_months")
    return Comparison(
        today=prompted[0] if prompted else None,
        prompted=_compared(assessment, "prompt_option") or _cheapest(prompted),
        tuned=_compared(assessment, "tuned_option") or _cheapest(tuned),
        recommended=option_facts(assessment).get(str(recommendation.get("option") or "")),
        horizon_months=likely(horizon),
    )


def _compared(assessment: Data, name: str) -> Data | None:
    """The option that the question of volume names among its figures."""
    for node in (assessment.get("recommendation") or {}).get("tree") or []:
        if node.get("node") == "volume":
            return option_facts(assessment).get(str((node.get("figures") or {}).get(name)))
    return None


def _cheapest(options: Sequence[Data]) -> Data | None:
    """The cheapest feasible option; where no total is known, the first feasible one."""
    feasible = [option for option in options if option.get("feasible") is not False]
    priced = [(total, option) for option in feasible if (total := as_decimal(option.get("total_usd"))) is not None]
    if priced:
        return min(priced, key=lambda pair: pair[0])[1]
    return feasible[0] if feasible else None


def crossover_between(assessment: Data, one: Data | None, other: Data | None) -> Data | None:
    """The crossover of two options, whichever way round it was computed."""
    if not one or not other:
        return None
    pair = {one.get("key"), other.get("key")}
    for crossover in assessment.get("crossovers") or []:
        if {crossover.get("from"), crossover.get("to")} == pair:
            return crossover
    return None
