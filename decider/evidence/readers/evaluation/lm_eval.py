"""lm-evaluation-harness: the results document, and the samples of one task, a row for each document and filter.

Metrics are named `metric,filter`. The results hold no single cases: a score whose standard error is that of a share
is taken as a share of passes; others keep the standard error that the tool computed.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from typing import Any

from decider.domain.evidence import Evaluation, Kind, Reading, Series
from decider.evidence.readers.evaluation.intervals import Interval, mean_interval, share_interval
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.tally import MAX_SERIES, Facts, Result
from decider.evidence.readers.evaluation.values import case_key, count, listing, mapping, named, number, scored, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_METRIC = re.compile(r"([^,]{1,200}),([^,]{1,200})")
_STANDARD_ERROR = "_stderr"


def is_results(source: Source) -> bool:
    document = mapping(source.document)
    tasks = mapping(document.get("results"))
    return ("n-samples" in document or "lm_eval_version" in document) and any(
        _METRIC.fullmatch(str(name)) for task in tasks.values() for name in mapping(task)
    )


def is_samples(source: Source) -> bool:
    return bool(source.sample) and all(
        "doc_id" in row and "filter" in row and "filtered_resps" in row for row in source.sample
    )


def read_results(source: Source) -> Reading:
    document = mapping(source.document)
    model = _model(mapping(document.get("config")))
    rows = Rows()
    tasks = {text(name): mapping(task) for name, task in mapping(document.get("results")).items()}
    series: list[Series] = []
    without: list[str] = []
    for task, figures in tasks.items():
        rows.rows += 1
        cases = _cases(document, task, figures)
        if cases is None:
            rows.reject(None, f"task {task} has no number of samples (a group of tasks, or a run without them)")
            continue
        rows.accepted += 1
        name = model if len(tasks) == 1 else f"{model}, {task}"
        series.extend(_task_series(figures, cases, without, name=name, provider=model))
    if without:
        rows.note(f"Metrics that are no number were left out: {named(without)}.")
    if len(series) > MAX_SERIES:
        rows.note(f"Only the first {MAX_SERIES} of {len(series):,} scores are read.")
    rows.note("The results hold no single cases: options can be compared case by case in the samples files.")
    reading = rows.reading(
        tool_version=text(document.get("lm_eval_version"), 40), nothing="The results hold no task: nothing to read."
    )
    return replace(reading, evaluation=Evaluation(series=tuple(series[:MAX_SERIES])), notes=tuple(rows.notes))


def _model(config: Mapping[str, Any]) -> str:
    """What was loaded (`pretrained=…`), or else the kind of model."""
    arguments = config.get("model_args")
    if isinstance(arguments, str):
        arguments = dict(part.split("=", 1) for part in arguments.split(",") if "=" in part)
    for key in ("pretrained", "model", "engine"):
        name = text(mapping(arguments).get(key))
        if name:
            return name
    return text(config.get("model")) or "unnamed model"


def _cases(document: Mapping[str, Any], task: str, figures: Mapping[str, Any]) -> int | None:
    stated = mapping(mapping(document.get("n-samples")).get(task))
    # `effective` is smaller than `original` where a limit was set.
    for found in (stated.get("effective"), stated.get("original"), figures.get("sample_len")):
        cases = count(found)
        if cases:
            return cases
    return None


def _task_series(
    figures: Mapping[str, Any], cases: int, without: list[str], *, name: str, provider: str
) -> list[Series]:
    found = []
    for key, value in figures.items():
        match = _METRIC.fullmatch(key)
        score = number(value)
        if match is None or match[1].endswith(_STANDARD_ERROR):
            continue
        if score is None:
            without.append(f"{text(key, 20)} of {text(name, 18)}")
            continue
        metric, filter_ = text(match[1]), text(match[2])
        error = number(figures.get(f"{match[1]}{_STANDARD_ERROR},{match[2]}"))
        passes = _passes(score, cases, error)
        interval = _interval(score, cases, error, is_share=passes is not None)
        found.append(
            Series(
                name=name,
                metric=metric,
                n=cases,
                score=score,
                low=interval.low,
                high=interval.high,
                interval=interval.kind,
                passes=passes,
                cases=cases,
                provider=provider,
                filter=filter_,
            )
        )
    return found


def _passes(score: float, cases: int, error: float | None) -> int | None:
    """Passes where score, cases and standard error are those of a share of passes; None otherwise."""
    passes = round(score * cases)
    if not 0 <= score <= 1 or abs(passes - score * cases) > 1e-6 * cases or error is None or cases < 2:
        return None
    of_a_share = sqrt(score * (1 - score) / (cases - 1))
    return passes if abs(of_a_share - error) <= 1e-6 + 1e-4 * of_a_share else None


def _interval(score: float, cases: int, error: float | None, *, is_share: bool) -> Interval:
    if is_share:
        return share_interval(score, cases)
    return mean_interval(score, error, within_share=0 <= score <= 1)


def read_samples(source: Source) -> Reading:
    rows = Rows()
    name = _task(source.name)
    without: dict[str, int] = {}
    for line, row in rows.objects(source):
        filter_ = text(row.get("filter"))
        results: dict[str, Result] = {}
        for metric in listing(row.get("metrics")) or [key for key in ("acc", "exact_match") if key in row]:
            value = row.get(str(metric))
            score = scored(value)
            if score is None:
                without[str(metric)[:100]] = without.get(str(metric)[:100], 0) + 1
            else:
                results[text(metric) or "unnamed"] = score
        if not results:
            rows.reject(line, "has no metric that is a number")
            continue
        rows.accepted += 1
        option = rows.board.option(filter_, name=name, filter_=filter_)
        rows.board.answered(option, _case(row), results, Facts())
    if without:
        rows.note(f"Metrics that are no single number were left out: {named(without)}.")
    return rows.reading()


def _case(row: Mapping[str, Any]) -> str:
    if row.get("doc_hash"):
        return case_key("doc", str(row["doc_hash"]))
    return case_key("doc", row["doc"]) if row.get("doc") else case_key("id", row.get("doc_id"))


def _task(file_name: str) -> str:
    """The rows do not name their task or model; the usual file name does."""
    found = re.match(r"samples_(.{1,100}?)(?:_\d{4}-\d\d-\d\dT.*)?\.jsonl", file_name)
    return text(found[1]) if found else "samples"


FORMATS = (
    Format(
        name="lm-eval-json",
        label="lm-evaluation-harness results, JSON",
        tool="lm-evaluation-harness",
        kind=Kind.EVALUATION,
        shapes=(Shape.DOCUMENT,),
        matches=is_results,
        read=read_results,
    ),
    Format(
        name="lm-eval-samples",
        label="lm-evaluation-harness samples, JSON lines",
        tool="lm-evaluation-harness",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_samples,
        read=read_samples,
    ),
)
