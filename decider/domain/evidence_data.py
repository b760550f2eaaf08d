"""A reading as plain data, in the shape of the contract, and back.

Money is a decimal string, times are ISO 8601 in UTC with Z, percentiles lie flat beside the counts
(`latency_p50_ms`, `first_token_p95_ms`). What is unknown is null. Outcomes of single cases stay out: `outcomes_data`.
"""

import dataclasses
import datetime
import functools
import hashlib
import json
import math
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.evidence import VERSION, Kind, Percentiles, Reading, Series, Usage

# Names in the data that differ from the names here.
_NAMES = {"first_at": "from", "last_at": "to"}
# PostgreSQL refuses NUL, UTF-8 refuses lone surrogates: neither leaves here.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Characters of a text that came out of a file.
_LONGEST = 2_000
_PARTS = ("usage", "evaluation", "training", "prompt")


def evidence_data(reading: Reading) -> dict[str, Any]:
    """The contract's evidence object; only the part of the file's kind is in it."""
    data: dict[str, Any] = {"version": VERSION}
    for name in (each.name for each in dataclasses.fields(reading) if each.name not in _PARTS):
        data[name] = _plain(getattr(reading, name))
    data[reading.kind.value] = _plain(getattr(reading, reading.kind.value))
    return data


def fingerprint(reading: Reading) -> str:
    """SHA-256 of the figures, written in one way: what tells readings apart that come of no file.

    Sentences stay out: in which order rows were refused says nothing about the figures.
    """
    words = ("sha256", "bytes", "notes", "rejected")
    data = {name: value for name, value in evidence_data(reading).items() if name not in words}
    written = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()


def reading_from(data: Mapping[str, Any]) -> Reading:
    """The reading that `evidence_data` wrote; raises `ValueError` for what it did not write."""
    if data.get("version") != VERSION:
        raise ValueError(f"evidence of version {data.get('version')!r} is not read")
    try:
        return typing.cast(Reading, _made(Reading, data))
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"this is no evidence object: {error}") from error


def series_key(series: Series) -> str:
    """What tells a series from the others of its file."""
    return _text(f"{series.name}\t{series.metric}\t{series.filter}")


def outcomes_data(reading: Reading) -> dict[str, dict[str, bool | float | None]]:
    """What each case got, by `series_key` and case; series without outcomes are left out."""
    if reading.evaluation is None:
        return {}
    return {
        series_key(series): {_text(str(case)): _plain(got) for case, got in series.outcomes.items()}
        for series in reading.evaluation.series
        if series.outcomes
    }


def _text(value: str) -> str:
    value = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, Kind):
        return value.value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _object(value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        item = getattr(value, field.name)
        if field.name == "outcomes":
            continue
        if _is_percentiles(type(value), field.name):
            data |= _flat(field.name, item)
        else:
            data[_NAMES.get(field.name, field.name) if isinstance(value, Usage) else field.name] = _plain(item)
    return data


def _flat(name: str, value: Percentiles | None) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(Percentiles)]
    return {f"{name}_{each}": None if value is None else _plain(getattr(value, each)) for each in names}


@functools.cache
def _types(owner: type) -> dict[str, Any]:
    """The types of a class's fields: looked up once, for a reading has thousands of rows of a few classes."""
    return typing.get_type_hints(owner)


def _is_percentiles(owner: type, name: str) -> bool:
    return bool(_types(owner)[name] == Percentiles | None)


def _made(kind: Any, data: Any) -> Any:
    """`data` as a value of the type `kind`."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        if data is None:
            return None
        return _made(next(each for each in arguments if each is not types.NoneType), data)
    if dataclasses.is_dataclass(kind):
        return _made_object(kind, data)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(_made(arguments[0], item) for item in data)
        return tuple(_made(each, item) for each, item in zip(arguments, data, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _made(arguments[1], item) for key, item in data.items()}
    return _made_value(kind, data)


def _made_value(kind: Any, data: Any) -> Any:
    if kind is datetime.datetime or kind is datetime.date:
        return kind.fromisoformat(data)
    if kind in (Decimal, Kind):
        return kind(data)
    if kind is float:
        return float(data)
    return data


def _made_object(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = _types(kind)
    given: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        name = _NAMES.get(field.name, field.name) if kind is Usage else field.name
        if _is_percentiles(kind, field.name):
            flat: dict[str, Any] = {
                each.name: data.get(f"{field.name}_{each.name}") for each in dataclasses.fields(Percentiles)
            }
            given[field.name] = None if flat["n"] is None else Percentiles(**flat)
        elif name in data:
            given[field.name] = _made(hints[field.name], data[name])
    return kind(**given)
