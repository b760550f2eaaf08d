"""The same figures where the log lies: DuckDB always, PostgreSQL where the tests' own database is one."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import duckdb
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from decider.domain.evidence import EvidenceError
from decider.domain.evidence_data import fingerprint
from decider.evidence.in_force import in_force
from decider.evidence.readers.usage import warehouse
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.models import Evidence, Task
from tests.evidence.usage.given import OPEN, sample, usage_of

pytestmark = [
    # ibis asks DuckDB 2 by the old name of a method.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
LOG = "litellm/spendlogs.csv"
SPEND_LOGS = warehouse.KNOWN["litellm-spendlogs"]
COLUMNS = """request_id text, call_type text, spend double precision, total_tokens int, prompt_tokens int,
    completion_tokens int, "startTime" timestamp, "endTime" timestamp, "completionStartTime" timestamp,
    request_duration_ms int, model text, model_group text, custom_llm_provider text, cache_hit text, "user" text,
    end_user text, request_tags text, status text"""


def _duckdb(folder: Path, *statements: str) -> str:
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as made:
        for statement in statements:
            made.execute(statement)
    return f"duckdb://{path}"


@pytest.fixture
def in_duckdb(tmp_path: Path) -> str:
    return _duckdb(
        tmp_path, f'CREATE TABLE "LiteLLM_SpendLogs" ({COLUMNS})', f"COPY \"LiteLLM_SpendLogs\" FROM '{OPEN / LOG}'"
    )


def _postgres_url() -> str:
    settings = connection.settings_dict
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgres://{user}@{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}/{settings['NAME']}"


@pytest.fixture
def postgres(db: None) -> str:
    if connection.vendor != "postgresql":
        pytest.skip("the tests run on SQLite; on PostgreSQL this one runs too")
    return _postgres_url()


@contextmanager
def _schema(url: str, name: str, *statements: str) -> Iterator[None]:
    """A schema of its own in PostgreSQL, filled by the statements and gone afterwards."""
    with psycopg.connect(url, autocommit=True) as made:
        for statement in (f"DROP SCHEMA IF EXISTS {name} CASCADE", f"CREATE SCHEMA {name}", *statements):
            made.execute(statement)
        try:
            yield
        finally:
            made.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def in_postgres(postgres: str):
    with psycopg.connect(postgres, autocommit=True) as made:
        made.execute("DROP SCHEMA IF EXISTS logs CASCADE")
        made.execute("CREATE SCHEMA logs")
        made.execute(f'CREATE TABLE logs."LiteLLM_SpendLogs" ({COLUMNS}, metadata jsonb)')
        text = (OPEN / LOG).read_text(encoding="utf-8")
        names = ", ".join(f'"{name}"' for name in text.partition("\n")[0].split(","))
        with made.cursor().copy(f'COPY logs."LiteLLM_SpendLogs" ({names}) FROM STDIN CSV HEADER') as copy:
            copy.write(text)
        yield postgres
        made.execute("DROP SCHEMA logs CASCADE")


def test_a_table_in_duckdb_gives_the_figures_of_the_same_log_as_a_file(in_duckdb):
    reading = warehouse.read_warehouse(in_duckdb, "LiteLLM_SpendLogs", SPEND_LOGS)
    assert usage_of(reading) == usage_of(sample(LOG))
    assert (reading.rows, reading.accepted, reading.rejected) == (2_000, 2_000, ())


def test_a_table_in_postgresql_gives_the_figures_of_the_same_log_as_a_file(in_postgres):
    reading = warehouse.read_warehouse(in_postgres, "logs.LiteLLM_SpendLogs", SPEND_LOGS)
    assert usage_of(reading) == usage_of(sample(LOG))
    assert (reading.rows, reading.accepted, reading.rejected) == (2_000, 2_000, ())


ROWS = """CREATE TABLE calls AS SELECT * FROM (VALUES
    (TIMESTAMP '2026-11-01 10:00:00', 'a', 100, 60, 10, 2.0e-1, 0.5e0, 'false', '{"u": {"cached": 7}}'),
    (TIMESTAMP '2026-11-01 10:30:00', 'b', 50, 0, 5, 1.0e-1, 1.5e0, 'True', '{}'),
    (TIMESTAMP '2026-11-02 23:59:59', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (NULL, 'a', 1, 1, 1, 1.0, 1.0, 'true', NULL),
    (TIMESTAMP '2026-11-02 10:00:00', 'a', -1, 0, 1, 1.0, 1.0, 'true', NULL),
    (TIMESTAMP '1970-01-20 10:00:00', 'a', 1, 0, 1, 1.0, 1.0, 'true', NULL),
    (TIMESTAMP '2026-11-02 10:00:00', 'a', 1, 0, 1, 1.0, CAST('NaN' AS double precision), 'true', NULL),
    (TIMESTAMP '2026-11-02 10:00:00', 'a', 1, 0, 1, 1.0, 1.0, 'perhaps', NULL)
) AS t("when", "the ""mod""el", uncached, cached, answer, dollars, seconds, "failed?", meta)"""
MAPPING = {
    "when": "started_at",
    'the "mod"el': "model",
    "uncached": "tokens_in_beside",
    "cached": "tokens_cached",
    "answer": "tokens_out",
    "dollars": "cost_usd",
    "seconds": "latency_s",
    "failed?": "is_error",
}


def _check_mapped(url: str, table: str) -> None:
    reading = warehouse.read_warehouse(url, table, warehouse.mapped(MAPPING))
    usage = usage_of(reading)
    assert (usage.calls, usage.errors, usage.calls_with_tokens) == (3, 1, 2)
    # Cached tokens stand beside the input in this table.
    assert (usage.tokens_in, usage.tokens_cached, usage.tokens_out) == (210, 60, 15)
    assert (usage.latency.n, usage.latency.p50_ms, str(usage.cost_usd)) == (1, 500, "0.3")
    assert {name: each.calls for name, each in usage.by_model.items()} == {"a": 1, "b": 1, "unknown model": 1}
    assert usage.first_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert [n for _, n in usage.calls_by_day] == [2, 1]
    assert usage.busiest_hour_calls == 2
    assert (reading.rows, reading.accepted, reading.rejected_count) == (8, 3, 5)
    assert sorted(each.reason for each in reading.rejected) == [
        "failed? is neither true nor false (1 rows)",
        "seconds is no finite number from 0 up (1 rows)",
        "uncached is no whole number from 0 up (1 rows)",
        "when is missing (1 rows)",
        "when is outside of the years 2000 to 2100 (1 rows)",
    ]


def test_mapped_columns_in_duckdb_are_checked_as_in_a_file(tmp_path):
    _check_mapped(_duckdb(tmp_path, ROWS), "calls")


def test_mapped_columns_in_postgresql_are_checked_as_in_a_file(postgres):
    table = ROWS.replace("TABLE calls", "TABLE mapped.calls")
    with _schema(postgres, "mapped", table, "CREATE VIEW mapped.seen AS SELECT * FROM mapped.calls"):
        _check_mapped(postgres, "mapped.calls")
        _check_mapped(postgres, "mapped.seen")


AS_JSONB = "ALTER TABLE {} ALTER meta TYPE jsonb USING meta::jsonb"
FLAGS = """CREATE TABLE flags AS SELECT * FROM (VALUES
    (TIMESTAMP '2026-11-01 10:00:00', '{"retry": true}'),
    (TIMESTAMP '2026-11-01 10:01:00', '{"retry": "True"}'),
    (TIMESTAMP '2026-11-01 10:02:00', '{"retry": false}'),
    (TIMESTAMP '2026-11-01 10:03:00', '{}'),
    (TIMESTAMP '2026-11-01 10:04:00', '{"retry": "perhaps"}')
) AS t("when", meta)"""


def _check_flags(url: str, table: str) -> None:
    columns = (
        Column("started", "when", Cell.MOMENT, required=True),
        Column("retry", ("meta", "retry"), Cell.FLAG),
    )
    calls = CallTable(columns=columns, calls={"started_at": "started", "is_retry": "retry"})
    reading = warehouse.read_warehouse(url, table, calls)
    assert (usage_of(reading).calls, usage_of(reading).retries) == (4, 2)
    assert [each.reason for each in reading.rejected] == ["retry is neither true nor false (1 rows)"]


def test_flags_within_json_are_read_there(tmp_path):
    _check_flags(_duckdb(tmp_path, FLAGS), "flags")


def test_flags_within_json_are_read_in_postgresql_too(postgres):
    table = FLAGS.replace("TABLE flags", "TABLE inner_flags.flags")
    with _schema(postgres, "inner_flags", table, AS_JSONB.format("inner_flags.flags")):
        _check_flags(postgres, "inner_flags.flags")


def _cached(meta: str, url: str, table: str) -> int | None:
    calls = CallTable(
        columns=(
            Column("started", "when", Cell.MOMENT, required=True),
            Column("cached", (meta, "u", "cached"), Cell.COUNT),
        ),
        calls={"started_at": "started", "tokens_cached": "cached"},
    )
    return usage_of(warehouse.read_warehouse(url, table, calls)).tokens_cached


def test_values_within_json_are_read_there(tmp_path):
    assert _cached("meta", _duckdb(tmp_path, ROWS), "calls") == 7


def test_values_within_json_are_read_in_postgresql_too(postgres):
    table = ROWS.replace("TABLE calls", "TABLE inner_json.calls")
    with _schema(postgres, "inner_json", table, AS_JSONB.format("inner_json.calls")):
        assert _cached("meta", postgres, "inner_json.calls") == 7


def test_the_connection_to_postgresql_may_not_write(in_postgres):
    opened = warehouse.open_warehouse(in_postgres)
    try:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), opened.reading():
            opened.backend.con.execute('DELETE FROM logs."LiteLLM_SpendLogs"')
    finally:
        opened.close()


def test_a_duckdb_file_is_opened_for_reading_only(in_duckdb):
    opened = warehouse.open_warehouse(in_duckdb)
    try:
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            opened.backend.con.execute('DELETE FROM "LiteLLM_SpendLogs"')
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({}, "the start of each call"),
        ({"when": "started_at"}, "tokens, cost or a duration"),
        ({"when": "started_at", "cached": "tokens"}, "no meaning 'tokens'"),
        ({"nowhere": "started_at", "answer": "tokens_out"}, "no column “nowhere”; it has when"),
        ({"when": "started_at", "meta": "tokens_in"}, "“meta” is of type string, and has to be a number: make a view"),
        ({'the "mod"el': "started_at", "answer": "tokens_out"}, "is of type string, and has to be a time or a number"),
        ({"when": "is_error", "answer": "tokens_out", "cached": "started_at"}, "not true or false"),
    ],
)
def test_a_mapping_that_cannot_be_is_one_sentence(tmp_path, mapping, sentence):
    url = _duckdb(tmp_path, ROWS)
    with pytest.raises(EvidenceError, match=sentence):
        warehouse.read_warehouse(url, "calls", warehouse.mapped(mapping))


@pytest.mark.parametrize("table", ["nothing", "main.nothing", 'calls"; DROP TABLE calls; --', "a.b.c", ".x"])
def test_a_table_that_is_not_there_is_one_sentence_and_nothing_else(tmp_path, table):
    url = _duckdb(tmp_path, ROWS)
    with pytest.raises(EvidenceError) as told:
        warehouse.read_warehouse(url, table, warehouse.mapped(MAPPING))
    assert len(str(told.value)) < 400
    assert "TABLE or SCHEMA.TABLE" in str(told.value)
    assert "\n" not in str(told.value)
    _check_mapped(url, "calls")


def test_a_table_without_a_usable_row_says_why(tmp_path):
    url = _duckdb(tmp_path, ROWS, "CREATE TABLE bad AS SELECT * FROM calls WHERE uncached < 0")
    with pytest.raises(EvidenceError, match="no row that can be used: uncached is no whole number"):
        warehouse.read_warehouse(url, "bad", warehouse.mapped(MAPPING))


@pytest.mark.parametrize(
    "url",
    [
        "postgres://reader:s3cret@127.0.0.1:1/logs",
        "duckdb:///s3cret/nothing.duckdb",
        "nosuch://s3cret@host/x",
        "s3cret",
        "duckdb://",
    ],
)
def test_an_address_that_fails_is_never_shown(url):
    with pytest.raises(EvidenceError) as told:
        warehouse.read_warehouse(url, "calls", warehouse.mapped(MAPPING))
    assert "s3cret" not in str(told.value)
    assert "WAREHOUSE_URL" in str(told.value)
    assert told.value.__cause__ is None


def test_without_the_extra_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ibis", None)
    with pytest.raises(EvidenceError, match=r"pip install -r requirements-warehouse\.txt"):
        warehouse.read_warehouse("duckdb:///x", "calls", warehouse.mapped(MAPPING))


def _command(*args: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("read_warehouse", *args, stdout=out, stderr=err)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_prints_the_evidence_object(in_duckdb, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", in_duckdb)
    code, out, err = _command("LiteLLM_SpendLogs", "--as", "litellm-spendlogs")
    assert (code, err) == (0, "")
    figures = json.loads(out)
    assert (figures["kind"], figures["usage"]["calls"]) == ("usage", sample(LOG).usage.calls)


def test_the_command_prints_text_for_people(in_duckdb, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", in_duckdb)
    code, out, _ = _command(
        "LiteLLM_SpendLogs", "--map", "started_at=startTime", "--map", "cost_usd=spend", "--format", "text"
    )
    assert code == 0
    assert "2,000 rows, 2,000 accepted" in out


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["calls", "--map", "started_at"], "Write --map MEANING=COLUMN"),
        (["calls", "--map", "started_at=a", "--map", "ended_at=a"], "twice"),
        (["calls", "--map", "started_at=a", "--map", "started_at=b"], "Two columns cannot both mean started_at"),
        (["calls", "--as", "litellm-spendlogs", "--map", "started_at=a"], "either --as or --map"),
        (["nothing", "--map", "started_at=a", "--map", "cost_usd=b"], "no table or view “nothing”"),
    ],
)
def test_the_command_fails_with_one_line(in_duckdb, monkeypatch, args, sentence):
    monkeypatch.setenv("WAREHOUSE_URL", in_duckdb)
    code, out, err = _command(*args)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert in_duckdb not in err


def test_the_command_asks_for_the_address_in_the_environment(monkeypatch):
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    code, _, err = _command("calls", "--map", "started_at=a")
    assert code == 2
    assert err.startswith("WAREHOUSE_URL is not set")


@pytest.fixture
def kept(in_duckdb, monkeypatch, task):
    """Read the log with `--task` and more arguments; answers what the command did."""
    monkeypatch.setenv("WAREHOUSE_URL", in_duckdb)

    def kept(*args: str, number: int = 0) -> tuple[int, str, str]:
        return _command("LiteLLM_SpendLogs", "--as", "litellm-spendlogs", "--task", str(number or task.pk), *args)

    return kept


def test_figures_are_kept_on_a_task_under_the_name_of_the_table(kept, task, author):
    code, out, err = kept("--by", author.email)
    row = Evidence.objects.get()
    assert (code, err) == (0, f"Kept on task {task.pk} as evidence {row.pk}.\n")
    assert json.loads(out)["usage"]["calls"] == sample(LOG).usage.calls
    assert (row.task, row.file_name, row.kind, row.state) == (task, "LiteLLM_SpendLogs", "usage", "ready")
    assert (row.created_by, row.kept_file, len(row.sha256)) == (author, "", 64)


def test_figures_of_a_warehouse_are_applied_like_those_of_a_file(kept, task, author, client_for):
    kept()
    row = Evidence.objects.get()
    client = client_for(author)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert "stays in the warehouse" in page
    assert "0\N{NO-BREAK SPACE}bytes" not in page
    posted = {"fact": ["volume.calls_per_month"], "version": task.answers_version}
    client.post(reverse("evidence_apply", args=[task.pk, row.pk]), posted)
    assert set(in_force(Task.objects.get(pk=task.pk))) == {"volume.calls_per_month"}


def test_the_same_figures_are_kept_once(kept):
    kept()
    code, out, err = kept()
    assert (code, out) == (2, "")
    assert "The same figures are on the task already, as “LiteLLM_SpendLogs”" in err
    assert Evidence.objects.count() == 1


def test_who_may_not_change_the_task_is_told_before_the_warehouse_works(kept, viewer, monkeypatch):
    def worked(*_: object) -> None:
        raise AssertionError("the warehouse was asked")

    monkeypatch.setattr("decider.management.commands.read_warehouse.read_warehouse", worked)
    for args, number, sentence in (
        (["--by", viewer.email], 0, "Viewers"),
        (["--by", "x@example.com"], 0, "Nobody has the address"),
        ([], 999_999, "There is no task 999999"),
    ):
        code, out, err = kept(*args, number=number)
        assert (code, out) == (2, "")
        assert sentence in err
        assert err.count("\n") == 1


def test_by_without_a_task_says_so(in_duckdb, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", in_duckdb)
    code, _, err = _command("LiteLLM_SpendLogs", "--as", "litellm-spendlogs", "--by", "x@example.com")
    assert code == 2
    assert "give --task too" in err


def test_the_fingerprint_is_of_the_figures_alone(in_duckdb):
    reading = warehouse.read_warehouse(in_duckdb, "LiteLLM_SpendLogs", SPEND_LOGS)
    assert fingerprint(reading) == fingerprint(replace(reading, notes=("Read again.",), sha256="0" * 64))
    assert fingerprint(reading) != fingerprint(replace(reading, usage=replace(reading.usage, calls=1)))


def test_a_table_that_does_not_tell_calls_from_embeddings_leaves_their_number_unknown(tmp_path):
    url = _duckdb(tmp_path, "CREATE TABLE calls AS SELECT TIMESTAMP '2026-11-01 10:00:00' AS began, 5 AS fed")
    calls = warehouse.mapped({"began": "started_at", "fed": "tokens_in"})

    assert usage_of(warehouse.read_warehouse(url, "calls", calls)).other_calls is None
