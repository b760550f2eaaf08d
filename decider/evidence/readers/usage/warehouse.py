"""Usage where it lies: the same figures from a table or view of a warehouse, by the same SQL, without pulling rows.

Through ibis (an extra: `requirements-warehouse.txt`), which knows the warehouses and their dialects. Only counts, sums
and percentiles by model and hour come over. Tested on PostgreSQL and DuckDB; ibis has more.
"""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import duckdb

from decider.domain.evidence import EvidenceError, Kind, Percentiles, Reading, Rejected
from decider.evidence.readers.engine import identifier
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.usage import litellm
from decider.evidence.readers.usage.canonical import CALLS, CallTable
from decider.evidence.readers.usage.mapping import table_of_columns
from decider.evidence.readers.usage.profile import UNKNOWN_MODEL, hours_sql, percentiles_sql, usage_of_hours
from decider.evidence.readers.usage.warehouse_cells import cells_sql

FORMAT = "warehouse"
# Rows of sums that are fetched at most: models × hours.
MOST_GROUPS = 500_000
MISSING = (
    "Reading a warehouse needs an extra that is not installed: pip install -r requirements-warehouse.txt, and the ibis "
    "backend of your warehouse if it is neither PostgreSQL nor DuckDB."
)

# Tables that tools keep themselves: no mapping is needed.
KNOWN: Mapping[str, CallTable] = {"litellm-spendlogs": litellm.SPEND_LOGS}


def mapped(mapping: Mapping[str, str]) -> CallTable:
    """What columns (column → one of `mapping.MEANINGS`) make of a table; raises `EvidenceError`."""
    return table_of_columns(frozenset(mapping), mapping)


def read_warehouse(url: str, table: str, calls: CallTable) -> Reading:
    """The figures of a table or view, named `table` or `schema.table`. Nothing is written there.

    Raises `EvidenceError`; its sentence never holds the address.
    """
    parts = table.split(".")
    if not all(parts) or len(parts) > 2:
        raise EvidenceError("Name the table as TABLE or SCHEMA.TABLE.")
    warehouse = open_warehouse(url)
    try:
        with warehouse.reading():
            types = warehouse.types(parts)
            relation = ".".join(identifier(part) for part in parts)
            cells = cells_sql(relation, calls.columns, types, every=calls not in KNOWN.values())
            return _profile(warehouse, calls, cells)
    except warehouse.errors as error:
        raise EvidenceError(f"The warehouse refused: {_reason(error)}.") from None
    finally:
        warehouse.close()


def open_warehouse(url: str) -> "Warehouse":
    """A connection that reads; raises `EvidenceError`."""
    try:
        ibis = importlib.import_module("ibis")
        sqlglot = importlib.import_module("sqlglot")
    except ImportError:
        raise EvidenceError(MISSING) from None
    scheme, options = _address(url)
    known = ibis.common.exceptions
    errors: tuple[type[Exception], ...] = (
        duckdb.Error,
        known.IbisError,
        known.UnsupportedOperationError,
        sqlglot.errors.SqlglotError,
    )
    if scheme.startswith("postgres"):
        errors = (*errors, importlib.import_module("psycopg").Error)
    anything: tuple[type[Exception], ...] = (OSError, ValueError, TypeError, AttributeError, *errors)
    try:
        return Warehouse(ibis.connect(url, **options), errors, known.TableNotFound)
    except ImportError:
        raise EvidenceError(MISSING) from None
    except anything as error:
        # The message may hold the address.
        raise EvidenceError(
            f"The warehouse cannot be reached ({type(error).__name__}): check the address in WAREHOUSE_URL."
        ) from None


def _reason(error: BaseException) -> str:
    """The database's own first sentence: it names tables and columns, never the address."""
    diagnosis = getattr(error, "diag", None)
    message = getattr(diagnosis, "message_primary", None) or str(error).partition("\n")[0] or type(error).__name__
    return shown(message, 200).rstrip(".")


class Warehouse:
    """A connection that reads."""

    def __init__(self, backend: Any, errors: tuple[type[Exception], ...], not_found: type[Exception]) -> None:
        self.backend = backend
        # What the warehouse raises.
        self.errors = errors
        self._not_found = not_found

    def close(self) -> None:
        self.backend.disconnect()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the table for all queries, and no right to write, where the warehouse has that."""
        if self.backend.name != "postgres":
            yield
            return
        with self.backend.con.transaction():
            self.backend.con.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def types(self, parts: Sequence[str]) -> Mapping[str, Any]:
        """Types of the table's columns."""
        try:
            schema = self.backend.get_schema(parts[-1], database=parts[0] if len(parts) == 2 else None)
        except self._not_found:
            raise EvidenceError(
                f"The warehouse has no table or view “{shown('.'.join(parts), 80)}”: name it as TABLE or SCHEMA.TABLE."
            ) from None
        return dict(schema.items())

    def rows(self, sql: str, columns: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
        """Rows of a SELECT in DuckDB's dialect, whose columns have the given ibis types."""
        casts = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN"}
        chosen = ", ".join(f"CAST({name} AS {casts[kind]}) AS {name}" for name, kind in columns.items())
        query = f"SELECT {chosen} FROM ({sql}) AS figures LIMIT {MOST_GROUPS + 1}"  # noqa: S608
        expression = self.backend.sql(query, schema=dict(columns), dialect="duckdb")
        found = expression.to_pyarrow()
        if found.num_rows > MOST_GROUPS:
            raise EvidenceError(
                f"The table has more than {MOST_GROUPS:,} pairs of a model and an hour: read a view of fewer models "
                "or a shorter time."
            )
        for batch in found.to_batches(max_chunksize=10_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _address(url: str) -> tuple[str, dict[str, Any]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise EvidenceError("WAREHOUSE_URL is no address such as postgres://user@host/database.") from None
    if not parts.scheme:
        raise EvidenceError("WAREHOUSE_URL is no address such as postgres://user@host/database.")
    if parts.scheme == "duckdb":
        if not parts.path.strip("/") and not parts.netloc:
            raise EvidenceError("WAREHOUSE_URL names no DuckDB file: duckdb:///folder/file.duckdb.")
        return parts.scheme, {"read_only": True}
    return parts.scheme, {}


def _profile(warehouse: Warehouse, table: CallTable, cells: str) -> Reading:
    calls = table.calls_sql(f"({cells}) AS cells", extra=("fault",))
    rejected = [
        (n, reason)
        for reason, n in warehouse.rows(
            "SELECT COALESCE(fault, problem) AS reason, count(*) AS n "  # noqa: S608 (columns are quoted, see cells_sql)
            f"FROM ({calls}) AS checked GROUP BY 1 ORDER BY 2 DESC",
            {"reason": "string", "n": "int64"},
        )
    ]
    good = f"SELECT * FROM ({calls}) AS checked WHERE fault IS NULL AND problem IS NULL"  # noqa: S608
    local = duckdb.connect(config={"memory_limit": "256MB", "threads": 1})
    try:
        _fetch_hours(warehouse, local, good)
        usage = usage_of_hours(local, dict(_percentiles(warehouse, good)), tells_calls="is_call" in table.calls)
    finally:
        local.close()
    accepted = sum(n for n, reason in rejected if reason is None)
    if not accepted:
        reason = f": {rejected[0][1]}" if rejected else ""
        raise EvidenceError(f"The table has no row that can be used{reason}.")
    return Reading(
        kind=Kind.USAGE,
        format=FORMAT,
        tool=warehouse.backend.name,
        rows=sum(n for n, _ in rejected),
        accepted=accepted,
        rejected=tuple(Rejected(None, f"{reason} ({n:,} rows)") for n, reason in rejected if reason is not None),
        rejected_count=sum(n for n, reason in rejected if reason is not None),
        notes=table.notes,
        usage=usage,
    )


def _fetch_hours(warehouse: Warehouse, local: duckdb.DuckDBPyConnection, calls: str) -> None:
    """The sums by model and hour, into a local table of the types that the engine would give it."""
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, (kind, _) in CALLS.items())
    local.execute(f"CREATE TABLE hours AS {hours_sql(f'SELECT {empty} WHERE FALSE', latencies=False)}")
    kinds = {"DOUBLE": "float64", "VARCHAR": "string", "BOOLEAN": "boolean"}
    columns = {
        name: kinds.get(kind, "int64")
        for name, kind in local.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'hours' ORDER BY column_index"
        ).fetchall()
    }
    marks = ", ".join("?" * len(columns))
    batch: list[tuple[Any, ...]] = []
    local.begin()
    for row in warehouse.rows(hours_sql(calls, latencies=False), columns):
        batch.append(row)
        if len(batch) == 10_000:
            local.executemany(f"INSERT INTO hours VALUES ({marks})", batch)  # noqa: S608
            batch.clear()
    if batch:
        local.executemany(f"INSERT INTO hours VALUES ({marks})", batch)  # noqa: S608
    local.commit()


def _percentiles(warehouse: Warehouse, calls: str) -> Iterator[tuple[tuple[str | None, str], Percentiles]]:
    columns = {"model": "string", "all_models": "int64", "n": "int64"} | dict.fromkeys(("p50", "p95", "p99"), "float64")
    for measure in ("latency_ms", "first_token_ms"):
        for model, every, n, *ranks in warehouse.rows(percentiles_sql(calls, measure), columns):
            if not n:
                continue
            p50, p95, p99 = (round(value, 3) for value in ranks)
            name = None if every else (model or UNKNOWN_MODEL)
            yield (name, measure), Percentiles(n=n, p50_ms=p50, p95_ms=p95, p99_ms=p99)
