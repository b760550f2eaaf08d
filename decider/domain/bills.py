"""The bill of one option: what a call costs, what serving costs, what is paid once and again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from decider.domain.cost import attempts, call_cost, call_tokens, tokens_known
from decider.domain.fields import Number, exact_fraction
from decider.domain.hosting import Serving, flat, lines_of_machines, scaled
from decider.domain.options import Hosting, Option, Prices, SelfHosting, Training
from decider.domain.prices import PriceBook, PriceMissing
from decider.domain.profile import TaskProfile
from decider.domain.training import TRAINING_MFU, gpu_hours, gpu_hours_usd, hosted_training_usd


class FactsMissing(Exception):
    """Facts without which an option has no price, as pairs (key path within the option or profile, sentence)."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in missing))
        self.missing = missing


@dataclass(frozen=True)
class Bill:
    """Everything that one option costs, exact, before a volume and a horizon are applied.

    `call_lines` and `serving` are None where the tokens of a call are unknown.
    """

    call_lines: Mapping[str, Fraction] | None
    # Deployments and machines, a line each.
    serving: tuple[Serving, ...] | None
    upkeep: Fraction
    one_off: Mapping[str, Fraction]
    # Training and evaluation, paid again at each retraining.
    retraining: Fraction
    retrain_every: Fraction | None
    prices: Prices
    warnings: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.call_lines is not None and self.serving is not None

    @property
    def per_call(self) -> Fraction:
        return sum((self.call_lines or {}).values(), Fraction(0))

    @property
    def one_off_total(self) -> Fraction:
        return sum(self.one_off.values(), Fraction(0))

    def retrainings_until(self, month: int, horizon: int) -> int:
        """Retrainings in months 1 … `month`; none in the last month of the horizon, which would serve nobody."""
        if not self.retrain_every:
            return 0
        return int(min(month, horizon - 1) // self.retrain_every)


def make_bill(option: Option, profile: TaskProfile, book: PriceBook) -> Bill:
    """Price one resolved option (`decider.domain.resolving`) of a profile whose ranges have been replaced by points.

    `book` is asked only for prices that the option lacks, to say where else the model is listed.

    Raises:
        FactsMissing: a price, GPU price, rate or hourly rate that the bill needs is unknown; never $0.
    """
    missing: list[tuple[str, str]] = []
    try:
        prices = book.prices_for(option)
    except PriceMissing as error:
        missing.append(("prices", str(error)))
        prices = Prices()
    machines = option.self_hosting or SelfHosting()
    gpu_rate = _gpu_rate(option, machines, missing)
    _check_owned(option, machines, missing)
    upkeep = _hours_usd(option.upkeep_hours_per_month, "upkeep_hours_per_month", option, profile, missing)
    one_off, retraining = _one_off(option, prices, machines, gpu_rate, profile, missing)
    if missing:
        raise FactsMissing(missing)

    call_lines: Mapping[str, Fraction] | None = None
    serving: tuple[Serving, ...] | None = None
    warnings: tuple[str, ...] = ()
    if option.hosting is Hosting.SELF_HOSTED:
        if tokens_known(profile.tokens):
            call_lines = {}
            serving = lines_of_machines(
                machines,
                gpu_usd_per_hour=gpu_rate,
                generated_tokens=call_tokens(profile.tokens, option).generated,
                attempts=attempts(profile.volume),
                peak=exact_fraction(profile.volume.peak_factor, Fraction(1)),
            )
    else:
        serving = (flat(exact_fraction(prices.hosting_per_hour)),)
        if tokens_known(profile.tokens):
            tokens = call_tokens(profile.tokens, option, minimum_prefix=prices.minimum_cacheable_prefix_tokens)
            cost = call_cost(tokens, prices, profile.volume)
            call_lines, warnings = cost.lines, cost.warnings
    every = profile.cadence.retrain_every_months
    return Bill(
        call_lines=call_lines,
        serving=serving,
        upkeep=upkeep,
        one_off=one_off,
        retraining=retraining,
        retrain_every=exact_fraction(every) if every is not None and option.training is not None else None,
        prices=prices,
        warnings=warnings,
    )


def with_escalation(bill: Bill, other: Bill, share: Fraction) -> Bill:
    """The bill of a cascade: every call by `bill`, a share of them again by `other`, both built and kept.

    A retraining of the cascade retrains what is tuned in it.
    """
    call_lines, serving = None, None
    if bill.call_lines is not None and other.call_lines is not None:
        again = {f"escalated_{code}": share * usd for code, usd in other.call_lines.items()}
        call_lines = {**bill.call_lines, **again}
    if bill.serving is not None and other.serving is not None:
        serving = (*bill.serving, *scaled(other.serving, share, "escalated_"))
    return replace(
        bill,
        call_lines=call_lines,
        serving=serving,
        upkeep=bill.upkeep + other.upkeep,
        one_off={**bill.one_off, **{f"escalated_{code}": usd for code, usd in other.one_off.items()}},
        retraining=bill.retraining + other.retraining,
        retrain_every=bill.retrain_every or other.retrain_every,
        warnings=tuple(dict.fromkeys((*bill.warnings, *other.warnings))),
    )


def _check_owned(option: Option, machines: SelfHosting, missing: list[tuple[str, str]]) -> None:
    """Owned machines need the months of their depreciation, and with their power the price of electricity."""
    if option.hosting is not Hosting.SELF_HOSTED or machines.purchase_usd_per_gpu is None:
        return
    if machines.depreciation_months is None:
        sentence = f"Option “{option.key}” buys its machines: give the months over which they are written off."
        missing.append(("self_hosting.depreciation_months", sentence))
    if machines.watts_per_gpu is None:
        sentence = f"Option “{option.key}” buys its machines: give the power of one GPU with its share of the server."
        missing.append(("self_hosting.watts_per_gpu", sentence))
    elif machines.watts_per_gpu and machines.electricity_usd_per_kwh is None:
        sentence = f"Option “{option.key}” runs its own machines: give the price of electricity in $ a kWh."
        missing.append(("self_hosting.electricity_usd_per_kwh", sentence))


def _gpu_rate(option: Option, machines: SelfHosting, missing: list[tuple[str, str]]) -> Fraction:
    if option.hosting is not Hosting.SELF_HOSTED:
        return Fraction(0)
    if machines.output_tokens_per_second_per_replica is None:
        missing.append(
            (
                "self_hosting.output_tokens_per_second_per_replica",
                f"Option “{option.key}” is self-hosted: give the output tokens per second of a replica at its batch.",
            )
        )
    if machines.gpu_usd_per_hour is not None:
        return exact_fraction(machines.gpu_usd_per_hour)
    if machines.purchase_usd_per_gpu is not None:
        return Fraction(0)
    named = f" of {machines.gpu}" if machines.gpu else ""
    missing.append(
        (
            "self_hosting.gpu_usd_per_hour",
            f"Option “{option.key}” is self-hosted: give the price{named} in $ per GPU and hour.",
        )
    )
    return Fraction(0)


def _hours_usd(
    hours: Number, path: str, option: Option, profile: TaskProfile, missing: list[tuple[str, str]]
) -> Fraction:
    amount = exact_fraction(hours)
    if not amount:
        return Fraction(0)
    if profile.team.engineer_rate_usd_per_hour is None:
        missing.append(
            (
                "/team.engineer_rate_usd_per_hour",
                f"is unknown, but option “{option.key}” counts hours in {path}: give what an engineer costs an hour.",
            )
        )
        return Fraction(0)
    return amount * exact_fraction(profile.team.engineer_rate_usd_per_hour)


def _one_off(
    option: Option, prices: Prices, machines: SelfHosting, gpu_rate: Fraction, profile: TaskProfile,
    missing: list[tuple[str, str]],
) -> tuple[dict[str, Fraction], Fraction]:  # fmt: skip
    """One-off lines and the cost of one retraining (training and evaluation)."""
    training = option.training
    if training is None:
        return {}, Fraction(0)
    compute = _training_usd(option, training, prices, machines, gpu_rate, missing)
    evaluation = exact_fraction(training.evaluation_usd)
    lines = {
        "training": compute,
        "labelling": exact_fraction(training.labelling_usd),
        "engineering": _hours_usd(training.engineering_hours, "training.engineering_hours", option, profile, missing),
        "evaluation": evaluation,
    }
    return {code: usd for code, usd in lines.items() if usd}, compute + evaluation


def _training_usd(
    option: Option, training: Training, prices: Prices, machines: SelfHosting, gpu_rate: Fraction,
    missing: list[tuple[str, str]],
) -> Fraction:  # fmt: skip
    tokens = exact_fraction(training.tokens)
    if not tokens:
        return Fraction(0)
    if prices.training is not None:
        return hosted_training_usd(training.tokens, training.epochs, prices.training)
    model = option.model.name or "the model"
    if option.hosting is not Hosting.SELF_HOSTED:
        missing.append(
            (
                "prices.training",
                f"The training price of {model} is not known: state it in the prices of option “{option.key}”.",
            )
        )
        return Fraction(0)
    if machines.peak_flops is None or machines.active_parameters_b is None:
        missing.append(
            (
                "prices.training",
                f"“{option.key}” trains on own GPUs: give active_parameters_b and peak_flops, or prices.training.",
            )
        )
        return Fraction(0)
    hours = gpu_hours(
        active_parameters=exact_fraction(machines.active_parameters_b) * 10**9,
        trained_tokens=tokens * exact_fraction(training.epochs, Fraction(1)),
        peak_flops=exact_fraction(machines.peak_flops),
        mfu=exact_fraction(machines.mfu, TRAINING_MFU),
    )
    return gpu_hours_usd(hours, gpu_rate)
