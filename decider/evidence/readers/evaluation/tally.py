"""Counting: each case that an option answered, by metric, in bounded memory."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Final

from decider.domain.evidence import EvidenceError, Percentiles
from decider.evidence.readers.evaluation.intervals import Moments

# Cases whose outcome is kept for each series; more are counted but cannot be paired.
MAX_CASES = 50_000
# The same over all series of a file.
MAX_ALL_CASES = 400_000
# Options × metrics. More is no evaluation but a wrongly mapped column.
MAX_SERIES = 500
MAX_LATENCIES = 5_000_000


class Errored:
    """The metric itself failed on a case: neither passed nor failed."""


ERRORED: Final = Errored()
# Passed or not, a score, or an error of the metric.
Result = bool | float | Errored


@dataclass(slots=True)
class Facts:
    """What an answer took; None is unknown. An error's cost counts, its time and tokens do not."""

    latency_ms: float | None = None
    tokens_in: float | None = None
    tokens_cached: float | None = None
    tokens_out: float | None = None
    cost_usd: float | None = None


@dataclass(slots=True)
class CaseResults:
    """Results of one case: several where it was repeated."""

    n: int = 0
    total: float = 0.0


@dataclass(slots=True)
class MetricTally:
    """One metric of one option."""

    moments: Moments = field(default_factory=Moments)
    passes: int = 0
    # Whether every value so far is a pass, a fail, 0 or 1.
    binary: bool = True
    errors: int = 0
    cases: dict[str, CaseResults] = field(default_factory=dict)
    # There were more cases than are kept.
    cut: bool = False

    def add(self, case: str, result: Result, *, keep: bool) -> int:
        """Returns how many cases it keeps more than before."""
        before = len(self.cases)
        seen = self.cases.get(case)
        if seen is None and (keep and before < MAX_CASES):
            seen = self.cases[case] = CaseResults()
        self.cut = self.cut or seen is None
        if isinstance(result, Errored):
            self.errors += 1
        else:
            value = float(result)
            self.binary = self.binary and value in (0.0, 1.0)
            self.passes += value == 1.0
            self.moments.add(value)
            if seen is not None:
                seen.n += 1
                seen.total += value
        return len(self.cases) - before

    def outcomes(self, errored: Mapping[str, None]) -> dict[str, bool | float | None]:
        """Per case: passed on most of its repeats, or the mean score; None where it has errors only."""
        found: dict[str, bool | float | None] = {}
        for case, results in self.cases.items():
            if results.n == 0:
                found[case] = None
            elif self.binary:
                found[case] = results.total * 2 > results.n
            else:
                found[case] = results.total / results.n
        for case in errored:
            found.setdefault(case, None)
        return found

    def case_means(self) -> Moments:
        means = Moments()
        for results in self.cases.values():
            if results.n:
                means.add(results.total / results.n)
        return means


@dataclass(slots=True)
class Option:
    """One provider × prompt × filter."""

    name: str
    provider: str = ""
    prompt: str = ""
    filter: str = ""
    metrics: dict[str, MetricTally] = field(default_factory=dict)
    # Rows without an answer; they count as errors of each metric.
    errors: int = 0
    errored: dict[str, None] = field(default_factory=dict)
    answers: int = 0
    # Answers that something looked at.
    judged: int = 0
    latencies: "array[float]" = field(default_factory=lambda: array("d"))
    cost: Decimal = Decimal(0)
    with_cost: int = 0
    with_tokens: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    with_tokens_in: int = 0
    with_tokens_out: int = 0
    with_cached: int = 0

    def metric(self, name: str) -> MetricTally:
        return self.metrics.setdefault(name, MetricTally())

    def facts(self, facts: Facts, *, error: bool = False) -> None:
        """What an answer took. Raises nothing: what is unknown stays unknown."""
        if facts.cost_usd is not None:
            self.cost += Decimal(str(facts.cost_usd))
            self.with_cost += 1
        if error:
            return
        if facts.latency_ms is not None and len(self.latencies) < MAX_LATENCIES:
            self.latencies.append(facts.latency_ms)
        if facts.tokens_in is None and facts.tokens_out is None:
            return
        self.with_tokens += 1
        if facts.tokens_in is not None:
            self.tokens_in += int(facts.tokens_in)
            self.with_tokens_in += 1
        if facts.tokens_out is not None:
            self.tokens_out += int(facts.tokens_out)
            self.with_tokens_out += 1
        if facts.tokens_cached is not None:
            self.tokens_cached += int(facts.tokens_cached)
            self.with_cached += 1


@dataclass(slots=True)
class Scoreboard:
    """All options of a file, in the order in which they were seen."""

    options: dict[object, Option] = field(default_factory=dict)
    kept: int = 0
    series: int = 0

    def option(self, key: object, *, name: str, provider: str = "", prompt: str = "", filter_: str = "") -> Option:
        """The option of this key; made with these names when it is new. Raises `EvidenceError` for too many."""
        found = self.options.get(key)
        if found is None:
            if len(self.options) >= MAX_SERIES:
                raise EvidenceError(
                    f"The file has more than {MAX_SERIES} options (providers, prompts or filters): "
                    "is the column or field that names them the right one?"
                )
            found = self.options[key] = Option(name=name, provider=provider, prompt=prompt, filter=filter_)
        return found

    def result(self, option: Option, metric: str, case: str, result: Result) -> None:
        """What a case got. Raises `EvidenceError` for too many metrics."""
        if metric not in option.metrics:
            self.series += 1
            if self.series > MAX_SERIES:
                raise EvidenceError(
                    f"The file has more than {MAX_SERIES} series (options × metrics): "
                    "is the column or field that names the metric the right one?"
                )
        self.kept += option.metric(metric).add(case, result, keep=self.kept < MAX_ALL_CASES)

    def answered(self, option: Option, case: str, results: Mapping[str, Result], facts: Facts) -> None:
        """A case with an answer: its results by metric and what it took."""
        option.answers += 1
        option.facts(facts)
        for metric, result in results.items():
            self.result(option, metric, case, result)

    def failed(self, option: Option, case: str, facts: Facts | None = None) -> None:
        """A case without an answer: an error of every metric, neither passed nor failed."""
        option.errors += 1
        if case not in option.errored and self.kept < MAX_ALL_CASES and len(option.errored) < MAX_CASES:
            option.errored[case] = None
            self.kept += 1
        if facts is not None:
            option.facts(facts, error=True)


def percentiles(values: "array[float]") -> Percentiles | None:
    """By nearest rank; None for no values."""
    if not values:
        return None
    ordered = sorted(values)

    def at(percent: int) -> float:
        return ordered[max(1, ceil(percent * len(ordered) / 100)) - 1]

    return Percentiles(n=len(ordered), p50_ms=at(50), p95_ms=at(95), p99_ms=at(99))
