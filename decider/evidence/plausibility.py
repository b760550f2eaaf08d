"""Figures of a table of calls that hardly any model has: its columns were likely explained wrongly."""

from collections.abc import Iterator
from decimal import Decimal

from decider.domain.evidence import Percentiles, Usage
from decider.wording.numbers import count, milliseconds, money

# Faster than any model answers, and slower than anybody waits.
LEAST_P95_MS, MOST_P95_MS = 5, 3_600_000
# More than the largest models take in and give out in one call.
MOST_TOKENS_IN, MOST_TOKENS_OUT = 2_000_000, 1_000_000
MOST_USD = Decimal(100)


def implausible(usage: Usage) -> list[str]:
    """A sentence for each figure that speaks against the meanings of the columns."""
    return [*_times(usage.latency, "duration"), *_times(usage.first_token, "time to the first token"), *_sizes(usage)]


def _times(times: Percentiles | None, what: str) -> Iterator[str]:
    if times is None:
        return
    if times.p95_ms < LEAST_P95_MS:
        yield f"95 of 100 calls have a {what} of {milliseconds(times.p95_ms)} or less: perhaps it is in seconds."
    elif times.p95_ms > MOST_P95_MS:
        yield (
            f"The slowest 5 of 100 calls have a {what} of {milliseconds(times.p95_ms)} or more: perhaps it is in "
            "milliseconds."
        )


def _sizes(usage: Usage) -> Iterator[str]:
    calls = usage.calls_with_tokens or usage.calls
    for tokens, most, what in (
        (usage.tokens_in, MOST_TOKENS_IN, "input"),
        (usage.tokens_out, MOST_TOKENS_OUT, "output"),
    ):
        if calls and tokens is not None and tokens / calls > most:
            yield f"A call has {count(Decimal(tokens) / calls)} tokens of {what} on average: no model takes so many."
    if usage.calls and usage.cost_usd is not None and usage.cost_usd / usage.calls > MOST_USD:
        yield f"A call costs {money(usage.cost_usd / usage.calls)} on average: perhaps the cost is in another unit."
