"""`make bench`: the arithmetic without a server: one assessment, its draws, and many profiles at once.

The bare minimum beside it is the same total-cost formula over the same draws, written out in numpy for
the same four options, and nothing else: no conditions, no crossover, no sentence.
"""

import copy
import datetime
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from decider.domain.assessment import assess
from decider.domain.point import at_likely
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.ranges import DRAWS, uncertain_facts, unit_draws
from decider.domain.reading import read_profile
from decider.domain.robustness import robustness
from tests.factories.answers import triage_answers

DAY = datetime.date(2026, 11, 24)
ROUNDS = 30
MANY = 10_000


def ranged_profile() -> TaskProfile:
    """Four options, one of them on own machines, and seven facts known within ranges."""
    answers = copy.deepcopy(triage_answers())
    answers["volume"]["calls_per_month"] = {"low": 200_000, "high": 2_000_000}
    answers["volume"]["growth_per_month"] = {"low": 0, "likely": 0.03, "high": 0.06}
    answers["tokens"]["output"] = {"low": 20, "high": 80}
    answers["tokens"]["cached_share"] = {"low": 0.3, "high": 0.8}
    answers["quality"]["current"] = {"low": 0.82, "high": 0.93}
    prompted, tuned = answers["options"]
    tuned["training"]["labelling_usd"] = {"low": 1000, "high": 9000}
    hybrid = {**copy.deepcopy(tuned), "key": "hybrid", "adaptation": "hybrid"}
    own = {
        "key": "own",
        "adaptation": "fine_tune",
        "hosting": "self_hosted",
        "self_hosting": {
            "gpu_usd_per_hour": {"low": 1.8, "high": 4},
            "output_tokens_per_second_per_replica": 400,
        },
    }
    answers["options"] = [prompted, tuned, hybrid, own]
    return read_profile({"version": 1, "name": "Bench", **answers})


def bare_numpy(profile: TaskProfile) -> np.ndarray[Any, Any]:
    """Total cost of four options over the draws, month by month, as one would write it down in numpy."""
    columns = {fact.path: fact.quantile(unit_draws(7)[:, i]) for i, fact in enumerate(uncertain_facts(profile)[:7])}
    calls, growth = columns["volume.calls_per_month"], columns["volume.growth_per_month"]
    output, cached = columns["tokens.output"], columns["tokens.cached_share"]
    totals = []
    for price_in, price_out, price_read, tokens_in, fixed in (
        (2.0, 8.0, 0.5, 3650.0, 0.0),
        (0.8, 3.2, 0.2, 620.0, 8000.0),
        (0.8, 3.2, 0.2, 620.0, 8000.0),
    ):
        per_call = (tokens_in * ((1 - cached) * price_in + cached * price_read) + output * price_out) / 1e6
        totals.append(fixed + sum(calls * (1 + growth) ** month * per_call for month in range(12)))
    replicas = [
        np.maximum(1, np.ceil(calls * (1 + growth) ** month * output / (730 * 3600 * 280))) for month in range(12)
    ]
    totals.append(sum(count * 2.5 * 730 for count in replicas))
    return np.stack(totals)


def median_ms(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    deed()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        deed()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    """Print the table."""
    profile = ranged_profile()
    plain = assess(profile, day=DAY, flips=False, draws=False)
    point = at_likely(plain.profile)
    conditions, verdict = plain.recommendation.conditions, plain.recommendation.verdict.value

    def draw() -> object:
        return robustness(plain.profile, point, plain.estimate, conditions, Policy(), verdict)

    bare = median_ms(lambda: bare_numpy(profile))
    rows = [
        ("bare numpy: totals of 4 options over the draws", bare),
        (f"draws alone: {DRAWS:,} × 4 options, all answers", median_ms(draw)),
        (
            "assess, without draws and flip points",
            median_ms(lambda: assess(profile, day=DAY, flips=False, draws=False)),
        ),
        ("assess, with draws", median_ms(lambda: assess(profile, day=DAY, flips=False))),
        ("assess, with draws and flip points", median_ms(lambda: assess(profile, day=DAY))),
        ("assess with all, written as plain data", median_ms(lambda: assess(profile, day=DAY).data())),
    ]
    print(f"\nFigures, median of {ROUNDS} on one core\n")
    print(f"{'what':52} {'ms':>9} {'× bare':>8}")
    for name, milliseconds in rows:
        print(f"{name:52} {milliseconds:9.1f} {milliseconds / bare:8.1f}")

    tracemalloc.start()
    assess(profile, day=DAY).data()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"\nPeak memory of one assessment with all: {peak:.1f} MB")

    start = time.perf_counter()
    for _ in range(MANY):
        assess(profile, day=DAY, flips=False, draws=False)
    seconds = time.perf_counter() - start
    print(f"{MANY:,} profiles assessed again: {seconds:.0f} s, {MANY / seconds:,.0f} a second on one core")


if __name__ == "__main__":
    main()
