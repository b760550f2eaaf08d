"""Two options on test cases: the gap, whether it is chance, what the cases can tell and how many are needed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, norm, ttest_rel

from decider.domain.comparison import compare_paired, compare_scores, compare_shares

counts = st.integers(0, 60)


def test_two_providers_side_by_side_differ_by_no_more_than_chance() -> None:
    found = compare_paired(both_pass=56, only_first=10, only_second=9, both_fail=1)

    assert found.gap == pytest.approx(-1 / 76)
    assert found.p_value == pytest.approx(1)
    assert not found.told_apart
    assert found.cases_needed is not None
    assert found.cases_needed > 10_000


def test_a_gap_seen_on_most_differing_cases_is_told_apart() -> None:
    found = compare_paired(both_pass=150, only_first=4, only_second=26, both_fail=20)

    assert found.told_apart
    assert found.low > 0
    # Connor's formula by hand: discordant share 0.15, gap 0.11.
    by_hand = (1.959964 * math.sqrt(0.15) + 0.841621 * math.sqrt(0.15 - 0.11**2)) ** 2 / 0.11**2
    assert found.cases_needed == math.ceil(by_hand) == 95


def test_200_cases_tell_about_nine_points_apart_not_three() -> None:
    found = compare_shares(0.85, 200, 0.88, 200)

    assert not found.told_apart
    assert found.detectable == pytest.approx(0.0863, abs=0.0005)
    # The textbook figure for 85 % against 88 %, each option.
    assert found.cases_needed == 2036


def test_equal_options_need_no_number_of_cases() -> None:
    assert compare_paired(both_pass=20, only_first=0, only_second=0, both_fail=1).cases_needed is None
    assert compare_shares(1, 20, 1, 20).cases_needed is None


def test_without_cases_nothing_is_compared() -> None:
    with pytest.raises(ValueError, match="at least one case"):
        compare_paired(both_pass=0, only_first=0, only_second=0, both_fail=0)
    with pytest.raises(ValueError, match="at least one case"):
        compare_shares(0.5, 0, 0.5, 10)
    with pytest.raises(ValueError, match="at least two"):
        compare_scores([0.1])


@given(counts, counts, counts, counts)
def test_the_paired_test_is_the_exact_binomial_one_and_mirrors(both: int, first: int, second: int, fail: int) -> None:
    if both + first + second + fail == 0:
        return
    found = compare_paired(both_pass=both, only_first=first, only_second=second, both_fail=fail)
    mirrored = compare_paired(both_pass=both, only_first=second, only_second=first, both_fail=fail)

    expected = binomtest(first, first + second).pvalue if first + second else 1
    assert found.p_value == pytest.approx(expected)
    assert (mirrored.gap, mirrored.low, mirrored.high) == pytest.approx((-found.gap, -found.high, -found.low))
    assert -1 <= found.low <= found.high <= 1


@given(st.integers(0, 80), st.integers(0, 80))
def test_the_test_of_two_shares_is_the_chi_squared_one(first: int, second: int) -> None:
    found = compare_shares(first / 80, 80, second / 80, 80)

    if 0 < first + second < 160:
        table = [[first, 80 - first], [second, 80 - second]]
        assert found.p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert found.low <= found.gap + 1e-12
    assert found.gap <= found.high + 1e-12


@given(
    st.floats(0, 1).map(lambda x: round(x, 3)),
    st.integers(2, 5_000),
    st.floats(0, 1).map(lambda x: round(x, 3)),
    st.integers(2, 5_000),
)
def test_the_cases_needed_for_the_detectable_gap_are_the_cases_there_are(
    first: float, first_cases: int, second: float, second_cases: int
) -> None:
    found = compare_shares(first, first_cases, second, second_cases)

    size = 2 / (1 / first_cases + 1 / second_cases)
    if found.detectable is not None and found.gap:
        step = found.detectable if found.gap > 0 else -found.detectable
        again = compare_shares(first, first_cases, min(1, max(0, first + step)), second_cases).cases_needed
        assert again is not None
        assert again == pytest.approx(size, abs=1.01)


def test_scores_are_compared_case_by_case() -> None:
    first, second = [0.5, 0.7, 0.9, 0.4, 0.6, 0.8], [0.6, 0.8, 0.9, 0.7, 0.6, 0.9]
    found = compare_scores([b - a for a, b in zip(first, second, strict=True)])

    assert found.gap == pytest.approx(0.1)
    statistic = ttest_rel(second, first).statistic
    assert found.p_value == pytest.approx(2 * norm.sf(abs(statistic)))
    assert found.paired


def test_scores_that_never_differ_are_no_gap() -> None:
    found = compare_scores([0.0, 0.0, 0.0])

    assert (found.gap, found.p_value, found.cases_needed) == (0, 1, None)


def test_a_few_cases_with_one_and_the_same_gap_may_be_chance() -> None:
    few, more = compare_scores([0.8 - 0.7, 0.9 - 0.8, 0.3 - 0.2]), compare_scores([1.0] * 8)

    assert few.p_value == pytest.approx(0.25)
    assert not few.told_apart
    assert more.p_value == pytest.approx(binomtest(0, 8).pvalue)
    assert more.told_apart
