"""What every usage log is turned into: one relation, `calls`, with a row for each call.

A format says which columns of its file it reads, each with a `Cell` kind, and how the columns of `calls` follow from
them: SQL expressions over `cells`, a relation that has one typed column for each column read:

    Cell.COUNT   BIGINT    a whole number ≥ 0
    Cell.NUMBER  DOUBLE    a finite number ≥ 0
    Cell.MOMENT  DOUBLE    unix seconds, UTC; from ISO 8601 text or from a number of s, ms, µs or ns (told by its size)
    Cell.TEXT    VARCHAR   an empty cell is NULL
    Cell.FLAG    BOOLEAN   true/false, 1/0, yes/no in any case; 'None' and empty are NULL

A row with a value that its kind does not allow is rejected and named, so expressions need not check again. The
expressions are plain SQL (CASE, COALESCE, comparisons, arithmetic, `lower`, LIKE), so that a warehouse runs them too.
"""

# SQL is put together from the formats' own expressions; names and texts from files only through `quoted` and
# `identifier`.
# ruff: noqa: S608

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Cell(StrEnum):
    COUNT = "count"
    NUMBER = "number"
    MOMENT = "moment"
    TEXT = "text"
    FLAG = "flag"


# Types of `cells`, by kind.
TYPES: Mapping[Cell, str] = {
    Cell.COUNT: "BIGINT",
    Cell.NUMBER: "DOUBLE",
    Cell.MOMENT: "DOUBLE",
    Cell.TEXT: "VARCHAR",
    Cell.FLAG: "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file that a format reads, and its name in `cells`."""

    # Name in `cells`: lower case letters and underscores.
    name: str
    # Name of the column of a table or Parquet file, or for JSON lines a dotted path. A key that holds dots itself: a
    # tuple of keys. A cell of a table that holds JSON: ("column", "key", "key").
    path: str | tuple[str, ...]
    kind: Cell
    # A row without a value is rejected; a file without the column is none of this format's.
    required: bool = False
    # MOMENT: unit of numbers, "s", "ms", "us", "ns"; None: told by each value's size.
    unit: str | None = None


# Columns of `calls`, their types, and what they are if a format does not say.
CALLS: Mapping[str, tuple[str, str]] = {
    # Unix seconds, UTC.
    "started_at": ("DOUBLE", "NULL"),
    # From the request to the end of the answer. A negative one is left out and counted.
    "latency_ms": ("DOUBLE", "NULL"),
    "first_token_ms": ("DOUBLE", "NULL"),
    "model": ("VARCHAR", "NULL"),
    # What the provider calls the model, where `model` is a name of the team's own.
    "provider_model": ("VARCHAR", "NULL"),
    # Tokens read, cached ones among them. NULL: not known, as for most errors.
    "tokens_in": ("BIGINT", "NULL"),
    # Read from the provider's cache and written to it: both part of `tokens_in`.
    "tokens_cached": ("BIGINT", "NULL"),
    "tokens_cache_write": ("BIGINT", "NULL"),
    # Tokens written, reasoning among them.
    "tokens_out": ("BIGINT", "NULL"),
    "tokens_reasoning": ("BIGINT", "NULL"),
    "cost_usd": ("DOUBLE", "NULL"),
    # False for embeddings and the like, which are counted apart.
    "is_call": ("BOOLEAN", "TRUE"),
    "is_error": ("BOOLEAN", "FALSE"),
    # The tool's own cache answered: a call, but nothing is paid and its latency says nothing about the model.
    "is_cache_hit": ("BOOLEAN", "NULL"),
    "is_retry": ("BOOLEAN", "NULL"),
    "is_batch": ("BOOLEAN", "NULL"),
    "is_streamed": ("BOOLEAN", "NULL"),
    # For the note about rows that stand in the file more than once.
    "row_id": ("VARCHAR", "NULL"),
    # Why the row is rejected, beyond what its cells' kinds say.
    "problem": ("VARCHAR", "NULL"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTable:
    """How a format's columns become `calls`."""

    columns: tuple[Column, ...]
    # Column of `calls` → SQL expression over `cells`; what is not named takes its default of `CALLS`.
    calls: Mapping[str, str]
    # Which rows of `cells` count at all (spans that are no calls do not); SQL, or "" for all. Rows that do not are
    # left out of `rows` too.
    where: str = ""
    # Sentences for every reading of this format.
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        unknown = set(self.calls) - set(CALLS)
        if unknown:
            raise ValueError(f"no such columns of calls: {sorted(unknown)}")

    def calls_sql(self, relation: str = "cells", extra: tuple[str, ...] = ()) -> str:
        """SELECT of `calls` over a relation that has the columns of `cells`, with `extra` columns as they are."""
        chosen = ", ".join(
            f"CAST({self.calls.get(name, default)} AS {kind}) AS {name}" for name, (kind, default) in CALLS.items()
        )
        chosen += "".join(f", {name}" for name in extra)
        where = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {chosen} FROM {relation}{where}"

    def absent(self, missing: frozenset[str]) -> frozenset[str]:
        """Columns of `calls` that are NULL throughout when these columns of `cells` are not in the file."""
        return frozenset(
            name
            for name, (_, default) in CALLS.items()
            if (given := self.calls.get(name, default)) == "NULL" or given in missing
        )


def keys_of(column: Column) -> tuple[str, ...]:
    """The path, key by key, of a column in JSON."""
    return column.path if isinstance(column.path, tuple) else tuple(column.path.split("."))
