"""One way to print money, counts, shares, times and days; nothing fails and nothing is made up."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from decider.wording.numbers import (
    capitalised,
    count,
    day,
    listed,
    milliseconds,
    moment,
    money,
    quantity,
    share,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234567.8", "$1,234,568"),
        ("100", "$100"),
        ("99.994", "$99.99"),
        ("5.5", "$5.50"),
        ("0", "$0.00"),
        ("0.1", "$0.10"),
        ("0.000521707989", "$0.000522"),
        ("0.0000000004", "$0.0000000004"),
        ("-4100.2", "−$4,100"),
        ("-0.000000", "$0.00"),
        (Decimal("1E+3"), "$1,000"),
        (7, "$7.00"),
        (None, "not known"),
        ({"low": 10, "high": 2000, "likely": None}, "$10.00–$2,000"),
        ({"low": 10, "high": 2000, "likely": 900}, "$10.00–$2,000 (likely $900)"),
        ("NaN", "not known"),
        (True, "not known"),
    ],
)
def test_money(value: Any, shown: str) -> None:
    assert money(value) == shown


def test_money_in_columns_has_cents_everywhere() -> None:
    assert [money(value, cents=True) for value in ("1234.5", "0.004", "-3")] == ["$1,234.50", "$0.00", "−$3.00"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1200000, "1,200,000"),
        (Decimal("1E+6"), "1,000,000"),
        (Decimal("1.50"), "1.5"),
        (100, "100"),
        (0, "0"),
        (Decimal("0.00345678"), "0.003457"),
        (Decimal("999.96"), "1,000"),
        (None, "not known"),
        ({"low": 80000, "high": 120000}, "80,000–120,000"),
    ],
)
def test_counts(value: Any, shown: str) -> None:
    assert count(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.925", "92.5 %"), ("0.4", "40 %"), (1, "100 %"), (0, "0 %"), ("0.9263158", "92.6 %"), ("0.0004", "0.04 %")],
)
def test_shares_are_per_cent(value: Any, shown: str) -> None:
    assert plain(share(value)) == shown


def test_times_are_in_ms_below_ten_seconds() -> None:
    assert plain(milliseconds(1900)) == "1,900 ms"
    assert plain(milliseconds("12340")) == "12.3 s"
    assert milliseconds(None) == "not known"


def test_one_is_singular() -> None:
    assert [plain(quantity(n, "week", "weeks")) for n in (1, Decimal("1.0"), Decimal("1.5"), 0)] == [
        "1 week",
        "1 week",
        "1.5 weeks",
        "0 weeks",
    ]


def test_days_and_moments_are_written_out_in_utc() -> None:
    assert plain(day("2026-11-04")) == "4 November 2026"
    assert plain(day(datetime.date(2026, 11, 24))) == "24 November 2026"
    assert plain(moment("2026-11-24T10:30:00+02:00")) == "24 November 2026, 08:30 UTC"
    assert plain(moment("2026-11-24T09:30:00Z")) == "24 November 2026, 09:30 UTC"
    assert day("someday") == "someday"
    assert day(None) == moment(None) == "not known"


def test_lists_read_as_sentences() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert capitalised("gPU time") == "GPU time"


anything = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(), some.decimals(), some.text(), some.just({})
)


@given(anything)
def test_nothing_that_a_snapshot_may_hold_makes_them_fail(value: Any) -> None:
    for show in (money, count, share, milliseconds, day, moment):
        assert isinstance(show(value), str)
