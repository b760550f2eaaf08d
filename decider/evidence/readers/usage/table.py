"""From a file of calls to a reading: the fast path where every row is regular, else the careful one.

LANGFUSE = CallTable(columns=(Column("started", "startTime", Cell.MOMENT, required=True), …),
                     calls={"started_at": "started", "latency_ms": "(ended - started) * 1000", …})
reading = read_calls(source, LANGFUSE)
reading = read_calls(source, OTLP, rows=spans(source))      # rows that a format takes apart itself
"""

# SQL is put together from the formats' own expressions; names and texts from files only through `quoted` and
# `identifier`.
# ruff: noqa: S608

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from decider.domain.evidence import MAX_NAMED, EvidenceError, Kind, Reading, Rejected, Usage
from decider.evidence.readers.engine import connect, out_of_space, reporting
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable
from decider.evidence.readers.usage.careful import Checked, Row, check_rows
from decider.evidence.readers.usage.profile import hours_sql, usage_of_hours
from decider.evidence.readers.usage.typed import Irregular, cells_of_file, keys_of_table

# Smaller files are read the careful way at once, which takes less than a second and also sees oddities in columns
# that are not needed.
FAST_FROM = 4 * 1024**2
# Ids are compared by their hashes: all of them in small files, of one in so many in large ones.
ONE_IN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The figures, and what there is to say about them."""

    usage: Usage
    # Rows, without those that the format does not count; of them those that break a rule.
    rows: int
    irregular: int
    # Calls that end before they start.
    backwards: int
    # Rows that carry the id of another row.
    repeated: int
    exact: bool


def read_calls(
    source: Source, table: CallTable, *, rows: Iterable[Row] | None = None, fast: bool | None = None
) -> Reading:
    """The reading of a usage log; `read_file` fills in the format, hash and size. `fast` is for tests and measurements.

    Raises `EvidenceError` where no row can be used.
    """
    _note_repeated_columns(source, table)
    if rows is None and (fast if fast is not None else source.path.stat().st_size >= FAST_FROM):
        reading = _fast(source, table)
        if reading is not None:
            return reading
    return _careful(source, table, rows)


def _note_repeated_columns(source: Source, table: CallTable) -> None:
    if source.shape is not Shape.TABLE:
        return
    names = list(dict.fromkeys(keys_of_table(column)[0] for column in table.columns))
    twice = [shown(name, 40) for name in names if source.header.count(name) > 1]
    if twice:
        source.notes.append(
            f"Columns that stand in the file more than once ({', '.join(twice)}): the first of each was read."
        )


def _fast(source: Source, table: CallTable) -> Reading | None:
    """None: some row is irregular, or the engine says no."""
    connection = connect(source.path, source.work)
    try:
        with reporting(connection, source.progress):
            cells, missing = cells_of_file(source, table, connection)
            found = _figures(connection, cells, table, one_in=ONE_IN, missing=missing, strict=True)
    except (Irregular, duckdb.Error):
        return None
    finally:
        connection.close()
    if found is None:
        return None
    return _reading(table, found, Checked(rows=found.rows))


def _careful(source: Source, table: CallTable, rows: Iterable[Row] | None) -> Reading:
    checked = check_rows(source, table, rows)
    if not checked.rows:
        raise EvidenceError("The file has no rows of calls: there is nothing to read.")
    connection = connect(source.path, source.work)
    try:
        if "problem" in table.calls:
            _reject_problems(connection, table, checked)
        one_in = 1 if checked.rows <= 1_000_000 else ONE_IN
        good = f" WHERE ({table.calls['problem']}) IS NULL" if "problem" in table.calls else ""
        cells = f"SELECT *, FALSE AS irregular FROM ({checked.cells}) AS cells{good}"
        found = _figures(connection, cells, table, one_in=one_in)
    except duckdb.Error as error:
        raise out_of_space(error) from error
    finally:
        connection.close()
    if found is None or found.rows == found.irregular:
        raise _nothing_usable(checked)
    # Rows that the format does not count, such as spans that are no calls, are no rows of the log.
    return _reading(table, found, replace(checked, rows=found.rows - found.irregular + checked.rejected_count))


def _reject_problems(connection: duckdb.DuckDBPyConnection, table: CallTable, checked: Checked) -> None:
    """Adds the rows that the format itself calls bad to the rejected ones."""
    where = f"({table.where}) AND " if table.where else ""
    problem = table.calls["problem"]
    connection.execute(
        f"CREATE TABLE problems AS SELECT line, {problem} AS problem FROM ({checked.cells}) AS cells "
        f"WHERE {where}({problem}) IS NOT NULL"
    )
    checked.rejected_count += (connection.execute("SELECT count(*) FROM problems").fetchone() or (0,))[0]
    named = connection.execute(f"SELECT line, problem FROM problems ORDER BY line LIMIT {MAX_NAMED}").fetchall()
    both = [*checked.rejected, *(Rejected(line, reason) for line, reason in named)]
    checked.rejected = sorted(both, key=lambda each: each.line or 0)[:MAX_NAMED]


def _figures(
    connection: duckdb.DuckDBPyConnection,
    cells: str,
    table: CallTable,
    *,
    one_in: int,
    missing: frozenset[str] = frozenset(),
    strict: bool = False,
) -> _Found | None:
    """One scan of `cells`; None where no row counts, or, if `strict`, a row is irregular."""
    absent = table.absent(missing)
    extra = ", count(*) FILTER (WHERE irregular OR problem IS NOT NULL) AS irregular"
    if "row_id" in absent:
        extra += ", CAST(NULL AS UBIGINT[]) AS ids"
    else:
        extra += f", list(hash(row_id)) FILTER (WHERE hash(row_id) % {one_in} = 0 AND row_id IS NOT NULL) AS ids"
    calls = table.calls_sql(f"({cells}) AS cells", extra=("irregular",))
    connection.execute(f"CREATE OR REPLACE TABLE hours AS {hours_sql(calls, extra=extra, absent=absent)}")
    row = connection.execute(
        "SELECT CAST(sum(n) AS BIGINT), CAST(sum(irregular) AS BIGINT), CAST(COALESCE(sum(backwards), 0) AS BIGINT), "
        "(SELECT count(*) - count(DISTINCT id) FROM (SELECT unnest(ids) AS id FROM hours)) FROM hours"
    ).fetchone()
    if row is None or not row[0]:
        return None
    rows, irregular, backwards, repeated = row
    if strict and irregular:
        return None
    return _Found(
        usage=usage_of_hours(connection, tells_calls="is_call" in table.calls),
        rows=rows,
        irregular=irregular,
        backwards=backwards,
        repeated=repeated * one_in,
        exact=one_in == 1,
    )


def _nothing_usable(checked: Checked) -> EvidenceError:
    if not checked.rejected:
        return EvidenceError("The file has no rows of calls: there is nothing to read.")
    first = checked.rejected[0]
    return EvidenceError(
        f"None of the {checked.rows:,} rows can be used; line {first.line}: {shown(first.reason, 160)}."
    )


def _reading(table: CallTable, found: _Found, checked: Checked) -> Reading:
    return Reading(
        kind=Kind.USAGE,
        format="",
        rows=checked.rows,
        accepted=checked.rows - checked.rejected_count,
        rejected=tuple(checked.rejected),
        rejected_count=checked.rejected_count,
        notes=(*table.notes, *_notes(found, checked)),
        usage=found.usage,
    )


def _notes(found: _Found, checked: Checked) -> list[str]:
    notes = []
    zones = checked.zones
    if zones.zoned and zones.zoneless:
        lines = ", ".join(map(str, zones.lines))
        more = ", …" if zones.more else ""
        notes.append(
            f"Times with and without a zone stand side by side; those without are taken as UTC (lines {lines}{more})."
        )
    if found.backwards:
        rows = "row ends before it starts" if found.backwards == 1 else "rows end before they start"
        notes.append(f"{found.backwards:,} {rows}: counted as calls, left out of the latency.")
    if found.repeated:
        about = "" if found.exact else "About "
        rows = "row repeats" if found.repeated == 1 else "rows repeat"
        notes.append(f"{about}{found.repeated:,} {rows} the id of another row: each is counted.")
    usage = found.usage
    if usage.cache_hits:
        answers = "answer" if usage.cache_hits == 1 else "answers"
        notes.append(
            f"{usage.cache_hits:,} {answers} came from the tool's own cache: counted as calls, left out of latency and "
            "tokens."
        )
    return notes
