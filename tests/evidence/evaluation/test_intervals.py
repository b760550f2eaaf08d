"""Intervals and percentiles against other people's implementations."""

from array import array
from math import ceil, sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from decider.evidence.readers.evaluation.intervals import Moments, mean_interval, share_interval
from decider.evidence.readers.evaluation.tally import percentiles

VALUES = st.floats(-1000, 1000).map(lambda value: round(value, 6))


@given(cases=st.integers(1, 5000), share=st.floats(0, 1))
def test_the_interval_of_a_share_is_wilsons(cases: int, share: float) -> None:
    passes = round(share * cases)
    expected = binomtest(passes, cases).proportion_ci(0.95, method="wilson")

    found = share_interval(passes / cases, cases)

    assert (found.low, found.high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


@given(st.lists(VALUES, min_size=2, max_size=200))
def test_the_interval_of_a_mean_is_two_standard_errors_wide_on_either_side(values: list[float]) -> None:
    moments = Moments()
    for value in values:
        moments.add(value)

    error = stdev(values) / sqrt(len(values))
    assert moments.mean == pytest.approx(fmean(values), abs=1e-9)
    assert moments.standard_error == pytest.approx(error, abs=1e-9, rel=1e-6)
    found = moments.interval()
    low, high = fmean(values) - 1.96 * error, fmean(values) + 1.96 * error
    if all(0 <= value <= 1 for value in values):
        low, high = max(0.0, low), min(1.0, high)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=50))
def test_an_interval_of_values_within_a_share_stays_there(values: list[float]) -> None:
    moments = Moments()
    for value in values:
        moments.add(value)

    found = moments.interval()

    assert found.low is not None and found.high is not None
    assert 0 <= found.low <= found.high <= 1


def test_too_few_values_have_no_interval() -> None:
    moments = Moments()
    assert (moments.mean, moments.interval().low) == (None, None)
    moments.add(0.5)
    assert (moments.mean, moments.interval().high) == (0.5, None)
    assert share_interval(0.0, 0).low is None
    assert mean_interval(0.5, None, within_share=True).low is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300), st.sampled_from([50, 95, 99]))
def test_percentiles_are_those_of_the_nearest_rank(values: list[float], percent: int) -> None:
    found = percentiles(array("d", values))

    assert found is not None
    rank = max(1, ceil(percent * len(values) / 100))
    got = getattr(found, f"p{percent}_ms")
    assert got == sorted(values)[rank - 1]
    # By definition: the least value with at least this share of values at or below it.
    assert sum(value <= got for value in values) * 100 >= percent * len(values)
    assume(got > min(values))
    assert sum(value < got for value in values) * 100 < percent * len(values)


def test_no_values_have_no_percentiles() -> None:
    assert percentiles(array("d")) is None
