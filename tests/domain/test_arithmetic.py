"""Every figure equals what a plain second calculation, written from the description alone, gives."""

import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings

from decider.domain.assessment import assess
from decider.domain.numbers import total
from decider.domain.reading import read_profile
from tests.domain import reference
from tests.domain.profiles import numbers, profiles

DAY = datetime.date(2026, 11, 24)


def close(found: Any, expected: Fraction, lines: int = 1) -> bool:
    """Equal but for the rounding of each line to 12 places, and for 28 digits."""
    allowed = Fraction(lines, 10**12) + abs(expected) * Fraction(1, 10**24)
    return abs(Fraction(found) - expected) <= allowed


def estimates(data: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    found = assess(read_profile(data), day=DAY, flips=False)
    return list(zip(found.estimate.options, data["options"], strict=True))


@settings(max_examples=30, deadline=None)
@given(profiles())
def test_every_figure_of_money_equals_the_reference(data: dict[str, Any]) -> None:
    for estimate, option in estimates(data):
        assert estimate.bill.per_call == reference.per_call(data, option)
        assert close(estimate.per_call, reference.per_call(data, option))
        assert close(estimate.monthly, reference.monthly(data, option), lines=8)
        assert close(estimate.one_off, reference.one_off(data, option)[0], lines=4)
        assert close(estimate.total, reference.total(data, option), lines=14)


@settings(max_examples=15, deadline=None)
@given(profiles())
def test_every_total_is_the_sum_of_its_lines_to_the_last_digit(data: dict[str, Any]) -> None:
    found = assess(read_profile(data), day=DAY, flips=False).data()
    for option in found["options"]:
        for lines, name, whole in (
            ("lines", "monthly_usd", "monthly_usd"),
            ("one_off_lines", "usd", "one_off_usd"),
            ("total_lines", "total_usd", "total_usd"),
        ):
            assert total(Decimal(line[name]) for line in option[lines]) == Decimal(option[whole])
            for line in [*option[lines], option]:
                text = line[name if line is not option else whole]
                assert 6 <= len(text.partition(".")[2]) <= 12 and "E" not in text and not text.startswith("-")


@settings(max_examples=30, deadline=None)
@given(profiles(calls=numbers("1", "3000", 0)))
def test_crossovers_and_paybacks_are_what_trying_finds(data: dict[str, Any]) -> None:
    found = assess(read_profile(data), day=DAY, flips=False).data()["crossovers"]
    pairs = list(combinations(data["options"], 2))
    assert len(found) == len(pairs)
    for crossed, (one, other) in zip(found, pairs, strict=True):
        first_is_dear = reference.constant_total(data, one, 1) <= reference.constant_total(data, other, 1)
        dear, cheap = (one, other) if first_is_dear else (other, one)
        assert (crossed["from"], crossed["to"]) == (dear["key"], cheap["key"])

        def is_cheaper(calls: int, dear: Any = dear, cheap: Any = cheap) -> bool:
            return reference.constant_total(data, cheap, calls) < reference.constant_total(data, dear, calls)

        first, stable = crossed["first_calls_per_month"], crossed["stable_calls_per_month"]
        if crossed["result"] == "never":
            assert stable is None
        if first is None:
            assert not any(is_cheaper(calls) for calls in (1, 2, 3, 10, 57, 999, 12_345, 10**6, 10**8, 10**11))
        else:
            assert is_cheaper(first) and not is_cheaper(first - 1)
            tried = {*range(1, min(first, 60)), *(first * part // 7 for part in range(1, 7))} - {0, first}
            assert not any(is_cheaper(calls) for calls in tried)
        if stable is not None:
            assert crossed["result"] == ("always" if stable == 2 and _tie_at_one(data, one, other) else "at")
            assert not is_cheaper(stable - 1)
            assert all(is_cheaper(stable * times + more) for times in (1, 2, 9, 1000) for more in (0, 1, 17))

        month = reference.paid_back(data, dear, cheap)
        sums = [list(reference.spent_by_month(data, option)) for option in (cheap, dear)]
        lower = [x < y for x, y in zip(*sums, strict=True)]
        if crossed["payback_result"] == "at":
            assert crossed["payback_month"] == month
        elif crossed["payback_result"] == "immediate":
            assert month in (0, 1) and crossed["payback_month"] is None
        else:
            assert month is None and crossed["payback_month"] is None
            assert (crossed["payback_result"] == "swaps_back") is any(lower)


def _tie_at_one(data: dict[str, Any], one: Any, other: Any) -> bool:
    return reference.constant_total(data, one, 1) == reference.constant_total(data, other, 1)


@settings(max_examples=15, deadline=None)
@given(profiles())
def test_hosted_latency_is_the_first_token_and_the_others(data: dict[str, Any]) -> None:
    for estimate, option in estimates(data):
        if option["hosting"] != "self_hosted" and "latency" in option:
            assert abs(Fraction(estimate.latency.p95_ms) - reference.latency_p95(data, option)) <= Fraction(1, 500)
            assert estimate.latency.p50_ms is None


@settings(max_examples=15, deadline=None)
@given(profiles())
def test_the_curve_over_months_ends_at_the_total(data: dict[str, Any]) -> None:
    found = assess(read_profile(data), day=DAY, flips=False).data()
    for drawn, option in zip(found["charts"]["cumulative_cost"]["options"], data["options"], strict=True):
        expected = list(reference.spent_by_month(data, option))
        assert [month for month, _ in drawn["points"]] == list(range(len(expected)))
        assert all(close(usd, exact, lines=2) for (_, usd), exact in zip(drawn["points"], expected, strict=True))


@settings(max_examples=15, deadline=None)
@given(profiles())
def test_the_curve_over_volume_is_the_averaged_total_at_constant_volume(data: dict[str, Any]) -> None:
    found = assess(read_profile(data), day=DAY, flips=False).data()
    for drawn, option in zip(found["charts"]["monthly_cost"]["options"], data["options"], strict=True):
        for volume, usd in drawn["points"][::9]:
            expected = reference.constant_total(data, option, volume) / reference.months(data)
            assert close(usd, expected, lines=2)
