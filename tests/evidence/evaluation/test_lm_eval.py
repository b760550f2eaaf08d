"""lm-evaluation-harness: metrics, filters and which n."""

import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.reading import read_file
from tests.evidence.evaluation.given import OPEN, evaluation, lines, read, series


def _results(tasks: dict[str, dict[str, Any]], samples: dict[str, Any], **config: Any) -> str:
    return json.dumps({"results": tasks, "n-samples": samples, "config": config, "lm_eval_version": "0.4.13"})


def _row(document: int, filter_: str, **scores: object) -> dict[str, Any]:
    return {
        "doc_id": document,
        "doc": {"text": str(document)},
        "doc_hash": f"hash {document}",
        "filter": filter_,
        "filtered_resps": ["x"],
        "metrics": list(scores),
        **scores,
    }


def test_n_is_what_was_run_and_not_what_the_task_has(tmp_path: Path) -> None:
    content = _results({"t": {"acc,none": 0.5}}, {"t": {"original": 1000, "effective": 20}}, model="dummy")

    found = series(read(tmp_path, content), "acc")

    assert (found.n, found.name, found.filter) == (20, "dummy", "none")


def test_a_standard_error_of_a_share_makes_a_share_and_others_stay_a_mean(tmp_path: Path) -> None:
    share, n = 0.75, 40
    figures = {
        "acc,none": share,
        "acc_stderr,none": sqrt(share * (1 - share) / (n - 1)),
        "f1,none": 0.7,
        "f1_stderr,none": 0.05,
        "bleu,none": 31.5,
        "bleu_stderr,none": "N/A",
    }

    reading = read(tmp_path, _results({"t": figures}, {"t": {"effective": n}}))

    acc, f1, bleu = (series(reading, metric) for metric in ("acc", "f1", "bleu"))
    assert (acc.interval, acc.passes) == ("wilson", 30)
    assert (f1.interval, f1.low, f1.high) == ("standard_error", pytest.approx(0.602), pytest.approx(0.798))
    assert (bleu.score, bleu.low, bleu.high, bleu.passes) == (31.5, None, None, None)


def test_filters_of_a_metric_are_series_of_their_own(tmp_path: Path) -> None:
    figures = {"exact_match,none": 0.5, "exact_match,first-word": 0.75}

    reading = read(tmp_path, _results({"t": figures}, {"t": {"effective": 4}}))

    assert [(each.metric, each.filter, each.score) for each in evaluation(reading).series] == [
        ("exact_match", "none", 0.5),
        ("exact_match", "first-word", 0.75),
    ]


def test_the_model_is_named_by_what_was_loaded(tmp_path: Path) -> None:
    content = _results(
        {"t": {"acc,none": 0}}, {"t": {"effective": 4}}, model="hf", model_args="pretrained=org/m,dtype=x"
    )

    assert series(read(tmp_path, content), "acc").name == "org/m"


def test_a_group_of_tasks_without_a_number_of_samples_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, _results({"t": {"acc,none": 1}, "group": {"acc,none": 1}}, {"t": {"effective": 4}}))

    assert len(evaluation(reading).series) == 1
    assert "group" in reading.rejected[0].reason


def test_samples_are_grouped_by_filter_and_never_counted_together() -> None:
    (path,) = (OPEN / "lm_eval").glob("samples_ticket_gen_*.jsonl")

    reading = read_file(path)

    assert reading.rows == 128
    assert [(each.filter, each.n, each.passes) for each in evaluation(reading).series] == [
        ("none", 64, 37),
        ("first-word", 64, 46),
    ]


def test_metrics_of_a_sample_that_are_no_number_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [_row(1, "none", acc=1.0, perplexity=[1, 2]), _row(2, "none", acc=0.0, perplexity=[1, 2])]

    reading = read(tmp_path, lines(rows))

    assert [each.metric for each in evaluation(reading).series] == ["acc"]
    assert any("perplexity" in note for note in reading.notes)


def test_samples_without_a_number_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="line 1 has no metric that is a number"):
        read(tmp_path, lines([_row(1, "none", acc="good")]))


def test_metrics_of_the_results_that_are_no_number_are_said_in_one_sentence(tmp_path: Path) -> None:
    tasks = {"t": {"acc,none": 0.5, **{f"m{each},none": "N/A" for each in range(30)}}}

    notes = [
        note
        for note in read(tmp_path, _results(tasks, {"t": {"effective": 20}}, model="t")).notes
        if "no number" in note
    ]

    assert notes == ["Metrics that are no number were left out: m0,none of t, m1,none of t, m2,none of t and 27 more."]


def test_scores_beyond_the_most_that_are_read_are_said(tmp_path: Path) -> None:
    reading = read(tmp_path, _results({"t": {f"m{each},none": 0.5 for each in range(501)}}, {"t": {"effective": 20}}))

    assert len(evaluation(reading).series) == 500
    assert "Only the first 500 of 501 scores are read." in reading.notes
