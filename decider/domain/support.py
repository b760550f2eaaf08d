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
    target and a tuned option was compared with it on the same cases.
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
    if comparison is None or comparison.told_apart:
        return None
    return Advice("gap_not_shown", {"option": tuned.option.key, **comparison_figures(comparison)})


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
