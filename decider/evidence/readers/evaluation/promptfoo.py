"""promptfoo results: one JSON document (results version 2 and 3), or one result a line.

Only `failureReason` 2 is an error: `error` also holds the reason of a failed assertion. Version 2 has no
`failureReason`; a row without `gradingResult` is an error there. Whether a case passes is the row's `success`, never
its score. Tokens of a row are those of `response.tokenUsage`; the row's own are 0 where the provider reports none.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.series import ALL, metric_name
from decider.evidence.readers.evaluation.tally import Facts, Option, Result
from decider.evidence.readers.evaluation.values import amount, case_key, count, listing, mapping, number, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_KNOWN_VERSIONS = (2, 3)
_ERROR = 2
# Set by promptfoo while it runs, different in each run of the same case.
_OF_THE_RUN = ("sessionId", "_conversation")
_NOTHING = "The promptfoo eval holds no results: run it again, or export an eval that has finished."


def is_document(source: Source) -> bool:
    results = mapping(mapping(source.document).get("results"))
    return isinstance(results.get("results"), list) and ("evalId" in source.document or "version" in results)


def is_lines(source: Source) -> bool:
    return bool(source.sample) and all(
        "success" in row and "provider" in row and ("testIdx" in row or "gradingResult" in row) for row in source.sample
    )


def read_document(source: Source) -> Reading:
    document = source.document
    results = mapping(mapping(document).get("results"))
    if not isinstance(results.get("results"), list):
        raise EvidenceError("The document has no `results.results`: it is no promptfoo eval.")
    rows = Rows()
    version = results.get("version")
    if version not in _KNOWN_VERSIONS:
        rows.note(
            f"Version {text(version, 20) or 'without a number'} of promptfoo results is unknown: read as version 3."
        )
    for index, row in enumerate(results["results"]):
        rows.rows += 1
        if isinstance(row, dict):
            _row(rows, None, row, f"result {index + 1} ", index)
        else:
            rows.reject(None, f"result {index + 1} is no object")
        if index % 5_000 == 0:
            source.progress(index / len(results["results"]))
    tool_version = text(mapping(document.get("metadata")).get("promptfooVersion"), 40)
    return _finished(rows, tool_version)


def read_lines(source: Source) -> Reading:
    rows = Rows()
    for number_of_line, row in rows.objects(source):
        _row(rows, number_of_line, row, "", number_of_line)
    return _finished(rows, "")


def _finished(rows: Rows, tool_version: str) -> Reading:
    options = rows.board.options.values()
    if any(option.answers for option in options) and not any(option.judged for option in options):
        rows.note("The tests have no assertions: a pass says only that there was an answer.")
    return rows.reading(tool_version=tool_version, nothing=_NOTHING)


def _row(rows: Rows, line: int | None, row: Mapping[str, Any], what: str, index: int) -> None:
    success = row.get("success")
    if not isinstance(success, bool):
        rows.reject(line, f"{what}has no `success`: it is no promptfoo result")
        return
    option = _option(rows, row)
    case = _case(row, index)
    facts = _facts(rows, row)
    rows.accepted += 1
    if _is_error(row):
        rows.board.failed(option, case, facts)
        return
    grading = mapping(row.get("gradingResult"))
    option.judged += bool(listing(grading.get("componentResults"))) or not success
    results: dict[str, Result] = {ALL: success}
    for name, score in mapping(row.get("namedScores")).items():
        value = number(score)
        if value is not None:
            results[metric_name(name)] = value
    rows.board.answered(option, case, results, facts)


def _is_error(row: Mapping[str, Any]) -> bool:
    if "failureReason" in row:
        return row["failureReason"] == _ERROR
    return not row["success"] and not row.get("gradingResult")


def _option(rows: Rows, row: Mapping[str, Any]) -> Option:
    provider = row.get("provider")
    if isinstance(provider, dict):
        provider = text(provider.get("label")) or text(provider.get("id"))
    name = text(provider) or "unnamed provider"
    prompt = row.get("prompt")
    label = mapping(prompt).get("label") or mapping(prompt).get("raw") or prompt
    # One provider may stand twice with other settings: the prompt's index tells the columns of the eval apart.
    place = row.get("promptIdx")
    # By the whole prompt: it is cut where it is shown.
    key = (name, label if isinstance(label, str) else "", place if isinstance(place, int) else None)
    return rows.board.options.get(key) or rows.board.option(key, name=name, provider=name, prompt=text(label))


def _case(row: Mapping[str, Any], index: int) -> str:
    variables = row.get("vars") or mapping(row.get("testCase")).get("vars")
    lasting = {name: value for name, value in mapping(variables).items() if name not in _OF_THE_RUN}
    if lasting:
        return case_key("vars", lasting)
    test = row.get("testIdx")
    return case_key("test", test if isinstance(test, int) else index)


def _facts(rows: Rows, row: Mapping[str, Any]) -> Facts:
    response = mapping(row.get("response"))
    usage = mapping(response.get("tokenUsage"))
    facts = Facts(cost_usd=amount(row.get("cost")))
    latency = row.get("latencyMs")
    # An answer out of promptfoo's own cache took no time and was not paid for now.
    if not response.get("cached"):
        facts.latency_ms = amount(latency)
        if latency is not None and facts.latency_ms is None:
            # Without the value: there may be another one in each row.
            rows.note("Latencies that are no time, such as a text or a number below 0, were left out.")
    tokens_in, tokens_out = count(usage.get("prompt")), count(usage.get("completion"))
    if tokens_in or tokens_out:
        facts.tokens_in, facts.tokens_out = tokens_in, tokens_out
        details = mapping(usage.get("completionDetails"))
        facts.tokens_cached = count(details.get("cacheReadInputTokens")) or count(usage.get("cached")) or 0
    return facts


FORMATS = (
    Format(
        name="promptfoo-json",
        label="promptfoo eval, JSON",
        tool="promptfoo",
        kind=Kind.EVALUATION,
        shapes=(Shape.DOCUMENT,),
        matches=is_document,
        read=read_document,
    ),
    Format(
        name="promptfoo-jsonl",
        label="promptfoo eval, JSON lines",
        tool="promptfoo",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_lines,
        read=read_lines,
    ),
)
