"""Inspect logs: scores, epochs, errors, tokens and logs that are no result."""

import json
from math import sqrt
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError, Reading
from tests.evidence.evaluation.given import eval_log, evaluation, log, read, sample, series


def _read(folder: Path, samples: list[dict[str, Any]] | None, **header: Any) -> Reading:
    return read(folder, json.dumps(log(samples, **header)))


def _call(seconds: float, usage: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"event": "model", "model": "m", "output": {"time": seconds, "usage": usage}, **more}


def test_marks_of_passes_and_fails_are_a_share(tmp_path: Path) -> None:
    found = series(_read(tmp_path, [sample(1, "C"), sample(2, "I"), sample(3, "C"), sample(4, "N")]), "match")

    assert (found.n, found.passes, found.score, found.interval) == (4, 2, 0.5, "wilson")


def test_partial_marks_are_a_mean_with_standard_errors(tmp_path: Path) -> None:
    marks = ["C", "P", "I", "C", "P"]

    found = series(_read(tmp_path, [sample(index, mark) for index, mark in enumerate(marks)]), "match")

    values = [{"C": 1.0, "P": 0.5, "I": 0.0}[mark] for mark in marks]
    error = stdev(values) / sqrt(5)
    assert (found.interval, found.passes) == ("standard_error", None)
    assert (found.low, found.high) == pytest.approx((mean(values) - 1.96 * error, mean(values) + 1.96 * error))


def test_epochs_are_clustered_by_sample(tmp_path: Path) -> None:
    marks = {1: "CCI", 2: "III", 3: "CCC", 4: "CIC", 5: "CIC"}
    samples = [
        sample(case, mark, epoch=epoch) for case, row in marks.items() for epoch, mark in enumerate(row, start=1)
    ]

    reading = _read(tmp_path, samples, epochs=3)

    found = series(reading, "match")
    means = [row.count("C") / 3 for row in marks.values()]
    half = 1.96 * stdev(means) / sqrt(5)
    assert (found.n, found.cases, found.interval) == (15, 5, "standard_error")
    assert found.score == pytest.approx(mean(means))
    assert (found.low, found.high) == (pytest.approx(max(0, mean(means) - half)), pytest.approx(mean(means) + half))
    assert any("15 rows are answers to 5 different cases" in note for note in reading.notes)


def test_epochs_that_all_pass_prove_no_more_than_their_samples(tmp_path: Path) -> None:
    samples = [sample(case, "C", epoch=epoch) for case in range(5) for epoch in (1, 2, 3)]

    found = series(_read(tmp_path, samples, epochs=3), "match")

    assert (found.score, found.low, found.high) == (1.0, pytest.approx(0.5655, abs=1e-4), 1.0)


def test_epochs_with_an_error_average_what_was_answered(tmp_path: Path) -> None:
    samples = [sample(1, "C", epoch=1), sample(1, None, epoch=2), sample(2, "I", epoch=1), sample(2, "I", epoch=2)]

    found = series(_read(tmp_path, samples, epochs=2), "match")

    assert (found.n, found.errors, found.score, found.passes) == (3, 1, 0.5, None)
    assert list(found.outcomes.values()) == [True, False]


def test_failed_samples_are_left_out_of_the_score(tmp_path: Path) -> None:
    found = series(_read(tmp_path, [sample(1, "C"), sample(2, None), sample(3, "I")]), "match")

    assert (found.n, found.errors, found.passes) == (2, 1, 1)


def test_a_run_whose_samples_all_failed_has_errors_and_no_score(tmp_path: Path) -> None:
    header = log([sample(1, None), sample(2, None)]) | {"results": None}

    found = series(read(tmp_path, json.dumps(header)), "match")

    assert (found.n, found.errors, found.score, found.low, found.high) == (0, 2, None, None, None)


def test_input_tokens_include_what_was_read_from_and_written_to_the_cache(tmp_path: Path) -> None:
    usage = {
        "input_tokens": 100,
        "output_tokens": 7,
        "input_tokens_cache_read": 40,
        "input_tokens_cache_write": 10,
    }

    found = series(_read(tmp_path, [sample(1, "C", events=[_call(0.5, usage)])]), "match")

    assert (found.tokens_in, found.tokens_cached, found.tokens_out) == (150, 40, 7)
    assert found.latency is not None and (found.latency.n, found.latency.p50_ms) == (1, 500)


def test_calls_of_graders_and_of_the_cache_are_no_cost_of_the_option(tmp_path: Path) -> None:
    usage = {"input_tokens": 10, "output_tokens": 1}
    events = [
        _call(1.0, usage),
        _call(9.0, usage, role="grader"),
        _call(9.0, usage, cache="read"),
        _call(9.0, usage, error="429"),
        {"event": "span_begin", "id": "s", "type": "scorers"},
        {"event": "span_begin", "id": "t", "type": "other", "parent_id": "s"},
        _call(9.0, usage, span_id="t"),
    ]

    found = series(_read(tmp_path, [sample(1, "C", events=events)]), "match")

    assert (found.tokens_in_sum, found.tokens_out_sum) == (10, 1)
    assert found.latency is not None and (found.latency.n, found.latency.p99_ms) == (1, 1000)


def test_without_events_the_sample_says_what_it_took(tmp_path: Path) -> None:
    more = {
        "output": {"time": 0.2},
        "model_usage": {
            "m": {"input_tokens": 5, "output_tokens": 2},
            "judge": {"input_tokens": 99, "output_tokens": 9},
        },
    }

    found = series(_read(tmp_path, [sample(1, "C", **more)]), "match")

    assert (found.tokens_in, found.tokens_out) == (5, 2)
    assert found.latency is not None and found.latency.p50_ms == 200


def test_a_scorer_with_several_values_makes_several_metrics(tmp_path: Path) -> None:
    reading = _read(tmp_path, [sample(1, {"f1": 0.5, "em": 1}), sample(2, {"f1": 0.7, "em": 0})])

    assert [(each.metric, each.score) for each in evaluation(reading).series] == [
        ("match/f1", pytest.approx(0.6)),
        ("match/em", 0.5),
    ]


def test_scores_that_are_no_number_are_left_out_and_said(tmp_path: Path) -> None:
    reading = _read(tmp_path, [sample(1, "C"), sample(2, "excellent"), sample(3, "I")])

    assert series(reading, "match").n == 2
    assert reading.rejected_count == 1
    assert any("no number or mark" in note and "match (1)" in note for note in reading.notes)


@pytest.mark.parametrize("status", ["error", "cancelled", "started"])
def test_an_unfinished_log_is_never_shown_as_a_result(tmp_path: Path, status: str) -> None:
    reading = _read(tmp_path, [sample(1, "C"), sample(2, "C")], status=status)

    assert evaluation(reading).series == ()
    assert any(status in note and "2 samples" in note for note in reading.notes)


def test_a_header_alone_gives_no_series_and_a_note(tmp_path: Path) -> None:
    reading = _read(tmp_path, None)

    assert evaluation(reading).series == ()
    assert any("header only" in note for note in reading.notes)


def test_missing_samples_are_said(tmp_path: Path) -> None:
    reading = read(tmp_path, eval_log([sample(1, "C"), sample(2, "I")], total=5))

    assert any("3 are missing" in note for note in reading.notes)


def test_a_sample_that_stands_twice_counts_once(tmp_path: Path) -> None:
    reading = _read(tmp_path, [sample(1, "C"), sample(1, "C"), sample(2, "I")])

    assert series(reading, "match").n == 2
    assert reading.rejected[0].reason == "sample 1 of epoch 1 stands in the log more than once"


def test_the_same_input_is_the_same_case_though_ids_and_message_ids_differ(tmp_path: Path) -> None:
    def asked(case: int, message: str) -> dict[str, Any]:
        given = [{"id": message, "role": "user", "content": "why?"}]
        return sample(case, "C") | {"input": given}

    first = series(_read(tmp_path, [asked(1, "x")]), "match")
    second = series(_read(tmp_path, [asked(7, "y")]), "match")

    assert first.outcomes == second.outcomes


def test_a_document_and_an_archive_of_one_log_agree(tmp_path: Path) -> None:
    samples = [sample(index, "C" if index % 3 else "I") for index in range(1, 20)]

    found = [
        series(reading, "match")
        for reading in (
            _read(tmp_path, samples),
            *(read(tmp_path, eval_log(samples, method=method)) for method in (0, 8, 93)),
        )
    ]

    assert found[0] == found[1] == found[2] == found[3]
    assert found[0].n == 19


def test_a_document_without_a_task_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"no `eval\.task`"):
        read(tmp_path, json.dumps({"status": "success"}), as_format="inspect-json")
