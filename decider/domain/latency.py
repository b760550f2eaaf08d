"""How fast an option answers: measured figures, or a model of a self-hosted machine.

Hosted: `TTFT + (max(T_out + T_think, 1) − 1) · ms per output token`, at p50 and p95. Self-hosted
without measured figures: `TTFT = queue + 1000·2·P·T_in·(1−h) ÷ (FLOP/s · MFU)` and
`ms per token = 1000·(P·bytes + batch·context·KV bytes) ÷ (bandwidth · MBU)`, the queue from M/M/k at
peak. Shortening a prompt saves prefill; decode shrinks only through the KV term.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import log, sqrt
from statistics import NormalDist

from decider.domain.cost import CallTokens
from decider.domain.fields import Number
from decider.domain.hosting import Serving
from decider.domain.numbers import SECONDS_PER_MONTH
from decider.domain.options import MeasuredLatency, SelfHosting


@dataclass(frozen=True)
class Latency:
    """Milliseconds by cause, at p50 and at p95; a percentile that is not known is None.

    Causes: `queue`, `prefill` or `first_token` (where only their sum is measured), `decode`.
    """

    p50: dict[str, Decimal] | None = None
    p95: dict[str, Decimal] | None = None

    @property
    def p50_ms(self) -> Decimal | None:
        return None if self.p50 is None else sum(self.p50.values(), Decimal(0))

    @property
    def p95_ms(self) -> Decimal | None:
        return None if self.p95 is None else sum(self.p95.values(), Decimal(0))


UNKNOWN = Latency()
# Room for any size that the limits on inputs allow.
_WIDE = Context(prec=320)

_MOST_SERVERS = 5000
_NORMAL = NormalDist()
# So many standard deviations of spare servers that the chance of waiting is below 1 in 10¹⁶.
_NEVER_WAITS = 8.5


def measured_latency(measured: MeasuredLatency, generated_tokens: Fraction) -> Latency:
    """Latency from a measured time to first token and time per output token."""
    per_token = measured.ms_per_output_token
    if not isinstance(per_token, Decimal):
        return UNKNOWN
    decode = _milliseconds((max(generated_tokens, Fraction(1)) - 1) * Fraction(per_token))

    def at(ttft: Number) -> dict[str, Decimal] | None:
        return {"first_token": _milliseconds(Fraction(ttft)), "decode": decode} if isinstance(ttft, Decimal) else None

    return Latency(at(measured.ttft_p50_ms), at(measured.ttft_p95_ms))


def cascaded(first: Latency, second: Latency, share: Fraction) -> Latency:
    """Latency of a cascade: a call that is escalated waits for both answers.

    The median call is escalated where more than half are, and the call at p95 where more than 5 % are.
    """

    def both(one: dict[str, Decimal] | None, other: dict[str, Decimal] | None) -> dict[str, Decimal] | None:
        if one is None or other is None:
            return None
        return {**one, "escalation": sum(other.values(), Decimal(0))}

    return Latency(
        both(first.p50, second.p50) if share > Fraction(1, 2) else first.p50,
        both(first.p95, second.p95) if share > Fraction(1, 20) else first.p95,
    )


def prefill_ms(*, parameters: Fraction, input_tokens: Fraction, flops: Fraction, mfu: Fraction) -> Fraction:
    """Time to read a prompt: 2 FLOP per parameter and token. 8 B, 2,000 tokens, 989 TFLOP/s at 50 %: 65 ms."""
    return 1000 * 2 * parameters * input_tokens / (flops * mfu)


def decode_ms_per_token(
    *, parameters: Fraction, bytes_per_parameter: Fraction, bandwidth: Fraction, mbu: Fraction,
    kv_bytes: Fraction = Fraction(0),
) -> Fraction:  # fmt: skip
    """Time to write one token: all weights and `kv_bytes` of cache pass the memory once.

    8 B parameters of 2 bytes on 3.35 TB/s: 209 tokens/s at most, 136 at an MBU of 0.65.
    """
    return 1000 * (parameters * bytes_per_parameter + kv_bytes) / (bandwidth * mbu)


def modelled_latency(
    machines: SelfHosting, tokens: CallTokens, *, serving: Serving, calls_per_month: Number, attempts: Fraction,
    peak: Fraction,
) -> Latency:  # fmt: skip
    """Latency of a self-hosted model from its machines' figures; unknown where one of them is.

    FLOP/s and bandwidth are of one GPU. The queue is that of the busiest hour.
    """
    facts = (
        machines.active_parameters_b, machines.bytes_per_parameter, machines.mfu, machines.mbu,
        machines.kv_bytes_per_token, machines.batch, machines.peak_flops, machines.bandwidth_bytes_per_s,
        calls_per_month,
    )  # fmt: skip
    if not all(isinstance(fact, Decimal) for fact in facts):
        return UNKNOWN
    billions, width, mfu, mbu, kv_bytes, batch, flops, bytes_per_second, calls = (Fraction(fact) for fact in facts)  # type: ignore[arg-type]
    gpus = Fraction(machines.gpus_per_replica) if isinstance(machines.gpus_per_replica, Decimal) else Fraction(1)
    parameters = billions * 10**9
    prefill = prefill_ms(
        parameters=parameters, input_tokens=tokens.input * (1 - tokens.read_share), flops=flops * gpus, mfu=mfu
    )
    per_token = decode_ms_per_token(
        parameters=parameters,
        bytes_per_parameter=width,
        bandwidth=bytes_per_second * gpus,
        mbu=mbu,
        kv_bytes=batch * (tokens.input + tokens.generated) * kv_bytes,
    )
    decode = (max(tokens.generated, Fraction(1)) - 1) * per_token
    slots = serving.replicas(calls) * int(batch)
    arrivals = calls * attempts * peak / SECONDS_PER_MONTH
    service_seconds = (prefill + max(tokens.generated, Fraction(1)) * per_token) / 1000

    def at(quantile: float) -> dict[str, Decimal] | None:
        queue = queue_ms(float(arrivals), float(service_seconds), slots, quantile)
        if queue is None:
            return None
        return {"queue": _milliseconds(queue), "prefill": _milliseconds(prefill), "decode": _milliseconds(decode)}

    return Latency(at(0.5), at(0.95))


def queue_ms(arrivals_per_second: float, service_seconds: float, servers: int, quantile: float) -> float | None:
    """Waiting time at a quantile in an M/M/k queue (Erlang C), in ms; None where the queue grows without end."""
    if servers < 1:
        return None
    if arrivals_per_second <= 0 or service_seconds <= 0:
        return 0.0
    load = arrivals_per_second * service_seconds
    if load >= servers:
        return None
    waiting = _erlang_c(load, servers)
    if waiting <= 1 - quantile:
        return 0.0
    return 1000 * log(waiting / (1 - quantile)) * service_seconds / (servers - load)


def _erlang_c(load: float, servers: int) -> float:
    """Probability of having to wait.

    By the stable recursion over Erlang B; beyond some thousand servers by the limit of Halfin and Whitt
    (1981), `1 ÷ (1 + β·Φ(β)/φ(β))` with `β = (1 − ρ)·√servers`, which is then closer than anyone measures.
    """
    if servers > _MOST_SERVERS:
        slack = (1 - load / servers) * sqrt(servers)
        return 0.0 if slack > _NEVER_WAITS else 1 / (1 + slack * _NORMAL.cdf(slack) / _NORMAL.pdf(slack))
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def _milliseconds(value: Fraction | float) -> Decimal:
    """Milliseconds to a thousandth, which is far finer than anyone measures."""
    return Decimal(round(float(value), 3)).quantize(Decimal("0.001"), context=_WIDE)
