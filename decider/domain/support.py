"""Whether the evaluations support what is recommended: is a gap between two options more than chance?"""

from decimal import Decimal
from typing import Any

from decider.domain.advice import Advice
from decider.domain.comparison import Comparison, compare_paired, compare_shares
from decider.domain.conditions import Conditions
from decider.domain.estimate import OptionEstimate
from decider.domain.numbers import plain
from decider.domain.options import Adaptation, Option
from decider.domain.profile import Quality, Scale, TaskProfile
from decider.domain.quality import wilson_interval
from decider.domain.walk import Node, Verdict, answers


def comparison_with_current(option: Option, quality: Quality) -> Comparison | None:
    """An option's score against today's: by the table of the same cases where it is stated, else by the two shares
    and their cases; None where neither is known or the metric is no share."""
    if option.paired is not None:
        table = (
            option.paired.both_pass,
            option.paired.only_current_passes,
            option.paired.only_option_passes,
            option.paired.both_fail,
        )
        counts = [int(cell) for cell in table if isinstance(cell, Decimal)]
        if len(counts) == len(table) and sum(counts) > 0:
            return compare_paired(both_pass=counts[0], only_first=counts[1], only_second=counts[2], both_fail=counts[3])
    expected = option.quality
    if expected is None or quality.scale is Scale.NUMBER:
        return None
    figures = (quality.current, quality.sample_size, expected.expected, expected.sample_size)
    known = [float(figure) for figure in figures if isinstance(figure, Decimal)]
    if len(known) < len(figures) or known[0] > 1 or known[2] > 1 or known[1] < 1 or known[3] < 1:
        return None
    return compare_shares(known[0], int(known[1]), known[2], int(known[3]))


def gap_not_shown(
    profile: TaskProfile, verdict: Verdict, answered: Conditions, option: OptionEstimate | None
) -> Advice | None:
    """Advice where the recommendation rests on a difference in quality that the cases at hand do not show.

    That is so where fine-tuning is recommended for its quality, and where prompting is although it misses the
    target and a tuned option was compared with it on the same cases. Where fine-tuning is recommended and the cases
    show that it scores worse, the advice says that instead.
    """
    if answered.attainment is None or answered.attainment.at_least(Decimal(1)):
        return None
    if verdict is Verdict.PROMPT:
        decided = next((answer.node for answer in answers(answered) if answer.decides), None)
        tuned = answered.tuned if decided is Node.REASONS else None
        if tuned is None or tuned.option.paired is None:
            return None
    elif option is None or option.option.adaptation is Adaptation.PROMPT or answered.quality_ceiling is not True:
        return None
    else:
        tuned = option
    comparison = comparison_with_current(tuned.option, profile.quality)
    if comparison is None:
        return None
    figures = {"option": tuned.option.key, **comparison_figures(comparison)}
    if not comparison.told_apart:
        return Advice("gap_not_shown", figures)
    if verdict is Verdict.PROMPT or _scores_better(comparison, profile.quality):
        return None
    return Advice("tuned_scores_worse", figures)


def choice_misses_target(profile: TaskProfile, verdict: Verdict, option: OptionEstimate | None) -> Advice | None:
    """Advice where the option that the verdict leads to has itself a quality below the target.

    The framework compares tuned options by their cost alone, so that a cheap one may be recommended which an
    evaluation has shown to fall short.
    """
    if option is None or verdict in (Verdict.PROMPT_FIRST, Verdict.REEXAMINE) or not option.misses_quality(profile):
        return None
    quality, target = option.option.quality, profile.quality.target
    assert quality is not None and isinstance(quality.expected, Decimal) and isinstance(target, Decimal)
    figures: dict[str, Any] = {
        "option": option.option.key,
        "expected": plain(quality.expected),
        "target": plain(target),
        "scale": "number" if profile.quality.scale is Scale.NUMBER else "share",
    }
    cases = quality.sample_size
    if isinstance(cases, Decimal):
        figures["sample_size"] = plain(cases)
    is_share = profile.quality.scale is not Scale.NUMBER and quality.expected <= 1
    if isinstance(cases, Decimal) and cases >= 1 and is_share:
        low, high = wilson_interval(float(quality.expected), float(cases))
        figures |= {"low": Decimal(f"{low:.6f}"), "high": Decimal(f"{high:.6f}")}
        figures["may_reach"] = low <= float(target) <= high
    return Advice("choice_misses_target", figures)


def _scores_better(comparison: Comparison, quality: Quality) -> bool:
    """Whether the option does better than today's prompt: passes always count for it, scores by their direction."""
    lower_is_better = not comparison.paired and quality.higher_is_better is False
    return comparison.gap < 0 if lower_is_better else comparison.gap > 0


def comparison_figures(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain figures: gaps with four digits, cases whole."""

    def rounded(value: float | None) -> Any:
        return None if value is None else plain(Decimal(f"{value:.4f}"))

    return {
        "gap": rounded(comparison.gap),
        "low": rounded(comparison.low),
        "high": rounded(comparison.high),
        "p_value": rounded(comparison.p_value),
        "cases": comparison.cases,
        "detectable": rounded(comparison.detectable),
        "cases_needed": comparison.cases_needed,
        "paired": comparison.paired,
    }
