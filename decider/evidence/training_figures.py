"""What the page of a training file shows: its lines by what is said of them, and what a job costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from decider.domain.evidence import BadLine, Reading, TrainingFile
from decider.domain.numbers import money
from decider.domain.training_cost import TrainingCost, training_costs
from decider.models import Evidence
from decider.models.price_book import load_price_book

REASONS_A_PAGE = 25
MOST_WARNINGS = 25
MOST_GROUPS = 20
# Stretches of line numbers that stand in a row; the others are folded.
MOST_STRETCHES = 8
# Said once for each group, not once for each of its lines.
_OF_GROUPS = ("warn_duplicate", "warn_conflict")


@dataclass(frozen=True)
class Lines:
    """Lines of which the same is said: "1–12, 15"."""

    reason: str
    count: int
    first: str
    # Those beyond, and how many they are.
    more: str
    more_count: int


@dataclass(frozen=True)
class TrainingFigures:
    training: TrainingFile
    # Lines that are not blank, good or bad.
    lines: int
    bad: Page[Any]
    # Those of the page of reasons that is shown.
    refused: list[Lines]
    # Bad lines that are named, where they are not all.
    named: int | None
    warned: list[Lines]
    # Warnings that are not among those.
    more_warnings: int
    leaks: Lines
    duplicates: list[Lines]
    conflicts: list[Lines]
    # With the cost of one job in $, None where its price is not known.
    costs: list[tuple[TrainingCost, Decimal | None]]


def training_figures(evidence: Evidence, reading: Reading, training: TrainingFile, page: str) -> TrainingFigures:
    day = timezone.localdate()
    costs = training_costs(training, load_price_book(day, evidence.team), day)
    single = [warning for warning in training.warnings if warning.code not in _OF_GROUPS]
    warned = [_lines(*group) for group in by_reason(single)[:MOST_WARNINGS]]
    bad = Paginator(by_reason(training.bad_lines), REASONS_A_PAGE).get_page(page)
    named = len(training.bad_lines)
    return TrainingFigures(
        training=training,
        lines=reading.rows,
        bad=bad,
        refused=[_lines(*group) for group in bad],
        named=named if named < training.bad_lines_count else None,
        warned=warned,
        more_warnings=len(single)
        - sum(lines.count for lines in warned)
        + max(0, training.warnings_count - len(training.warnings)),
        leaks=_lines("", training.leaks or ()),
        duplicates=[_lines("", group) for group in training.duplicates[:MOST_GROUPS]],
        conflicts=[_lines("", group) for group in training.conflicts[:MOST_GROUPS]],
        costs=[(cost, None if cost.usd is None else money(cost.usd)) for cost in costs],
    )


def by_reason(bad: Iterable[BadLine]) -> list[tuple[str, list[int]]]:
    """Reasons with their lines, in order of their first lines."""
    found: dict[str, list[int]] = {}
    for each in bad:
        found.setdefault(each.reason, []).append(each.line)
    return list(found.items())


def _lines(reason: str, numbers: Sequence[int]) -> Lines:
    found = _stretches(numbers)
    # A fold for one stretch alone would take more room than it.
    shown = len(found) if len(found) <= MOST_STRETCHES + 1 else MOST_STRETCHES
    return Lines(
        reason=reason,
        count=len(numbers),
        first=", ".join(text for text, _ in found[:shown]),
        more=", ".join(text for text, _ in found[shown:]),
        more_count=sum(size for _, size in found[shown:]),
    )


def _stretches(numbers: Sequence[int]) -> list[tuple[str, int]]:
    """Ascending line numbers, three and more that follow each other as one: ("1–12", 12), ("15", 1), ("16", 1)."""
    if not numbers:
        return []
    borders = [at for at, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1]
    found: list[tuple[str, int]] = []
    for start, end in pairwise((0, *borders, len(numbers))):
        if end - start > 2:
            found.append((f"{numbers[start]}–{numbers[end - 1]}", end - start))
        else:
            found += [(str(number), 1) for number in numbers[start:end]]
    return found
