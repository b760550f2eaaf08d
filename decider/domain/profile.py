"""The task profile: the facts that a team states about one task, typed, with units.

Every fact may be unknown (`None`); every number may be a `Range`. Paths such as
`volume.calls_per_month` name facts everywhere: errors, flips, forms, provenance.
"""

from dataclasses import dataclass
from enum import StrEnum

from decider.domain.fields import Number, choice, flag, list_of, number, section, share, text
from decider.domain.options import Option


class Kind(StrEnum):
    CLASSIFICATION = "classification"
    EXTRACTION = "extraction"
    GENERATION = "generation"
    STYLE_WRITING = "style_writing"
    SUMMARISATION = "summarisation"
    QUESTION_ANSWERING = "question_answering"
    CODE = "code"
    OTHER = "other"


class FailureCause(StrEnum):
    NONE = "none"
    SYNTAX = "syntax"
    FORMAT = "format"
    STYLE = "style"
    PATTERN = "pattern"
    KNOWLEDGE = "knowledge"
    REASONING = "reasoning"


class ExternalApi(StrEnum):
    ALLOWED = "allowed"
    PRIVATE_ONLY = "private_only"
    FORBIDDEN = "forbidden"


class StyleVoice(StrEnum):
    NONE = "none"
    BROAD = "broad"
    SUBTLE = "subtle"


class Scale(StrEnum):
    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class Prompting:
    """What has been tried with prompting so far."""

    tried: bool | None = flag()
    examples: Number = number("examples", whole=True)
    clear_instructions: bool | None = flag()
    output_schema: bool | None = flag()
    output_validation: bool | None = flag()
    weeks_spent: Number = number("weeks")


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How good the prompted task is today, and how good it must be."""

    metric: str | None = text(80)
    # How `current` and `target` are read: a share from 0 to 1 (default) or a number of any size.
    scale: Scale | None = choice(Scale)
    higher_is_better: bool | None = flag()
    current: Number = number()
    target: Number = number()
    # Cases behind `current`.
    sample_size: Number = number("cases", whole=True)
    failure_cause: FailureCause | None = choice(FailureCause)
    cost_of_error_usd: Number = number("$")
    value_of_success_usd: Number = number("$")
    review_cost_usd: Number = number("$")
    human_cost_usd: Number = number("$")


@dataclass(frozen=True, kw_only=True)
class Volume:
    calls_per_month: Number = number("calls a month")
    # Monthly, as a share: 0.03 is 3 % more calls each month; negative where volume shrinks.
    growth_per_month: Number = number("share a month", minimum=-1)
    # Busiest hour over the average hour.
    peak_factor: Number = number("× the average", minimum=1)
    # Share of attempts that fail validation and are asked again.
    retry_rate: Number = share(below=1)
    batch_share: Number = share()


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Tokens per call of the prompted task."""

    instructions: Number = number("tokens")
    per_request_instructions: Number = number("tokens")
    examples: Number = number("tokens")
    context: Number = number("tokens")
    request: Number = number("tokens")
    output: Number = number("tokens")
    # Hidden reasoning tokens, billed as output.
    reasoning: Number = number("tokens")
    # Shares of the input read from and written to the prompt cache, measured on the prompted option.
    cached_share: Number = share()
    # Time to live of a cached prefix; with it, a cache share that is not measured is estimated from the volume.
    cache_ttl_seconds: Number = number("s", above=0)
    cache_write_share: Number = share()


@dataclass(frozen=True, kw_only=True)
class Latency:
    target_p95_ms: Number = number("ms", above=0)
    current_p95_ms: Number = number("ms")
    streaming: bool | None = flag()


@dataclass(frozen=True, kw_only=True)
class Data:
    external_api: ExternalApi | None = choice(ExternalApi)
    labelled_examples: Number = number("examples")


@dataclass(frozen=True, kw_only=True)
class Needs:
    proprietary_format: bool | None = flag()
    style_voice: StyleVoice | None = choice(StyleVoice)
    tasks_on_one_model: Number = number("tasks", whole=True)
    instructions_change_per_request: bool | None = flag()


@dataclass(frozen=True, kw_only=True)
class Cadence:
    # The longest time the team can wait between two improvements.
    max_weeks_per_iteration: Number = number("weeks")
    prompt_changes_per_month: Number = number("changes a month")
    retrain_every_months: Number = number("months", above=0)


@dataclass(frozen=True, kw_only=True)
class Team:
    can_serve_models: bool | None = flag()
    engineer_rate_usd_per_hour: Number = number("$ an hour")


@dataclass(frozen=True, kw_only=True)
class TaskProfile:
    """All facts about one task. Only `name` and `kind` are always known."""

    name: str = text(120)
    kind: Kind = choice(Kind)
    prompting: Prompting = section(Prompting)
    quality: Quality = section(Quality)
    volume: Volume = section(Volume)
    tokens: Tokens = section(Tokens)
    latency: Latency = section(Latency)
    data: Data = section(Data)
    needs: Needs = section(Needs)
    cadence: Cadence = section(Cadence)
    team: Team = section(Team)
    horizon_months: Number = number("months", whole=True, minimum=1, maximum=120)
    discount_rate_per_month: Number = share(below=1)
    price_decline_per_month: Number = share(below=1)
    options: tuple[Option, ...] = list_of(Option)
