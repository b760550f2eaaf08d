"""What a column of an evaluation table may mean, and what its name suggests."""

import re
from collections.abc import Sequence
from statistics import median

from decider.evidence.readers.evaluation.values import parsed_number, parsed_pass

# Meaning → what it says to a person.
MEANINGS = {
    "case": "the case: an id or the input, the same in each run",
    "option": "the option: provider, model or variant",
    "prompt": "the prompt that was used",
    "metric": "name of the metric, where each metric has rows of its own",
    "filter": "how the answer was taken from the output",
    "passed": "whether the case passed (yes/no, true/false, 1/0)",
    "score": "score, a number",
    "error": "error: filled or true where there was no answer",
    "tokens_in": "input tokens, cached ones among them",
    "tokens_cached": "cached input tokens",
    "tokens_out": "output tokens",
    "latency_ms": "time of the answer in milliseconds",
    "latency_s": "time of the answer in seconds",
    "cost_usd": "cost in US dollars",
}
# Several columns may hold results: each is a metric named like its column.
RESULTS = ("passed", "score")

_NAMES = {
    "case": "case case_id caseid test test_id testid test_case sample_id example_id example question question_id "
    "input item item_id doc_id task_id id",
    "option": "option provider model model_name variant system candidate engine",
    "prompt": "prompt prompt_name prompt_version prompt_id",
    "metric": "metric metric_name grader grader_name scorer scorer_name evaluator criterion",
    "filter": "filter",
    "passed": "passed pass success correct is_correct is_pass passes verdict result status",
    "score": "score accuracy grade rating f1 f1_score exact_match em value bleu rouge reward similarity",
    "error": "error error_message errored exception failure_reason has_error is_error",
    "tokens_in": "tokens_in input_tokens prompt_tokens token_in in_tokens",
    "tokens_cached": "tokens_cached cached_tokens cache_read_tokens input_cached_tokens",
    "tokens_out": "tokens_out output_tokens completion_tokens token_out out_tokens",
    "latency_ms": "latency_ms duration_ms elapsed_ms response_time_ms time_ms latency duration elapsed response_time",
    "latency_s": "latency_s latency_sec latency_seconds duration_s duration_seconds elapsed_s execution_time seconds",
    "cost_usd": "cost cost_usd usd price total_cost",
}
_BY_NAME = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_NO_UNIT = ("latency", "duration", "elapsed", "response_time")


def guess_mapping(columns: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """Column → meaning by the names of columns, checked against sample rows; only what is likely.

    It is a proposal for a person to confirm: a time without a unit is taken as seconds where its values are small.
    """
    found: dict[str, str] = {}
    for index, column in enumerate(columns):
        name = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
        cells = [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
        meaning = _checked(_BY_NAME.get(name), name, cells)
        if meaning is not None and (meaning in RESULTS or meaning not in found.values()) and column not in found:
            found[column] = meaning
    return found


def _checked(meaning: str | None, name: str, cells: list[str]) -> str | None:
    if not cells or meaning is None:
        return meaning
    numbers = [value for cell in cells if (value := parsed_number(cell)) is not None]
    if meaning == "passed" and any(parsed_pass(cell) is None for cell in cells):
        return "score" if len(numbers) == len(cells) else None
    if meaning == "score" and len(numbers) < len(cells):
        return "passed" if all(parsed_pass(cell) is not None for cell in cells) else None
    if meaning == "latency_ms" and name in _NO_UNIT and numbers and median(numbers) < 100:
        return "latency_s"
    if meaning.startswith(("tokens", "latency", "cost")) and not numbers:
        return None
    return meaning
