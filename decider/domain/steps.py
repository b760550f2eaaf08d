"""The wizard's steps: which facts are asked together, which are needed for this task, and what is still open.

Answers have the shape of a task profile. A fact whose key is absent has not been answered; `None` is
the answer "I don't know yet".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from decider.domain.fields import Rule, rule_at
from decider.domain.profile import TaskProfile

Answers = Mapping[str, Any]


class Unanswered:
    """The type of `UNANSWERED`: nobody has said anything about a fact, not even that it is unknown."""

    def __repr__(self) -> str:
        return "UNANSWERED"

    def __bool__(self) -> bool:
        return False


UNANSWERED: Final = Unanswered()


def answer_at(answers: Answers, path: str) -> Any:
    """The answer to the fact at a key path; `UNANSWERED` where there is none."""
    value: Any = answers
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return UNANSWERED
        value = value[name]
    return value


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"
    NOT_NEEDED = "not_needed"


class Need(StrEnum):
    """How much a step waits for a fact."""

    # Asked openly; the step is open until it is answered, if only by "I don't know yet".
    ASKED = "asked"
    # Has a default that is right for most tasks; folded away, never keeps a step open.
    DETAIL = "detail"


def _always(_: Answers) -> bool:
    return True


def _prompt_tried(answers: Answers) -> bool:
    """Nothing can be said about a prompt that nobody has written."""
    return answer_at(answers, "prompting.tried") is not False


@dataclass(frozen=True)
class Fact:
    """One question of the wizard."""

    path: str
    need: Need = Need.ASKED
    # Another fact and the answer to it that makes this question pointless.
    moot_when: tuple[str, Any] | None = None

    @property
    def rule(self) -> Rule:
        """Type, unit and bounds, from the declaration of the profile."""
        return rule_at(TaskProfile, self.path)

    def applies(self, answers: Answers) -> bool:
        return self.moot_when is None or answer_at(answers, self.moot_when[0]) != self.moot_when[1]


@dataclass(frozen=True)
class Step:
    """One page of the wizard: a small group of questions that belong together."""

    slug: str
    title: str
    facts: tuple[Fact, ...]
    applies: Callable[[Answers], bool] = _always

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(fact.path for fact in self.facts)

    def asked(self, answers: Answers) -> Iterator[Fact]:
        """The facts that this step waits for, given what is already answered."""
        return (fact for fact in self.facts if fact.need is Need.ASKED and fact.applies(answers))

    def state(self, answers: Answers) -> StepState:
        """Done when every fact that the step waits for is answered or known to be unknown."""
        if not self.applies(answers):
            return StepState.NOT_NEEDED
        if any(answer_at(answers, fact.path) is UNANSWERED for fact in self.asked(answers)):
            return StepState.OPEN
        return StepState.DONE


def _asked(*paths: str, moot_when: tuple[str, Any] | None = None) -> tuple[Fact, ...]:
    return tuple(Fact(path, moot_when=moot_when) for path in paths)


def _details(*paths: str) -> tuple[Fact, ...]:
    return tuple(Fact(path, Need.DETAIL) for path in paths)


OPTIONS: Final = "options"

STEPS: Final[tuple[Step, ...]] = (
    Step("kind", "Kind and data", _asked("kind", "data.external_api", "data.labelled_examples")),
    Step(
        "prompting",
        "Prompting so far",
        _asked("prompting.tried")
        + _asked(
            "prompting.examples",
            "prompting.clear_instructions",
            "prompting.output_schema",
            "prompting.output_validation",
            "prompting.weeks_spent",
            moot_when=("prompting.tried", False),
        ),
    ),
    Step(
        "quality",
        "Quality",
        _asked(
            "quality.metric",
            "quality.scale",
            "quality.higher_is_better",
            "quality.target",
            "quality.current",
            "quality.sample_size",
            "quality.failure_cause",
        )
        + _details(
            "quality.cost_of_error_usd",
            "quality.value_of_success_usd",
            "quality.review_cost_usd",
            "quality.human_cost_usd",
        ),
        applies=_prompt_tried,
    ),
    Step(
        "volume",
        "Volume",
        _asked("volume.calls_per_month", "volume.growth_per_month")
        + _details("volume.peak_factor", "volume.retry_rate", "volume.batch_share"),
    ),
    Step(
        "tokens",
        "Tokens per call",
        _asked(
            "tokens.instructions",
            "tokens.per_request_instructions",
            "tokens.examples",
            "tokens.context",
            "tokens.request",
            "tokens.output",
        )
        + _details("tokens.reasoning", "tokens.cached_share", "tokens.cache_write_share", "tokens.cache_ttl_seconds"),
    ),
    Step("latency", "Latency", _asked("latency.target_p95_ms", "latency.current_p95_ms", "latency.streaming")),
    Step(
        "needs",
        "Special needs",
        _asked(
            "needs.proprietary_format",
            "needs.style_voice",
            "needs.instructions_change_per_request",
            "needs.tasks_on_one_model",
        ),
    ),
    Step(
        "cadence",
        "Cadence and team",
        _asked("cadence.max_weeks_per_iteration", "team.can_serve_models", "team.engineer_rate_usd_per_hour")
        + _details("cadence.prompt_changes_per_month", "cadence.retrain_every_months"),
    ),
    Step(
        "money",
        "Horizon and money",
        _asked("horizon_months") + _details("discount_rate_per_month", "price_decline_per_month"),
    ),
    # The options have pages of their own; a sensible set is chosen where none is listed.
    Step(OPTIONS, "Options to compare", ()),
)


def step_called(slug: str) -> Step:
    """The step of that slug.

    Raises:
        KeyError: there is none.
    """
    for step in STEPS:
        if step.slug == slug:
            return step
    raise KeyError(slug)


def step_of(path: str) -> Step:
    """The step that asks for a fact; any path under `options` belongs to the options.

    Raises:
        KeyError: no step asks for it.
    """
    for step in STEPS:
        if path in step.paths:
            return step
    if path.split(".")[0].split("[")[0] == OPTIONS:
        return step_called(OPTIONS)
    raise KeyError(path)


def next_step(step: Step, answers: Answers) -> Step | None:
    """The step after this one that is needed; None after the last."""
    return next((each for each in STEPS[STEPS.index(step) + 1 :] if each.applies(answers)), None)


def previous_step(step: Step, answers: Answers) -> Step | None:
    """The step before this one that is needed; None before the first."""
    return next((each for each in reversed(STEPS[: STEPS.index(step)]) if each.applies(answers)), None)


def first_open_step(answers: Answers) -> Step | None:
    """Where to go on; None when nothing is open."""
    return next((step for step in STEPS if step.state(answers) is StepState.OPEN), None)


@dataclass(frozen=True)
class Completeness:
    """How many of the questions that are asked for this task have an answer; "unknown" is one."""

    asked: int
    answered: int
    unknown: int
    # Questions beside those, which have a default and may stay unanswered.
    details: int = 0

    @property
    def is_complete(self) -> bool:
        return self.answered == self.asked


def completeness(answers: Answers) -> Completeness:
    """Counts over the steps that are needed; details with defaults are counted apart."""
    needed = [step for step in STEPS if step.applies(answers)]
    values = [answer_at(answers, fact.path) for step in needed for fact in step.asked(answers)]
    return Completeness(
        asked=len(values),
        answered=sum(value is not UNANSWERED for value in values),
        unknown=sum(value is None for value in values),
        details=sum(fact.need is Need.DETAIL and fact.applies(answers) for step in needed for fact in step.facts),
    )
