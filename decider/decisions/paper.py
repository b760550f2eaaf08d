"""The decision as it is read: sentences, figures and assumptions out of one snapshot, frozen or of today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider.wording import (
    choice_sentence,
    crossover_sentence,
    fact_name,
    fact_value,
    flip_sentence,
    option_labels,
    payback_sentence,
    provenance_name,
    reason_sentence,
    state_sentence,
    verdict_sentence,
    why_not_sentence,
)
from decider.wording.comparison import compare
from decider.wording.measured import measured_sentence
from decider.wording.numbers import as_decimal, money
from decider.wording.options import option_facts

Data = Mapping[str, Any]

# The paper tells the most plausible changes; the result page has them all.
MOST_FLIPS = 4
_OPTION_FIGURES = (
    "monthly_usd",
    "one_off_usd",
    "total_usd",
    "latency_p95_ms",
    "meets_latency_target",
    "misses_quality_target",
)


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    """One option's figures for the short table."""

    label: str
    adaptation: str
    hosting: str
    chosen: bool
    recommended: bool
    why_not: str
    monthly_usd: Any
    one_off_usd: Any
    total_usd: Any
    latency_p95_ms: Any
    meets_latency_target: bool | None
    misses_quality_target: bool | None


@dataclass(frozen=True, kw_only=True)
class AssumptionRow:
    """One fact that the figures rest on, and where it comes from.

    `link` is the web address at the beginning of the note, if there is one; `note` is then what follows it.
    """

    name: str
    value: str
    provenance: str
    provenance_code: str
    note: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Everything that the decision's page prints of the snapshot."""

    snapshot: Data
    decision: Data
    recommendation: Data
    verdict_sentence: str
    state_sentence: str
    choice_sentence: str
    reasons: list[str]
    counter_reasons: list[str]
    options: list[OptionRow]
    crossovers: list[str]
    flips: list[str]
    assumptions: list[AssumptionRow]
    # How many of them are measured; empty where the team gave none.
    measured: str
    horizon_months: Any
    latency_target_ms: Any


def read_paper(snapshot: Data) -> Paper:
    """The paper of a snapshot (see `decider.decisions.snapshots`)."""
    assessment, decision = snapshot["assessment"], snapshot["decision"]
    recommendation = assessment["recommendation"]
    labels = option_labels(assessment)
    # The reasons that speak for what was recommended come first; the others stand against it.
    tuned = recommendation.get("adaptation") in ("fine_tune", "hybrid")
    holding = [reason for reason in recommendation.get("reasons", []) if reason.get("holds")]
    sides: dict[bool, list[str]] = {True: [], False: []}
    for reason in holding:
        sides[(reason.get("side") == "fine_tune") == tuned].append(reason_sentence(reason))
    return Paper(
        snapshot=snapshot,
        decision=decision,
        recommendation=recommendation,
        verdict_sentence=verdict_sentence(assessment),
        state_sentence=state_sentence(recommendation),
        choice_sentence=choice_sentence(decision, assessment),
        reasons=sides[True],
        counter_reasons=sides[False],
        options=_options(assessment, chosen=str(decision.get("option_key") or ""), labels=labels),
        crossovers=_crossovers(assessment, chosen=str(decision.get("option_key") or ""), labels=labels),
        flips=[flip_sentence(flip, labels) for flip in (assessment.get("flips") or [])[:MOST_FLIPS]],
        assumptions=[_assumption(row, labels) for row in assessment.get("assumptions", [])],
        measured=measured_sentence(assessment.get("assumptions") or []),
        horizon_months=_horizon(assessment),
        latency_target_ms=(snapshot["profile"].get("latency") or {}).get("target_p95_ms"),
    )


def stake(snapshot: Data) -> Any:
    """What the choice costs over the horizon in $, one-off included: of the option chosen, else of the recommended one.

    None where no option was named or its total is not known.
    """
    facts = option_facts(snapshot["assessment"])
    key = snapshot["decision"].get("option_key") or snapshot["assessment"]["recommendation"].get("option")
    return facts.get(str(key), {}).get("total_usd")


def stake_difference(snapshot: Data) -> str:
    """What the choice costs more or less than the recommended option, where it departs from it, else than prompting.

    "$1,200 less than prompting"; empty where there is nothing to compare it with.
    """
    comparison = compare(snapshot["assessment"])
    decision = snapshot["decision"]
    departs = not decision.get("follows_recommendation", True)
    pairs = ((comparison.recommended, "the recommended option"), (comparison.prompted, "prompting"))
    mine = as_decimal(stake(snapshot))
    chosen = decision.get("option_key") or snapshot["assessment"]["recommendation"].get("option")
    for option, name in pairs if departs else pairs[1:]:
        theirs = as_decimal(option.get("total_usd")) if option else None
        if option is None or mine is None or theirs is None or option.get("key") == chosen:
            continue
        difference = mine - theirs
        if not difference:
            return f"as much as {name}"
        return f"{money(abs(difference))} {'less' if difference < 0 else 'more'} than {name}"
    return ""


def horizon(snapshot: Data) -> Any:
    """Over how many months the totals of a snapshot reach."""
    return _horizon(snapshot["assessment"])


def _horizon(assessment: Data) -> Any:
    chart = (assessment.get("charts") or {}).get("cumulative_cost") or {}
    return chart.get("horizon_months") or assessment["profile"].get("horizon_months") or 12


def _options(assessment: Data, *, chosen: str, labels: Mapping[str, str]) -> list[OptionRow]:
    recommended = assessment["recommendation"].get("option")
    return [
        OptionRow(
            label=labels[key],
            adaptation=str(option.get("adaptation") or ""),
            hosting=str(option.get("hosting") or ""),
            chosen=key == chosen,
            recommended=key == recommended,
            why_not="" if option.get("feasible", True) else why_not_sentence(option.get("why_not")),
            **{name: option.get(name) for name in _OPTION_FIGURES},
        )
        for key, option in option_facts(assessment).items()
    ]


def _crossovers(assessment: Data, *, chosen: str, labels: Mapping[str, str]) -> list[str]:
    """The crossovers of the chosen option with the others; of all options where none was chosen."""
    told = []
    for crossover in assessment.get("crossovers") or []:
        if chosen and chosen not in (crossover.get("from"), crossover.get("to")):
            continue
        sentences = (crossover_sentence(crossover, labels), payback_sentence(crossover, labels))
        told.append(" ".join(sentence for sentence in sentences if sentence))
    return told


def _assumption(row: Data, labels: Mapping[str, str]) -> AssumptionRow:
    note = str(row.get("note") or "")
    # The address, and in brackets the days on which the price was published and compared.
    address = re.fullmatch(r"(https?://\S+)( \([^()]*\))?", note)
    return AssumptionRow(
        name=fact_name(row["fact"], labels, row.get("option")),
        value=fact_value(row["fact"], row.get("value"), str(row.get("unit") or "")),
        provenance=provenance_name(row.get("provenance")),
        provenance_code=str(row.get("provenance") or ""),
        note=(address[2] or "").strip() if address else note,
        link=address[1] if address else "",
    )
