"""What serving costs a month: nothing, a flat rent, or a staircase of whole replicas.

`replicas(V) = max(min_replicas, ⌈V·a·(T_out+T_think)·peak ÷ (730·3600·rate·planned_share)⌉)` and
`H(V) = replicas · GPUs per replica · $/h · 730 · billed share`. The share of the month that is billed
and the share of capacity that is planned for are two things and never mixed.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from decider.domain.numbers import HOURS_PER_MONTH, SECONDS_PER_MONTH, ceiling, fraction
from decider.domain.options import SelfHosting


@dataclass(frozen=True)
class Serving:
    """One line of the monthly serving cost as a function of volume.

    `replicas_per_call` is 0 for a flat cost; then `minimum · usd_per_replica` is the month's rent.
    """

    minimum: int = 0
    replicas_per_call: Fraction = Fraction(0)
    usd_per_replica: Fraction = Fraction(0)
    # The line of the bill: "hosting" for a rented deployment of an API, "gpus" for rented machines, …
    code: str = "hosting"

    @property
    def climbs(self) -> bool:
        return bool(self.replicas_per_call and self.usd_per_replica)

    def replicas(self, calls: Fraction) -> int:
        """Whole replicas for `calls` a month."""
        return max(self.minimum, ceiling(calls * self.replicas_per_call))

    def monthly(self, calls: Fraction) -> Fraction:
        """$ a month at `calls` a month."""
        return self.replicas(calls) * self.usd_per_replica


def flat(usd_per_hour: Fraction) -> Serving:
    """A deployment that is rented by the hour whatever the volume."""
    return Serving(minimum=1, usd_per_replica=usd_per_hour * HOURS_PER_MONTH)


def staircase(
    machines: SelfHosting, *, gpu_usd_per_hour: Fraction, generated_tokens: Fraction, attempts: Fraction, peak: Fraction
) -> Serving:
    """Serving on rented GPUs, which come whole.

    `generated_tokens` are output and reasoning tokens of one attempt. The rate of a replica must be known.
    """
    rate = _known(machines.output_tokens_per_second_per_replica)
    planned = _known(machines.planned_share, Fraction(7, 10))
    return Serving(
        minimum=int(_known(machines.min_replicas, Fraction(1))),
        replicas_per_call=attempts * generated_tokens * peak / (SECONDS_PER_MONTH * rate * planned),
        usd_per_replica=_known(machines.gpus_per_replica, Fraction(1))
        * gpu_usd_per_hour
        * HOURS_PER_MONTH
        * _known(machines.billed_share, Fraction(1)),
        code="gpus",
    )


def lines_of_machines(
    machines: SelfHosting, *, gpu_usd_per_hour: Fraction, generated_tokens: Fraction, attempts: Fraction, peak: Fraction
) -> tuple[Serving, ...]:
    """All lines of serving on own machines, redundant replicas included: rented by the hour, or owned.

    Owned machines cost their depreciation whether they run or not, and power for the share of the month that
    they are on: `GPUs · watts ÷ 1000 · 730 · PUE · $/kWh · billed share`.
    """
    steps = staircase(
        machines, gpu_usd_per_hour=gpu_usd_per_hour, generated_tokens=generated_tokens, attempts=attempts, peak=peak
    )
    parts = {"gpus": steps.usd_per_replica} if machines.purchase_usd_per_gpu is None else _owned(machines)
    lines = [replace(steps, code=code, usd_per_replica=usd) for code, usd in parts.items()]
    redundant = int(_known(machines.redundant_replicas, Fraction(0)))
    if redundant:
        lines += [Serving(minimum=redundant, usd_per_replica=usd, code=code) for code, usd in parts.items()]
    return tuple(lines)


def scaled(lines: tuple[Serving, ...], share: Fraction, prefix: str) -> tuple[Serving, ...]:
    """The same machines under a share of the calls, as lines of another option's bill."""
    return tuple(
        replace(line, replicas_per_call=line.replicas_per_call * share, code=prefix + line.code) for line in lines
    )


def _owned(machines: SelfHosting) -> dict[str, Fraction]:
    """$ a month of one owned replica by line."""
    gpus = _known(machines.gpus_per_replica, Fraction(1))
    kilowatts = gpus * _known(machines.watts_per_gpu, Fraction(0)) / 1000
    hours = HOURS_PER_MONTH * _known(machines.billed_share, Fraction(1))
    energy = kilowatts * hours * _known(machines.pue, Fraction(1))
    parts = {
        "depreciation": gpus * _known(machines.purchase_usd_per_gpu) / _known(machines.depreciation_months),
        "power": energy * _known(machines.electricity_usd_per_kwh, Fraction(0)),
        "hardware_upkeep": _known(machines.hardware_upkeep_usd_per_month, Fraction(0)),
    }
    return {code: usd for code, usd in parts.items() if usd or code == "depreciation"}


def _known(value: object, default: Fraction | None = None) -> Fraction:
    if value is None:
        if default is None:
            raise ValueError("the output tokens per second of a replica must be known before it is priced")
        return default
    return fraction(value)  # type: ignore[arg-type]
