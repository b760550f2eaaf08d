"""Numbers as people type them: read in one way only, or refused with a sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.fields import NumberRule
from decider.profiles.numbers import NotANumber, read_number, shown_number

COUNT = NumberRule(unit="calls a month")
WHOLE = NumberRule(unit="examples", whole=True)
MONEY = NumberRule(unit="$")
RATE = NumberRule(unit="$ an hour")
TIME = NumberRule(unit="ms", above=Decimal(0))
MONTHS = NumberRule(unit="months", whole=True, minimum=Decimal(1), maximum=Decimal(120))
WEEKS = NumberRule(unit="weeks")
SHARE = NumberRule(unit="share", share=True, maximum=Decimal(1))
GROWTH = NumberRule(unit="share a month", minimum=Decimal(-1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200000", "1200000"),
        ("1,200,000", "1200000"),
        ("1 200 000", "1200000"),
        ("1\u202f200\u202f000", "1200000"),
        ("1\u00a0200\u00a0000", "1200000"),
        ("1_200_000", "1200000"),
        ("1'200'000", "1200000"),
        ("1.2e6", "1200000"),
        ("1.2E+6", "1200000"),
        ("1.2M", "1200000"),
        ("1.2 million", "1200000"),
        ("100K", "100000"),
        ("100 k", "100000"),
        ("  12 ", "12"),
        ("1,234.5", "1234.5"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+7", "7"),
        ("0", "0"),
        ("1200 calls", "1200"),
        ("1200 calls a month", "1200"),
        ("1.2 million calls", "1200000"),
    ],
)
def test_a_count_is_read_however_it_is_grouped(text: str, value: str) -> None:
    assert read_number(text, COUNT) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("$2.50", MONEY, "2.5"),
        ("2.50 USD", MONEY, "2.5"),
        ("$ 90 an hour", RATE, "90"),
        ("800 ms", TIME, "800"),
        ("1.5 s", TIME, "1500"),
        ("2 seconds", TIME, "2000"),
        ("1 week", WEEKS, "1"),
        ("1.5 weeks", WEEKS, "1.5"),
    ],
)
def test_a_unit_that_the_field_shows_may_be_typed_too(text: str, rule: NumberRule, value: str) -> None:
    assert read_number(text, rule) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("3 %", SHARE, "0.03"),
        ("3%", SHARE, "0.03"),
        ("3", SHARE, "0.03"),
        ("0.5 %", SHARE, "0.005"),
        ("100", SHARE, "1"),
        ("0", SHARE, "0"),
        ("1", SHARE, "0.01"),
        ("3 percent", SHARE, "0.03"),
        ("-5", GROWTH, "-0.05"),
        ("−5 %", GROWTH, "-0.05"),
        ("150 %", GROWTH, "1.5"),
    ],
)
def test_a_share_is_typed_in_per_cent(text: str, rule: NumberRule, value: str) -> None:
    assert read_number(text, rule) == Decimal(value)


@pytest.mark.parametrize(("text", "value"), [("0.88", "0.88"), ("88 %", "0.88"), ("88", "0.88"), ("0", "0")])
def test_quality_may_be_typed_as_a_share_or_in_per_cent(text: str, value: str) -> None:
    assert read_number(text, SHARE, bare_share=True) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "rule", "sentence"),
    [
        ("many", MONTHS, "Write a number, such as 12."),
        ("many", WEEKS, "Write a number, such as 6."),
        ("many", SHARE, "Write a number, such as 3 % or 0.5 %."),
        ("many", MONEY, "Write a number, such as 0.25 or 1,200."),
        ("1-3", WEEKS, "looks like a range"),
        ("10 to 20 %", SHARE, "looks like a range"),
        ("1,5", COUNT, "Write decimals with a point: 1.5, not 1,5."),
        ("1.200.000", COUNT, "more than one way"),
        ("1,20,000", COUNT, "more than one way"),
        ("1 2 3", COUNT, "more than one way"),
        ("12,3456", COUNT, "Write decimals with a point"),
        ("many", COUNT, "Write a number"),
        ("", COUNT, "Write a number"),
        ("%", SHARE, "Write a number"),
        ("NaN", COUNT, "Write a number"),
        ("Infinity", COUNT, "Write a number"),
        ("1e999", COUNT, "too large"),
        ("1e19", COUNT, "too large"),
        ("12345678901234567890123", COUNT, "at most 18 digits"),
        ("1e-30", COUNT, "at most 18 digits"),
        ("٣", COUNT, "Write a number"),
        ("12 apples", COUNT, "“apples” is not understood here"),
        ("90 €", MONEY, "Write a number"),
        ("90 EUR", MONEY, "in US dollars"),
        ("3 %", COUNT, "not understood here"),
        ("-1", COUNT, "Write 0 or more."),
        ("2.5", WHOLE, "Write a whole number of examples."),
        ("0", TIME, "Write a number above 0."),
        ("120", SHARE, "Write 100 % or less."),
        ("-3 %", SHARE, "Write 0 % or more."),
        ("0.03", SHARE, "Write 3 % or 0.03 %"),
        ("3 calls", SHARE, "Write a percentage"),
        ("-200 %", GROWTH, "Write -100 % or more."),
        ("100 %", NumberRule(unit="share", share=True, maximum=Decimal(1), below=Decimal(1)), "below 100 %"),
    ],
)
def test_what_cannot_be_read_in_one_way_gets_a_sentence(text: str, rule: NumberRule, sentence: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read_number(text, rule)

    assert sentence in str(refused.value)


def test_one_without_a_sign_is_too_little_where_shares_and_per_cent_are_both_read() -> None:
    with pytest.raises(NotANumber, match="Write 1 % or 100 %"):
        read_number("1", SHARE, bare_share=True)


@pytest.mark.parametrize(
    ("value", "rule", "bare_share", "text"),
    [
        ("1200000", COUNT, False, "1,200,000"),
        ("1.50", COUNT, False, "1.5"),
        ("1E+6", COUNT, False, "1,000,000"),
        ("0.03", SHARE, False, "3"),
        ("0.005", SHARE, False, "0.5 %"),
        ("0.88", SHARE, True, "88 %"),
        ("0", SHARE, False, "0"),
    ],
)
def test_a_stored_number_stands_in_its_field_as_people_write_it(
    value: str, rule: NumberRule, bare_share: bool, text: str
) -> None:
    assert shown_number(Decimal(value), rule, bare_share=bare_share) == text


_counts = st.decimals(min_value=0, max_value=10**15, places=3)
_shares = st.decimals(min_value=0, max_value=1, places=9)


@given(_counts)
def test_what_is_shown_for_a_count_reads_back_to_it(value: Decimal) -> None:
    assert read_number(shown_number(value, COUNT), COUNT) == value


@given(_shares, st.booleans())
def test_what_is_shown_for_a_share_reads_back_to_it(value: Decimal, bare_share: bool) -> None:
    assert read_number(shown_number(value, SHARE, bare_share=bare_share), SHARE, bare_share=bare_share) == value


@given(st.text(max_size=30), st.sampled_from([COUNT, SHARE, MONEY, TIME, GROWTH]), st.booleans())
def test_no_text_does_anything_but_read_or_be_refused(text: str, rule: NumberRule, bare_share: bool) -> None:
    try:
        value = read_number(text, rule, bare_share=bare_share)
    except NotANumber as refused:
        sentence = str(refused)
    else:
        sentence = f"It is {value}." if value.is_finite() else ""

    assert sentence.endswith(".")
