"""OpenAI evals: the record file of the open-source `oaieval`, and the platform's export of output items.

In a record file a line with the `final_report` may stand before the events; only `match` and `metrics` events are
results, `sampling` events are calls. In the export `passes` may be missing: then only grades are known. Several runs
may share a file.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.series import ALL, metric_name
from decider.evidence.readers.evaluation.tally import Facts, Option, Result
from decider.evidence.readers.evaluation.values import case_key, count, listing, mapping, named, number, scored, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_EVENTS = ("match", "metrics", "sampling", "error")


def is_record(source: Source) -> bool:
    return bool(source.sample) and all(
        "spec" in row or "final_report" in row or ("event_id" in row and "type" in row) for row in source.sample
    )


def is_export(source: Source) -> bool:
    return bool(source.sample) and all(
        "item" in row and "sample" in row and ("grades" in row or "passes" in row) for row in source.sample
    )


def read_record(source: Source) -> Reading:
    rows = Rows()
    specs: dict[str, str] = {}
    uncounted: dict[str, None] = {}
    stated: dict[str, float] = {}
    for line, row in rows.objects(source):
        run = text(row.get("run_id")) or text(mapping(row.get("spec")).get("run_id")) or "run"
        if "spec" in row:
            functions = [text(each) for each in listing(mapping(row["spec"]).get("completion_fns"))]
            specs[run] = ", ".join(filter(None, functions)) or run
            rows.accepted += 1
        elif "final_report" in row:
            accuracy = number(mapping(row["final_report"]).get("accuracy"))
            if accuracy is not None:
                stated[run] = accuracy
            rows.accepted += 1
        elif row.get("type") is None or not isinstance(row.get("data"), dict):
            rows.reject(line, "is no event: it has no `type` or no `data`")
        else:
            rows.accepted += 1
            _event(rows, rows.board.option(run, name=specs.get(run, run)), row, uncounted)
    if uncounted:
        rows.note(f"Events of other types are not counted: {named(uncounted)}.")
    for run_id, option in rows.board.options.items():
        option.name = option.provider = specs.get(str(run_id), option.name)
        _check_report(rows, option, stated.get(str(run_id)))
    if rows.accepted and not any(option.answers or option.errors for option in rows.board.options.values()):
        rows.accepted = 0
    return rows.reading(nothing="The record holds no `match` or `metrics` event: there are no results to read.")


def _event(rows: Rows, option: Option, row: Mapping[str, Any], uncounted: dict[str, None]) -> None:
    data = mapping(row["data"])
    case = case_key("sample", text(row.get("sample_id")))
    kind = row["type"]
    if kind == "match" and isinstance(data.get("correct"), bool):
        rows.board.answered(option, case, {"match": data["correct"]}, Facts())
    elif kind == "metrics":
        results: dict[str, Result] = {}
        for name, value in data.items():
            score = scored(value)
            if score is not None:
                results[text(name) or "unnamed"] = score
        if results:
            rows.board.answered(option, case, results, Facts())
    elif kind == "sampling":
        usage = mapping(data.get("usage"))
        option.facts(
            Facts(
                tokens_in=count(usage.get("prompt_tokens")),
                tokens_out=count(usage.get("completion_tokens")),
                tokens_cached=count(mapping(usage.get("prompt_tokens_details")).get("cached_tokens")),
            )
        )
    elif kind == "error":
        rows.board.failed(option, case)
    elif kind not in _EVENTS:
        uncounted[text(kind, 40) or "unknown"] = None


def _check_report(rows: Rows, option: Option, stated: float | None) -> None:
    matches = option.metrics.get("match")
    if stated is None or matches is None or not matches.moments.n:
        return
    counted = matches.passes / matches.moments.n
    if abs(counted - stated) > 1e-6:
        rows.note(
            f"The file's own report states an accuracy of {stated:.4g}, its events give {counted:.4g}: "
            "events are missing, or the report counts errors as wrong."
        )


def read_export(source: Source) -> Reading:
    rows = Rows()
    models: dict[str, str] = {}
    unknown = 0
    for line, row in rows.objects(source):
        grades, passes = mapping(row.get("grades")), mapping(row.get("passes"))
        sample = mapping(row.get("sample"))
        run = text(row.get("run_id")) or "run"
        if "sample" not in row or not (grades or passes or sample.get("error")):
            rows.reject(line, "has neither grades, passes nor an error")
            continue
        rows.accepted += 1
        option = rows.board.option(run, name=run)
        if sample.get("model"):
            models.setdefault(run, text(sample["model"]))
        case = _item(row, line)
        if sample.get("error"):
            rows.board.failed(option, case)
            continue
        results = _grades(grades, passes)
        unknown += ALL not in results
        usage = mapping(sample.get("token_usage"))
        facts = Facts(
            tokens_in=count(usage.get("prompt_tokens")),
            tokens_out=count(usage.get("completion_tokens")),
            tokens_cached=count(usage.get("cached_tokens")),
        )
        rows.board.answered(option, case, results, facts)
    if unknown:
        rows.note(f"{unknown:,} rows say grades only and not whether they passed: they are not in “{ALL}”.")
    for run_id, option in rows.board.options.items():
        option.provider = models.get(str(run_id), "")
        option.name = option.provider or option.name
    return rows.reading()


def _grades(grades: Mapping[str, Any], passes: Mapping[str, Any]) -> dict[str, Result]:
    """By grader: passed where the row says so, its grade otherwise; and whether all passed."""
    results: dict[str, Result] = {}
    known = {name: passed for name, passed in passes.items() if isinstance(passed, bool)}
    for name in dict.fromkeys((*passes, *grades)):
        score = scored(known.get(name, grades.get(name)))
        if score is not None:
            results[metric_name(name)] = score
    if known and len(known) == len(passes) and set(grades) <= set(known):
        results[ALL] = all(known.values())
    return results


def _item(row: Mapping[str, Any], line: int) -> str:
    if row.get("item"):
        return case_key("item", row["item"])
    index = row.get("data_source_idx")
    return case_key("index", index if isinstance(index, int) else line)


FORMATS = (
    Format(
        name="openai-evals-record",
        label="OpenAI evals record, JSON lines",
        tool="OpenAI evals",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_record,
        read=read_record,
    ),
    Format(
        name="openai-evals-export",
        label="OpenAI evals platform export, JSON lines",
        tool="OpenAI evals",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_export,
        read=read_export,
    ),
)
