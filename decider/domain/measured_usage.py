"""What a usage log says about a task: volume, growth, peaks, tokens per call, shares, latency."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from math import expm1, log, sqrt
from statistics import mean, stdev

from decider.domain.evidence import ModelUsage, Usage
from decider.domain.measured_fact import Measured, MeasuredFacts, Refused, significant
from decider.domain.measured_model import of_one_model
from decider.domain.profile import TaskProfile

_HOURS_OF_MONTH = 730
_DAY = 24.0
# The first and the last call of a day's or a week's export lie a little inside of it.
_EDGE = 1.0
# Fewer calls than this have no 95th percentile worth the name.
LEAST_CALLS_FOR_P95 = 20
# Below this the busiest hour is mostly chance.
LEAST_CALLS_AN_HOUR = 10
LEAST_DAYS_FOR_PEAK = 7
LEAST_WEEKS_FOR_GROWTH = 8

Found = Iterator[Measured | Refused]


def usage_facts(usage: Usage, stated: TaskProfile, model: str = "") -> MeasuredFacts:
    """The facts in a usage log, or in the calls of one of its models.

    Raises:
        KeyError: the log has no such model.
    """
    found = _facts(usage, usage.by_model[model] if model else usage, stated)
    if model:
        found = of_one_model(found, _facts(usage, usage, stated), model)
    return MeasuredFacts(
        tuple(each for each in found if isinstance(each, Measured)),
        tuple(each for each in found if isinstance(each, Refused)),
    )


def _facts(usage: Usage, part: ModelUsage, stated: TaskProfile) -> list[Measured | Refused]:
    """What is found in the calls of `part`: all of the log's, or those of one of its models."""
    whole = part is usage
    return [
        *_volume(usage, part, whole=whole),
        *(() if not whole else (*_growth(usage), *_peak(usage), *_batch(usage))),
        *_retries(part),
        *_tokens(part, stated),
        *_latency(usage, part),
        *(() if not whole else _streaming(usage)),
    ]


def hours_covered(usage: Usage) -> float | None:
    """Hours from the first call to the end of the last; None where the file has no times."""
    if usage.first_at is None or usage.last_at is None:
        return None
    return max(0.0, (usage.last_at - usage.first_at).total_seconds() / 3600)


def paid_calls(usage: ModelUsage) -> int | None:
    """Requests that a model answered: calls without errors, cache hits of the tool, and calls made again."""
    if usage.calls is None:
        return None
    return max(0, usage.calls - sum(count for count, _ in _left_out(usage)))


def _left_out(usage: ModelUsage) -> list[tuple[int, str]]:
    """Calls that are no answered requests: how many of which.

    A call that failed and the one that made up for it are one request: only the larger of the two numbers goes.
    """
    failed, repeated = usage.errors or 0, usage.retries or 0
    name = "calls that failed or were made again" if failed and repeated else "errors" if failed else "calls made again"
    counts = ((usage.cache_hits or 0, "answers from the tool’s cache"), (max(failed, repeated), name))
    return [(count, name) for count, name in counts if count]


def _span(hours: float) -> str:
    if hours < 1:
        return f"{hours * 3600:.0f} seconds" if hours < 1 / 30 else f"{hours * 60:.0f} minutes"
    return f"{hours:.1f} hours" if hours < _DAY else f"{hours / _DAY:.1f} days"


def _complete_days(usage: Usage) -> list[int]:
    """Calls of each whole UTC day inside the file, days without any among them."""
    if usage.first_at is None or usage.last_at is None or not usage.calls_by_day:
        return []
    calls = dict(usage.calls_by_day)
    day, end, one = usage.first_at.date(), usage.last_at.date(), datetime.timedelta(days=1)
    if usage.first_at.time() > datetime.time(0, 0):
        day += one
    days = []
    while day < end:
        days.append(calls.get(day, 0))
        day += one
    return days


def _student(degrees: int) -> float:
    """The 95 % point of Student's distribution: the half width, in standard errors, of a 90 % interval."""
    # Imported when it is needed: it takes half of the program's start.
    from scipy.stats import t

    return float(t.ppf(0.95, degrees))


def _volume(usage: Usage, part: ModelUsage, *, whole: bool) -> Found:
    path, hours, paid = "volume.calls_per_month", hours_covered(usage), paid_calls(part)
    if paid is None:
        yield Refused(path, "This file has no number of calls.")
    elif hours is None:
        yield Refused(path, "This file has no times, so it does not say how long its calls took to gather.")
    elif hours < _DAY - _EDGE:
        yield Refused(
            path, f"The calls cover {_span(hours)}: too short to say what a month holds. Upload a day or more."
        )
    elif not paid:
        yield Refused(path, "None of the calls was answered by a model: there are only errors and the like.")
    else:
        value = paid / hours * _HOURS_OF_MONTH
        days = _complete_days(usage) if whole else []
        low = high = None
        if len(days) >= LEAST_DAYS_FOR_PEAK and mean(days):
            half = min(0.99, _student(len(days) - 1) * stdev(days) / sqrt(len(days)) / mean(days))
            if half > 0:
                low, high = significant(value * (1 - half)), significant(value * (1 + half))
        how = f"{paid:,} answered call{'' if paid == 1 else 's'} in {_span(hours)}, for a month of 730 hours"
        *first, last = [name for _, name in _left_out(part)] or [""]
        how += f"; {', '.join(first)}{' and ' if first else ''}{last} are left out." if last else "."
        how += " Fewer than seven days: weekdays and weekends may weigh wrongly." if hours < 7 * _DAY - _EDGE else ""
        yield Measured(path=path, value=significant(value), how=how, n=paid, low=low, high=high)


def _growth(usage: Usage) -> Found:
    path, days = "volume.growth_per_month", _complete_days(usage)
    weeks = [sum(days[start : start + 7]) for start in range(0, len(days) - 6, 7)]
    if len(weeks) < LEAST_WEEKS_FOR_GROWTH:
        if usage.calls_by_day:
            yield Refused(
                path, f"Growth needs {LEAST_WEEKS_FOR_GROWTH} full weeks with calls; the file has {len(weeks)}."
            )
        return
    if not all(weeks):
        yield Refused(
            path,
            f"Growth needs calls in each week; {weeks.count(0)} of the file’s {len(weeks)} full weeks had none. "
            "Upload the time after the gap.",
        )
        return
    from scipy.stats import linregress

    line = linregress(range(len(weeks)), [log(calls) for calls in weeks])
    slope, half = float(line.slope), _student(len(weeks) - 2) * float(line.stderr)
    months = _HOURS_OF_MONTH / (7 * _DAY)
    value, low, high = (_share(expm1(rate * months)) for rate in (slope, slope - half, slope + half))
    # Weeks on one line have no spread to make an interval of: scipy then says 0 or NaN.
    spread = low.is_finite() and high.is_finite() and low < high
    yield Measured(
        path=path, value=value, low=low if spread else None, high=high if spread else None, n=len(weeks),
        how=f"The trend through the calls of {len(weeks)} full weeks.",
    )  # fmt: skip


def _peak(usage: Usage) -> Found:
    path, hours = "volume.peak_factor", hours_covered(usage)
    if usage.busiest_hour_calls is None or not usage.calls or hours is None:
        return
    average = usage.calls / hours if hours else 0
    if hours < LEAST_DAYS_FOR_PEAK * _DAY - _EDGE:
        yield Refused(path, f"A peak needs a week of calls; the file covers {_span(hours)}.")
    elif average < LEAST_CALLS_AN_HOUR:
        yield Refused(path, f"With {average:.1f} calls an hour on average the busiest hour is mostly chance.")
    else:
        from scipy.stats import poisson

        chance = float(poisson.ppf(1 - 1 / hours, average)) / average
        yield Measured(
            path=path, value=significant(max(1.0, usage.busiest_hour_calls / average), 3), n=usage.calls,
            how=f"The busiest hour had {usage.busiest_hour_calls:,} calls, the average hour {average:,.1f}; "
            f"by chance alone it would be {chance:.2f} times the average.",
        )  # fmt: skip


def _batch(usage: Usage) -> Found:
    if usage.calls and usage.batch_calls is not None:
        share = usage.batch_calls / usage.calls
        yield Measured(
            path="volume.batch_share", value=_share(share), n=usage.calls,
            how=f"{usage.batch_calls:,} of {usage.calls:,} calls at batch prices.",
        )  # fmt: skip


def _retries(part: ModelUsage) -> Found:
    if part.calls and part.retries is not None:
        yield Measured(
            path="volume.retry_rate", value=_share(min(0.99, part.retries / part.calls)), n=part.calls,
            how=f"{part.retries:,} of {part.calls:,} calls asked again what had failed before.",
        )  # fmt: skip


def _tokens(part: ModelUsage, stated: TaskProfile) -> Found:
    calls = part.calls_with_tokens if part.calls_with_tokens is not None else paid_calls(part)
    if calls is None:
        yield Refused("tokens.request", "This file has no number of calls, so tokens per call are not known.")
    if calls:
        yield from _input(part, calls, stated)
        yield from _output(part, calls)
    if part.tokens_in and part.tokens_cached is not None:
        yield _share_of_input("tokens.cached_share", part.tokens_cached, part.tokens_in, "came from the cache")
    if part.tokens_in and part.tokens_cache_write is not None:
        yield _share_of_input("tokens.cache_write_share", part.tokens_cache_write, part.tokens_in, "were written to it")


def _input(part: ModelUsage, calls: int, stated: TaskProfile) -> Found:
    """The log knows the whole input; what the stated parts leave of it is the request."""
    if part.tokens_in is None:
        return
    path, average = "tokens.request", part.tokens_in / calls
    tokens = stated.tokens
    parts = [tokens.instructions, tokens.per_request_instructions, tokens.examples, tokens.context]
    known = sum((each for each in parts if isinstance(each, Decimal)), Decimal(0))
    if not known:
        yield Measured(
            path=path, value=significant(average), n=calls,
            how=f"The whole input of a call, {average:,.1f} tokens on average: a log does not tell its parts apart. "
            "Paste the prompt first, and its instructions and examples are taken off.",
        )  # fmt: skip
    elif known > average:
        yield Refused(
            path,
            f"A call has {average:,.1f} tokens of input on average, fewer than the {known:,} of instructions, examples "
            "and context that are stated: one of the two is about another prompt.",
            contradicts=True,
        )
    else:
        yield Measured(
            path=path, value=significant(average - float(known)), n=calls,
            how=f"{average:,.1f} tokens of input on average, less the {known:,} of instructions, examples and context.",
        )  # fmt: skip


def _output(part: ModelUsage, calls: int) -> Found:
    if part.tokens_out is None:
        return
    reasoning = part.tokens_reasoning or 0
    yield Measured(
        path="tokens.output", value=significant(max(0, part.tokens_out - reasoning) / calls), n=calls,
        how=f"The average of {calls:,} calls" + (", reasoning left out." if reasoning else "."),
    )  # fmt: skip
    if part.tokens_reasoning is not None:
        yield Measured(
            path="tokens.reasoning",
            value=significant(reasoning / calls),
            n=calls,
            how=f"The average of {calls:,} calls.",
        )


def _share_of_input(path: str, tokens: int, of: int, what: str) -> Measured:
    return Measured(path=path, value=_share(tokens / of), how=f"{tokens:,} of {of:,} input tokens {what}.")


def _latency(usage: Usage, part: ModelUsage) -> Found:
    path, latency = "latency.current_p95_ms", part.latency
    if latency is None:
        return
    if latency.n < LEAST_CALLS_FOR_P95:
        yield Refused(
            path, f"{latency.n} calls have no 95th percentile worth the name; {LEAST_CALLS_FOR_P95} or more do."
        )
        return
    if latency.p95_ms <= 0:
        yield Refused(path, "By this file the calls took no time at all: its times are not those of calls.")
        return
    hours = hours_covered(usage)
    burst = " All within one burst: a day may look otherwise." if hours is not None and hours < 1 else ""
    yield Measured(
        path=path, value=significant(latency.p95_ms), n=latency.n,
        how=f"The 95th percentile of {latency.n:,} answered calls.{burst}",
    )  # fmt: skip


def _streaming(usage: Usage) -> Found:
    if usage.streamed_calls is not None and usage.calls:
        yield Measured(
            path="latency.streaming", value=2 * usage.streamed_calls > usage.calls, n=usage.calls,
            how=f"{usage.streamed_calls:,} of {usage.calls:,} calls were streamed.",
        )  # fmt: skip


def _share(value: float) -> Decimal:
    return Decimal(f"{value:.4f}").normalize() + 0
