"""Quality and money: worked examples, and the formulas against each other."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.profile import Quality, Scale
from decider.domain.worth import (
    Pays,
    Running,
    Stakes,
    accuracy_of,
    break_even,
    cost_per_accepted,
    least_gain,
    running_of,
    stakes_of,
    value_per_month,
)
from tests.domain.samples import assessed, settled

money = st.fractions(min_value=0, max_value=1000, max_denominator=100)
runnings = st.builds(
    Running,
    per_call=money,
    fixed=money,
    calls=st.fractions(min_value=Fraction(1, 2), max_value=10**6, max_denominator=7),
)


def test_a_worked_example() -> None:
    # An error costs $2, a success earns $0.50, a call $0.01, $1,000 a month stand: at 100,000 calls
    # q* = (2 + 0.01 + 0.01) / 2.5 = 0.808.
    running = Running(Fraction(1, 100), Fraction(1000), Fraction(100000))

    assert break_even(running, Stakes(Fraction(2), Fraction(1, 2))).accuracy == Decimal("0.808")


@given(runnings, st.builds(Stakes, money, money))
def test_at_the_break_even_accuracy_the_value_is_nothing(running: Running, stakes: Stakes) -> None:
    found = break_even(running, stakes)
    if not stakes.total:
        assert found.pays is Pays.NO_STAKES
        return
    exact = (stakes.error + running.full_per_call) / stakes.total
    assert value_per_month(running, stakes, exact) == 0
    assert found.pays is (Pays.NEVER if exact > 1 else Pays.ALWAYS if exact <= 0 else Pays.FROM)


@given(runnings, runnings, st.builds(Stakes, money, money), st.fractions(0, 1))
def test_the_least_gain_makes_both_worth_the_same(
    one: Running, other: Running, stakes: Stakes, accuracy: Fraction
) -> None:
    dear, cheap = Running(one.per_call, one.fixed, one.calls), Running(other.per_call, other.fixed, one.calls)
    if not stakes.total:
        assert least_gain(dear, cheap, stakes) is None
        return
    gain = (dear.full_per_call - cheap.full_per_call) / stakes.total
    assert value_per_month(dear, stakes, accuracy + gain) == value_per_month(cheap, stakes, accuracy)


def test_a_stated_error_cost_takes_the_place_of_the_human() -> None:
    running = Running(Fraction(1, 10), Fraction(0), Fraction(1000))
    human = Quality(human_cost_usd=Decimal(3), review_cost_usd=Decimal("0.2"))
    both = Quality(human_cost_usd=Decimal(3), cost_of_error_usd=Decimal(5))

    assert cost_per_accepted(running, human, Fraction(9, 10)) == Fraction(1, 10) + Fraction(2, 10) + Fraction(3, 10)
    assert cost_per_accepted(running, both, Fraction(9, 10)) == Fraction(1, 10) + Fraction(5, 10)
    assert cost_per_accepted(running, Quality(), Fraction(9, 10)) is None


def test_stakes_are_unknown_until_one_of_them_is_stated() -> None:
    assert stakes_of(Quality()) is None
    assert stakes_of(Quality(cost_of_error_usd=Decimal(0))) == Stakes(Fraction(0), Fraction(0))


@pytest.mark.parametrize(
    ("quality", "score", "accuracy"),
    [
        (Quality(), "0.9", Fraction(9, 10)),
        (Quality(higher_is_better=False), "0.1", Fraction(9, 10)),
        (Quality(scale=Scale.NUMBER), "0.9", None),
    ],
)
def test_only_a_share_is_an_accuracy(quality: Quality, score: str, accuracy: Fraction | None) -> None:
    assert accuracy_of(Decimal(score), quality) == accuracy


def test_running_cost_is_the_month_of_the_bill_without_its_calls() -> None:
    found = assessed(settled())
    tuned = found.estimate.options[1]
    assert tuned.bill is not None
    running = running_of(tuned.bill, Decimal(250000), 12)

    assert running is not None
    # 5 $ per 1 M · 3 M trained tokens + 300 $ of evaluation, over 12 months.
    assert running.fixed == Fraction(315, 12)
    assert running_of(tuned.bill, Decimal(0), 12) is None
    assert running_of(tuned.bill, None, 12) is None
