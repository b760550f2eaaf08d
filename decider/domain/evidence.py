"""What was read from a file: figures, what was left out and why. The shape is the contract's evidence object.

Readers (`decider/evidence/readers`) make these values, pages show them, and `measured` turns them into
facts of a task profile. A count that a file does not hold is None, never 0.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

VERSION = 1


class Kind(StrEnum):
    USAGE = "usage"
    EVALUATION = "evaluation"
    TRAINING = "training"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, line or member that was left out, and why. `line` counts from 1; None where the file has no lines."""

    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """By nearest rank, in ms, over `n` calls."""

    n: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """Sums over the calls of one model. `tokens_in` includes cached tokens whatever the source calls them."""

    calls: int | None
    errors: int | None = None
    # Answers that came from the tool's own cache: no tokens are paid for them.
    cache_hits: int | None = None
    # Calls that were attempts again of a call that failed before; None where the file does not say.
    retries: int | None = None
    # Calls whose tokens the file states: means per call are over these.
    calls_with_tokens: int | None = None
    tokens_in: int | None = None
    tokens_cached: int | None = None
    # Written to the cache, part of `tokens_in` too.
    tokens_cache_write: int | None = None
    tokens_out: int | None = None
    tokens_reasoning: int | None = None
    cost_usd: Decimal | None = None
    latency: Percentiles | None = None
    first_token: Percentiles | None = None
    # What the provider calls the model, where the log has a name of its own for it, and one model stands behind it.
    provider_model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(ModelUsage):
    """Sums over all calls: chat and completion calls, errors and cache hits among them."""

    # Embeddings and the like; None where the file cannot tell.
    other_calls: int | None = None
    # Calls at batch prices; None where the file does not say.
    batch_calls: int | None = None
    streamed_calls: int | None = None
    # Start of the first call and end of the last (UTC), or the bounds of the buckets of an aggregate.
    first_at: datetime.datetime | None = None
    last_at: datetime.datetime | None = None
    # Calls of each UTC day that has any, in order; the basis of growth. At most 3,660 days.
    calls_by_day: tuple[tuple[datetime.date, int], ...] = ()
    # Calls of the busiest UTC clock hour; None where the file has no times within the day.
    busiest_hour_calls: int | None = None
    # The models with most calls; the rest is summed up under `OTHER_MODELS`.
    by_model: Mapping[str, ModelUsage] = field(default_factory=dict)
    # How many models there are in all.
    models: int = 0


# The name under which models beyond the largest are summed up.
OTHER_MODELS = "other models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The score of one option in an evaluation: one provider × prompt × metric × filter.

    `score`, `n` and the interval leave errors out. `passes` is None where the metric is no share of passes.
    """

    name: str
    metric: str
    n: int
    score: float | None
    low: float | None
    high: float | None
    errors: int | None = 0
    passes: int | None = None
    # "wilson" for a share of passes, "standard_error" for a mean (±1.96 standard errors).
    interval: str = "wilson"
    # Different cases behind the rows; fewer than rows where cases were repeated.
    cases: int | None = None
    provider: str = ""
    prompt: str = ""
    filter: str = ""
    # Means per answered case, and the whole cost.
    tokens_in: int | None = None
    tokens_cached: int | None = None
    tokens_out: int | None = None
    # The sums behind the means.
    tokens_in_sum: int | None = None
    tokens_cached_sum: int | None = None
    tokens_out_sum: int | None = None
    calls_with_tokens: int | None = None
    cost_usd: Decimal | None = None
    latency: Percentiles | None = None
    # What each case got: case key → True/False (passed) or a number (score) or None (error). For pairing; not part
    # of `data()`.
    outcomes: Mapping[str, bool | float | None] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two series on the same cases: the table of passes, errors of either left out."""

    a: str
    b: str
    metric: str
    both_pass: int
    only_a_passes: int
    only_b_passes: int
    both_fail: int
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    series: tuple[Series, ...] = ()
    paired: tuple[Paired, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of a training file that providers refuse (`code`), or a warning about one they accept."""

    line: int
    code: str
    reason: str
    # Further codes of the same line; their sentences are in `reason` too.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingFile:
    """A file for fine-tuning, checked by the providers' published rules."""

    # Lines that parse as JSON objects, good or bad.
    examples: int
    # Of the good ones.
    good_examples: int
    tokens: int | None
    # "o200k_base", "cl100k_base", or "estimate" (characters ÷ 4).
    tokens_by: str = "estimate"
    assistant_tokens: int | None = None
    longest_tokens: int | None = None
    median_tokens: float | None = None
    bad_lines: tuple[BadLine, ...] = ()
    # Bad lines in all; `bad_lines` names at most `MAX_BAD_LINES`.
    bad_lines_count: int = 0
    warnings: tuple[BadLine, ...] = ()
    # Groups of line numbers: the same example; the same request with different answers.
    duplicates: tuple[tuple[int, ...], ...] = ()
    conflicts: tuple[tuple[int, ...], ...] = ()
    # Lines whose request also stands in the evaluation file that it was compared with; None: not compared.
    leaks: tuple[int, ...] | None = None
    # Answers by frequency where they look like labels (few, short, repeated), the most frequent first.
    classes: tuple[tuple[str, int], ...] = ()
    # Epochs that the provider chooses by default.
    epochs: int | None = None
    # What is missing before a job can start, and what would make it better, as sentences.
    missing: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    # Warnings, groups and leaks in all; the lists above may be cut.
    warnings_count: int = 0
    duplicates_count: int = 0
    # Good examples that an earlier line holds too; None in readings from before it was counted.
    repeated_examples: int | None = None
    conflicts_count: int = 0
    leaks_count: int | None = None
    # (limit, good examples longer than it, tokens of all good examples when each is cut at it), in tokens:
    # what models cut an example at, the oldest model's limit first.
    limits: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPart:
    """A stretch of a pasted prompt: `part` is instructions, examples, schema, context or request."""

    part: str
    title: str
    text: str
    tokens: int
    first_line: int
    last_line: int
    # Whether examples, context or a request are put in with each call: `tokens` are those of the place for it.
    placeholder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptParts:
    """A pasted prompt, taken apart."""

    parts: tuple[PromptPart, ...]
    tokens: int
    tokens_by: str
    examples: int
    # Codes of what of a thorough prompt was found: clear_instructions, output_schema, …
    has: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    # Tokens that fine-tuning burns into the model, and that every call still carries.
    burnt_in_tokens: int = 0
    kept_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, read. `rejected` names at most `MAX_NAMED` rows; `rejected_count` counts them all."""

    kind: Kind
    # Such as "litellm-jsonl"; see `decider/evidence/readers/formats.py`.
    format: str
    sha256: str = ""
    bytes: int = 0
    tool: str = ""
    tool_version: str = ""
    rows: int = 0
    accepted: int = 0
    rejected: tuple[Rejected, ...] = ()
    rejected_count: int = 0
    # Sentences that a reader of the figures must know: "times without a zone are taken as UTC".
    notes: tuple[str, ...] = ()
    usage: Usage | None = None
    evaluation: Evaluation | None = None
    training: TrainingFile | None = None
    prompt: PromptParts | None = None

    def data(self) -> dict[str, Any]:
        """The contract's evidence object as plain data, numbers exact."""
        from decider.domain.evidence_data import evidence_data

        return evidence_data(self)


MAX_NAMED = 1_000
# Bad lines of a training file: each has to be mended, so each is named.
MAX_BAD_LINES = 20_000


class EvidenceError(Exception):
    """The file cannot be read: one sentence with what is wrong, where, and what to do."""
