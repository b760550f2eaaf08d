"""What quality is worth for each option of one estimate, as plain data."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from decider.domain.conditions import Conditions
from decider.domain.estimate import Estimate, OptionEstimate
from decider.domain.numbers import decimal, money_text
from decider.domain.options import Adaptation
from decider.domain.profile import TaskProfile
from decider.domain.totals import horizon_of
from decider.domain.worth import (
    accuracy_of,
    break_even,
    cost_per_accepted,
    least_gain,
    running_of,
    stakes_of,
    value_per_month,
)


def worth_data(profile: TaskProfile, estimate: Estimate, answered: Conditions) -> dict[str, Any] | None:
    """Break-even accuracy, value a month and cost per accepted result by option; and the least gain that pays.

    None where neither an error's cost, nor a success's value, nor a person's cost is stated.
    """
    quality = profile.quality
    stakes = stakes_of(quality)
    if stakes is None and quality.human_cost_usd is None:
        return None
    calls, months = profile.volume.calls_per_month, horizon_of(profile)
    rows = []
    for option in estimate.options:
        running = running_of(option.bill, calls, months) if option.bill else None
        if running is None:
            continue
        accuracy = _accuracy(option, estimate, profile)
        even = break_even(running, stakes) if stakes else None
        accepted = cost_per_accepted(running, quality, accuracy) if accuracy is not None else None
        value = value_per_month(running, stakes, accuracy) if stakes and accuracy is not None else None
        rows.append(
            {
                "key": option.option.key,
                "accuracy": _share(accuracy),
                "pays": even.pays.value if even else None,
                "break_even_accuracy": _share(even.accuracy) if even else None,
                "value_per_month_usd": None if value is None else money_text(decimal(value)),
                "cost_per_accepted_usd": None if accepted is None else money_text(decimal(accepted)),
            }
        )
    return {"options": rows, "least_gain": _least_gain(profile, answered) if stakes else None}


def _least_gain(profile: TaskProfile, answered: Conditions) -> dict[str, Any] | None:
    """By how much the tuned option must be better than the prompted one it is compared with."""
    stakes, pair = stakes_of(profile.quality), (answered.prompted, answered.tuned)
    if stakes is None or pair[0] is None or pair[1] is None:
        return None
    months, calls = horizon_of(profile), profile.volume.calls_per_month
    prompted, tuned = (running_of(option.bill, calls, months) if option and option.bill else None for option in pair)
    if prompted is None or tuned is None:
        return None
    gain = least_gain(tuned, prompted, stakes)
    if gain is None:
        return None
    return {"option": pair[1].option.key, "over": pair[0].option.key, "gain": _share(gain)}


def _accuracy(option: OptionEstimate, estimate: Estimate, profile: TaskProfile) -> Fraction | None:
    """An option's expected accuracy; of the first prompted option today's, where it states none."""
    if option.option.quality is not None and option.option.quality.expected is not None:
        return accuracy_of(option.option.quality.expected, profile.quality)
    first = next((one for one in estimate.options if one.option.adaptation is Adaptation.PROMPT), None)
    return accuracy_of(profile.quality.current, profile.quality) if option is first else None


def _share(value: Fraction | Decimal | None) -> Decimal | None:
    """A share to a hundredth of a per cent."""
    return None if value is None else decimal(value).quantize(Decimal("0.0001")).normalize() + 0
