"""DeepEval test runs: `test_run_….json`, and `.latest_test_run.json`, which wraps the same in `testRunData`.

A case passes where all its metrics do. `completionTime` is the model's time in seconds; `runDuration` is that of the
metrics. There are no token counts.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.series import ALL, metric_name
from decider.evidence.readers.evaluation.tally import ERRORED, Facts, Option, Result
from decider.evidence.readers.evaluation.values import amount, case_key, listing, mapping, number, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source


def _run(document: object) -> Mapping[str, Any]:
    run = mapping(document)
    return mapping(run.get("testRunData")) if "testCases" not in run else run


def _cases(run: Mapping[str, Any]) -> list[Any]:
    return [*listing(run.get("testCases")), *listing(run.get("conversationalTestCases"))]


def is_document(source: Source) -> bool:
    run = _run(source.document)
    return isinstance(run.get("testCases"), list) and (
        "metricsScores" in run or any("metricsData" in mapping(case) for case in _cases(run)[:20])
    )


def read_document(source: Source) -> Reading:
    run = _run(source.document)
    if not isinstance(run.get("testCases"), list):
        raise EvidenceError("The document has no `testCases`: it is no DeepEval test run.")
    rows = Rows()
    hyperparameters = mapping(run.get("hyperparameters"))
    model = text(hyperparameters.get("model") or hyperparameters.get("Model"))
    option = rows.board.option("run", name=model or text(run.get("identifier")) or "DeepEval test run", provider=model)
    for index, case in enumerate(_cases(run), 1):
        rows.rows += 1
        _case(rows, option, mapping(case), index)
    return rows.reading(nothing="The DeepEval test run holds no test cases.")


def _case(rows: Rows, option: Option, case: Mapping[str, Any], index: int) -> None:
    results: dict[str, Result] = {}
    for metric in map(mapping, listing(case.get("metricsData"))):
        result = _metric(metric)
        if result is not None:
            results[metric_name(metric.get("name"))] = result
    success = case.get("success")
    if not isinstance(success, bool) and not results:
        rows.reject(None, f"test case {index} has neither `success` nor a metric")
        return
    if ERRORED in results.values() and success is not True and False not in results.values():
        # A metric that could not be measured says nothing of the answer.
        results[ALL] = ERRORED
    elif isinstance(success, bool):
        results[ALL] = success
    rows.accepted += 1
    seconds = amount(case.get("completionTime"))
    facts = Facts(latency_ms=None if seconds is None else seconds * 1000, cost_usd=amount(case.get("tokenCost")))
    rows.board.answered(option, _key(case, index), results, facts)


def _metric(metric: Mapping[str, Any]) -> Result | None:
    if metric.get("error"):
        return ERRORED
    if metric.get("skipped") is True:
        return None
    success = metric.get("success")
    if isinstance(success, bool):
        return success
    return number(metric.get("score"))


def _key(case: Mapping[str, Any], index: int) -> str:
    given = case.get("input") or [mapping(turn).get("content") for turn in listing(case.get("turns"))]
    if given:
        return case_key("input", given, case.get("expectedOutput"))
    return case_key("name", case.get("name") or index)


FORMATS = (
    Format(
        name="deepeval-json",
        label="DeepEval test run, JSON",
        tool="DeepEval",
        kind=Kind.EVALUATION,
        shapes=(Shape.DOCUMENT,),
        matches=is_document,
        read=read_document,
    ),
)
