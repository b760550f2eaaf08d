"""The crossover volume equals what a walk over every volume finds."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decider.domain.crossover import Crossover, CrossoverResult, Total, crossover, in_order
from decider.domain.hosting import Serving
from decider.domain.payback import Payback, PaybackResult, payback

MOST = 150

small = st.fractions(min_value=0, max_value=20, max_denominator=12)
servings = st.one_of(
    st.just(Serving()),
    st.builds(lambda rent: Serving(minimum=1, usd_per_replica=rent), small),
    st.builds(
        Serving,
        minimum=st.integers(0, 4),
        replicas_per_call=st.fractions(min_value=Fraction(1, 60), max_value=2, max_denominator=60),
        usd_per_replica=small,
    ),
)
totals = st.builds(
    Total,
    fixed=small.map(lambda x: x * 20),
    months=st.just(3),
    per_call=small.map(lambda x: x / 10),
    serving=servings.map(lambda line: (line,)),
)


@settings(max_examples=200)
@given(totals, totals)
def test_first_and_stable_match_brute_force(one: Total, other: Total) -> None:
    dear, cheap = (one, other) if in_order(one, other) else (other, one)
    cheaper = [cheap.at(calls) < dear.at(calls) for calls in range(1, MOST + 1)]
    found = crossover(dear, cheap)

    first = cheaper.index(True) + 1 if True in cheaper else None
    if found.first is None or found.first <= MOST:
        assert found.first == first
    else:
        assert first is None
    if found.stable is None:
        assert found.result is CrossoverResult.NEVER
    elif found.stable <= MOST:
        assert all(cheaper[found.stable - 1 :])
        assert not cheaper[found.stable - 2]
        assert found.first <= found.stable


@settings(max_examples=60)
@given(totals, totals)
def test_a_stable_crossover_really_is_the_last_one(one: Total, other: Total) -> None:
    dear, cheap = (one, other) if in_order(one, other) else (other, one)
    found = crossover(dear, cheap)
    if found.stable is not None:
        assert cheap.at(found.stable - 1) >= dear.at(found.stable - 1)
        for calls in [*range(found.stable, found.stable + 60), found.stable * 7 + 3, found.stable * 1001]:
            assert cheap.at(calls) < dear.at(calls)
    elif found.first is not None:
        assert any(cheap.at(calls) >= dear.at(calls) for calls in range(found.first, found.first + 800))


def line(fixed: int, per_call: str, months: int = 12) -> Total:
    return Total(Fraction(fixed), months, Fraction(per_call))


def test_two_lines_cross_after_the_exact_quotient() -> None:
    # V* = 1200 / (12 · 0.01) = 10,000: a tie there, cheaper from the next call on.
    found = crossover(line(0, "0.02"), line(1200, "0.01"))
    assert found == Crossover(CrossoverResult.AT, 10_001, 10_001)


@pytest.mark.parametrize("per_call", ["0.02", "0.03"])
def test_an_option_that_is_never_cheaper_never_crosses(per_call: str) -> None:
    assert crossover(line(0, "0.02"), line(1, per_call)) == Crossover(CrossoverResult.NEVER, None, None)


def test_a_tie_at_one_call_that_is_won_from_the_second_is_always() -> None:
    assert crossover(line(0, "0.02", 1), Total(Fraction(1, 100), 1, Fraction(1, 100))) == Crossover(
        CrossoverResult.ALWAYS, 2, 2
    )


def test_a_staircase_is_cheaper_first_and_then_for_good() -> None:
    # A replica for $100 carries 1,000 calls; a call by API costs $0.12. The first replica pays from 834
    # calls on; the second to the fifth start dearer again, the sixth no longer does (5,001 · $0.12 > $600).
    api = Total(Fraction(0), 1, Fraction(12, 100))
    own = Total(Fraction(0), 1, Fraction(0), (Serving(1, Fraction(1, 1000), Fraction(100)),))
    assert crossover(api, own) == Crossover(CrossoverResult.AT, 834, 4167)


def test_millions_of_steps_are_not_walked_one_by_one() -> None:
    api = Total(Fraction(10**9), 12, Fraction(1, 10**7))
    own = Total(Fraction(0), 12, Fraction(0), (Serving(1, Fraction(1, 10**6), Fraction(18)),))
    found = crossover(own, api)
    assert found.stable is not None
    assert api.at(found.stable) < own.at(found.stable)


@pytest.mark.parametrize(
    ("dear", "cheap", "expected"),
    [
        ([0, 10, 20, 30], [5, 11, 17, 23], Payback(PaybackResult.AT, 2)),
        ([0, 10, 20], [0, 9, 18], Payback(PaybackResult.IMMEDIATE, None)),
        ([0, 10, 20], [-1, 9, 18], Payback(PaybackResult.IMMEDIATE, None)),
        ([0, 10, 20], [1, 9, 18], Payback(PaybackResult.AT, 1)),
        ([0, 10, 20], [50, 55, 60], Payback(PaybackResult.BEYOND_HORIZON, None)),
        ([0, 10, 20], [50, 60, 70], Payback(PaybackResult.NEVER, None)),
        ([0, 10, 20, 30], [0, 9, 25, 40], Payback(PaybackResult.SWAPS_BACK, None)),
        ([0, 10, 20, 30], [5, 10, 20, 30], Payback(PaybackResult.NEVER, None)),
    ],
)
def test_payback(dear: list[int], cheap: list[int], expected: Payback) -> None:
    from decimal import Decimal

    assert payback([Decimal(x) for x in dear], [Decimal(x) for x in cheap]) == expected
