"""The questions that a scenario may answer otherwise, with their words, and how a changed fact reads."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.domain.fields import NumberRule, TextRule
from decider.domain.steps import OPTIONS, STEPS, UNANSWERED
from decider.profiles.fields import FactField, NumberField, field_for
from decider.profiles.forms import IN_SHARES
from decider.profiles.option_questions import GROUPS
from decider.profiles.questions import QUESTIONS, Question
from decider.scenarios.variants import TIERS, Base, rule_of, split, why_not_changed
from decider.wording import fact_name, money
from decider.wording.numbers import as_decimal, capitalised, count

# What a new scenario asks at once; everything else can be added.
USUAL = (
    "volume.calls_per_month",
    "volume.growth_per_month",
    "volume.retry_rate",
    "horizon_months",
    "quality.current",
    "quality.target",
)
_EXPECTED = "quality.expected"
_OPTION_QUESTIONS = {path: words for group in GROUPS for path, words in group.questions.items()}
# Facts about the prices themselves, which no figure is made of.
_NOT_OFFERED = ("prices.as_of", "kind", "quality.scale", "quality.higher_is_better")


@dataclass(frozen=True)
class FactGroup:
    """Facts to choose from, under the heading of their step or option: pairs (path, name)."""

    title: str
    facts: list[tuple[str, str]]


def choices(base: Base, without: set[str]) -> list[FactGroup]:
    """Every fact that a scenario may change, but for those that the form shows already."""
    groups = [FactGroup(step.title, [(path, capitalised(fact_name(path))) for path in step.paths]) for step in STEPS]
    for option in base.data.get(OPTIONS, []):
        paths = [path for path in _OPTION_QUESTIONS if _concerns(path, option)]
        facts = [(f"{OPTIONS}.{option['key']}.{path}", capitalised(fact_name(path))) for path in paths]
        groups.append(FactGroup(base.labels[option["key"]], facts))
    offered = [
        FactGroup(
            group.title,
            [(path, name) for path, name in group.facts if path not in without and is_offered(base, path)],
        )
        for group in groups
    ]
    return [group for group in offered if group.facts]


def is_offered(base: Base, path: str) -> bool:
    """Whether the form can ask for the fact: it has a rule and a value that fits into one field."""
    inner = split(path, base.keys)[1]
    return inner not in (*_NOT_OFFERED, TIERS) and not why_not_changed(base, path)


def _concerns(path: str, option: Mapping[str, Any]) -> bool:
    """Machines are the self-hosted options' own, token prices the others'."""
    own = option["hosting"] == "self_hosted"
    if path.startswith("self_hosting."):
        return own
    if path.startswith("escalation."):
        return bool(option.get("escalation"))
    return not (own and path.startswith("prices."))


def field_of(base: Base, path: str) -> FactField:
    """The field that asks for a fact; its help says what the answers say.

    Raises:
        TypeError: the fact fits into no field.
    """
    key, inner = split(path, base.keys)
    rule = rule_of(path, base.keys)
    if rule is None:
        raise TypeError(path)
    words = (_OPTION_QUESTIONS if key else QUESTIONS).get(inner) or Question(capitalised(fact_name(inner)))
    more: dict[str, Any] = {"offers_unknown": False}
    if _in_shares(base, inner, key):
        rule, more["bare_share"] = NumberRule(unit="share", share=True, maximum=Decimal(1)), True
    field = field_for(path, rule, words, **more)
    sentence = f"{words.sentence}: {base.labels[key]}" if key else words.sentence
    known = base.value(path)
    now = words.default or "nothing" if known is UNANSWERED else _said(field, inner, known)
    field.words = dataclasses.replace(words, sentence=sentence, help=f"As answered: {now}.", default="")
    field.show(UNANSWERED)
    return field


def said(base: Base, path: str, value: Any) -> str:
    """A value of a fact in words: "3,600,000 calls a month", "88 %", "not answered"."""
    if value is UNANSWERED or value is None:
        return "not known"
    if split(path)[1] == TIERS:
        return _tiers(value)
    try:
        return _said(field_of(base, path), split(path, base.keys)[1], value)
    except (KeyError, TypeError, ValueError):
        # A value that the rule of today would refuse, or a fact that is gone: as it was written.
        return str(value)[: TextRule().max_length]


def _said(field: FactField, inner: str, value: Any) -> str:
    """As on "your answers", but a unit price keeps its digits: half of $0.625 is not half of $0.62."""
    price = as_decimal(value) if inner.startswith("prices.") else None
    if price is None or not isinstance(field, NumberField):
        return str(field.said(value))
    unit = field.rule.unit.removeprefix("$").strip()
    digits = max(2, -int(price.normalize().as_tuple().exponent))
    return f"${price:,.{digits}f} {unit}"


def _in_shares(base: Base, inner: str, key: str | None) -> bool:
    is_quality = inner == _EXPECTED if key else inner in IN_SHARES
    return is_quality and base.value("quality.scale") != "number"


def _tiers(tiers: Any) -> str:
    if not isinstance(tiers, list):
        return str(tiers)[:80]
    return "; ".join(
        f"above {count(tier.get('above_input_tokens'))} tokens {money(tier.get('input'))} in, "
        f"{money(tier.get('output'))} out"
        for tier in tiers
    )
