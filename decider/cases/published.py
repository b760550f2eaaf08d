"""One published case as a page shows it: what was stated or derived, where, and how it ended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.cases.profiles import expected_verdict, other_reading, published_profile
from decider.cases.wording import FIGURES, HOSTINGS, OUTCOMES, figure, other_name, other_value, outcome_name
from decider.domain.profile import TaskProfile
from decider.domain.reading import read_profile

_ADDRESS = re.compile(r"https?://[^\s;,)]+")
_ARXIV = re.compile(r"(?<![\w./])(\d{4}\.\d{4,5})\b")

_OWN = ("self-hosted", "on-premise", "leased", "local", "in-house", "lorax")
_API = ("api", "openai", "bedrock", "fireworks")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a case was read: an address to open, or words alone where there is none."""

    words: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One published figure. `status` is "stated" by the source, "derived" from it by us, or "" where it is not said."""

    label: str
    value: str
    status: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelScore:
    """One model of a table: its score untuned and fine-tuned."""

    model: str
    untuned: str
    tuned: str
    best: bool


@dataclass(frozen=True, kw_only=True)
class PublishedCase:
    """A case of the library. `verdict` is what its outcome amounts to, for the colour of the badge."""

    slug: str
    # "cases" or the name of the table that it is a row of.
    collection: str
    title: str
    year: int
    task_type: str
    metric: str
    scale: str
    outcome: str
    verdict: str
    other_verdict: str | None
    detail: str
    basis: str
    grade: str
    confidence: str
    hosting: str
    hosting_words: str
    data_words: str
    reason: str
    notes: str
    prompted: str
    tuned: str
    prompted_model: str
    tuned_model: str
    techniques: tuple[str, ...]
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]
    others: tuple[Figure, ...]
    models: tuple[ModelScore, ...]
    # The published facts as a task profile, everything else unknown.
    profile: TaskProfile
    # The prompted score over the best one; None where one of them was not published.
    ratio: Decimal | None

    @property
    def kind(self) -> str:
        return self.profile.kind.value

    @property
    def outcome_name(self) -> str:
        return outcome_name(self.outcome)

    @property
    def hosting_name(self) -> str:
        return HOSTINGS[self.hosting]

    @property
    def in_production(self) -> bool:
        return self.basis != "shown_better_in_study"

    @property
    def text(self) -> str:
        """All that a search looks through."""
        parts = (self.title, self.task_type, self.reason, self.notes, self.prompted_model, self.tuned_model)
        return " ".join((*parts, self.metric, *self.techniques, self.hosting_words)).casefold()


def published_case(case: Mapping[str, Any], *, collection: str) -> PublishedCase:
    """Read one case of the files in `fixtures/`.

    Raises:
        KeyError: a field that every case has is missing, or its outcome is unknown.
    """
    models = case["models"]
    ratio = case.get("prompt_to_best_ratio")
    if case["outcome"] not in OUTCOMES:
        raise KeyError(case["outcome"])
    return PublishedCase(
        slug=case["id"].replace("_", "-"),
        collection=collection,
        title=case["title"],
        year=int(case["year"]),
        task_type=case["task_type"],
        metric=case["metric"],
        scale=(case.get("scale") or "").replace("-", "–"),
        outcome=case["outcome"],
        verdict=expected_verdict(case),
        other_verdict=other_reading(case),
        detail=(case.get("outcome_detail") or "").lower(),
        basis=case["outcome_basis"],
        grade=case["evidence_grade"],
        confidence=case["label_confidence"],
        hosting=_hosting(case.get("hosting") or ""),
        hosting_words=_words(case.get("hosting")),
        data_words=_words(case["data_sensitivity"]),
        reason=case["reason"],
        notes=case.get("notes") or "",
        prompted=_score(case, "prompting_quality"),
        tuned=_score(case, "finetuned_quality"),
        prompted_model=_joined(models.get("prompted")),
        tuned_model=_joined(models.get("finetuned")),
        techniques=tuple(case.get("prompt_techniques") or ()),
        sources=tuple(_sources(case["source"]["url"])),
        figures=tuple(_figures(case)),
        others=tuple(_others(case["other_numbers"])),
        models=tuple(_models(case["other_numbers"])),
        profile=read_profile(published_profile(case)),
        ratio=Decimal(str(ratio["value"])) if ratio else None,
    )


def _figures(case: Mapping[str, Any]) -> list[Figure]:
    return [
        Figure(
            label=label,
            value=figure(case[name]["value"], unit),
            status=case[name]["status"],
            # That the ratio stands in for the attainment of a target is said once, on the page.
            note="" if name == "prompt_to_best_ratio" else case[name].get("note") or "",
        )
        for name, (label, unit) in FIGURES.items()
        if name in case
    ]


def _others(numbers: Mapping[str, Any]) -> list[Figure]:
    """What only this publication has. Tables of models stand apart, and the rule of a table is no figure."""
    return [
        Figure(label=other_name(key), value=other_value(key, value), status="")
        for key, value in numbers.items()
        if not isinstance(value, Mapping) and key != "rule"
    ]


def _models(numbers: Mapping[str, Any]) -> list[ModelScore]:
    tuned, untuned = numbers.get("finetuned_by_model") or {}, numbers.get("base_by_model") or {}
    best = max(tuned.values(), default=None)
    return [
        ModelScore(
            model=model,
            untuned=f"{untuned[model]:.3f}" if model in untuned else "",
            tuned=f"{score:.3f}",
            best=score == best,
        )
        for model, score in tuned.items()
    ]


def _sources(text: str) -> list[Source]:
    """Addresses and arXiv numbers as links; what is neither stays as words."""
    found = [Source(words=url.removeprefix("https://").rstrip("/"), url=url) for url in _ADDRESS.findall(text)]
    found += [
        Source(words=f"arXiv:{number}", url=f"https://arxiv.org/abs/{number}")
        for number in _ARXIV.findall(_ADDRESS.sub("", text))
    ]
    if found:
        return found
    return [Source(words=text)]


def _score(case: Mapping[str, Any], name: str) -> str:
    return figure(case[name]["value"], "score") if name in case else ""


def _hosting(text: str) -> str:
    words = text.casefold()
    own, api = any(word in words for word in _OWN), any(word in words for word in _API)
    if "nim" in words.split():
        own = True
    return "both" if own and api else "self" if own else "api" if api else "unknown"


def _words(text: str | None) -> str:
    if not text or text == "not_stated":
        return "Not stated"
    if text.startswith("cannot_leave"):
        return text.replace("cannot_leave", "May not leave")
    return text[:1].upper() + text[1:]


def _joined(models: Any) -> str:
    return ", ".join(models) if isinstance(models, list) else str(models or "")
