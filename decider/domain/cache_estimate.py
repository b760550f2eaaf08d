"""The cache share of a prompt that nobody measured, estimated from the volume.

Calls arrive on one prefix at a rate λ; a prefix stays in the cache for its time to live τ after each
use. A call finds it there if another came within τ before: `hit = 1 − e^(−λτ)`. 100 calls a day and
300 s give 0.29, 1,000 a day 0.97.
"""

from dataclasses import replace
from decimal import Decimal

from decider.domain.numbers import SECONDS_PER_MONTH, exact
from decider.domain.profile import TaskProfile


def hit_rate(calls_per_month: Decimal, ttl_seconds: Decimal) -> Decimal:
    """The share of calls that find their prefix in the cache."""
    with exact():
        return 1 - (-calls_per_month / SECONDS_PER_MONTH * ttl_seconds).exp()


def is_estimated(profile: TaskProfile) -> bool:
    """Whether the cache share is asked to be estimated: a time to live is stated and no share measured."""
    tokens = profile.tokens
    return tokens.cached_share is None and tokens.cache_ttl_seconds is not None


def with_estimated_cache(profile: TaskProfile) -> TaskProfile:
    """A profile whose ranges have been replaced by points, with its cache share estimated where asked for.

    What is not found is written, so that the next call can find it. The estimate belongs to today's
    volume and is kept when volumes are compared.
    """
    tokens, calls = profile.tokens, profile.volume.calls_per_month
    if not is_estimated(profile) or not isinstance(calls, Decimal) or not isinstance(tokens.cache_ttl_seconds, Decimal):
        return profile
    parts = [tokens.instructions, tokens.examples, tokens.per_request_instructions, tokens.context, tokens.request]
    known = [part if isinstance(part, Decimal) else Decimal(0) for part in parts]
    prefix, whole = sum(known[:2], Decimal(0)), sum(known, Decimal(0))
    if not whole:
        return profile
    hit = hit_rate(calls, tokens.cache_ttl_seconds)
    with exact():
        read, written = hit * prefix / whole, (1 - hit) * prefix / whole
    if isinstance(tokens.cache_write_share, Decimal):
        written = tokens.cache_write_share
    return replace(profile, tokens=replace(tokens, cached_share=read, cache_write_share=written))
