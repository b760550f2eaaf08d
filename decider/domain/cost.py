"""The cost of one call: its tokens as an option's prompt carries them, and what they cost.

`c = a · [T_in·((1−h−w)·p_in + h·p_read + w·p_write) + (T_out + T_think)·p_out] / 10⁶`, where a is the
expected number of attempts, h and w are the shares of the input read from and written to the prompt
cache. Cache discounts touch the input only; batch prices apply key by key, never as one factor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from decider.domain.fields import Number, exact_fraction
from decider.domain.numbers import MILLION
from decider.domain.options import Adaptation, Option, Prices, Tier
from decider.domain.profile import Tokens, Volume

_TOKEN_PARTS = ("instructions", "per_request_instructions", "examples", "context", "request", "output", "reasoning")
_KEPT_INSTRUCTIONS = {
    Adaptation.PROMPT: Fraction(1),
    Adaptation.FINE_TUNE: Fraction(3, 10),
    Adaptation.HYBRID: Fraction(3, 10),
}
_KEPT_EXAMPLES = {Adaptation.PROMPT: Fraction(1), Adaptation.FINE_TUNE: Fraction(0), Adaptation.HYBRID: Fraction(0)}


@dataclass(frozen=True)
class CallTokens:
    """Tokens of one attempt: `uncached + read + written` is the whole input."""

    uncached: Fraction
    read: Fraction
    written: Fraction
    output: Fraction
    reasoning: Fraction

    @property
    def input(self) -> Fraction:
        return self.uncached + self.read + self.written

    @property
    def generated(self) -> Fraction:
        """All tokens that are decoded one by one, hidden reasoning included."""
        return self.output + self.reasoning

    @property
    def read_share(self) -> Fraction:
        return self.read / self.input if self.input else Fraction(0)


@dataclass(frozen=True)
class CallCost:
    """What one call costs: $ by line, attempts included, and codes of what had to be assumed."""

    lines: Mapping[str, Fraction]
    warnings: tuple[str, ...]

    @property
    def usd(self) -> Fraction:
        return sum(self.lines.values(), Fraction(0))


def tokens_known(tokens: Tokens) -> bool:
    """Whether any part of the prompt is known; parts that are absent beside a known one count as 0."""
    return any(getattr(tokens, part) is not None for part in _TOKEN_PARTS)


def kept_instructions(option: Option) -> Fraction:
    return exact_fraction(option.instructions_kept, _KEPT_INSTRUCTIONS[option.adaptation])


def kept_examples(option: Option) -> Fraction:
    return exact_fraction(option.examples_kept, _KEPT_EXAMPLES[option.adaptation])


def call_tokens(tokens: Tokens, option: Option, *, minimum_prefix: Number = None) -> CallTokens:
    """The tokens of one attempt with this option.

    The measured cache shares belong to the full prompt, whose stable prefix is instructions and
    examples: hit = min(1, h·T_in ÷ prefix). An option's prompt keeps a part of that prefix, so its
    own share is hit · its prefix ÷ its input; 0 where its prefix is under `minimum_prefix`, the
    model's least cacheable prefix in tokens.
    """
    part = {name: exact_fraction(getattr(tokens, name)) for name in _TOKEN_PARTS}
    full_prefix = part["instructions"] + part["examples"]
    beside = part["per_request_instructions"] + part["context"] + part["request"]
    prefix = kept_instructions(option) * part["instructions"] + kept_examples(option) * part["examples"]
    read_rate, write_rate = Fraction(0), Fraction(0)
    if full_prefix and prefix >= exact_fraction(minimum_prefix):
        full_input = full_prefix + beside
        read_rate = min(Fraction(1), exact_fraction(tokens.cached_share) * full_input / full_prefix)
        write_rate = min(1 - read_rate, exact_fraction(tokens.cache_write_share) * full_input / full_prefix)
    read, written = read_rate * prefix, write_rate * prefix
    return CallTokens(
        uncached=prefix + beside - read - written,
        read=read,
        written=written,
        output=part["output"],
        reasoning=part["reasoning"],
    )


def attempts(volume: Volume) -> Fraction:
    """Expected attempts until a call is valid: 1 ÷ (1 − retry rate)."""
    return 1 / (1 - exact_fraction(volume.retry_rate))


def call_cost(tokens: CallTokens, prices: Prices, volume: Volume) -> CallCost:
    """The cost of one call at these unit prices, line by line.

    `prices.input` and `prices.output` must be known. Unknown cache prices count as the input price, and
    unknown batch prices as no batch; both are said in `warnings`.
    """
    unit = _at_input_length(prices, tokens.input)
    warnings = []
    if tokens.read and unit.cache_read is None:
        warnings.append("cache_read_price_unknown")
    if tokens.written and unit.cache_write is None:
        warnings.append("cache_write_price_unknown")
    batch = exact_fraction(volume.batch_share)
    if batch and (unit.batch_input is None or unit.batch_output is None):
        warnings.append("batch_price_unknown")
        batch = Fraction(0)
    elif batch and tokens.read and unit.batch_cache_read is None:
        warnings.append("batch_cache_read_price_unknown")
    scale = attempts(volume) / MILLION
    lines = _lines(tokens, unit, scale * (1 - batch), "")
    if batch:
        lines |= _lines(tokens, _batched(unit), scale * batch, "batch_")
    return CallCost(lines=lines, warnings=tuple(warnings))


def _batched(unit: Prices) -> Prices:
    """The batch prices in the place of the standard ones, key by key."""
    return Prices(
        input=unit.batch_input,
        output=unit.batch_output,
        cache_read=unit.batch_cache_read,
        cache_write=unit.batch_cache_write,
    )


def _lines(tokens: CallTokens, unit: Prices, scale: Fraction, prefix: str) -> dict[str, Fraction]:
    base, out = exact_fraction(unit.input), exact_fraction(unit.output)
    parts = {
        "input_tokens": tokens.uncached * base,
        "cached_tokens": tokens.read * exact_fraction(unit.cache_read, base),
        "cache_write_tokens": tokens.written * exact_fraction(unit.cache_write, base),
        "output_tokens": tokens.output * out,
        "reasoning_tokens": tokens.reasoning * exact_fraction(unit.reasoning, out),
    }
    always = ("input_tokens", "output_tokens")
    return {prefix + code: scale * usd for code, usd in parts.items() if usd or (code in always and not prefix)}


def _at_input_length(prices: Prices, input_tokens: Fraction) -> Prices:
    """The prices for calls of this length: the highest tier below it replaces the standard ones whole."""
    reached = [tier for tier in prices.tiers if input_tokens > exact_fraction(tier.above_input_tokens)]
    if not reached:
        return prices
    tier: Tier = max(reached, key=lambda tier: exact_fraction(tier.above_input_tokens))
    return Prices(
        input=tier.input,
        output=tier.output,
        reasoning=prices.reasoning,
        cache_read=tier.cache_read,
        cache_write=tier.cache_write,
        # Where a tier states no batch price, a call of this length has none that we know.
        batch_input=tier.batch_input,
        batch_output=tier.batch_output,
        batch_cache_read=tier.batch_cache_read,
        batch_cache_write=tier.batch_cache_write,
    )
