"""Ranges to points: the value at which a profile with ranges is priced and judged."""

import dataclasses
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from decider.domain.fields import ListRule, NumberRule, Range, SectionRule, rules
from decider.domain.numbers import exact
from decider.domain.profile import Scale, TaskProfile
from decider.domain.quality_scale import rule_on_scale

_ONE = Decimal(1)


def at_likely(profile: TaskProfile) -> TaskProfile:
    """The same profile with every range replaced by its likely value."""
    with exact():
        point: TaskProfile = _group(profile, profile.quality.scale)
    return point


def likely(value: Range, rule: NumberRule) -> Decimal:
    """The likely value of a range: the stated one, else the median of its distribution.

    A range is a 90 % interval, lognormal for positive quantities (median √(low·high)) and
    logit-normal for shares; where an end lies on the edge neither fits, and the middle serves.
    """
    if value.likely is not None:
        return value.likely
    if value.low == value.high:
        return value.low
    if rule.share and value.low > 0 and value.high < 1:
        odds = (value.low / (_ONE - value.low) * value.high / (_ONE - value.high)).sqrt()
        median = odds / (_ONE + odds)
    elif value.low > 0:
        median = (value.low * value.high).sqrt()
    else:
        median = (value.low + value.high) / 2
    if rule.whole:
        median = median.quantize(_ONE, rounding=ROUND_HALF_EVEN)
    return min(max(median, value.low), value.high)


def _group(group: Any, scale: Scale | None) -> Any:
    changed: dict[str, Any] = {}
    for name, rule in rules(type(group)).items():
        value = getattr(group, name)
        if isinstance(rule, NumberRule) and isinstance(value, Range):
            changed[name] = likely(value, rule_on_scale(rule, group, name, scale))
        elif isinstance(rule, SectionRule) and value is not None:
            changed[name] = _group(value, scale)
        elif isinstance(rule, ListRule) and value:
            changed[name] = tuple(_group(item, scale) for item in value)
    return dataclasses.replace(group, **changed) if changed else group
