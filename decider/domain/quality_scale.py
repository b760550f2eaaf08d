"""Scores are shares or numbers of any size, as `quality.scale` says: their rule depends on another fact."""

from dataclasses import replace

from decider.domain.fields import ONE, NumberRule
from decider.domain.options import ExpectedQuality
from decider.domain.profile import Quality, Scale

_SCORES = {(Quality, "current"), (Quality, "target"), (ExpectedQuality, "expected")}


def rule_on_scale(rule: NumberRule, group: object, name: str, scale: Scale | None) -> NumberRule:
    """The rule of the fact `name` of a group; of a score on the scale of shares, the default, that of a share."""
    if scale is Scale.NUMBER or (type(group), name) not in _SCORES:
        return rule
    return replace(rule, share=True, maximum=ONE)
