"""What a reading measures: which facts it gives, with which interval, and which it refuses with a reason."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from decider.domain.assessment import assess
from decider.domain.evidence import (
    Evaluation,
    Kind,
    ModelUsage,
    Paired,
    Percentiles,
    PromptPart,
    PromptParts,
    Reading,
    Series,
    TrainingFile,
    Usage,
)
from decider.domain.measured import CURRENT, Measured, MeasuredFacts, measured_facts
from decider.domain.prices import PriceBook
from decider.domain.reading import read_profile
from tests.domain.samples import DAY, PROMPTED, TUNED, settled

START = datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)


def usage(days: float, per_day: list[int] | None = None, **given: Any) -> Reading:
    """A log of so many days with 240 calls a day, or with those of `per_day`."""
    counts = per_day or [240] * int(days)
    by_day = tuple((START.date() + datetime.timedelta(days=at), calls) for at, calls in enumerate(counts))
    calls = given.pop("calls", sum(counts))
    figures: dict[str, Any] = {
        "errors": 0, "tokens_in": 1000 * calls, "tokens_out": 50 * calls, "calls_with_tokens": calls,
        "first_at": START, "last_at": START + datetime.timedelta(days=days), "calls_by_day": by_day,
    }  # fmt: skip
    return Reading(kind=Kind.USAGE, format="test", usage=Usage(calls=calls, **(figures | given)))


def fact(found: MeasuredFacts, path: str) -> Measured:
    return next(each for each in found.facts if each.path == path)


def why(found: MeasuredFacts, path: str) -> str:
    return next(each.why for each in found.refused if each.path == path)


def paths(found: MeasuredFacts) -> set[str]:
    return {each.path for each in found.facts}


def profile(**changes: Any) -> Any:
    return read_profile(settled(**changes))


# --- Volume ---------------------------------------------------------------------------------


def test_calls_a_month_are_those_of_730_hours() -> None:
    found = fact(measured_facts(usage(10)), "volume.calls_per_month")

    assert found.value == Decimal(7300)
    assert found.n == 2400


@pytest.mark.parametrize(("errors", "retries"), [(100, 0), (0, 100), (100, 100), (40, 100), (100, 40)])
def test_a_failure_and_the_call_that_makes_up_for_it_are_one_request(errors: int, retries: int) -> None:
    found = fact(measured_facts(usage(10, errors=errors, cache_hits=200, retries=retries)), "volume.calls_per_month")

    assert found.n == 2400 - 200 - 100
    assert "left out" in found.how


def test_a_burst_of_seconds_says_nothing_about_a_month() -> None:
    found = measured_facts(usage(2 / 86_400, per_day=[300]))

    assert "volume.calls_per_month" not in paths(found)
    assert "2 seconds" in why(found, "volume.calls_per_month")


def test_without_times_or_calls_no_volume_is_given() -> None:
    assert "no times" in why(measured_facts(usage(10, first_at=None)), "volume.calls_per_month")
    aggregate = Reading(kind=Kind.USAGE, format="x", usage=Usage(calls=None, tokens_in=5))
    assert "no number of calls" in why(measured_facts(aggregate), "volume.calls_per_month")


def test_the_interval_comes_from_the_spread_between_whole_days() -> None:
    # 14 whole days: mean 300, sample standard deviation 103.77; Student's 95 % point with 13 degrees 1.7709.
    found = fact(measured_facts(usage(14, per_day=[200, 400] * 7)), "volume.calls_per_month")

    half = 1.7709 * 103.7749 / 14**0.5 / 300
    assert found.low is not None
    assert found.high is not None
    assert float(found.low) == pytest.approx(9125 * (1 - half), rel=1e-3)
    assert float(found.high) == pytest.approx(9125 * (1 + half), rel=1e-3)
    assert found.as_range is not None


def test_the_export_of_one_day_or_week_counts_as_one_though_its_calls_begin_later_and_end_earlier() -> None:
    day = fact(measured_facts(usage(0.99, per_day=[240])), "volume.calls_per_month")
    assert day.value == Decimal(7374)

    week = measured_facts(usage(6.99, per_day=[240] * 7, busiest_hour_calls=35))
    assert "volume.peak_factor" in paths(week)
    assert "Fewer than seven days" not in fact(week, "volume.calls_per_month").how

    assert "too short" in why(measured_facts(usage(0.95, per_day=[240])), "volume.calls_per_month")


def test_where_all_calls_failed_the_volume_is_refused_with_the_reason() -> None:
    assert "None of the calls" in why(measured_facts(usage(10, errors=2400)), "volume.calls_per_month")


def test_only_what_the_log_has_is_said_to_be_left_out() -> None:
    how = fact(measured_facts(usage(10, errors=100, retries=50)), "volume.calls_per_month").how
    assert "; calls that failed or were made again are left out." in how
    how = fact(measured_facts(usage(10, errors=100, retries=50, cache_hits=9)), "volume.calls_per_month").how
    assert "; answers from the tool’s cache and calls that failed or were made again are left out." in how


def test_answers_of_the_tools_cache_are_left_out_of_one_model_too() -> None:
    part = ModelUsage(calls=600, errors=0, cache_hits=200, tokens_in=40_000, tokens_out=4_000, calls_with_tokens=400)
    found = fact(measured_facts(usage(10, by_model={"small": part}), model="small"), "volume.calls_per_month")

    assert (found.n, found.value) == (400, Decimal(1217))


def test_growth_needs_eight_full_weeks() -> None:
    assert "the file has 3" in why(measured_facts(usage(21)), "volume.growth_per_month")


def test_growth_over_a_week_without_calls_is_refused_by_that_reason() -> None:
    gap = [240] * 42 + [0] * 7 + [240] * 35

    assert "1 of the file’s 12 full weeks had none" in why(
        measured_facts(usage(84, per_day=gap)), "volume.growth_per_month"
    )


def test_weeks_of_equal_counts_have_no_growth_and_no_interval() -> None:
    found = fact(measured_facts(usage(70)), "volume.growth_per_month")

    assert (found.value, found.low, found.high) == (Decimal(0), None, None)

    doubling = [10 * 2**week for week in range(10) for _ in range(7)]
    found = fact(measured_facts(usage(70, per_day=doubling)), "volume.growth_per_month")
    assert (found.low, found.high) == (None, None)


def test_growth_is_the_trend_of_the_weeks() -> None:
    weekly = 1.02
    per_day = [round(10_000 * weekly**week) for week in range(10) for _ in range(7)]
    found = fact(measured_facts(usage(70, per_day=per_day)), "volume.growth_per_month")

    assert isinstance(found.value, Decimal)
    assert float(found.value) == pytest.approx(weekly ** (730 / 168) - 1, abs=0.0005)


def test_a_peak_needs_a_week_and_enough_calls() -> None:
    assert "a week" in why(measured_facts(usage(3, busiest_hour_calls=50)), "volume.peak_factor")
    assert "chance" in why(measured_facts(usage(10, per_day=[24] * 10, busiest_hour_calls=9)), "volume.peak_factor")

    found = fact(measured_facts(usage(10, busiest_hour_calls=35)), "volume.peak_factor")
    assert found.value == Decimal("3.5")


def test_batch_and_retries_are_shares_of_the_calls_where_the_log_says() -> None:
    found = measured_facts(usage(10, batch_calls=600, retries=24))
    assert fact(found, "volume.batch_share").value == Decimal("0.25")
    assert fact(found, "volume.retry_rate").value == Decimal("0.01")

    assert not {"volume.batch_share", "volume.retry_rate"} & paths(measured_facts(usage(10)))


# --- Tokens and latency ---------------------------------------------------------------------


def test_the_request_is_the_input_less_the_parts_that_are_stated() -> None:
    stated = profile(tokens={"instructions": 300, "examples": 200})

    assert fact(measured_facts(usage(10), stated=stated), "tokens.request").value == Decimal(500)


def test_without_stated_parts_the_request_is_the_whole_input_and_says_so() -> None:
    found = fact(measured_facts(usage(10), stated=profile(tokens=None)), "tokens.request")

    assert found.value == Decimal(1000)
    assert "Paste the prompt" in found.how


def test_parts_longer_than_the_input_are_about_another_prompt() -> None:
    found = measured_facts(usage(10), stated=profile(tokens={"instructions": 3000}))

    assert next(each for each in found.refused if each.path == "tokens.request").contradicts
    assert "another prompt" in why(found, "tokens.request")


def test_reasoning_is_taken_out_of_the_output() -> None:
    found = measured_facts(usage(10, tokens_reasoning=30 * 2400))

    assert fact(found, "tokens.output").value == Decimal(20)
    assert fact(found, "tokens.reasoning").value == Decimal(30)


def test_the_cached_share_is_of_all_input() -> None:
    found = measured_facts(usage(10, tokens_cached=600_000))

    assert fact(found, "tokens.cached_share").value == Decimal("0.25")


def test_a_few_calls_have_no_95th_percentile() -> None:
    few = Percentiles(n=19, p50_ms=400, p95_ms=900, p99_ms=900)
    many = Percentiles(n=2400, p50_ms=400, p95_ms=912.34, p99_ms=1200)

    assert "19 calls" in why(measured_facts(usage(10, latency=few)), "latency.current_p95_ms")
    assert fact(measured_facts(usage(10, latency=many)), "latency.current_p95_ms").value == Decimal("912.3")


@pytest.mark.parametrize("n", [20, 99, 2400])
def test_a_latency_says_of_how_many_calls_it_is_the_percentile(n: int) -> None:
    found = measured_facts(usage(10, latency=Percentiles(n=n, p50_ms=400, p95_ms=900, p99_ms=950)))

    assert fact(found, "latency.current_p95_ms").how == f"The 95th percentile of {n:,} answered calls."


def test_one_model_of_the_log_is_measured_alone() -> None:
    part = ModelUsage(calls=600, errors=0, tokens_in=60_000, tokens_out=6_000)
    found = measured_facts(usage(10, by_model={"small": part}, busiest_hour_calls=35), model="small")

    assert fact(found, "volume.calls_per_month").value == Decimal(1825)
    assert fact(found, "tokens.output").value == Decimal(10)
    assert "volume.peak_factor" not in paths(found)
    assert fact(found, "tokens.output").how == "Of small alone: the average of 600 calls."


def test_what_is_not_known_of_one_model_is_refused_with_the_reason() -> None:
    many = Percentiles(n=2400, p50_ms=400, p95_ms=900, p99_ms=1200)
    whole = usage(
        70, by_model={"small": ModelUsage(calls=600, errors=0, retries=6)}, busiest_hour_calls=35, batch_calls=600,
        streamed_calls=9, latency=many, retries=24, per_day=[240, 250] * 35,
    )  # fmt: skip
    found, of_all = measured_facts(whole, model="small"), measured_facts(whole)

    assert not of_all.refused
    assert paths(of_all) == paths(found) | {each.path for each in found.refused}
    for path in ("volume.growth_per_month", "volume.peak_factor", "volume.batch_share", "latency.streaming"):
        assert "all its models together" in why(found, path)
    assert why(found, "latency.current_p95_ms") == "The log does not say it of this model’s calls."
    assert fact(found, "volume.retry_rate").value == Decimal("0.01")

    calls = fact(found, "volume.calls_per_month")
    assert (calls.low, fact(of_all, "volume.calls_per_month").low is None) == (None, False)
    assert calls.how.endswith(" No interval: the reading of a log keeps days for all its models together.")


def test_what_a_log_is_too_short_for_is_said_of_its_models_alike() -> None:
    found = measured_facts(usage(3, by_model={"small": ModelUsage(calls=600)}, busiest_hour_calls=50), model="small")

    assert "the file has 0" in why(found, "volume.growth_per_month")
    assert "a week" in why(found, "volume.peak_factor")
    assert "No interval" not in fact(found, "volume.calls_per_month").how


def test_a_contradiction_of_the_whole_log_is_none_of_a_model_without_tokens() -> None:
    log = usage(10, by_model={"small": ModelUsage(calls=600)})
    stated = profile(tokens={"instructions": 3000})
    assert any(each.contradicts for each in measured_facts(log, stated=stated).refused)

    assert not any(each.contradicts for each in measured_facts(log, stated=stated, model="small").refused)


def test_answers_are_streamed_or_not_in_a_log_without_times_too() -> None:
    assert fact(measured_facts(usage(10, streamed_calls=2000)), "latency.streaming").value is True


def test_tokens_are_averaged_over_the_calls_that_state_them_for_a_model_too() -> None:
    part = ModelUsage(calls=600, errors=0, calls_with_tokens=480, tokens_in=48_000, tokens_out=4_800)
    found = measured_facts(usage(10, by_model={"small": part}), model="small")

    assert fact(found, "tokens.output").value == Decimal(10)


def test_calls_that_take_no_time_have_no_latency() -> None:
    nothing = Percentiles(n=2400, p50_ms=0, p95_ms=0, p99_ms=0)

    assert "no time at all" in why(measured_facts(usage(10, latency=nothing)), "latency.current_p95_ms")


# --- Evaluations ----------------------------------------------------------------------------


def series(name: str, passes: int, n: int, **given: Any) -> Series:
    return Series(name=name, metric="accuracy", n=n, score=passes / n, low=0.7, high=0.9, passes=passes, **given)


TABLE = Paired(
    a="large", b="tuned", metric="accuracy", both_pass=56, only_a_passes=10, only_b_passes=9, both_fail=1, dropped=4
)
EVALUATION = Reading(
    kind=Kind.EVALUATION,
    format="test",
    evaluation=Evaluation(series=(series("large", 69, 80), series("tuned", 65, 76, errors=4)), paired=(TABLE,)),
)


def test_todays_series_gives_the_current_quality_and_its_cases() -> None:
    found = measured_facts(EVALUATION, roles={CURRENT: 0})

    assert fact(found, "quality.current").value == Decimal("0.8625")
    assert fact(found, "quality.sample_size").value == Decimal(80)
    # A 95 % interval is shown, not applied as the range of an answer.
    assert fact(found, "quality.current").as_range is None


def test_an_options_series_gives_its_expected_quality_and_the_same_cases() -> None:
    found = measured_facts(EVALUATION, roles={CURRENT: 0, "tuned": 1})

    assert fact(found, "options.tuned.quality.expected").value == Decimal("0.8553")
    assert fact(found, "options.tuned.paired.only_option_passes").value == Decimal(9)
    assert fact(found, "options.tuned.paired.only_current_passes").value == Decimal(10)


def test_the_table_is_turned_round_where_the_file_has_it_the_other_way() -> None:
    found = measured_facts(EVALUATION, roles={CURRENT: 1, "other": 0})

    assert fact(found, "options.other.paired.only_option_passes").value == Decimal(10)


def test_repeated_cases_count_once() -> None:
    reading = Reading(kind=Kind.EVALUATION, format="x", evaluation=Evaluation(series=(series("a", 60, 86, cases=43),)))

    assert fact(measured_facts(reading, roles={CURRENT: 0}), "quality.sample_size").value == Decimal(43)


def test_measured_comparisons_make_the_recommendation_unsupported() -> None:
    found = measured_facts(EVALUATION, roles={CURRENT: 0, "tuned": 1})
    cells = {each.path.rpartition(".")[2]: each.value for each in found.facts if ".paired." in each.path}
    stated = settled(quality__current=0.8625, quality__target=0.95, options=[PROMPTED, {**TUNED, "paired": cells}])

    data = assess(read_profile(stated), day=DAY, book=PriceBook.empty(), flips=False, draws=False).data()
    assert data["recommendation"]["state"] == "unsupported"


# --- Training files and prompts -------------------------------------------------------------


def test_a_training_file_gives_the_labelled_examples_and_what_the_tuned_options_train_on() -> None:
    training = TrainingFile(examples=98, good_examples=84, tokens=9331, duplicates=((1, 39),), epochs=3)
    found = measured_facts(Reading(kind=Kind.TRAINING, format="x", training=training), stated=profile())

    assert fact(found, "data.labelled_examples").value == Decimal(83)
    assert fact(found, "options.tuned.training.tokens").value == Decimal(9331)
    assert "options.prompt.training.tokens" not in paths(found)


def test_bad_lines_that_repeat_each_other_are_not_taken_off_the_labelled_examples() -> None:
    training = TrainingFile(examples=40, good_examples=20, tokens=9, duplicates=((1, 2, 9),), repeated_examples=0)
    found = measured_facts(Reading(kind=Kind.TRAINING, format="x", training=training), stated=profile())

    assert fact(found, "data.labelled_examples").value == Decimal(20)


def test_a_training_file_without_a_valid_example_gives_nothing() -> None:
    training = TrainingFile(examples=12, good_examples=0, tokens=0)
    found = measured_facts(Reading(kind=Kind.TRAINING, format="x", training=training), stated=profile())

    assert not found.facts
    assert found.refused


def test_a_prompt_gives_its_parts_and_its_examples() -> None:
    parts = tuple(
        PromptPart(part=name, title="", text="", tokens=tokens, first_line=1, last_line=1)
        for name, tokens in [("instructions", 300), ("schema", 100), ("examples", 700), ("request", 0)]
    )
    prompt = PromptParts(
        parts=parts, tokens=1100, tokens_by="o200k_base", examples=6, has=("clear_instructions",),
        missing=("output_schema",),
    )  # fmt: skip
    found = measured_facts(Reading(kind=Kind.PROMPT, format="prompt", prompt=prompt))

    assert fact(found, "tokens.instructions").value == Decimal(400)
    assert fact(found, "prompting.examples").value == Decimal(6)
    assert fact(found, "prompting.clear_instructions").value is True
    assert fact(found, "prompting.output_schema").value is False
    assert "tokens.request" not in paths(found)


# --- Provenance -----------------------------------------------------------------------------


def test_measured_facts_are_called_measured_and_change_no_figure() -> None:
    stated = read_profile(settled())
    notes = {"volume.calls_per_month": "2,400 calls in 10 days", "options.tuned.quality.expected": "80 cases"}
    plain, measured = (
        assess(stated, day=DAY, book=PriceBook.empty(), flips=False, draws=False, measured=given).data()
        for given in (None, notes)
    )

    rows = {row["fact"]: (row["provenance"], row["note"]) for row in measured["assumptions"]}
    assert rows["volume.calls_per_month"] == ("measured", "2,400 calls in 10 days")
    assert rows["options.tuned.quality.expected"] == ("measured", "80 cases")
    assert rows["tokens.output"][0] == "stated"
    assert {**plain, "assumptions": None} == {**measured, "assumptions": None}


def test_a_metric_that_the_team_has_named_keeps_its_name() -> None:
    assert "quality.metric" not in paths(measured_facts(EVALUATION, stated=profile(), roles={CURRENT: 0}))

    unnamed = profile(quality__metric=None)
    assert fact(measured_facts(EVALUATION, stated=unnamed, roles={CURRENT: 0}), "quality.metric").value == "accuracy"


def test_passing_everything_is_called_a_share_of_cases_passed() -> None:
    one = Series(name="large", metric="all", n=80, score=0.8625, low=0.77, high=0.92, passes=69)
    found = measured_facts(
        Reading(kind=Kind.EVALUATION, format="x", evaluation=Evaluation(series=(one,))),
        stated=profile(quality__metric=None),
        roles={CURRENT: 0},
    )

    assert fact(found, "quality.metric").value == "share of cases passed"
    assert fact(found, "quality.current").how == "“large”: passes of 80 cases."
