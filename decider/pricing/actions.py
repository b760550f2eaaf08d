"""Add list prices to the price book. What was once recorded as a price stays as it was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model

from decider.models import GpuPrice, ModelPrice
from decider.models.price_book import TOKEN_PRICES, TUNED_PRICES

MODEL_KEY = ("provider", "name", "valid_from")
MODEL_PRICES = (*TOKEN_PRICES, "tiers", "training", "hosting_per_hour", *TUNED_PRICES)
GPU_KEY = ("gpu", "provider", "valid_from")
GPU_PRICES = ("usd_per_hour",)


class HistoryWouldChange(Exception):
    """A recorded price would be overwritten. `sentences` names each and says what to do instead."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, had facts besides the prices brought up to date, and stayed the same."""

    added: int
    updated: int
    unchanged: int

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.added + other.added, self.updated + other.updated, self.unchanged + other.unchanged)


@transaction.atomic
def load_prices(*, models: Iterable[Mapping[str, Any]], gpus: Iterable[Mapping[str, Any]]) -> Loaded:
    """Add the rows that are new; all of them or, on an error, none.

    A row for a day that is already recorded must state the same prices; its other facts (when it was
    last checked, when the model retires, the source) are brought up to date.

    Raises:
        HistoryWouldChange: a row states another price for a day that is already recorded.
    """
    return _load(ModelPrice, models, MODEL_KEY, MODEL_PRICES) + _load(GpuPrice, gpus, GPU_KEY, GPU_PRICES)


def _load(table: type[Model], rows: Iterable[Mapping[str, Any]], key: Sequence[str], prices: Sequence[str]) -> Loaded:
    recorded = {_key(vars(row), key): row for row in table._default_manager.all()}
    new, changed, unchanged, problems = [], [], 0, []
    for row in rows:
        old = recorded.get(_key(row, key))
        if old is None:
            new.append(table(**row))
            continue
        differing = [name for name in row if name not in key and _plain(getattr(old, name)) != _plain(row[name])]
        problems += [_sentence(old, row, key, name) for name in differing if name in prices]
        if not differing:
            unchanged += 1
            continue
        for name in differing:
            setattr(old, name, row[name])
        changed.append(old)
    if problems:
        raise HistoryWouldChange(problems)
    table._default_manager.bulk_create(new)
    for old in changed:
        old.save()
    return Loaded(added=len(new), updated=len(changed), unchanged=unchanged)


def _key(row: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(value.casefold() if isinstance(value, str) else value for value in (row[name] for name in key))


def _plain(value: Any) -> Any:
    """Numbers as `Decimal` wherever they stand, so that 2 and 2.000 are the same price."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _sentence(old: Any, row: Mapping[str, Any], key: Sequence[str], name: str) -> str:
    who = " ".join(str(row[part]) for part in key[:-1])
    return (
        f"{who}: {name} is recorded as {_spoken(getattr(old, name))} from {row['valid_from']}, the file says "
        f"{_spoken(row[name])}. A recorded price is never rewritten: add an entry with a later valid_from."
    )


def _spoken(value: Any) -> str:
    if value is None:
        return "unknown"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
