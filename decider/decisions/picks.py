"""What a team can choose from: each option under the verdict that it carries out, and the verdicts without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider.domain.submission import follows
from decider.wording import option_labels, verdict_name, why_not_sentence
from decider.wording.labels import VERDICTS
from decider.wording.options import option_facts


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One line of the choice. `value` is what the form sends: a verdict code, a colon, an option's key or nothing."""

    value: str
    choice: str
    option_key: str
    label: str
    recommended: bool
    # The option's figures as in the assessment; empty for a verdict without an option.
    figures: Mapping[str, Any]
    why_not: str = ""


def value_of(choice: str, option_key: str | None) -> str:
    """A choice as one word: "fine_tune:ft-small", "reexamine:"."""
    return f"{choice}:{option_key or ''}" if choice else ""


def split(value: str) -> tuple[str, str]:
    """The verdict code and the option's key (or nothing) of a choice."""
    choice, _, option_key = value.partition(":")
    return choice, option_key


def recommended_value(assessment: Mapping[str, Any]) -> str:
    recommendation = assessment["recommendation"]
    return value_of(recommendation["verdict"], recommendation.get("option"))


def picks(assessment: Mapping[str, Any] | None, *, chosen: str = "") -> list[Pick]:
    """Everything that can be chosen, the recommendation first; only the bare verdicts where there are no figures.

    `chosen` is a choice made before: a verdict without an option stays on offer where it was chosen.
    """
    if assessment is None:
        return _with_chosen([_bare(code, recommended=False) for code in VERDICTS], chosen)
    recommendation = assessment["recommendation"]
    verdict, option = recommendation["verdict"], recommendation.get("option")
    labels, facts = option_labels(assessment), option_facts(assessment)
    pairs = [(_verdict_of(fact, verdict), key) for key, fact in facts.items()]
    if option and (verdict, option) not in pairs:
        pairs.append((verdict, option))
    with_options = [
        Pick(
            value=value_of(choice, key),
            choice=choice,
            option_key=key,
            label=labels.get(key, key),
            recommended=choice == verdict and key == option,
            figures=facts.get(key, {}),
            why_not=why_not_sentence(facts.get(key, {}).get("why_not")),
        )
        for choice, key in pairs
    ]
    covered = {pick.choice for pick in with_options}
    bare = [_bare(code, recommended=code == verdict) for code in VERDICTS if code not in covered]
    return _with_chosen(sorted([*with_options, *bare], key=lambda pick: not pick.recommended), chosen)


def _with_chosen(offered: list[Pick], chosen: str) -> list[Pick]:
    choice, option_key = split(chosen)
    if choice not in VERDICTS or option_key or any(pick.value == chosen for pick in offered):
        return offered
    return [*offered, _bare(choice, recommended=False)]


def departs(value: str, assessment: Mapping[str, Any] | None) -> bool:
    """Whether a choice departs from the recommendation, as far as there is one."""
    if assessment is None:
        return False
    choice, option_key = split(value)
    recommendation = assessment["recommendation"]
    return not follows(choice, option_key, verdict=recommendation["verdict"], option=recommendation.get("option"))


def _bare(code: str, *, recommended: bool) -> Pick:
    return Pick(
        value=value_of(code, None),
        choice=code,
        option_key="",
        label=verdict_name(code),
        recommended=recommended,
        figures={},
    )


def _verdict_of(option: Mapping[str, Any], verdict: str) -> str:
    """The verdict that choosing this option carries out. "Self-host" is one only where the data may not leave."""
    if verdict == "self_host" and option.get("hosting") == "self_hosted":
        return "self_host"
    return str(option.get("adaptation"))
