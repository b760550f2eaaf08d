"""Compares a reading with what a manifest says of its file; each function yields the differences as sentences."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from decider.domain.evidence import BadLine, Evaluation, ModelUsage, Percentiles, Reading, Series, TrainingFile, Usage

PERCENTILES = ("p50", "p95", "p99")
# Percentiles may be off by this share, and by this much where a file's clock counts whole milliseconds.
PERCENTILE_SHARE = 0.01
# Scores and bounds of intervals.
SCORE = 1.5e-5


def differences(reading: Reading, answers: Mapping[str, Any]) -> list[str]:
    kind = answers.get("kind", "")
    if kind.startswith(("usage", "cost", "batch")):
        assert reading.usage is not None, f"read as {reading.kind}"
        return list(usage_differences(reading.usage, answers))
    if kind == "eval":
        assert reading.evaluation is not None, f"read as {reading.kind}"
        return [*evaluation_differences(reading.evaluation, answers), *_header_only(reading, answers)]
    assert kind == "finetune" and reading.training is not None, f"read as {reading.kind}"
    return list(training_differences(reading.training, answers))


def _header_only(reading: Reading, answers: Mapping[str, Any]) -> Iterator[str]:
    if answers.get("samples_in_file") == 0:
        said = " ".join(reading.notes)
        for scorer, figures in answers["figures_in_header"].items():
            if scorer not in said or f"{figures['accuracy']:g}" not in said:
                yield f"no note of {scorer} {figures['accuracy']:g}: {said}"


def same(what: str, got: Any, wanted: Any) -> Iterator[str]:
    if got != wanted:
        yield f"{what}: {got}, not {wanted}"


def near(
    what: str, got: float | Decimal | None, wanted: float | None, *, share: float = 0, by: float = 0
) -> Iterator[str]:
    if wanted is None or got is None:
        yield from same(what, got, wanted)
    elif abs(float(got) - wanted) > abs(wanted) * share + by:
        yield f"{what}: {got}, not {wanted}"


def percentiles(what: str, got: Percentiles | None, wanted: Mapping[str, Any] | None) -> Iterator[str]:
    if wanted is None or got is None:
        yield from same(what, got, wanted)
        return
    yield from same(f"{what} n", got.n, wanted["n"])
    for each in PERCENTILES:
        if f"{each}_nearest_rank" in wanted:
            yield from near(
                f"{what} {each}", getattr(got, f"{each}_ms"), wanted[f"{each}_nearest_rank"], share=PERCENTILE_SHARE
            )


# ---- usage

_USAGE_NAMES = {
    "calls": "calls",
    "requests": "calls",
    "errors": "errors",
    "tokens_in": "tokens_in",
    "tokens_in_all_kinds": "tokens_in",
    "tokens_in_all": "tokens_in",
    "tokens_out": "tokens_out",
    "cached_in": "tokens_cached",
    "cache_read": "tokens_cached",
    "cache_write": "tokens_cache_write",
    "embeddings_calls": "other_calls",
}
_COSTS = ("cost_usd", "total_cost")
_LATENCIES = ("latency_ms_successful_not_cached", "latency_ms_successful_calls", "latency_ms")


def _model_differences(what: str, got: ModelUsage, answers: Mapping[str, Any]) -> Iterator[str]:
    for key, name in _USAGE_NAMES.items():
        if key in answers:
            yield from same(f"{what} {name}", getattr(got, name), answers[key])
    for key in _LATENCIES:
        if key in answers:
            yield from percentiles(f"{what} latency", got.latency, answers[key])
    if answers.get("latency", 0) is None:
        yield from same(f"{what} latency", got.latency, None)


def usage_differences(usage: Usage, answers: Mapping[str, Any]) -> Iterator[str]:
    yield from _model_differences("all", usage, answers)
    known_cost = next((answers[key] for key in _COSTS if key in answers), None)
    if any(key in answers for key in (*_COSTS, "cost")):
        yield from near("cost", usage.cost_usd, known_cost, share=1e-7)
    for name, wanted in answers.get("by_model", {}).items():
        if name not in usage.by_model:
            yield f"no model {name}, only {sorted(usage.by_model)}"
            continue
        yield from _model_differences(name, usage.by_model[name], wanted)
        if "cost" in wanted and known_cost is not None:
            yield from near(f"{name} cost", usage.by_model[name].cost_usd, wanted["cost"], share=1e-7)
    if "by_model" in answers:
        yield from same("models", sorted(usage.by_model), sorted(answers["by_model"]))
    if answers.get("cache_hits") and usage.cache_hits != answers["cache_hits"]:
        yield f"cache hits: {usage.cache_hits}, not {answers['cache_hits']}"
    if "calls_with_unknown_tokens" in answers and usage.calls is not None:
        unknown = usage.calls - (usage.calls_with_tokens or 0)
        # Calls that failed have no tokens, which is not unknown.
        if unknown > answers["calls_with_unknown_tokens"] + (usage.errors or 0):
            yield f"calls without tokens: {unknown}"
    yield from _times(usage, answers)


def _times(usage: Usage, answers: Mapping[str, Any]) -> Iterator[str]:
    if "first_utc" in answers:
        first, last = (datetime.datetime.fromisoformat(answers[key]) for key in ("first_utc", "last_utc"))
        assert usage.first_at is not None and usage.last_at is not None, "no period"
        yield from near("first", usage.first_at.timestamp(), first.timestamp(), by=0.002)
        # The manifest names the start of the last call, the reading the end of the last one.
        if not -0.002 <= (usage.last_at - last).total_seconds() <= 60:
            yield f"last: {usage.last_at}, not soon after {last}"
    if "calendar_days_with_calls" in answers:
        yield from same("days with calls", len(usage.calls_by_day), answers["calendar_days_with_calls"])
    if "busiest_day" in answers:
        day, calls = answers["busiest_day"]
        yield from same(
            "calls on the busiest day", dict(usage.calls_by_day).get(datetime.date.fromisoformat(day)), calls
        )
        yield from same("most calls in a day", max(count for _, count in usage.calls_by_day), calls)
    if "days_with_usage" in answers:
        yield from same("days with use", len(usage.calls_by_day), answers["days_with_usage"])


# ---- evaluation


def evaluation_differences(evaluation: Evaluation, answers: Mapping[str, Any]) -> Iterator[str]:
    series = evaluation.series
    for name, wanted in answers.get("by_provider_and_prompt", {}).items():
        yield from _option(name, [each for each in series if _is_of(each, wanted["provider"])], wanted)
    for wanted in answers.get("paired") or []:
        yield from _paired(evaluation, wanted)
    if "task" in answers:
        yield from _inspect(series, answers)
    for task, wanted in answers.get("tasks", {}).items():
        yield from _task(task, series, wanted)
    for filter_name, metrics in answers.get("filters", {}).items():
        for metric, wanted in metrics.items():
            yield from _one(f"{metric},{filter_name}", _named(series, metric, filter_name), wanted)
    for metric, wanted in _metrics(answers):
        yield from _one(metric, _named(series, metric), wanted)
    yield from _whole_file(series, answers)


def _metrics(answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from answers.get("metrics", {}).items()
    if "task" not in answers:
        for name, wanted in answers.get("scorers", {}).items():
            yield ("all" if name == "all_graders" else name), wanted
    for key, metric in (("all_metrics", "all"), ("feedback.correct", "correct"), ("match", "match")):
        if key in answers:
            yield metric, answers[key]
    if "feedback.short_mean_errors_excluded" in answers:
        yield "short", {"mean": answers["feedback.short_mean_errors_excluded"]}


def _is_of(series: Series, provider: str) -> bool:
    return series.provider == provider or provider in series.name


def _named(series: tuple[Series, ...], metric: str, filter_name: str | None = None) -> list[Series]:
    return [
        each
        for each in series
        if each.metric.removeprefix("feedback.") == metric and (filter_name is None or each.filter == filter_name)
    ]


def _option(what: str, found: list[Series], wanted: Mapping[str, Any]) -> Iterator[str]:
    """The figures of one provider and prompt: whether a case passed as a whole."""
    whole = [each for each in found if each.metric == "all"] or found
    yield from _one(what, whole, wanted)
    for metric, mean in (wanted.get("named_scores_mean_errors_excluded") or {}).items():
        yield from _one(f"{what} {metric}", [each for each in found if each.metric == metric], {"mean": mean})


def _one(what: str, found: list[Series], wanted: Mapping[str, Any]) -> Iterator[str]:
    if len(found) != 1:
        yield f"{what}: {len(found)} series {[(each.name, each.metric) for each in found]}"
        return
    yield from series_differences(what, found[0], wanted)


def series_differences(what: str, series: Series, wanted: Mapping[str, Any]) -> Iterator[str]:
    if "n_rows" in wanted and "n_error" in wanted:
        yield from same(f"{what} n", series.n, wanted["n_rows"] - wanted["n_error"])
        if "they cannot be told apart" in wanted.get("note", ""):
            if series.errors not in (None, 0):
                yield f"{what} errors: {series.errors}, which the file cannot tell"
        else:
            yield from same(f"{what} errors", series.errors, wanted["n_error"])
    for key, name in (("n_samples", "n"), ("n", "n"), ("n_pass", "passes"), ("n_pass_rows", "passes")):
        if key in wanted:
            yield from same(f"{what} {name}", getattr(series, name), wanted[key])
    for key in ("accuracy_errors_excluded", "mean"):
        if key in wanted:
            yield from near(f"{what} score", series.score, wanted[key], by=SCORE)
    for key in ("wilson95_errors_excluded", "wilson95", "wilson95_rows"):
        if key in wanted and wanted.get("wilson95_rows_valid_as_is", True):
            yield from near(f"{what} low", series.low, wanted[key][0], by=SCORE)
            yield from near(f"{what} high", series.high, wanted[key][1], by=SCORE)
    if "stderr" in wanted and series.interval == "standard_error" and series.score is not None:
        yield from near(f"{what} low", series.low, max(0.0, series.score - 1.959964 * wanted["stderr"]), by=SCORE)
    yield from _costs(what, series, wanted)


def _costs(what: str, series: Series, wanted: Mapping[str, Any]) -> Iterator[str]:
    if "rows_with_token_usage" in wanted:
        yield from same(f"{what} calls with tokens", series.calls_with_tokens or 0, wanted["rows_with_token_usage"])
    for name in ("tokens_in", "tokens_out", "tokens_cached"):
        if name in wanted:
            got = getattr(series, f"{name}_sum")
            # No cached tokens and none stated are the same to the tool.
            yield from same(f"{what} {name}", got if wanted[name] != 0 else got or 0, wanted[name])
    if "cost" in wanted:
        yield from near(f"{what} cost", series.cost_usd, wanted["cost"], share=1e-7)
    if "latency_ms_errors_excluded" in wanted:
        yield from percentiles(f"{what} latency", series.latency, wanted["latency_ms_errors_excluded"])


def _paired(evaluation: Evaluation, wanted: Mapping[str, Any]) -> Iterator[str]:
    for pair in evaluation.paired:
        if wanted["a"] in pair.a and wanted["b"] in pair.b:
            for name in ("both_pass", "only_a_passes", "only_b_passes", "both_fail"):
                yield from same(name, getattr(pair, name), wanted[name])
            yield from same("dropped", pair.dropped, wanted["dropped_because_of_error"])
            return
    yield f"no pair of {wanted['a']} and {wanted['b']}, only {evaluation.paired}"


def _inspect(series: tuple[Series, ...], answers: Mapping[str, Any]) -> Iterator[str]:
    for scorer, wanted in answers.get("scorers", {}).items():
        yield from _one(scorer, _scorer(series, scorer), wanted)
        for each in _scorer(series, scorer):
            yield from same(f"{scorer} errors", each.errors, answers["n_error"])
    if not answers["samples_in_file"]:
        # The contract: without samples nothing is counted; the header's figures stand in a note, see `differences`.
        yield from same("series", series, ())
    if "tokens_in_incl_cache" in answers:
        for each in series:
            yield from same("tokens in", each.tokens_in_sum, answers["tokens_in_incl_cache"])
            yield from same("tokens out", each.tokens_out_sum, answers["tokens_out"])
            yield from same("tokens cached", each.tokens_cached_sum or 0, answers["tokens_cache_read"])
            yield from percentiles("latency", each.latency, answers["latency_ms_model_call"])


def _scorer(series: tuple[Series, ...], scorer: str) -> list[Series]:
    return [each for each in series if each.metric == scorer or each.metric.startswith(f"{scorer}/")]


def _task(task: str, series: tuple[Series, ...], wanted: Mapping[str, Any]) -> Iterator[str]:
    own = tuple(each for each in series if task in each.name) or series
    for key, value in wanted["metrics"].items():
        metric, filter_name = key.split(",")
        if not metric.endswith("_stderr"):
            found = _named(own, metric, filter_name)
            yield from _one(f"{task} {key}", found, {"n": wanted["n"], "mean": value})


def _whole_file(series: tuple[Series, ...], answers: Mapping[str, Any]) -> Iterator[str]:
    """Figures that the manifest gives once for a file whose every series has the same rows behind it."""
    if "task" in answers or "by_provider_and_prompt" in answers:
        return
    for each in series:
        for name in ("tokens_in", "tokens_out"):
            if name in answers:
                yield from same(f"{each.metric} {name}", getattr(each, f"{name}_sum"), answers[name])
        for key in ("latency_ms", "latency_ms_errors_excluded", "latency"):
            if key in answers:
                yield from percentiles(f"{each.metric} latency", each.latency, answers[key])
        if "cost_usd_known" in answers:
            yield from near(f"{each.metric} cost", each.cost_usd, answers["cost_usd_known"], share=1e-7)


# ---- training


def training_differences(training: TrainingFile, answers: Mapping[str, Any]) -> Iterator[str]:
    yield from same("examples", training.examples, answers["examples_parsed"])
    yield from same("good examples", training.good_examples, answers["n_clean_examples"])
    yield from same("epochs", training.epochs, answers["cookbook_default_epochs"])
    if training.tokens_by in ("o200k_base", "cl100k_base"):
        encoding = "o200k" if training.tokens_by == "o200k_base" else "cl100k"
        yield from same("tokens", training.tokens, answers[f"tokens_{encoding}_total_clean"])
        if encoding == "cl100k" or answers["tokens_cl100k_total_clean"] == answers["tokens_o200k_total_clean"]:
            yield from same("assistant tokens", training.assistant_tokens, answers["assistant_tokens_cl100k_total"])
            yield from same("longest", training.longest_tokens, answers["tokens_cl100k_max"])
            yield from near("median", training.median_tokens, answers["tokens_cl100k_p50_linear"], by=0.5)
    elif answers["tokens_cl100k_total_clean"]:
        yield from near("tokens", training.tokens, answers["tokens_cl100k_total_clean"], share=0.3)
    yield from same("duplicates", [list(each) for each in training.duplicates], answers["exact_duplicate_groups"])
    yield from same("conflicts", sorted(map(list, training.conflicts)), _groups(answers["conflicting_label_groups"]))
    yield from _lines(training, answers["planned_findings_per_line"])


def _codes(found: BadLine) -> set[str]:
    return {found.code, *found.also}


def _groups(groups: list[Any]) -> list[list[int]]:
    return sorted(list(each["lines"] if isinstance(each, dict) else each) for each in groups)


def _lines(training: TrainingFile, planned: Mapping[str, list[str]]) -> Iterator[str]:
    errors = {int(line) for line, codes in planned.items() if any(not code.startswith("warn_") for code in codes)}
    got = {bad.line for bad in training.bad_lines}
    yield from same("bad lines", sorted(got), sorted(errors))
    yield from same("count of bad lines", training.bad_lines_count, len(errors))
    said = {(found.line, code) for found in (*training.bad_lines, *training.warnings) for code in _codes(found)}
    for line, codes in planned.items():
        for code in codes:
            grouped = code in ("warn_duplicate", "warn_conflict") and any(
                int(line) in group for group in (*training.duplicates, *training.conflicts)
            )
            if (int(line), code) not in said and not grouped:
                yield f"line {line}: no {code}, only {[each for number, each in said if number == int(line)]}"
