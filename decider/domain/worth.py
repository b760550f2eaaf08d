"""Quality and money: what a right answer has to be worth before an option pays.

With the cost of a wrong answer C_f or the value of a right one V_s stated, and
`fixed = H + U + (F + R·⌊(M−1)/k⌋) ÷ M` a month:
break-even accuracy `q* = (C_f + c + fixed/V) ÷ (C_f + V_s)`; value a month
`V·(q·V_s − (1−q)·C_f − c) − fixed`; least quality gain that pays for j over i
`Δq* = [(c_j − c_i) + (fixed_j − fixed_i)/V] ÷ (V_s + C_f)`; cost per accepted result with human fallback
`c + c_review + (1−q)·c_human`, where a stated C_f takes the fallback's place: never count both.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from decider.domain.bills import Bill
from decider.domain.crossover import total_of
from decider.domain.fields import Number, exact_fraction
from decider.domain.numbers import decimal
from decider.domain.profile import Quality, Scale


class Pays(StrEnum):
    """What a break-even accuracy means."""

    # Between 0 and 1: from this accuracy on.
    FROM = "from"
    ALWAYS = "always"
    NEVER = "never"
    # Neither an error's cost nor a success's value is stated above 0: accuracy moves no money.
    NO_STAKES = "no_stakes"


@dataclass(frozen=True)
class Stakes:
    """What one answer is worth, $ each; a fact that is not stated beside a stated one counts as 0."""

    error: Fraction
    success: Fraction

    @property
    def total(self) -> Fraction:
        return self.error + self.success


@dataclass(frozen=True)
class Running:
    """What an option costs at one volume: per call, and a month of everything that is not per call."""

    per_call: Fraction
    fixed: Fraction
    calls: Fraction

    @property
    def full_per_call(self) -> Fraction:
        return self.per_call + self.fixed / self.calls


@dataclass(frozen=True)
class BreakEven:
    pays: Pays
    # The accuracy itself, also where it lies outside 0 to 1; None without stakes.
    accuracy: Decimal | None


def stakes_of(quality: Quality) -> Stakes | None:
    """The stakes stated for a task, or None where neither is."""
    error, success = quality.cost_of_error_usd, quality.value_of_success_usd
    if error is None and success is None:
        return None
    return Stakes(exact_fraction(error), exact_fraction(success))


def running_of(bill: Bill, calls: Number, months: int) -> Running | None:
    """An option's running cost at a volume, or None where either is unknown or the volume is 0."""
    if not bill.complete or not isinstance(calls, Decimal) or calls <= 0:
        return None
    volume, total = Fraction(calls), total_of(bill, months)
    monthly = total.at_volume(volume) / months
    return Running(bill.per_call, monthly - volume * bill.per_call, volume)


def break_even(running: Running, stakes: Stakes) -> BreakEven:
    """The least accuracy at which an option pays for itself."""
    if not stakes.total:
        return BreakEven(Pays.NO_STAKES, None)
    accuracy = (stakes.error + running.full_per_call) / stakes.total
    pays = Pays.NEVER if accuracy > 1 else Pays.ALWAYS if accuracy <= 0 else Pays.FROM
    return BreakEven(pays, decimal(accuracy))


def value_per_month(running: Running, stakes: Stakes, accuracy: Fraction) -> Fraction:
    """What an option earns a month at an accuracy, in $; negative where it loses."""
    per_call = accuracy * stakes.success - (1 - accuracy) * stakes.error - running.per_call
    return running.calls * per_call - running.fixed


def least_gain(dear: Running, cheap: Running, stakes: Stakes) -> Decimal | None:
    """By how much the accuracy of `dear` must exceed that of `cheap` to pay for itself, both at one volume.

    Negative: it pays even where it is that much worse. None without stakes.
    """
    if not stakes.total:
        return None
    return decimal((dear.full_per_call - cheap.full_per_call) / stakes.total)


def cost_per_accepted(running: Running, quality: Quality, accuracy: Fraction) -> Fraction | None:
    """Cost of a result that is accepted, with people doing again what failed, in $ a call.

    A stated cost of an error stands for everything that a failure costs, so it takes the place of the
    human fallback. None where neither is stated.
    """
    fallback = quality.cost_of_error_usd if quality.cost_of_error_usd is not None else quality.human_cost_usd
    if fallback is None:
        return None
    return running.full_per_call + exact_fraction(quality.review_cost_usd) + (1 - accuracy) * exact_fraction(fallback)


def accuracy_of(expected: Number, quality: Quality) -> Fraction | None:
    """A score as the share of right answers: only a share where higher is better, or one where lower is, reversed."""
    if not isinstance(expected, Decimal) or quality.scale is Scale.NUMBER or not 0 <= expected <= 1:
        return None
    score = Fraction(expected)
    return 1 - score if quality.higher_is_better is False else score
