"""Bills over time: the first month, and the total over the horizon month by month.

`TCO = F + Σ_{m=1..M} [H(V_m) + U + V_m·c·(1−d)^(m−1) + R·(m mod k = 0 and m < M)] ÷ (1+i)^m` with
`V_m = V_0·(1+g)^(m−1)`. Every line is rounded once; every total is the sum of rounded lines.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from decider.domain.bills import Bill
from decider.domain.fields import Number
from decider.domain.hosting import Serving
from decider.domain.numbers import decimal, exact, fraction, money, total
from decider.domain.profile import TaskProfile

DEFAULT_HORIZON_MONTHS = 12


@dataclass(frozen=True)
class Course:
    """How volume and money move over the horizon."""

    calls: Decimal
    months: int
    growth: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    price_decline: Decimal = Decimal(0)

    def calls_in(self, month: int) -> Decimal:
        # 0 ** 0 has no value in Decimal, so the first month, which has no growth yet, stands apart.
        return self.calls if month == 1 else self.calls * (1 + self.growth) ** (month - 1)


def horizon_of(profile: TaskProfile) -> int:
    """Months over which totals run; 12 where nothing is stated."""
    months = profile.horizon_months
    return int(months) if isinstance(months, Decimal) else DEFAULT_HORIZON_MONTHS


def course_of(profile: TaskProfile) -> Course | None:
    """The course of a profile, or None where its volume is unknown."""
    calls = profile.volume.calls_per_month
    if not isinstance(calls, Decimal):
        return None
    return Course(
        calls=calls,
        months=horizon_of(profile),
        growth=_point(profile.volume.growth_per_month),
        discount=_point(profile.discount_rate_per_month),
        price_decline=_point(profile.price_decline_per_month),
    )


def month_one(bill: Bill, calls: Decimal) -> dict[str, Decimal]:
    """The lines of the first month's bill: calls, serving and upkeep; nothing one-off, no retraining."""
    assert bill.call_lines is not None and bill.serving is not None
    volume = fraction(calls)
    lines = {code: money(volume * usd) for code, usd in bill.call_lines.items()}
    standing = _serving_lines(bill.serving, volume)
    standing["upkeep"] = bill.upkeep
    return lines | {code: money(usd) for code, usd in standing.items() if usd}


def cumulative(bill: Bill, course: Course) -> list[Decimal]:
    """Cost so far at the end of month 0, 1, … M, each exact to 28 digits; month 0 is what is paid once."""
    sums = [decimal(bill.one_off_total)]
    for lines in _months(bill, course):
        with exact():
            sums.append(sums[-1] + sum(lines.values(), Decimal(0)))
    return sums


def total_lines(bill: Bill, course: Course) -> dict[str, Decimal]:
    """The lines of the whole horizon's bill, each rounded once."""
    sums: dict[str, Decimal] = {code: decimal(usd) for code, usd in bill.one_off.items()}
    with exact():
        for lines in _months(bill, course):
            for code, usd in lines.items():
                sums[code] = sums.get(code, Decimal(0)) + usd
    return {code: money(usd) for code, usd in sums.items()}


def total_cost(bill: Bill, course: Course) -> Decimal:
    """The total over the horizon, one-off cost included."""
    return total(total_lines(bill, course).values())


def total_by_volume(bill: Bill, course: Course) -> Callable[[Decimal], Decimal]:
    """The total over the horizon as a function of the first month's volume: `total_cost`, to some 20 digits.

    Everything but the calls and the climbing machines is worked out once.
    """
    assert bill.serving is not None
    climbing = [line for line in bill.serving if line.climbs]
    flat = tuple(line for line in bill.serving if not line.climbs)
    idle = total_cost(replace(bill, serving=flat), replace(course, calls=Decimal(0)))
    with exact():
        growths = [Decimal(1)] + [(1 + course.growth) ** past for past in range(1, course.months)]
        discounts = [(1 + course.discount) ** month for month in range(1, course.months + 1)]
        prices = [Decimal(1)] + [(1 - course.price_decline) ** past for past in range(1, course.months)]
        paid_calls = sum(
            map(lambda calls, price, factor: calls * price / factor, growths, prices, discounts), Decimal(0)
        )
        per_call = decimal(bill.per_call) * paid_calls
        rents = [(line, decimal(line.usd_per_replica)) for line in climbing]

    def at(calls: Decimal) -> Decimal:
        with exact():
            usd = idle + calls * per_call
            for line, per_replica in rents:
                for growth, factor in zip(growths, discounts, strict=True):
                    usd += line.replicas(fraction(calls * growth)) * per_replica / factor
            return money(usd)

    return at


def _months(bill: Bill, course: Course) -> list[dict[str, Decimal]]:
    """Each month's lines, discounted."""
    assert bill.call_lines is not None and bill.serving is not None
    months = []
    with exact():
        per_call = {code: decimal(usd) for code, usd in bill.call_lines.items()}
        upkeep, retraining = decimal(bill.upkeep), decimal(bill.retraining)
        price_factor, discount_factor = Decimal(1), Decimal(1)
        climbs = any(line.climbs for line in bill.serving)
        serving = {code: decimal(usd) for code, usd in _serving_lines(bill.serving, Fraction(0)).items()}
        done = 0
        for month in range(1, course.months + 1):
            discount_factor *= 1 + course.discount
            calls = course.calls_in(month)
            if climbs:
                at_volume = _serving_lines(bill.serving, fraction(calls))
                serving = {code: decimal(usd) for code, usd in at_volume.items()}
            lines = {code: calls * usd * price_factor / discount_factor for code, usd in per_call.items()}
            lines |= {code: usd / discount_factor for code, usd in serving.items() if usd}
            if upkeep:
                lines["upkeep"] = upkeep / discount_factor
            due = bill.retrainings_until(month, course.months)
            if due > done and retraining:
                lines["retraining"] = (due - done) * retraining / discount_factor
            done = due
            price_factor *= 1 - course.price_decline
            months.append(lines)
    return months


def _serving_lines(serving: tuple[Serving, ...], calls: Fraction) -> dict[str, Fraction]:
    """A month of serving by line of the bill."""
    lines: dict[str, Fraction] = {}
    for line in serving:
        lines[line.code] = lines.get(line.code, Fraction(0)) + line.monthly(calls)
    return lines


def _point(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(0)
