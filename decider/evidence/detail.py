"""All that the page of one piece of evidence shows: figures by kind, what was left out, and the facts in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from decider.domain.comparison import compare_paired
from decider.domain.evidence import Evaluation, Paired, PromptParts, Reading, Series, Usage
from decider.domain.measured import CURRENT
from decider.domain.support import comparison_figures
from decider.evidence.comparing import is_share, series_label
from decider.evidence.drawing import Span, largest_score, span_drawn
from decider.evidence.mappings import in_words
from decider.evidence.offers import Choices, Offers, offers, role_choices
from decider.evidence.plausibility import implausible
from decider.evidence.stored import stored_reading
from decider.evidence.training_figures import TrainingFigures, training_figures
from decider.evidence.usage_figures import UsageFigures, usage_figures
from decider.models import Evidence
from decider.models.price_book import load_price_book
from decider.wording.evidence import gap_sentence
from decider.wording.numbers import capitalised, listed
from decider.wording.tree import missing_parts

REJECTED_A_PAGE = 25
MOST_SERIES = 200
# The series in which a case passes only if it passes every metric.
ALL_METRICS = "all"
# What a series may lack.
_MAY_LACK = ("errors", "tokens_in", "tokens_out", "latency", "cost_usd")


@dataclass(frozen=True)
class SeriesRow:
    label: str
    series: Series
    span: Span | None
    is_share: bool


@dataclass(frozen=True)
class RoleField:
    """One question "which series is this?": its name in the form, whose it is, and what was chosen."""

    name: str
    label: str
    chosen: str


@dataclass(frozen=True)
class EvaluationFigures:
    rows: list[SeriesRow]
    more: int
    paired: list[tuple[Paired, str]]
    roles: list[RoleField]
    # Whether the task lists options that a series could belong to.
    has_options: bool
    # Columns of which something is known: errors, tokens_in, tokens_out, latency, cost_usd.
    known: frozenset[str]


@dataclass(frozen=True)
class PromptFigures:
    prompt: PromptParts
    has: str
    missing: str
    shares: list[tuple[Any, Decimal]]


@dataclass(frozen=True)
class Detail:
    choices: Choices
    reading: Reading | None = None
    usage: UsageFigures | None = None
    evaluation: EvaluationFigures | None = None
    training: TrainingFigures | None = None
    prompt: PromptFigures | None = None
    # Columns with their meanings, where a person or the team said them; what speaks against those meanings.
    columns: list[tuple[str, str]] = field(default_factory=list)
    implausible: list[str] = field(default_factory=list)
    rejected: Page | None = None
    # Whether any of them has a line in the file.
    has_lines: bool = False
    offers: Offers | None = None

    @property
    def proposed(self) -> int:
        """How many facts are chosen beforehand."""
        return sum(offer.is_proposed for offer in self.offers.facts) if self.offers else 0

    @property
    def to_choose(self) -> int:
        """How many facts are not applied yet."""
        return sum(not offer.is_applied for offer in self.offers.facts) if self.offers else 0


def detail_of(evidence: Evidence, choices: Choices, *, page: str = "1") -> Detail:
    """Everything there is to show; little while nothing has been read."""
    reading = stored_reading(evidence)
    if reading is None:
        return Detail(choices)
    choices = _with_defaults(reading, choices)
    return Detail(
        choices=choices,
        reading=reading,
        usage=_usage(evidence, reading.usage) if reading.usage else None,
        evaluation=_evaluation(evidence, reading.evaluation, choices) if reading.evaluation is not None else None,
        training=training_figures(evidence, reading, reading.training, page) if reading.training else None,
        prompt=_prompt(reading.prompt) if reading.prompt else None,
        columns=in_words(evidence.mapping, reading.kind) if evidence.mapping else [],
        implausible=implausible(reading.usage) if evidence.mapping and reading.usage else [],
        rejected=Paginator(reading.rejected, REJECTED_A_PAGE).get_page(page) if reading.rejected else None,
        has_lines=any(row.line is not None for row in reading.rejected),
        offers=offers(evidence.task, evidence, reading, choices),
    )


def _with_defaults(reading: Reading, choices: Choices) -> Choices:
    """The choices without a model that is not there.

    An evaluation of one prompt on one model is of today's prompt unless somebody says otherwise: by the series that
    asks for all metrics, where there are several.
    """
    if choices.model and (reading.usage is None or choices.model not in reading.usage.by_model):
        choices = replace(choices, model="")
    found = reading.evaluation.series if reading.evaluation else ()
    if choices.roles or len({(each.name, each.filter) for each in found}) != 1:
        return choices
    whole = next((at for at, each in enumerate(found) if each.metric == ALL_METRICS), None)
    if whole is None and len(found) > 1:
        return choices
    return replace(choices, roles={CURRENT: whole or 0})


def _usage(evidence: Evidence, usage: Usage) -> UsageFigures:
    return usage_figures(usage, load_price_book(timezone.localdate(), evidence.team))


def _evaluation(evidence: Evidence, evaluation: Evaluation, choices: Choices) -> EvaluationFigures:
    shown = evaluation.series[:MOST_SERIES]
    largest = largest_score(shown)
    rows = [SeriesRow(series_label(each), each, span_drawn(each, largest), is_share(each)) for each in shown]
    listed_roles = role_choices(evidence.task)
    roles = [RoleField(f"role.{code}", label, str(choices.roles.get(code, ""))) for code, label in listed_roles]
    return EvaluationFigures(
        rows=rows,
        more=len(evaluation.series) - len(shown),
        paired=[(each, _paired_sentence(each)) for each in _distinct(evaluation.paired)],
        roles=roles if evaluation.series else [],
        has_options=len(listed_roles) > 1,
        known=frozenset(name for name in _MAY_LACK if any(getattr(row.series, name) is not None for row in rows)),
    )


def _distinct(paired: Sequence[Paired]) -> list[Paired]:
    return [each for each in paired if each.both_pass + each.only_a_passes + each.only_b_passes + each.both_fail][:50]


def _paired_sentence(paired: Paired) -> str:
    comparison = compare_paired(
        both_pass=paired.both_pass,
        only_first=paired.only_a_passes,
        only_second=paired.only_b_passes,
        both_fail=paired.both_fail,
    )
    return capitalised(gap_sentence(comparison_figures(comparison), f"“{paired.a}”", f"“{paired.b}”"))


def _prompt(prompt: PromptParts) -> PromptFigures:
    return PromptFigures(
        prompt=prompt,
        has=listed(missing_parts(prompt.has)),
        missing=listed(missing_parts(prompt.missing)),
        shares=[(part, Decimal(part.tokens) / prompt.tokens if prompt.tokens else Decimal(0)) for part in prompt.parts],
    )
