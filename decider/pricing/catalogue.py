"""Token prices from the catalogue package (genai-prices), in the words of the price book.

What to mind, and how it is minded here:
- a look-up by name may give another model's price: models are walked, never looked up, and keep the id that they have;
- a variant that is not there silently gives the standard price: batch prices are read only where a batch variant is
  active on the day. A key that an active variant leaves out keeps its standard price, as the catalogue means it;
- some prices depend on the time of day: every question carries a time, and the price of most of the day is taken, with
  the other one in the note;
- a price may start on a day: each such day, past or announced, is a row of its own.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Any

from decider.pricing.price_files import Row

PACKAGE = "genai-prices"
BATCH = {"processing": "batch"}
KEYS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
}
# Billed with every call besides its tokens: a price by tokens alone would be too low.
BESIDE_TOKENS = ("requests_kcount", "output_citation_mtok")
HALF_HOURS = tuple(datetime.time(hour, minute, tzinfo=datetime.UTC) for hour in range(24) for minute in (0, 30))
LONGEST_NAME, LONGEST_NOTE = 120, 300
# The catalogue's providers whose models the book takes unless others are asked for.
PROVIDERS = ("anthropic", "aws", "deepseek", "fireworks", "google", "groq", "mistral", "openai", "together")


class UnknownProvider(Exception):
    """The catalogue has no provider of this name. `str()` is a sentence that lists those it has."""


@dataclass(frozen=True)
class Quote:
    """What the catalogue says of one model from one day on."""

    starts_on: datetime.date
    prices: Row
    # How the price varies over the day; empty where it does not.
    note: str


@dataclass(frozen=True)
class CatalogueModel:
    """One model of the catalogue. `quotes` are in the order of their days; the first one holds on the day asked for
    or started before it, the others are announced."""

    provider: str
    name: str
    label: str
    source: str
    context_limit_tokens: int | None
    quotes: tuple[Quote, ...]


def catalogue_version() -> str:
    """The package with its version, as rows name it: "genai-prices 0.2.3"."""
    return f"{PACKAGE} {version(PACKAGE)}"


def catalogue_models(day: datetime.date, providers: Iterable[str] = PROVIDERS) -> Iterator[CatalogueModel]:
    """Every model of these providers that is sold by tokens, in and out, as of the day.

    Raises:
        UnknownProvider: the catalogue does not have one of the providers.
    """
    known = {provider.id: provider for provider in _providers()}
    for code in providers:
        if code not in known:
            raise UnknownProvider(f"The catalogue has no provider “{code}”; it has {', '.join(sorted(known))}.")
        for model in known[code].models:
            if (read := _model(known[code], model, day)) is not None:
                yield read


def provider_codes() -> list[str]:
    return sorted(provider.id for provider in _providers())


@cache
def _providers() -> list[Any]:
    # Imported when it is needed: the catalogue is large, and most processes never ask it.
    from genai_prices.data import providers

    return list(providers)


def _model(provider: Any, model: Any, day: datetime.date) -> CatalogueModel | None:
    # A tuned variant's price belongs to its base model's row.
    is_tuned = model.id.startswith("ft:") or ".ft-" in model.id
    if is_tuned or len(model.id) > LONGEST_NAME or _is_not_by_tokens(model, day):
        return None
    starts = _start_days(model)
    past = [start for start in starts if start <= day]
    days = [*past, *(start for start in starts if start > day)]
    if not past:
        days.insert(0, day)
    quotes: list[Quote] = []
    for start in days:
        prices, note = _on_day(model, start)
        if prices is not None and not (quotes and quotes[-1].prices == prices):
            quotes.append(Quote(start, prices, note))
    if not quotes or quotes[0].starts_on > day:
        return None
    return CatalogueModel(
        provider=provider.id,
        name=model.id,
        label=(model.name or model.id)[:LONGEST_NAME],
        source=(provider.pricing_urls or [""])[0],
        context_limit_tokens=model.context_window,
        quotes=tuple(quotes),
    )


def _is_not_by_tokens(model: Any, day: datetime.date) -> bool:
    standard = model.get_prices(_moment(day))
    return any(getattr(standard, key) is not None for key in BESIDE_TOKENS)


def _start_days(model: Any) -> list[datetime.date]:
    """The days on which a standard or batch price of the model starts."""
    conditions = [entry.constraint for entry in model.prices] if isinstance(model.prices, list) else []
    conditions += [variant.constraint for variant in _batch_variants(model)]
    days = {condition.start_date for condition in conditions if hasattr(condition, "start_date")}
    return sorted(days)


def _batch_variants(model: Any) -> list[Any]:
    return [variant for variant in model.price_variants or () if variant.when == BATCH]


def _on_day(model: Any, day: datetime.date) -> tuple[Row | None, str]:
    """The price of most of the day, and a note of the others."""
    times = Counter(str(model.get_prices(_moment(day, at))) for at in HALF_HOURS)
    usual = times.most_common(1)[0][0]
    at = next(at for at in HALF_HOURS if str(model.get_prices(_moment(day, at))) == usual)
    moment = _moment(day, at)
    standard = model.get_prices(moment)
    if standard.input_mtok is None or standard.output_mtok is None:
        return None, ""
    active = any(variant.constraint is None or variant.constraint.active(moment) for variant in _batch_variants(model))
    batch = model.get_prices(moment, BATCH) if active else None
    note = "" if len(times) == 1 else _other_times(model, day, usual)
    return _prices(standard, batch), note


def _other_times(model: Any, day: datetime.date, usual: str) -> str:
    """The hours (UTC) at which another price holds, and that price: "01:00–04:00 UTC: $0.3 in, $1.2 out"."""
    spans: list[tuple[datetime.time, datetime.time, Any]] = []
    for at, after in zip(HALF_HOURS, (*HALF_HOURS[1:], HALF_HOURS[0]), strict=True):
        price = model.get_prices(_moment(day, at))
        if str(price) == usual:
            continue
        if spans and spans[-1][1] == at and str(spans[-1][2]) == str(price):
            spans[-1] = (spans[-1][0], after, price)
        else:
            spans.append((at, after, price))
    said = [
        f"{start:%H:%M}–{end:%H:%M} UTC ${_base(price.input_mtok)} in, ${_base(price.output_mtok)} out"
        for start, end, price in spans
    ]
    return f"Price of most of the day; at other hours: {'; '.join(said)}."[:LONGEST_NOTE]


def _prices(standard: Any, batch: Any) -> Row:
    row: Row = {name: _base(getattr(standard, key)) for name, key in KEYS.items()}
    row["reasoning"] = _base(standard.output_reasoning_mtok)
    for name, key in KEYS.items():
        row[f"batch_{name}"] = None if batch is None else _base(getattr(batch, key))
    row["tiers"] = [_tier(start, standard, batch) for start in _tier_starts(standard)]
    return row


def _tier_starts(prices: Any) -> list[int]:
    """Where any key's price changes with the length of the input."""
    found = (getattr(prices, key) for key in KEYS.values())
    return sorted({tier.start for price in found for tier in getattr(price, "tiers", ())})


def _tier(start: int, standard: Any, batch: Any) -> Row:
    """All prices of calls longer than `start`: a key without a tier keeps its price."""
    row: Row = {"above_input_tokens": Decimal(start)}
    for prefix, prices in (("", standard), ("batch_", batch)):
        for name, key in KEYS.items():
            price = None if prices is None else _above(getattr(prices, key), start)
            if price is not None:
                row[prefix + name] = price
    return row


def _base(price: Any) -> Decimal | None:
    return getattr(price, "base", price)


def _above(price: Any, start: int) -> Decimal | None:
    reached = [tier.price for tier in getattr(price, "tiers", ()) if tier.start <= start]
    return reached[-1] if reached else _base(price)


def _moment(day: datetime.date, at: datetime.time = datetime.time(12, tzinfo=datetime.UTC)) -> datetime.datetime:
    return datetime.datetime.combine(day, at)
