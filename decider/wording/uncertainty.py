"""How sure the answer is under the ranges stated, in sentences.

The figures are an assessment's `robustness`, which older snapshots lack.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.wording.comparison import Comparison, compare
from decider.wording.facts import fact_name, split_path
from decider.wording.labels import verdict_name
from decider.wording.numbers import NBSP, as_decimal, capitalised, count, likely, listed, money, quantity, share
from decider.wording.options import option_phrase

Data = Mapping[str, Any]
Labels = Mapping[str, str]

NO_RANGES = "No fact is given as a range, so every draw is the same."
NOTHING_TO_LEARN = (
    "No single fact is worth measuring for the money: wherever it lies in its range, the same option is the cheapest."
)

# Facts that are one thing although their first word ends in s, or several although it does not.
_SEVERAL = ("labelled ", "training epochs", "prompt changes", "test cases", "active parameters", "redundant replicas")
_ONE = ("today’s ", "an engineer’s ")


def is_ranged(robustness: Data | None) -> bool:
    """Whether any fact was given as a range, so that the draws differ."""
    return bool(robustness) and (likely((robustness or {}).get("draws")) or 0) > 1


def _quoted(key: Any, labels: Labels) -> str:
    return f"“{labels.get(str(key), str(key))}”"


def draws_share(value: Any) -> str:
    """A share of draws; one that is only nearly all or nothing is not rounded to it."""
    number = as_decimal(value)
    if number is not None and Decimal("0.9995") <= number < 1:
        return f"over 99.9{NBSP}%"
    if number is not None and 0 < number < Decimal("0.001"):
        return f"under 0.1{NBSP}%"
    return share(value)


def verdict_share_sentence(robustness: Data | None, verdict: Any = None) -> str:
    """How often the verdict stays, and with `verdict` given also what it is in the other draws.

    "In 97 % of the draws the verdict is the same; in 3 % it is “Stay with prompting”." Empty where nothing was drawn.
    """
    if not robustness or robustness.get("verdict_share") is None:
        return ""
    if not is_ranged(robustness):
        return NO_RANGES
    stays = as_decimal(robustness["verdict_share"]) or Decimal(0)
    if stays == 1:
        return f"In all of the {count(robustness.get('draws'))} draws the verdict is the same."
    sentence = f"In {draws_share(stays)} of the draws the verdict is the same"
    if not stays:
        sentence = f"In none of the {count(robustness.get('draws'))} draws is the verdict this one"
    shares = {code: as_decimal(value) for code, value in (robustness.get("verdict_shares") or {}).items()}
    others = sorted(((value, code) for code, value in shares.items() if value and code != verdict), reverse=True)
    if verdict is None or not others:
        return f"{sentence}."
    told = [f"in {draws_share(value)} it is “{verdict_name(code)}”" for value, code in others]
    return f"{sentence}; {listed(told)}."


def cheapest_sentence(robustness: Data, labels: Labels) -> str:
    """How often each option is the cheapest; empty where fewer than two are compared."""
    shares = {key: as_decimal(value) or Decimal(0) for key, value in (robustness.get("cheapest_share") or {}).items()}
    if len(shares) < 2:
        return ""
    first, *others = sorted(((value, key) for key, value in shares.items() if value), key=lambda pair: -pair[0])
    name = _quoted(first[1], labels)
    if first[0] == 1:
        return f"{name} is the cheapest option in every draw."
    told = [f"{_quoted(key, labels)} in {draws_share(value)}" for value, key in others]
    return f"{name} is the cheapest option in {draws_share(first[0])} of the draws, {listed(told)}."


def saving_sentence(robustness: Data, comparison: Comparison) -> str:
    """What tuning saves over the horizon, from the tenth to the ninetieth of a hundred draws."""
    saving = robustness.get("saving_usd")
    if not saving or comparison.tuned is None or comparison.prompted is None:
        return ""
    low, middle, high = (as_decimal(saving.get(name)) for name in ("p10", "p50", "p90"))
    if low is None or middle is None or high is None:
        return ""
    tuned, prompted = option_phrase(comparison.tuned), option_phrase(comparison.prompted)
    months = comparison.horizon_months
    over = f"over {quantity(months, 'month', 'months')}" if months is not None else "over the horizon"
    if (low < 0) == (high < 0):
        nearer, further = sorted((abs(low), abs(high)))
        between = f"{money(nearer)} and {money(further)} {_dearer(high)}"
    else:
        between = f"{money(-low)} dearer and {money(high)} cheaper"
    return capitalised(
        f"{over} {tuned} ends between {between} than {prompted} in eight of ten draws; "
        f"in the middle one it is {money(abs(middle))} {_dearer(middle)}."
    )


def _dearer(saving: Decimal) -> str:
    return "dearer" if saving < 0 else "cheaper"


def _rough(number: Decimal) -> str:
    """A volume out of the draws, which are not exact to the last call."""
    return count(Decimal(f"{number:.3g}"))


def crossover_band_sentence(robustness: Data, comparison: Comparison, labels: Labels) -> str:
    """Between which volumes the tuned option becomes cheaper for good."""
    if comparison.tuned is None or comparison.prompted is None:
        return ""
    tuned, prompted = (_quoted(option.get("key"), labels) for option in (comparison.tuned, comparison.prompted))
    band = robustness.get("crossover")
    if not band:
        known = robustness.get("saving_usd") is not None
        return f"In no draw does {tuned} become cheaper than {prompted} for good, whatever the volume." if known else ""
    low, middle, high = (as_decimal(band.get(name)) or Decimal(0) for name in ("p10", "p50", "p90"))
    found = as_decimal(band.get("share")) or Decimal(0)
    of = "" if found == 1 else " in which it ever does"
    rest = "" if found == 1 else f" In {draws_share(1 - found)} of the draws it never does."
    if high < 1:
        return f"{tuned} costs no more than {prompted} at any volume, in nine of ten draws{of}.{rest}"
    if low == high:
        return f"{tuned} becomes cheaper than {prompted} at {_rough(high)} calls a month in every draw{of}.{rest}"
    start = f"between {_rough(low)} and {_rough(high)}" if low >= 1 else f"at {_rough(high)} or fewer"
    return (
        f"{tuned} becomes cheaper than {prompted} {start} calls a month in eight of ten draws{of}; "
        f"in the middle one at {_rough(middle)}.{rest}"
    )


def matters(path: str) -> str:
    """ "matter" or "matters", as the fact's name demands."""
    name = fact_name(split_path(path)[1])
    first = name.split(" ")[0]
    several = name.startswith(_SEVERAL) or (first.endswith("s") and not name.startswith(_ONE))
    return "matter" if several else "matters"


def worth_knowing_sentence(item: Data, labels: Labels | None = None) -> str:
    """What it is worth to know a fact exactly."""
    name = capitalised(fact_name(str(item.get("fact")), labels))
    return f"{name}: knowing this exactly would save {money(item.get('usd'))} on average, by a better choice of option."


def robustness_sentences(assessment: Data, labels: Labels) -> list[str]:
    """All that is to be said of the draws, most important first; one sentence where no fact is a range."""
    from_draws = assessment.get("robustness")
    lead = verdict_share_sentence(from_draws)
    if not from_draws or not is_ranged(from_draws):
        return [lead] if lead else []
    comparison = compare(assessment)
    verdict = (assessment.get("recommendation") or {}).get("verdict")
    told = [
        verdict_share_sentence(from_draws, verdict),
        cheapest_sentence(from_draws, labels),
        saving_sentence(from_draws, comparison),
        crossover_band_sentence(from_draws, comparison, labels),
    ]
    return [sentence for sentence in told if sentence]
