"""Which unknown to settle first: the one whose answer narrows the verdicts most, the cheapest first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from decider.domain.conditions import Conditions, conditions
from decider.domain.estimate import Estimate
from decider.domain.options import Adaptation, Hosting
from decider.domain.policy import Policy
from decider.domain.profile import ExternalApi, FailureCause, StyleVoice, TaskProfile
from decider.domain.walk import Verdict, possible_verdicts

# What it takes to find out: a question to a colleague, a look at logs or bills, a measurement.
ASK, LOOK_UP, MEASURE = 1, 2, 3


@dataclass(frozen=True)
class Measurement:
    """A fact worth knowing: `leaves` verdicts on average of the `possible` ones."""

    fact: str
    possible: int
    leaves: Decimal
    effort: int
    # Why it matters where it narrows no verdict.
    reason: str = ""

    @property
    def why(self) -> str:
        if self.reason:
            return self.reason
        if self.leaves <= 1:
            return f"it settles which of the {self.possible} possible verdicts holds"
        if self.rules_out < 1:
            return f"it may rule out one of the {self.possible} possible verdicts"
        number = self.rules_out.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        return f"it rules out about {number} of the {self.possible} possible verdicts"

    @property
    def rules_out(self) -> Decimal:
        """How many verdicts an answer rules out on average."""
        return self.possible - self.leaves


# The answers that each fact could have, in kind; one for each side of the thresholds that it meets.
_FACTS: tuple[tuple[str, tuple[Any, ...], int], ...] = (
    ("data.external_api", (ExternalApi.ALLOWED, ExternalApi.FORBIDDEN), ASK),
    ("prompting.tried", (True, False), ASK),
    ("prompting.examples", (Decimal(10**6), Decimal(0)), ASK),
    ("prompting.clear_instructions", (True, False), ASK),
    ("prompting.output_validation", (True, False), ASK),
    ("prompting.output_schema", (True, False), ASK),
    ("prompting.weeks_spent", (Decimal(10**6), Decimal(0)), ASK),
    ("cadence.max_weeks_per_iteration", (Decimal(10**6), Decimal(0)), ASK),
    ("needs.proprietary_format", (True, False), ASK),
    ("needs.style_voice", (StyleVoice.SUBTLE, StyleVoice.NONE), ASK),
    ("needs.instructions_change_per_request", (True, False), ASK),
    ("needs.tasks_on_one_model", (Decimal(2), Decimal(1)), ASK),
    ("data.labelled_examples", (Decimal(10**6), Decimal(0)), LOOK_UP),
    ("quality.failure_cause", (FailureCause.PATTERN, FailureCause.KNOWLEDGE), MEASURE),
)
_MONEY_FACTS = ("volume.calls_per_month", "tokens")
# Less than half a verdict on average is not worth a measurement of its own.
_LEAST_GAIN = Decimal("0.5")
# Attainments in the middle of each band of the quality gap.
_ATTAINMENTS = (Decimal("0.2"), Decimal("0.6"), Decimal("0.9"), Decimal(1))


def measure_first(profile: TaskProfile, estimate: Estimate, policy: Policy, now: Conditions) -> tuple[Measurement, ...]:
    """The unknown facts that can narrow the possible verdicts, best first, at most five; then what no verdict shows."""
    verdicts = possible_verdicts(now)
    return (
        *_narrowing(profile, estimate, policy, now, len(verdicts)),
        *_on_the_tuned_side(profile, now, verdicts),
        *_option_quality(estimate, now, verdicts),
    )


def _on_the_tuned_side(profile: TaskProfile, now: Conditions, verdicts: tuple[Verdict, ...]) -> Iterator[Measurement]:
    """What the figures of tuning leave out until somebody says it: it changes the money."""
    if now.tuned is None or not set(verdicts) & {Verdict.FINE_TUNE, Verdict.HYBRID, Verdict.SELF_HOST}:
        return
    possible = Decimal(len(verdicts))
    if profile.team.engineer_rate_usd_per_hour is None:
        reason = "until it is known, engineering time counts as nothing"
        yield Measurement("team.engineer_rate_usd_per_hour", len(verdicts), possible, ASK, reason)
    if profile.team.can_serve_models is None and now.tuned.option.hosting is Hosting.SELF_HOSTED:
        reason = "the tuned option compared is self-hosted"
        yield Measurement("team.can_serve_models", len(verdicts), possible, ASK, reason)


def _option_quality(estimate: Estimate, now: Conditions, verdicts: tuple[Verdict, ...]) -> Iterator[Measurement]:
    """The compared options of which nobody knows whether they reach the target: that makes no reason unknown."""
    compared = [now.tuned] if set(verdicts) & {Verdict.FINE_TUNE, Verdict.HYBRID, Verdict.SELF_HOST} else []
    prompts = [each for each in estimate.options if each.feasible and each.option.adaptation is Adaptation.PROMPT]
    # Of a single prompted option, today's quality tells.
    compared += [now.prompted] if len(prompts) > 1 else []
    for each in compared:
        if each is not None and (each.option.quality is None or each.option.quality.expected is None):
            path = f"options.{each.option.key}.quality.expected"
            reason = "nobody knows yet whether this option reaches the target"
            yield Measurement(path, len(verdicts), Decimal(len(verdicts)), MEASURE, reason)


def _narrowing(
    profile: TaskProfile, estimate: Estimate, policy: Policy, now: Conditions, possible: int
) -> tuple[Measurement, ...]:
    if possible < 2:
        return ()

    def after(changed: TaskProfile) -> int:
        return len(possible_verdicts(conditions(changed, estimate, policy)))

    found = []
    for path, candidates, effort in _FACTS:
        if _get(profile, path) is None:
            found.append(
                _measurement(path, possible, (after(_with(profile, path, value)) for value in candidates), effort)
            )
    found.extend(_on_quality(profile, possible, after))
    if now.cost_at_scale is None:
        settled = [len(possible_verdicts(replace(now, cost_at_scale=value))) for value in (True, False)]
        unknown = next((path for path in _MONEY_FACTS if _unknown(profile, path)), None)
        if unknown:
            found.append(_measurement(unknown, possible, settled, LOOK_UP))
    if now.latency is None:
        settled = [len(possible_verdicts(replace(now, latency=value))) for value in (True, False)]
        unknown = next(
            (path for path in ("latency.target_p95_ms", "latency.current_p95_ms") if _get(profile, path) is None), None
        )
        if unknown:
            found.append(_measurement(unknown, possible, settled, LOOK_UP))
    narrowing = sorted(
        (measurement for measurement in found if measurement.rules_out > 0),
        key=lambda measurement: (measurement.leaves, measurement.effort),
    )
    useful = [measurement for measurement in narrowing if measurement.rules_out >= _LEAST_GAIN]
    # Where only several answers together tell, the best one is where to begin.
    return tuple(useful[:5] or narrowing[:1])


def _on_quality(profile: TaskProfile, possible: int, after: Callable[[TaskProfile], int]) -> list[Measurement]:
    """Today's quality and its target, which only tell together."""
    quality = profile.quality
    if quality.current is not None and quality.target is not None:
        return []
    # On a scale from 0 to 1 against a target of 1, quality is its own attainment.
    trials = (
        replace(
            profile, quality=replace(quality, current=reached, target=Decimal(1), scale=None, higher_is_better=True)
        )
        for reached in _ATTAINMENTS
    )
    path, effort = (
        ("quality.target", ASK)
        if quality.target is None and quality.current is not None
        else ("quality.current", MEASURE)
    )
    return [_measurement(path, possible, (after(trial) for trial in trials), effort)]


def _measurement(path: str, possible: int, leaves: Iterable[int], effort: int) -> Measurement:
    counts = list(leaves)
    return Measurement(path, possible, Decimal(sum(counts)) / len(counts), effort)


def _unknown(profile: TaskProfile, path: str) -> bool:
    if path == "tokens":
        return all(getattr(profile.tokens, part) is None for part in ("instructions", "request", "output", "context"))
    return _get(profile, path) is None


def _get(profile: TaskProfile, path: str) -> Any:
    group, _, name = path.partition(".")
    return getattr(getattr(profile, group), name)


def _with(profile: TaskProfile, path: str, value: Any) -> TaskProfile:
    group, _, name = path.partition(".")
    return replace(profile, **{group: replace(getattr(profile, group), **{name: value})})
