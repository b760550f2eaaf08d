"""The library of published cases, read once from `fixtures/`, and what a search of it finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import simplejson
from django.conf import settings

from decider.cases.published import PublishedCase, published_case
from decider.cases.wording import GRADES, HOSTINGS, OUTCOMES
from decider.wording.labels import KINDS

# The files by the name of their collection, in the order of the page.
FILES = {"cases": "published_cases.json", "loraland": "loraland_cases.json"}
COLLECTIONS = {"cases": "Published cases", "loraland": "LoRA Land’s table"}
LONGEST_SEARCH = 100


@cache
def library() -> tuple[PublishedCase, ...]:
    """Every published case: collection by collection, the newest first."""
    found = [
        published_case(case, collection=collection)
        for collection, name in FILES.items()
        for case in _read(Path(settings.BASE_DIR) / "fixtures" / name)
    ]
    order = list(FILES)
    return tuple(sorted(found, key=lambda case: (order.index(case.collection), -case.year, case.title)))


def find_case(slug: str) -> PublishedCase | None:
    return next((case for case in library() if case.slug == slug), None)


def _read(path: Path) -> list[dict]:
    document = simplejson.loads(path.read_text(encoding="utf-8"), use_decimal=True)
    return document["cases"]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One choice on the page: its name in the address, label, and the values that some case has."""

    name: str
    label: str
    everything: str
    choices: Mapping[str, str]


@cache
def filters() -> tuple[Filter, ...]:
    """What the library can be narrowed by; only values that some case has are offered."""

    def offered(name: str, words: Mapping[str, str]) -> dict[str, str]:
        there = {str(getattr(case, name)) for case in library()}
        return {code: label for code, label in words.items() if code in there}

    years = sorted({case.year for case in library()}, reverse=True)
    return (
        Filter(name="kind", label="Kind of task", everything="Any kind", choices=offered("kind", KINDS)),
        Filter(
            name="outcome",
            label="How it ended",
            everything="Any outcome",
            choices=offered("outcome", {code: names[0] for code, names in OUTCOMES.items()}),
        ),
        Filter(name="year", label="Year", everything="Any year", choices={str(year): str(year) for year in years}),
        Filter(name="hosting", label="Hosting", everything="Any hosting", choices=offered("hosting", HOSTINGS)),
        Filter(name="grade", label="Evidence", everything="Any evidence", choices=offered("grade", GRADES)),
        Filter(
            name="collection",
            label="Collection",
            everything="Both collections",
            choices=offered("collection", COLLECTIONS),
        ),
    )


def search(words: str, chosen: Mapping[str, str]) -> list[PublishedCase]:
    """The cases that hold every word and have every chosen value, in the order of the library."""
    parts = words.casefold().split()
    return [
        case
        for case in library()
        if all(str(getattr(case, name)) == value for name, value in chosen.items())
        and all(part in case.text for part in parts)
    ]


def tally(cases: list[PublishedCase]) -> list[tuple[str, str, int]]:
    """How the cases ended: (verdict, words, number), the most frequent first."""
    numbers: dict[str, int] = {}
    verdicts = {case.outcome: case.verdict for case in cases}
    for case in cases:
        numbers[case.outcome] = numbers.get(case.outcome, 0) + 1
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], list(OUTCOMES).index(item[0])))
    return [(verdicts[code], OUTCOMES[code][0], number) for code, number in ordered]
