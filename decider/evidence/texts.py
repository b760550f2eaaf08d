"""A reading for the terminal: as plain text or as JSON."""

import json
import sys
from collections.abc import Iterator

from decider.domain.evidence import Evaluation, ModelUsage, Percentiles, PromptParts, Reading, TrainingFile, Usage

# Rejected rows and models that are listed; the JSON has all that are kept.
LISTED = 20


def printed(reading: Reading, *, as_text: bool) -> str:
    """What a command writes to standard output, in characters that its encoding has: JSON if not text."""
    if not as_text:
        return json.dumps(reading.data(), allow_nan=False, indent=2)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return reading_text(reading).encode(encoding, "backslashreplace").decode(encoding)


def reading_text(reading: Reading) -> str:
    """Lines of text without control characters, whatever stood in the file."""
    return "\n".join("".join(char if char.isprintable() else " " for char in line) for line in _lines(reading))


def _lines(reading: Reading) -> Iterator[str]:
    tool = " ".join(word for word in (reading.tool, reading.tool_version) if word)
    yield f"{reading.kind.value}: {reading.format}" + (f" ({tool})" if tool else "")
    yield f"{reading.rows:,} rows, {reading.accepted:,} accepted, {reading.rejected_count:,} rejected"
    for row in reading.rejected[:LISTED]:
        yield f"  {f'line {row.line}: ' if row.line is not None else ''}{row.reason}"
    if reading.rejected_count > LISTED:
        yield f"  … and {reading.rejected_count - LISTED:,} more"
    for note in reading.notes:
        yield f"Note: {note}"
    if reading.usage is not None:
        yield from _usage(reading.usage)
    if reading.evaluation is not None:
        yield from _evaluation(reading.evaluation)
    if reading.training is not None:
        yield from _training(reading.training)
    if reading.prompt is not None:
        yield from _prompt(reading.prompt)


def _usage(usage: Usage) -> Iterator[str]:
    if usage.first_at is not None and usage.last_at is not None:
        yield f"From {usage.first_at:%Y-%m-%d %H:%M:%S} to {usage.last_at:%Y-%m-%d %H:%M:%S} UTC"
    for what, count in (
        ("other calls", usage.other_calls),
        ("cache hits", usage.cache_hits),
        ("retries", usage.retries),
        ("batch calls", usage.batch_calls),
        ("streamed calls", usage.streamed_calls),
    ):
        if count is not None:
            yield f"{what}: {count:,}"
    yield f"All models: {_model(usage)}"
    for name, model in list(usage.by_model.items())[:LISTED]:
        yield f"  {name}: {_model(model)}"


def _model(usage: ModelUsage) -> str:
    parts = [
        f"{what} {_count(count)}"
        for what, count in (
            ("calls", usage.calls),
            ("errors", usage.errors),
            ("tokens in", usage.tokens_in),
            ("cached", usage.tokens_cached),
            ("out", usage.tokens_out),
            ("reasoning", usage.tokens_reasoning),
        )
    ]
    if usage.cost_usd is not None:
        parts.append(f"cost ${usage.cost_usd:f}")
    if usage.latency is not None:
        parts.append(f"latency {_percentiles(usage.latency)}")
    if usage.first_token is not None:
        parts.append(f"first token {_percentiles(usage.first_token)}")
    return ", ".join(parts)


def _count(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,}"


def _percentiles(value: Percentiles) -> str:
    return f"p50 {value.p50_ms:,.0f} ms, p95 {value.p95_ms:,.0f} ms, p99 {value.p99_ms:,.0f} ms"


def _evaluation(evaluation: Evaluation) -> Iterator[str]:
    for series in evaluation.series:
        of = f", {series.filter}" if series.filter else ""
        score = "unknown" if series.score is None else f"{series.score:.4f}"
        interval = "" if series.low is None or series.high is None else f" ({series.low:.4f} to {series.high:.4f})"
        yield f"{series.name}: {series.metric}{of} {score}{interval}, n {series.n:,}, errors {_count(series.errors)}"
    for pair in evaluation.paired:
        yield (
            f"{pair.a} and {pair.b}, {pair.metric}: both pass {pair.both_pass:,}, "
            f"only the first {pair.only_a_passes:,}, only the second {pair.only_b_passes:,}, neither {pair.both_fail:,}"
        )


def _training(training: TrainingFile) -> Iterator[str]:
    # Bad lines are the reading's rejected ones.
    yield f"Examples {training.examples:,}, good {training.good_examples:,}, tokens {_count(training.tokens)}"
    for warning in training.warnings[:LISTED]:
        yield f"  warning, line {warning.line}: {warning.reason}"
    if training.warnings_count > LISTED:
        yield f"  … and {training.warnings_count - LISTED:,} more warnings"
    if training.leaks_count is not None:
        named = ", ".join(map(str, training.leaks[:LISTED])) if training.leaks else "none"
        more = f" and {training.leaks_count - LISTED:,} more" if training.leaks_count > LISTED else ""
        yield f"Lines whose request is in the evaluation file too: {named}{more}"
    for sentence in training.missing:
        yield f"Missing: {sentence}"
    for sentence in training.advice:
        yield f"Advice: {sentence}"


def _prompt(prompt: PromptParts) -> Iterator[str]:
    for part in prompt.parts:
        yield f"Lines {part.first_line} to {part.last_line}: {part.part}, {part.tokens:,} tokens"
