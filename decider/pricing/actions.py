"""Add list prices to the price book. What was once recorded as a price stays as it was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from decider.models import GpuPrice, ModelPrice
from decider.models.model_price import FACT_COLUMNS, PRICE_COLUMNS

MODEL_KEY = ("provider", "name", "valid_from")
MODEL_PRICES = (*PRICE_COLUMNS, "tiers")
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
def load_prices(
    *,
    models: Iterable[Mapping[str, Any]],
    gpus: Iterable[Mapping[str, Any]],
    models_by: str = "prices.json",
    gpus_by: str = "gpus.json",
) -> Loaded:
    """Add the rows that are new; all of them or, on an error, none. `…_by` is who or what wrote them.

    A row for a day that is already recorded must state the same prices; its other facts (when it was
    last checked, when the model retires, the source) are brought up to date, and so are the facts of
    later rows of the same model that came from elsewhere.

    Raises:
        HistoryWouldChange: a row states another price for a day that is already recorded.
    """
    models = list(models)
    loaded = _load(ModelPrice, models, MODEL_KEY, MODEL_PRICES, models_by)
    loaded += Loaded(0, _carry_facts(models, models_by), 0)
    return loaded + _load(GpuPrice, gpus, GPU_KEY, GPU_PRICES, gpus_by)


def _load(
    table: type[ModelPrice] | type[GpuPrice],
    rows: Iterable[Mapping[str, Any]],
    key: Sequence[str],
    prices: Sequence[str],
    by: str,
) -> Loaded:
    recorded: dict[tuple[Any, ...], Any] = {key_of(vars(row), key): row for row in table._default_manager.all()}
    new: list[Any] = []
    changed, unchanged, problems = [], 0, []
    for row in rows:
        old = recorded.get(key_of(row, key))
        if old is None:
            new.append(table(**row, changed_by=by))
            continue
        # A later check by somebody else is not taken back.
        checked = {"checked_on": max(old.checked_on, row["checked_on"])}
        differing = {
            name: value
            for name, value in ({**row, **checked}).items()
            if name not in key and plain(getattr(old, name)) != plain(value)
        }
        problems += [_sentence(old, row, key, name) for name in differing if name in prices]
        if not differing:
            unchanged += 1
            continue
        for name, value in differing.items():
            setattr(old, name, value)
        old.changed_by = by
        changed.append(old)
    if problems:
        raise HistoryWouldChange(problems)
    table._default_manager.bulk_create(new)
    for old in changed:
        old.save()
    return Loaded(added=len(new), updated=len(changed), unchanged=unchanged)


def _carry_facts(rows: Sequence[Mapping[str, Any]], by: str) -> int:
    """Give later rows of a model (imported ones) the facts of the newest row loaded; how many changed."""
    newest: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        newest[key_of(row, MODEL_KEY[:2])] = row
    changed = 0
    for later in ModelPrice.objects.all():
        known = newest.get(key_of(vars(later), MODEL_KEY[:2]))
        if known is None or later.valid_from <= known["valid_from"]:
            continue
        facts = {name: known[name] for name in FACT_COLUMNS if name in known and known[name] not in (None, "", {})}
        differing = [name for name, value in facts.items() if plain(getattr(later, name)) != plain(value)]
        if not differing:
            continue
        for name in differing:
            setattr(later, name, facts[name])
        later.changed_by = by
        later.save()
        changed += 1
    return changed


def key_of(row: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    """What identifies a row, whatever the case of its names."""
    return tuple(value.casefold() if isinstance(value, str) else value for value in (row[name] for name in key))


def plain(value: Any) -> Any:
    """Numbers as `Decimal` wherever they stand, so that 2 and 2.000 are the same price."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _sentence(old: Any, row: Mapping[str, Any], key: Sequence[str], name: str) -> str:
    who = " ".join(str(row[part]) for part in key[:-1])
    return (
        f"{who}: {name} is recorded as {spoken(getattr(old, name))} from {row['valid_from']}, the file says "
        f"{spoken(row[name])}. A recorded price is never rewritten: add an entry with a later valid_from."
    )


def spoken(value: Any) -> str:
    if value is None:
        return "unknown"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
