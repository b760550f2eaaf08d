"""The panel "Where this stands": what the framework says about a task with the answers given so far."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.domain.numbers import FigureTooLarge
from decider.domain.reading import ProfileErrors
from decider.domain.steps import Completeness, completeness
from decider.estimates.actions import assess_task
from decider.estimates.cheapest import cheaper_is_below_target, cheapest, priced
from decider.models import Task
from decider.profiles.links import fact_url
from decider.wording import fact_name, measure_first_sentence, option_labels, state_sentence, verdict_sentence
from decider.wording.numbers import capitalised
from decider.wording.uncertainty import is_ranged, verdict_share_sentence


@dataclass(frozen=True)
class Cost:
    """What one option costs in its first month, and over the horizon."""

    key: str
    label: str
    adaptation: str
    monthly_usd: Decimal
    total_usd: Decimal


@dataclass(frozen=True)
class NamedCost:
    """What an option is ("Today", "Recommended and cheapest"), its label and its first month."""

    roles: str
    label: str
    monthly_usd: Decimal


@dataclass(frozen=True)
class Measurement:
    """A fact worth finding out first, why, and where to answer it."""

    name: str
    sentence: str
    url: str


@dataclass(frozen=True)
class Standing:
    completeness: Completeness
    # Why nothing could be computed; empty where it could.
    trouble: str = ""
    verdict: str = ""
    sentence: str = ""
    state: str = ""
    state_sentence: str = ""
    # How often the verdict stays; empty where no fact is a range.
    certainty: str = ""
    # The other verdicts that the unknown facts still allow.
    also_possible: list[str] = field(default_factory=list)
    measure_first: list[Measurement] = field(default_factory=list)
    # The prompted option that comes first: what is done today or would be done without tuning.
    today: Cost | None = None
    # The cheapest option that may be used, over the horizon.
    best: Cost | None = None
    # Whether something cheaper was left out because its quality is below the target.
    cheaper_is_below_target: bool = False
    # The option that the framework recommends, where one is recommended and has a price.
    recommended: Cost | None = None
    horizon_months: int = 12
    # Why there is no cost where volume and tokens are known: prices that are missing.
    missing: list[str] = field(default_factory=list)
    # By option, what it lacks to be priced: pairs of a field on its page and a sentence.
    lacking: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def best_is_today(self) -> bool:
        return self.today is not None and self.today == self.best

    @property
    def costs(self) -> list["NamedCost"]:
        """Today's, the recommended and the cheapest option, each once with all that it is."""
        roles: dict[str, list[str]] = {}
        found: dict[str, Cost] = {}
        for role, cost in (("today", self.today), ("recommended", self.recommended), ("cheapest", self.best)):
            if cost is not None:
                found[cost.key] = cost
                roles.setdefault(cost.key, []).append(role)
        return [NamedCost(capitalised(" and ".join(roles[key])), c.label, c.monthly_usd) for key, c in found.items()]

    @property
    def saving_usd(self) -> Decimal | None:
        """What the best option saves over the horizon against today's."""
        if self.today is None or self.best is None:
            return None
        return self.today.total_usd - self.best.total_usd


def standing_of(task: Task) -> Standing:
    """The task's standing with its answers as they are; never fails on answers that were saved."""
    counted = completeness(task.answers)
    try:
        # Flip points take most of the time of an assessment and are not shown here.
        data = assess_task(task, flips=False, provenance=False).data()
    except (ProfileErrors, FigureTooLarge) as trouble:
        return Standing(counted, trouble=str(trouble))
    recommendation = data["recommendation"]
    labels = option_labels(data)
    options = data["options"]
    today = next((each for each in priced(options) if each["adaptation"] == "prompt"), None)
    recommended = next((each for each in data["options"] if each["key"] == recommendation["option"]), None)
    return Standing(
        completeness=counted,
        verdict=recommendation["verdict"],
        sentence=verdict_sentence(data),
        state=recommendation["state"],
        state_sentence=state_sentence(recommendation),
        certainty=verdict_share_sentence(data["robustness"]) if is_ranged(data["robustness"]) else "",
        also_possible=[v for v in recommendation["possible_verdicts"] if v != recommendation["verdict"]],
        measure_first=[_measurement(task, each, labels) for each in recommendation["measure_first"]],
        today=_cost(today, labels),
        best=_cost(cheapest(options), labels),
        cheaper_is_below_target=cheaper_is_below_target(options),
        recommended=_cost(recommended, labels) if recommended and recommended["total_usd"] is not None else None,
        horizon_months=int(data["charts"]["cumulative_cost"]["horizon_months"]),
        lacking={
            option["key"]: [(_field_of_option(each["path"]), each["message"]) for each in option["missing"]]
            for option in data["options"]
            if option["missing"]
        },
        missing=list(dict.fromkeys(each["message"] for option in data["options"] for each in option["missing"])),
    )


def _field_of_option(path: str) -> str:
    """`options[0].prices.training` as the id of its field on the option's page: `prices-training`."""
    return re.sub(r"^options\[\d+\]\.", "", path).replace(".", "-")


def _cost(option: Mapping[str, Any] | None, labels: Mapping[str, str]) -> Cost | None:
    if option is None:
        return None
    return Cost(
        key=option["key"],
        label=labels[option["key"]],
        adaptation=option["adaptation"],
        monthly_usd=Decimal(option["monthly_usd"]),
        total_usd=Decimal(option["total_usd"]),
    )


def _measurement(task: Task, measure: Mapping[str, Any], labels: Mapping[str, str]) -> Measurement:
    return Measurement(
        name=capitalised(fact_name(measure["fact"], labels)),
        sentence=measure_first_sentence(measure, labels),
        url=fact_url(task, measure["fact"]),
    )
