"""Take the catalogue's prices into the price book: new dated rows only, and no day's recorded price is changed."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from decider.models import ModelPrice
from decider.models.model_price import FACT_COLUMNS, OTHER_PRICES, TUNED_PRICES
from decider.pricing.actions import key_of, plain, spoken
from decider.pricing.catalogue import CatalogueModel, Quote

MODEL = ("provider", "name")
# What a new row takes over from the one before it: the catalogue knows nothing of these.
KEPT = (*OTHER_PRICES, *TUNED_PRICES, *FACT_COLUMNS, "label")


@dataclass
class Imported:
    """What an import did, or would do: rows to add, rows found unchanged (checked again), and what did not fit."""

    added: list[ModelPrice] = field(default_factory=list)
    checked: list[ModelPrice] = field(default_factory=list)
    unchanged: int = 0
    # Sentences on prices that are recorded for a day and that the catalogue gives otherwise.
    conflicts: list[str] = field(default_factory=list)


@transaction.atomic
def import_prices(*, models: Iterable[CatalogueModel], day: datetime.date, by: str, dry_run: bool = False) -> Imported:
    """Bring the token prices of the book up to the catalogue as of `day`. `by` names the catalogue with its version.

    A model whose price is the same is checked again (`checked_on` moves, but only once for each version:
    reading the same package a second time checks nothing). Another price is a new row from `day` on.
    Announced prices are rows in the future. Past days get a price only where the book has none.
    """
    recorded: dict[tuple[Any, ...], list[ModelPrice]] = {}
    for row in ModelPrice.objects.order_by("valid_from"):
        recorded.setdefault(key_of(vars(row), MODEL), []).append(row)
    done = Imported()
    for model in models:
        _take(model, recorded.get((model.provider.casefold(), model.name.casefold()), []), day, by, done)
    if not dry_run:
        ModelPrice.objects.bulk_create(done.added)
        for row in done.checked:
            row.save()
    return done


def _take(model: CatalogueModel, rows: list[ModelPrice], day: datetime.date, by: str, done: Imported) -> None:
    """One model's quotes against its rows; `rows` grows by what is added."""
    first_recorded = rows[0].valid_from if rows else None
    current = [quote for quote in model.quotes if quote.starts_on <= day][-1]
    for quote in model.quotes:
        if first_recorded is None or quote.starts_on < first_recorded:
            # The book has no price of that day: nothing is rewritten.
            _add(model, quote, quote.starts_on, rows, day, by, done)
        elif quote.starts_on > day:
            _compare(model, quote, quote.starts_on, rows, day, by, done)
    if first_recorded is not None and first_recorded <= day:
        _compare(model, current, day, rows, day, by, done)


def _compare(
    model: CatalogueModel, quote: Quote, start: datetime.date, rows: list[ModelPrice], day: datetime.date, by: str,
    done: Imported,
) -> None:  # fmt: skip
    """A quote that holds on `start`, against the row that is valid then."""
    valid = _valid(rows, start)
    if valid is None or (not _same(valid, quote) and valid.valid_from < start):
        _add(model, quote, start, rows, day, by, done)
    elif _same(valid, quote):
        _check(valid, day, by, done)
    else:
        done.conflicts += [
            f"{model.provider} {model.name}: {name} is recorded as {spoken(getattr(valid, name))} from "
            f"{valid.valid_from}, the catalogue says {spoken(value)}. A recorded price is never rewritten."
            for name, value in quote.prices.items()
            if plain(getattr(valid, name)) != plain(value)
        ]


def _valid(rows: Sequence[ModelPrice], day: datetime.date) -> ModelPrice | None:
    past = [row for row in rows if row.valid_from <= day]
    return max(past, key=lambda row: row.valid_from, default=None)


def _same(row: ModelPrice, quote: Quote) -> bool:
    return all(plain(getattr(row, name)) == plain(value) for name, value in quote.prices.items())


def _check(row: ModelPrice, day: datetime.date, by: str, done: Imported) -> None:
    if row.changed_by == by or row.checked_on >= day:
        done.unchanged += 1
        return
    row.checked_on, row.changed_by = day, by
    done.checked.append(row)


def _add(
    model: CatalogueModel, quote: Quote, start: datetime.date, rows: list[ModelPrice], day: datetime.date, by: str,
    done: Imported,
) -> None:  # fmt: skip
    before = _valid(rows, start) or (rows[0] if rows else None)
    kept: Mapping[str, Any] = {name: getattr(before, name) for name in KEPT} if before else {"label": model.label}
    row = ModelPrice(
        provider=before.provider if before else model.provider,
        name=before.name if before else model.name,
        valid_from=start,
        **quote.prices,
        **kept,
        note=quote.note,
        source=before.source if before else model.source,
        checked_on=day,
        changed_by=by,
    )
    if row.context_limit_tokens is None:
        row.context_limit_tokens = model.context_limit_tokens
    rows.append(row)
    rows.sort(key=lambda row: row.valid_from)
    done.added.append(row)
