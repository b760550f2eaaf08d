"""Read files of list prices (`fixtures/prices.json`, `fixtures/gpus.json`); say in sentences what is wrong in them."""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.models.model_price import PRICE_COLUMNS

Row = dict[str, Any]
MOST_DIGITS_BEFORE_POINT = 12
MOST_DIGITS_AFTER_POINT = 12
TIER_PRICES = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "batch_cache_read",
    "batch_cache_write",
)
# The facts whose sources may be named one by one.
SOURCED_FACTS = (
    "tunable",
    "tunable_where",
    "tunable_until",
    "open_weights",
    "licence",
    "retires_on",
    "successor",
    "context_limit_tokens",
    "structured_output",
    "minimum_cacheable_prefix_tokens",
    "training",
)


class PriceFileErrors(Exception):
    """A file of prices cannot be used; nothing of it was taken. `sentences` says why, one problem each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class _Wrong(Exception):
    """What is wrong with one value; the end of a sentence that begins with the value's name."""


@dataclass(frozen=True)
class Column:
    check: Callable[[Any], Any]
    required: bool = False
    default: Any = None


def text(longest: int) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise _Wrong("must be text")
        if len(value) > longest:
            raise _Wrong(f"has {len(value)} characters; {longest} is the most")
        return value.strip()

    return check


def price(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _Wrong(f"must be a number of $ or null, not {json.dumps(value, default=str)}")
    number = Decimal(value)
    if number < 0:
        raise _Wrong(f"is {number}; a price is never negative")
    _, digits, exponent = number.normalize().as_tuple()
    if not isinstance(exponent, int) or -exponent > MOST_DIGITS_AFTER_POINT:
        raise _Wrong(f"has more than {MOST_DIGITS_AFTER_POINT} digits after the point")
    if len(digits) + exponent > MOST_DIGITS_BEFORE_POINT:
        raise _Wrong("is too large to be a price")
    return number


def count(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value) or value < 0:
        raise _Wrong("must be a whole number of 0 or more, or null")
    return Decimal(int(value))


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("must be true, false or null")
    return value


def day(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Wrong(f"must be a day such as 2026-11-24, not {json.dumps(value, default=str)}") from None


def url(value: Any) -> str:
    address = text(300)(value)
    if not address.startswith(("https://", "http://")):
        raise _Wrong("must be the address of a page, beginning with https://")
    return address


def tiers(value: Any) -> list[Row]:
    if not isinstance(value, list) or not all(isinstance(tier, dict) for tier in value):
        raise _Wrong("must be a list of tiers")
    return [_tier(tier) for tier in value]


def _tier(tier: Row) -> Row:
    if unknown := sorted(set(tier) - {"above_input_tokens", *TIER_PRICES}):
        raise _Wrong(f"has a tier with the unknown key {unknown[0]}")
    if tier.get("above_input_tokens") is None:
        raise _Wrong("has a tier without above_input_tokens")
    prices = {name: price(tier[name]) for name in TIER_PRICES if tier.get(name) is not None}
    return {"above_input_tokens": count(tier["above_input_tokens"]), **prices}


def fact_sources(value: Any) -> Row:
    if not isinstance(value, dict):
        raise _Wrong("must be an object with the address of a page for each fact")
    if unknown := sorted(set(value) - set(SOURCED_FACTS)):
        raise _Wrong(f"names the unknown fact {unknown[0]}")
    return {name: url(address) for name, address in value.items()}


MODEL_COLUMNS: Mapping[str, Column] = {
    "provider": Column(text(60), required=True),
    "name": Column(text(120), required=True),
    "label": Column(text(120), required=True),
    "valid_from": Column(day, required=True),
    **{name: Column(price) for name in PRICE_COLUMNS},
    "tiers": Column(tiers, default=[]),
    "tunable": Column(flag),
    "tunable_where": Column(text(120), default=""),
    "tunable_until": Column(day),
    "open_weights": Column(flag),
    "licence": Column(text(80), default=""),
    "retires_on": Column(day),
    "successor": Column(text(120), default=""),
    "context_limit_tokens": Column(count),
    "structured_output": Column(flag),
    "minimum_cacheable_prefix_tokens": Column(count),
    "fact_sources": Column(fact_sources, default={}),
    "note": Column(text(300), default=""),
    "source": Column(url, required=True),
    "checked_on": Column(day, required=True),
}
GPU_COLUMNS: Mapping[str, Column] = {
    "gpu": Column(text(60), required=True),
    "provider": Column(text(60), required=True),
    "usd_per_hour": Column(price, required=True),
    "valid_from": Column(day, required=True),
    "source": Column(url, required=True),
    "checked_on": Column(day, required=True),
}
SPECIFICATION_COLUMNS: Mapping[str, Column] = {
    "peak_flops": Column(count),
    "bandwidth_bytes_per_s": Column(count),
    "data_sheet": Column(url, default=""),
}


def read_model_prices(content: str, file_name: str) -> list[Row]:
    """The rows of a file of model prices, every column checked.

    Raises:
        PriceFileErrors: with one sentence for each problem.
    """
    document = _document(content, file_name, "models", {"about", "models"})
    return _rows(document["models"], MODEL_COLUMNS, file_name, ("provider", "name"))


def read_gpu_prices(content: str, file_name: str) -> list[Row]:
    """The rows of a file of GPU prices, each with the maker's figures of its GPU.

    Raises:
        PriceFileErrors: with one sentence for each problem.
    """
    document = _document(content, file_name, "gpus", {"about", "gpus", "specifications"})
    given = document.get("specifications", {})
    if not isinstance(given, dict):
        raise PriceFileErrors([f"{file_name}: “specifications” must be an object with one entry for each GPU."])
    problems: list[str] = []
    specifications = {
        name: _row(figures, SPECIFICATION_COLUMNS, f"{file_name}, specification of {name}", problems)
        for name, figures in given.items()
    }
    if problems:
        raise PriceFileErrors(problems)
    rows = _rows(document["gpus"], GPU_COLUMNS, file_name, ("gpu", "provider"))
    unknown = _row({}, SPECIFICATION_COLUMNS, file_name, [])
    return [row | specifications.get(row["gpu"], unknown) for row in rows]


def _document(content: str, file_name: str, list_name: str, known: set[str]) -> Row:
    try:
        document = json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise PriceFileErrors([f"{file_name} is not valid JSON: {error}."]) from None
    if not isinstance(document, dict) or not isinstance(document.get(list_name), list):
        raise PriceFileErrors([f"{file_name} must be an object with a list named “{list_name}”."])
    if unknown := sorted(set(document) - known):
        raise PriceFileErrors([f"{file_name} has the unknown key “{unknown[0]}”."])
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _rows(given: list[Any], columns: Mapping[str, Column], file_name: str, key: tuple[str, str]) -> list[Row]:
    problems: list[str] = []
    rows: list[Row] = []
    seen: set[tuple[Any, ...]] = set()
    for position, entry in enumerate(given, start=1):
        named = " ".join(str(entry[name]) for name in key if entry.get(name)) if isinstance(entry, dict) else ""
        where = f"{file_name}, entry {position}" + (f" ({named})" if named else "")
        before = len(problems)
        row = _row(entry, columns, where, problems)
        if len(problems) > before:
            continue
        identity = (*(row[name].casefold() for name in key), row["valid_from"])
        if identity in seen:
            problems.append(f"{where}: there is already an entry valid from {row['valid_from']}.")
        seen.add(identity)
        rows.append(row)
    if problems:
        raise PriceFileErrors(problems)
    return rows


def _row(entry: Any, columns: Mapping[str, Column], where: str, problems: list[str]) -> Row:
    if not isinstance(entry, dict):
        problems.append(f"{where} must be an object.")
        return {}
    problems += [f"{where}: “{name}” is not a known column." for name in entry if name not in columns]
    row: Row = {}
    for name, column in columns.items():
        value = entry.get(name)
        if value is None or value == "":
            row[name] = column.default
            if column.required:
                problems.append(f"{where}: {name} is missing.")
            continue
        try:
            row[name] = column.check(value)
        except _Wrong as wrong:
            problems.append(f"{where}: {name} {wrong}.")
    return row
