"""DeepEval, LangSmith, OpenAI evals and Langfuse scores."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError
from tests.evidence.evaluation.given import evaluation, lines, read, series


def _case(case: int, **metrics: bool | str) -> dict[str, Any]:
    """A DeepEval case; a metric that is a text failed with this error."""
    data = [
        {"name": name, "success": passed, "score": float(passed)}
        if isinstance(passed, bool)
        else {"name": name, "success": None, "error": passed}
        for name, passed in metrics.items()
    ]
    return {
        "name": f"case {case}",
        "input": f"in {case}",
        "success": all(passed is True for passed in metrics.values()),
        "metricsData": data,
        "completionTime": 0.25 * case,
        "tokenCost": 0.001,
        "runDuration": 99,
    }


def _run(cases: list[dict[str, Any]]) -> dict[str, Any]:
    return {"identifier": "tickets", "testCases": cases, "metricsScores": []}


def test_deepeval_counts_each_metric_and_the_cases_that_pass_all(tmp_path: Path) -> None:
    cases = [_case(1, exact=True, tone=True), _case(2, exact=True, tone=False), _case(3, exact=False, tone=False)]

    reading = read(tmp_path, json.dumps(_run(cases)))

    assert [(each.name, each.metric, each.n, each.passes) for each in evaluation(reading).series] == [
        ("tickets", "all", 3, 1),
        ("tickets", "exact", 3, 2),
        ("tickets", "tone", 3, 1),
    ]
    found = series(reading, "all")
    assert found.cost_usd == Decimal("0.003")
    assert found.latency is not None and (found.latency.p50_ms, found.latency.p99_ms) == (500, 750)


def test_deepeval_wrapped_in_test_run_data_is_the_same(tmp_path: Path) -> None:
    run = _run([_case(1, exact=True), _case(2, exact=False)])

    plain, wrapped = (read(tmp_path, json.dumps(document)) for document in (run, {"testRunData": run}))

    assert wrapped.format == "deepeval-json"
    assert wrapped.evaluation == plain.evaluation


def test_a_deepeval_metric_that_failed_to_measure_is_an_error_and_no_failure(tmp_path: Path) -> None:
    cases = [_case(1, exact=True, judge="timeout"), _case(2, exact=True, judge=True), _case(3, exact=False, judge="x")]

    reading = read(tmp_path, json.dumps(_run(cases)))

    assert [(each.metric, each.n, each.passes, each.errors) for each in evaluation(reading).series] == [
        ("all", 2, 1, 1),
        ("exact", 3, 2, 0),
        ("judge", 1, 1, 2),
    ]


def test_deepeval_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no test cases"):
        read(tmp_path, json.dumps(_run([])))


LANGSMITH = """inputs.q,outputs.a,error,reference.a,feedback.correct,feedback.style,execution_time,example_id,id
one,x,,x,1,0.5,0.1,e1,r1
two,x,"Traceback
  File ""a.py"", line 1
TimeoutError: late",y,0,1,30,e2,r2
three,x,,y,False,0.75,0.3,e3,r3
"""


def test_langsmith_rows_that_failed_are_errors_though_they_were_scored(tmp_path: Path) -> None:
    reading = read(tmp_path, LANGSMITH)

    assert [(each.metric, each.n, each.score, each.errors) for each in evaluation(reading).series] == [
        ("correct", 2, 0.5, 1),
        ("style", 2, 0.625, 1),
    ]
    latency = series(reading, "correct").latency
    assert latency is not None and (latency.n, latency.p50_ms, latency.p99_ms) == (2, 100, 300)
    assert any("count as errors" in note for note in reading.notes)


def test_langsmith_lines_pair_with_the_table_of_another_run(tmp_path: Path) -> None:
    row = {"inputs.q": "one", "reference.a": "x", "feedback.correct": True, "error": None, "execution_time": 0.2}

    table = series(read(tmp_path, LANGSMITH), "correct")
    single = series(read(tmp_path, lines([row])), "correct")

    assert single.outcomes == {next(iter(table.outcomes)): True}


def test_langsmith_feedback_in_words_is_left_out_and_said(tmp_path: Path) -> None:
    row = {"inputs.q": "one", "feedback.correct": 1, "feedback.label": "good"}

    reading = read(tmp_path, lines([row]))

    assert [each.metric for each in evaluation(reading).series] == ["correct"]
    assert any("label (1)" in note for note in reading.notes)


def _events(run: str, correct: list[bool]) -> list[dict[str, Any]]:
    usage = {"prompt_tokens": 10, "completion_tokens": 2}
    events: list[dict[str, Any]] = []
    for index, each in enumerate(correct):
        common = {"run_id": run, "event_id": index, "sample_id": f"s.{index}"}
        events.append(common | {"type": "sampling", "data": {"usage": usage}})
        events.append(common | {"type": "match", "data": {"correct": each}})
    return events


def _spec(run: str, name: str) -> dict[str, Any]:
    return {"spec": {"completion_fns": [name], "run_id": run}}


def test_an_openai_record_counts_matches_and_not_events(tmp_path: Path) -> None:
    rows = [_spec("r", "gpt"), {"final_report": {"accuracy": 0.75}, "run_id": "r"}]
    rows += _events("r", [True, False, True, True])

    reading = read(tmp_path, lines(rows))

    found = series(reading, "match")
    assert (found.name, found.n, found.passes, found.tokens_in_sum, found.tokens_out) == ("gpt", 4, 3, 40, 2)
    assert reading.notes == ()


def test_an_openai_record_that_disagrees_with_its_report_says_so(tmp_path: Path) -> None:
    rows = [_spec("r", "gpt"), {"final_report": {"accuracy": 0.9}, "run_id": "r"}, *_events("r", [True, False])]

    assert any("states an accuracy of 0.9, its events give 0.5" in note for note in read(tmp_path, lines(rows)).notes)


def test_events_of_other_types_in_an_openai_record_are_said_in_one_sentence(tmp_path: Path) -> None:
    other = [{"run_id": "r", "event_id": 9 + each, "type": f"t{each}", "data": {}} for each in range(30)]

    reading = read(tmp_path, lines([_spec("r", "gpt"), *_events("r", [True]), *other]))

    assert reading.notes == ("Events of other types are not counted: t0, t1, t2 and 27 more.",)


def test_runs_of_two_models_in_one_openai_record_are_paired(tmp_path: Path) -> None:
    rows = [_spec("r", "gpt"), *_events("r", [True, False]), _spec("q", "tuned"), *_events("q", [True, True])]

    reading = read(tmp_path, lines(rows))

    assert [(each.name, each.passes) for each in evaluation(reading).series] == [("gpt", 1), ("tuned", 2)]
    (pair,) = evaluation(reading).paired
    assert (pair.both_pass, pair.only_b_passes) == (1, 1)


def test_an_openai_record_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no `match` or `metrics` event"):
        read(tmp_path, lines([_spec("r", "gpt")]))


def _item(case: int, passes: dict[str, bool] | None, grades: dict[str, float], **sample: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "run_id": "run",
        "data_source_idx": case,
        "item": {"q": case},
        "sample": {"model": "gpt", **sample},
        "grades": grades,
    }
    return row if passes is None else row | {"passes": passes}


def test_a_platform_export_passes_all_where_each_grader_does(tmp_path: Path) -> None:
    rows = [
        _item(1, {"a": True, "b": True}, {"a": 1, "b": 1}),
        _item(2, {"a": True, "b": False}, {"a": 1, "b": 0.2}),
        _item(3, {"a": False, "b": False}, {"a": 0, "b": 0}, error={"code": "rate_limit"}),
    ]

    reading = read(tmp_path, lines(rows))

    assert [(each.metric, each.n, each.passes, each.errors) for each in evaluation(reading).series] == [
        ("all", 2, 1, 1),
        ("a", 2, 2, 1),
        ("b", 2, 1, 1),
    ]
    assert series(reading, "a").name == "gpt"


def test_a_platform_export_without_passes_gives_grades_and_no_pass(tmp_path: Path) -> None:
    reading = read(tmp_path, lines([_item(1, None, {"a": 0.5}), _item(2, None, {"a": 0.9})]))

    assert [(each.metric, each.score, each.passes) for each in evaluation(reading).series] == [("a", 0.7, None)]
    assert any("2 rows say grades only" in note for note in reading.notes)


def _score(trace: str, name: str, value: float, kind: str = "BOOLEAN", run: str | None = None) -> dict[str, Any]:
    return {
        "id": f"{trace}{name}{run}",
        "trace_id": trace,
        "dataset_run_id": run,
        "name": name,
        "value": value,
        "data_type": kind,
        "source": "EVAL",
        "string_value": None,
    }


def test_langfuse_scores_make_a_series_of_each_name_and_run(tmp_path: Path) -> None:
    rows = [
        _score("t1", "correct", 1, run="r"),
        _score("t2", "correct", 0, run="r"),
        _score("t1", "tone", 0.5, "NUMERIC", run="r"),
        _score("t2", "tone", 0.7, "NUMERIC", run="r"),
        _score("t3", "correct", 1),
        _score("t3", "topic", 2, "CATEGORICAL"),
    ]

    reading = read(tmp_path, lines(rows))

    assert reading.format == "langfuse-scores-jsonl"
    assert [(each.name, each.metric, each.n, each.passes, each.errors) for each in evaluation(reading).series] == [
        ("dataset run r", "correct", 2, 1, None),
        ("dataset run r", "tone", 2, None, None),
        ("Langfuse scores", "correct", 1, 1, None),
    ]
    assert (reading.rejected_count, reading.rejected[0].line) == (1, 6)
