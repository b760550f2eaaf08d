"""From counts to series with intervals, and pairs of series on the same cases."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from decider.domain.evidence import Evaluation, Paired, Series
from decider.evidence.readers.evaluation.intervals import Interval, share_interval
from decider.evidence.readers.evaluation.tally import MAX_LATENCIES, MetricTally, Option, Scoreboard, percentiles
from decider.evidence.readers.evaluation.values import named, text

# A case must pass all its metrics or graders; the tool's own verdict on the row.
ALL = "all"
MAX_PAIRS = 200


def metric_name(name: object) -> str:
    """The name of one metric as a series has it; one that is called like the verdict on the row is told apart."""
    metric = text(name)
    return f"{ALL} (metric)" if metric == ALL else metric or "unnamed"


def evaluation(
    board: Scoreboard,
    notes: list[str],
    *,
    errors_known: bool = True,
    by_case: bool = False,
    metrics: Iterable[str] = (),
) -> Evaluation:
    """Series of all options and metrics, and pairs. Appends to `notes` what a reader of the figures must know.

    `by_case`: repeats of a case are averaged first and the interval is that of the case means (Inspect's epochs).
    `metrics`: those of options of which every case failed.
    """
    _tell_apart(board.options.values())
    series: list[Series] = []
    for option in board.options.values():
        names = list(option.metrics) or (list(metrics) if option.errors else [])
        # The verdict on the whole row comes first.
        for name in sorted(names, key=lambda each: each != ALL):
            series.append(_series(option, name, errors_known=errors_known, by_case=by_case))
    notes.extend(_notes(board, series, by_case=by_case))
    return Evaluation(series=tuple(series), paired=_pairs(series, notes))


def _tell_apart(options: Iterable[Option]) -> None:
    """Gives options of the same name and filter different names: by their prompt, or else by a number."""
    options = list(options)
    prompts = {option.prompt for option in options}
    if len(prompts) > 1:
        for option in options:
            if option.prompt:
                option.name = f"{option.name} | {named([option.prompt])}"
    taken: set[tuple[str, str]] = set()
    for option in options:
        name, number = option.name, 1
        while (option.name, option.filter) in taken:
            number += 1
            option.name = f"{name} ({number})"
        taken.add((option.name, option.filter))


def _series(option: Option, metric: str, *, errors_known: bool, by_case: bool) -> Series:
    tally = option.metric(metric)
    repeated = by_case and not tally.cut and 0 < len(tally.cases) < tally.moments.n + tally.errors
    score, interval = _score(tally, repeated=repeated)
    return Series(
        name=option.name,
        metric=metric,
        n=tally.moments.n,
        score=score,
        low=interval.low,
        high=interval.high,
        errors=option.errors + tally.errors if errors_known else None,
        passes=_passes(tally, score),
        interval=interval.kind,
        cases=_cases(tally),
        provider=option.provider,
        prompt=option.prompt,
        filter=option.filter,
        tokens_in=_mean(option.tokens_in, option.with_tokens_in),
        tokens_cached=_mean(option.tokens_cached, option.with_cached),
        tokens_out=_mean(option.tokens_out, option.with_tokens_out),
        tokens_in_sum=option.tokens_in if option.with_tokens_in else None,
        tokens_cached_sum=option.tokens_cached if option.with_cached else None,
        tokens_out_sum=option.tokens_out if option.with_tokens_out else None,
        calls_with_tokens=option.with_tokens or None,
        cost_usd=option.cost if option.with_cost and option.cost else None,
        latency=percentiles(option.latencies),
        outcomes=tally.outcomes(option.errored),
    )


def _score(tally: MetricTally, *, repeated: bool) -> tuple[float | None, Interval]:
    moments = tally.moments
    if moments.n == 0:
        return None, share_interval(0.0, 0)
    if repeated:
        means = tally.case_means()
        if not means.standard_error and tally.binary:
            # All cases got the same: no spread to measure, but a few cases prove little.
            return means.mean, share_interval(means.mean or 0.0, means.n)
        return means.mean, means.interval()
    if tally.binary:
        share = tally.passes / moments.n
        return share, share_interval(share, moments.n)
    return moments.mean, moments.interval()


def _passes(tally: MetricTally, score: float | None) -> int | None:
    """None where the score is not passes ÷ n."""
    if score is None or not tally.binary or abs(score - tally.passes / tally.moments.n) > 1e-9:
        return None
    return tally.passes


def _cases(tally: MetricTally) -> int | None:
    """Different cases among the rows with a result."""
    if tally.cut:
        return None
    return sum(1 for results in tally.cases.values() if results.n)


def _mean(total: int, rows: int) -> int | None:
    return round(total / rows) if rows else None


def _notes(board: Scoreboard, series: list[Series], *, by_case: bool) -> Iterable[str]:
    for each in series:
        if each.cases is not None and each.cases < each.n:
            told = (
                "repeats of a case are averaged first, and the interval is that of the case means"
                if by_case
                else "answers to one case are not independent, so the interval is narrower than it should be"
            )
            yield f"{_called(each)}: {each.n:,} rows are answers to {each.cases:,} different cases; {told}."
            break
    if any(tally.cut for option in board.options.values() for tally in option.metrics.values()):
        yield (
            "The file has more cases than are kept one by one: scores are over all of them, pairs over the first ones."
        )
    if any(len(option.latencies) >= MAX_LATENCIES for option in board.options.values()):
        yield f"Times are over the first {MAX_LATENCIES:,} answers of an option."


def _called(series: Series) -> str:
    return named([series.name]) + f", {named([series.metric])}"


def _pairs(series: list[Series], notes: list[str]) -> tuple[Paired, ...]:
    """Each two options that have a metric of passes in common, on the cases that both have."""
    found: list[Paired] = []
    groups: dict[tuple[str, str], list[Series]] = {}
    for each in series:
        if each.outcomes and all(isinstance(outcome, bool | None) for outcome in each.outcomes.values()):
            groups.setdefault((each.metric, each.filter), []).append(each)
    for (metric, _), members in groups.items():
        for a, b in combinations(members, 2):
            if len(found) >= MAX_PAIRS:
                notes.append(f"Only the first {MAX_PAIRS} pairs of options are compared case by case.")
                return tuple(found)
            pair = _pair(a.name, b.name, metric, a.outcomes, b.outcomes)
            if pair is not None:
                found.append(pair)
    return tuple(found)


def _pair(
    a: str, b: str, metric: str, first: Mapping[str, bool | float | None], second: Mapping[str, bool | float | None]
) -> Paired | None:
    common = [(first[case], second[case]) for case in first if case in second]
    if not common:
        return None
    graded = [pair for pair in common if None not in pair]
    return Paired(
        a=a,
        b=b,
        metric=metric,
        both_pass=graded.count((True, True)),
        only_a_passes=graded.count((True, False)),
        only_b_passes=graded.count((False, True)),
        both_fail=graded.count((False, False)),
        dropped=len(common) - len(graded),
    )
