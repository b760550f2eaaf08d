"""How firm a recommendation is when its facts are only known within ranges.

8,192 seeded Sobol draws over all stated ranges: how often the verdict stays, how often each option is
the cheapest, where the crossover lies, what moves the saving most, and what it is worth to know a fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decider.domain.conditions import Conditions
from decider.domain.crossover_band import CrossoverBand, crossover_band
from decider.domain.estimate import Estimate, OptionEstimate
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.ranges import DRAWS, DRAWS_LOG2, SEED, Uncertain, uncertain_facts, unit_draws
from decider.domain.totals import horizon_of
from decider.domain.twin import Facts, OptionDraws, Value, option_draws
from decider.domain.twin_verdict import VERDICTS, verdict_draws

Array = NDArray[np.float64]

# Slices of a fact's draws for the value of knowing it: fine enough to follow a curve, with 256 draws each.
_SLICES = 32
_LOWEST, _HIGHEST = 0.10, 0.90


@dataclass(frozen=True)
class Swing:
    """One bar of the tornado: the saving with one fact at its p10 and p90, all others at their medians."""

    fact: str
    low_value: float
    high_value: float
    saving_at_low_usd: float
    saving_at_high_usd: float

    @property
    def width(self) -> float:
        return abs(self.saving_at_high_usd - self.saving_at_low_usd)


@dataclass(frozen=True)
class WorthKnowing:
    """What perfect knowledge of one fact would save on average over the horizon, in $."""

    fact: str
    usd: float


@dataclass(frozen=True)
class Robustness:
    draws: int
    seed: int
    verdict_share: float
    verdict_shares: dict[str, float]
    cheapest_share: dict[str, float]
    crossover: CrossoverBand | None
    tornado: tuple[Swing, ...]
    # The saving with every fact at its median, in $: where the bars of the tornado begin.
    tornado_base_usd: float | None
    worth_knowing: tuple[WorthKnowing, ...]
    # The saving of the best tuned option against the best prompted one: p10, p50, p90 over the horizon, in $.
    saving_usd: tuple[float, float, float] | None

    def data(self) -> dict[str, Any]:
        """Plain data: shares with four places, money with cents, volumes whole."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "verdict_share": _share(self.verdict_share),
            "verdict_shares": {code: _share(value) for code, value in self.verdict_shares.items()},
            "cheapest_share": {key: _share(value) for key, value in self.cheapest_share.items()},
            "crossover": None
            if self.crossover is None
            else {
                "p10": round(self.crossover.p10),
                "p50": round(self.crossover.p50),
                "p90": round(self.crossover.p90),
                "share": _share(self.crossover.share),
                "bins": [[_figure(low), _figure(high), _share(part)] for low, high, part in self.crossover.bins],
            },
            "tornado": [
                {
                    "fact": swing.fact,
                    "low": _figure(swing.low_value),
                    "high": _figure(swing.high_value),
                    "saving_at_low_usd": _cents(swing.saving_at_low_usd),
                    "saving_at_high_usd": _cents(swing.saving_at_high_usd),
                }
                for swing in self.tornado
            ],
            "tornado_base_usd": None if self.tornado_base_usd is None else _cents(self.tornado_base_usd),
            "worth_knowing": [{"fact": worth.fact, "usd": _cents(worth.usd)} for worth in self.worth_knowing],
            "saving_usd": None
            if self.saving_usd is None
            else dict(zip(("p10", "p50", "p90"), map(_cents, self.saving_usd), strict=True)),
        }


def robustness(
    stated: TaskProfile, point: TaskProfile, estimate: Estimate, exact: Conditions, policy: Policy, verdict: str
) -> Robustness:
    """Draw all stated ranges of a resolved profile.

    `stated` has the ranges, `point` their likely values; `estimate`, `exact` and `verdict` are those of
    `point`. Without any range every draw is the same, and the shares are 0 or 1.
    """
    with np.errstate(all="ignore"):  # extreme inputs overflow in float64; what is not finite is left out below
        return _robustness(stated, point, estimate, exact, policy, verdict)


def _robustness(
    stated: TaskProfile, point: TaskProfile, estimate: Estimate, exact: Conditions, policy: Policy, verdict: str
) -> Robustness:
    uncertain = uncertain_facts(stated)
    draws = DRAWS if uncertain else 1
    unit = unit_draws(len(uncertain), draws_log2=DRAWS_LOG2, seed=SEED) if uncertain else np.empty((1, 0))
    columns: dict[str, Value] = {fact.path: fact.quantile(unit[:, i]) for i, fact in enumerate(uncertain)}
    facts, priced = _priced(estimate, point, columns)
    questions = verdict_draws(point, facts, estimate, exact, policy, priced, draws)
    counts = np.bincount(questions.verdicts, minlength=len(VERDICTS)) / draws
    shares = {code.value: float(share) for code, share in zip(VERDICTS, counts, strict=True) if share}
    prompted, tuned = exact.prompted, exact.tuned
    pair = _pair(prompted, tuned, priced)
    swings, base = _tornado(uncertain, estimate, point, prompted, tuned)
    return Robustness(
        draws=draws,
        seed=SEED,
        verdict_share=shares.get(verdict, 0.0),
        verdict_shares=shares,
        cheapest_share=_cheapest(questions.totals),
        crossover=crossover_band(pair, horizon_of(point), draws),
        tornado=swings,
        tornado_base_usd=base,
        worth_knowing=_worth_knowing(uncertain, unit, questions.totals),
        saving_usd=_saving(pair, draws),
    )


def _priced(
    estimate: Estimate, point: TaskProfile, columns: dict[str, Value]
) -> tuple[Facts, dict[str, OptionDraws | None]]:
    facts = Facts(point, columns)
    return facts, {
        option.option.key: None if option.bill is None else option_draws(option.option, facts)
        for option in estimate.options
    }


def _pair(
    prompted: OptionEstimate | None, tuned: OptionEstimate | None, priced: dict[str, OptionDraws | None]
) -> tuple[OptionDraws, OptionDraws] | None:
    if prompted is None or tuned is None:
        return None
    one, other = priced[prompted.option.key], priced[tuned.option.key]
    return None if one is None or other is None else (one, other)


def _cheapest(totals: dict[str, Array]) -> dict[str, float]:
    if not totals:
        return {}
    keys = list(totals)
    winners = np.argmin(np.stack([totals[key] for key in keys]), axis=0)
    counts = np.bincount(winners, minlength=len(keys)) / winners.size
    return {key: float(share) for key, share in zip(keys, counts, strict=True)}


def _saving(pair: tuple[OptionDraws, OptionDraws] | None, draws: int) -> tuple[float, float, float] | None:
    if pair is None or pair[0].total is None or pair[1].total is None:
        return None
    saving = np.broadcast_to(np.asarray(pair[0].total - pair[1].total), (draws,))
    if not np.isfinite(saving).all():
        return None
    p10, p50, p90 = np.quantile(saving, [_LOWEST, 0.5, _HIGHEST])
    return float(p10), float(p50), float(p90)


def _tornado(
    uncertain: Sequence[Uncertain], estimate: Estimate, point: TaskProfile,
    prompted: OptionEstimate | None, tuned: OptionEstimate | None,
) -> tuple[tuple[Swing, ...], float | None]:  # fmt: skip
    """Each fact at its p10 and p90, the others at their medians: two rows a fact and one of medians, priced at once."""
    if not uncertain or prompted is None or tuned is None:
        return (), None
    rows = 2 * len(uncertain) + 1
    chances = np.full((rows, len(uncertain)), 0.5)
    for i in range(len(uncertain)):
        chances[2 * i, i], chances[2 * i + 1, i] = _LOWEST, _HIGHEST
    columns: dict[str, Value] = {fact.path: fact.quantile(chances[:, i]) for i, fact in enumerate(uncertain)}
    _, priced = _priced(estimate, point, columns)
    pair = _pair(prompted, tuned, priced)
    if pair is None or pair[0].total is None or pair[1].total is None:
        return (), None
    saving = np.broadcast_to(np.asarray(pair[0].total - pair[1].total), (rows,))
    swings = [
        Swing(
            fact.path,
            float(np.asarray(columns[fact.path])[2 * i]),
            float(np.asarray(columns[fact.path])[2 * i + 1]),
            float(saving[2 * i]),
            float(saving[2 * i + 1]),
        )
        for i, fact in enumerate(uncertain)
    ]
    moving = [swing for swing in swings if np.isfinite(swing.width) and swing.width > 0]
    if not moving or not np.isfinite(saving[-1]):
        return (), None
    return tuple(sorted(moving, key=lambda swing: -swing.width)), float(saving[-1])


def _worth_knowing(uncertain: Sequence[Uncertain], unit: Array, totals: dict[str, Array]) -> tuple[WorthKnowing, ...]:
    """Expected value of perfect information about one fact: choosing the best option slice by slice of its draws.

    `E[cost of the best option on average] − E[cost of the best option, given the fact]`, estimated over
    32 slices of equal chance.
    """
    if len(totals) < 2 or not uncertain:
        return ()
    costs = np.stack(list(totals.values()))
    best_now = costs.mean(axis=1).min()
    found = []
    for i, fact in enumerate(uncertain):
        order = np.argsort(unit[:, i], kind="stable")
        slices = costs[:, order].reshape(costs.shape[0], _SLICES, -1).mean(axis=2)
        usd = float(best_now - slices.min(axis=0).mean())
        if np.isfinite(usd) and usd > 0.005:
            found.append(WorthKnowing(fact.path, usd))
    return tuple(sorted(found, key=lambda worth: -worth.usd))


def _share(value: float) -> Decimal:
    return Decimal(f"{value:.4f}").normalize() + 0


def _cents(value: float) -> str:
    return f"{value:.2f}"


def _figure(value: float) -> Decimal:
    return Decimal(f"{value:.6g}")
