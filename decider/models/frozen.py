"""What must never change, kept by the database itself: triggers for SQLite and PostgreSQL.

- A decision that was submitted keeps every column but its state and the day of its verdict, and is not deleted.
- A decision's state moves only along the life-cycle table (`decider/domain/lifecycle.py`).
- Events, reviews, changes of thresholds and a team's own prices are only ever added; so are comments, except that a
  draft takes its comments with it.
- A review is never the author's own.

`install` and `remove` may be called any number of times. A migration that alters one of these tables must call
`install` again: SQLite rebuilds an altered table and forgets its triggers.
"""

# ruff: noqa: S608 (the statements are made of this file's own names and of the life-cycle table)

from collections.abc import Iterator

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from decider.domain.lifecycle import TRANSITIONS, State

DECISION, EVENT, REVIEW, COMMENT = "decider_decision", "decider_event", "decider_review", "decider_comment"
POLICY = "decider_policychange"
TEAM_PRICES = ("decider_teammodelprice", "decider_teamgpuprice")
# Tables whose rows are only ever added.
ADDED_TO = (EVENT, REVIEW, COMMENT, POLICY, *TEAM_PRICES)
# The only columns of a submitted decision that may change.
FREE_COLUMNS = ("state", "decided_at")
PREFIX = "frozen_"

SENTENCES = {
    "columns": "A submitted decision is frozen: only its state may change. Start a new revision instead.",
    "decided_at": "The day of a verdict is written once, together with the new state.",
    "state": "The life cycle of decisions has no such step.",
    "delete": "A submitted decision cannot be deleted: it stays readable when a newer revision supersedes it.",
    "replace": "This row would take the place of one that must stay as it is.",
    "append_only": "These rows are only ever added, never changed or deleted.",
    "own_review": "A decision is reviewed by somebody else than its author.",
    "truncate": "This table keeps what was decided and cannot be emptied.",
}

Target = BaseDatabaseWrapper | BaseDatabaseSchemaEditor


def install(target: Target) -> None:
    """Put the triggers on the tables, replacing older ones. `target` is a connection or a schema editor.

    Raises:
        NotSupportedError: the database is neither SQLite nor PostgreSQL.
    """
    connection = _connection(target)
    remove(connection)
    statements = _sqlite(connection) if connection.vendor == "sqlite" else _postgresql()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(target: Target) -> None:
    """Take the triggers off again: for reversing the migration, and for tests that empty the tables."""
    connection = _connection(target)
    with connection.cursor() as cursor:
        for name, table in _installed(connection):
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}')
        if connection.vendor == "postgresql":
            for function in FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {function}()")


def installed(target: Target) -> set[str]:
    """The names of the triggers that are on the tables now."""
    return {name for name, _ in _installed(_connection(target))}


def _connection(target: Target) -> BaseDatabaseWrapper:
    # Not by `getattr(target, "connection")`: a wrapper has an attribute of that name too, the raw connection.
    connection = target.connection if isinstance(target, BaseDatabaseSchemaEditor) else target
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotSupportedError(f"Frozen rows need SQLite or PostgreSQL, not {connection.vendor}.")
    return connection


def _installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    sql = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '!'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE pg_table_is_visible(c.oid) AND NOT t.tgisinternal AND t.tgname LIKE %s ESCAPE '!'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [PREFIX.replace("_", "!_") + "%"])
        return [(name, table) for name, table in cursor.fetchall()]


def _steps() -> str:
    """SQL that is true when OLD.state → NEW.state is a row of the life-cycle table."""
    pairs = sorted({(state.value, after.value) for (state, _), after in TRANSITIONS.items()})
    return " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in pairs)


# --- SQLite: one small trigger for each promise ---------------------------------------------------------------


def _sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, DECISION)]
    changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns if c not in FREE_COLUMNS)
    submitted = f"OLD.state <> '{State.DRAFT}'"

    yield _sqlite_trigger("decision_columns", f"UPDATE ON {DECISION}", "columns", f"{submitted} AND ({changed})")
    yield _sqlite_trigger(
        "decision_state", f"UPDATE ON {DECISION}", "state", f"OLD.state IS NOT NEW.state AND NOT ({_steps()})"
    )
    yield _sqlite_trigger(
        "decision_decided_at",
        f"UPDATE ON {DECISION}",
        "decided_at",
        f"{submitted} AND OLD.decided_at IS NOT NEW.decided_at"
        " AND (OLD.decided_at IS NOT NULL OR OLD.state IS NEW.state)",
    )
    yield _sqlite_trigger("decision_delete", f"DELETE ON {DECISION}", "delete", submitted)
    yield _sqlite_trigger("review_own", f"INSERT ON {REVIEW}", "own_review", _own_review())
    for table in ADDED_TO:
        yield _sqlite_trigger(f"{table}_update", f"UPDATE ON {table}", "append_only")
        when = _comment_kept() if table == COMMENT else ""
        yield _sqlite_trigger(f"{table}_delete", f"DELETE ON {table}", "append_only", when)

    # INSERT OR REPLACE and UPDATE OR REPLACE delete the row in their way without any DELETE trigger.
    taken = (
        f"EXISTS (SELECT 1 FROM {DECISION} kept WHERE kept.state <> '{State.DRAFT}' AND (kept.id = NEW.id"
        " OR (kept.task_id = NEW.task_id AND kept.revision = NEW.revision)"
        " OR kept.predecessor_id = NEW.predecessor_id)"
    )
    yield _sqlite_trigger("decision_insert_replace", f"INSERT ON {DECISION}", "replace", f"{taken})")
    yield _sqlite_trigger(
        "decision_update_replace", f"UPDATE ON {DECISION}", "replace", f"{taken} AND kept.id <> OLD.id)"
    )
    also = {
        REVIEW: " OR kept.decision_id = NEW.decision_id",
        POLICY: " OR (kept.team_id = NEW.team_id AND kept.version = NEW.version)",
    }
    for table in ADDED_TO:
        same = "kept.id = NEW.id" + also.get(table, "")
        yield _sqlite_trigger(
            f"{table}_replace",
            f"INSERT ON {table}",
            "replace",
            f"EXISTS (SELECT 1 FROM {table} kept WHERE {same})",
        )


def _sqlite_trigger(name: str, event: str, sentence: str, when: str = "") -> str:
    condition = f" WHEN {when}" if when else ""
    return (
        f'CREATE TRIGGER "{PREFIX}{name}" BEFORE {event} FOR EACH ROW{condition}'
        f" BEGIN SELECT RAISE(ABORT, '{SENTENCES[sentence]}'); END"
    )


def _own_review() -> str:
    return f"EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = NEW.decision_id AND d.author_id = NEW.reviewer_id)"


def _comment_kept() -> str:
    return f"NOT EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = OLD.decision_id AND d.state = '{State.DRAFT}')"


# --- PostgreSQL: one function for each table, refusing as an integrity error ------------------------------------

FUNCTIONS = (
    "decider_frozen_decision",
    "decider_frozen_append_only",
    "decider_frozen_comment",
    "decider_frozen_review",
    "decider_frozen_truncate",
)


def _postgresql() -> Iterator[str]:
    free = "".join(f" - '{column}'" for column in FREE_COLUMNS)
    yield _function(
        "decider_frozen_decision",
        f"""
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> '{State.DRAFT}' THEN {_refuse("delete")} END IF;
            RETURN OLD;
        END IF;
        IF OLD.state IS DISTINCT FROM NEW.state AND NOT ({_steps()}) THEN {_refuse("state")} END IF;
        IF OLD.state <> '{State.DRAFT}' THEN
            IF to_jsonb(OLD){free} IS DISTINCT FROM to_jsonb(NEW){free} THEN {_refuse("columns")} END IF;
            IF OLD.decided_at IS DISTINCT FROM NEW.decided_at
               AND (OLD.decided_at IS NOT NULL OR OLD.state = NEW.state) THEN {_refuse("decided_at")} END IF;
        END IF;
        RETURN NEW;""",
    )
    yield _function("decider_frozen_append_only", _refuse("append_only"))
    yield _function(
        "decider_frozen_comment",
        f"IF TG_OP = 'DELETE' AND NOT ({_comment_kept()}) THEN RETURN OLD; END IF; {_refuse('append_only')}",
    )
    yield _function("decider_frozen_review", f"IF {_own_review()} THEN {_refuse('own_review')} END IF; RETURN NEW;")
    yield _function("decider_frozen_truncate", _refuse("truncate"))
    yield _postgresql_trigger("decision", f"UPDATE OR DELETE ON {DECISION}", "decider_frozen_decision")
    yield _postgresql_trigger("review_own", f"INSERT ON {REVIEW}", "decider_frozen_review")
    yield _postgresql_trigger("event", f"UPDATE OR DELETE ON {EVENT}", "decider_frozen_append_only")
    yield _postgresql_trigger("review", f"UPDATE OR DELETE ON {REVIEW}", "decider_frozen_append_only")
    yield _postgresql_trigger("policy", f"UPDATE OR DELETE ON {POLICY}", "decider_frozen_append_only")
    for table in TEAM_PRICES:
        yield _postgresql_trigger(table, f"UPDATE OR DELETE ON {table}", "decider_frozen_append_only")
    yield _postgresql_trigger("comment", f"UPDATE OR DELETE ON {COMMENT}", "decider_frozen_comment")
    for table in (DECISION, *ADDED_TO):
        yield _postgresql_trigger(f"{table}_truncate", f"TRUNCATE ON {table}", "decider_frozen_truncate", "STATEMENT")


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {body} END $body$"


def _refuse(sentence: str) -> str:
    return f"RAISE EXCEPTION '{SENTENCES[sentence]}' USING ERRCODE = 'integrity_constraint_violation';"


def _postgresql_trigger(name: str, event: str, function: str, each: str = "ROW") -> str:
    return f'CREATE TRIGGER "{PREFIX}{name}" BEFORE {event} FOR EACH {each} EXECUTE FUNCTION {function}()'
