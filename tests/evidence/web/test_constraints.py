"""What must never be false about evidence, tried against the database."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError

from decider.models import ColumnMapping, Evidence, Task, Team
from tests.factories.evidence import EvidenceFactory, MeasurementFactory

SAME = "a" * 64
WAITS: dict[str, Any] = {"state": "needs_mapping", "columns": {"columns": ["a"]}, "kept_file": "1/a"}


def test_a_file_stands_on_a_task_once(task: Task) -> None:
    EvidenceFactory.create(task=task, sha256=SAME)

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory.create(task=task, sha256=SAME, state="waiting", reading=None)


@pytest.mark.parametrize(
    "other",
    [
        {"state": "failed", "error": "No."},
        {"state": "cancelled"},
    ],
)
def test_files_that_came_to_nothing_do_not_count(task: Task, other: dict[str, Any]) -> None:
    EvidenceFactory.create(task=task, sha256=SAME, reading=None, **other)
    EvidenceFactory.create(task=task, sha256=SAME)

    assert Evidence.objects.count() == 2


def test_a_file_that_waits_for_its_columns_counts(task: Task) -> None:
    EvidenceFactory.create(task=task, sha256=SAME, reading=None, **WAITS)

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory.create(task=task, sha256=SAME, reading=None, **WAITS)


def test_duplicates_from_before_are_given_up_and_the_one_that_was_read_stays(task: Task) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX evidence_file_once_per_task")
    first, second = (EvidenceFactory.create(task=task, sha256=SAME, reading=None, **WAITS) for _ in range(2))
    early = EvidenceFactory.create(task=task, sha256="b" * 64, reading=None, **WAITS)
    read = EvidenceFactory.create(task=task, sha256="b" * 64)

    migration = import_module("decider.migrations.0005_file_once_while_it_waits")
    migration.give_up_duplicates(apps, None)

    given_up = Evidence.objects.filter(state="cancelled")
    assert set(given_up) == {second, early}
    assert {(row.kept_file, row.columns) for row in given_up} == {("", None)}
    assert set(Evidence.objects.exclude(state="cancelled")) == {first, read}


@pytest.mark.parametrize(
    "wrong",
    [
        {"reading": None},
        {"state": "waiting"},
        {"kind": ""},
        {"error": "Why?"},
        {"state": "failed", "reading": None},
        {"state": "needs_mapping", "reading": None},
        {"state": "lost", "reading": None},
        {"progress": 1.5},
        {"bytes": -1},
        {"file_name": ""},
    ],
    ids=str,
)
def test_a_row_that_contradicts_itself_is_refused(task: Task, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory.create(task=task, **wrong)


def test_evidence_stays_as_long_as_a_measurement_names_it(task: Task) -> None:
    measured = MeasurementFactory.create(evidence=EvidenceFactory.create(task=task))

    with pytest.raises(RestrictedError):
        measured.evidence.delete()


def test_a_task_goes_with_its_evidence_and_measurements(task: Task) -> None:
    MeasurementFactory.create(evidence=EvidenceFactory.create(task=task))
    task.delete()

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("wrong", [{"how": ""}, {"fact": ""}], ids=str)
def test_a_measurement_says_what_and_how(task: Task, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasurementFactory.create(evidence=EvidenceFactory.create(task=task), **wrong)


def test_a_team_has_one_mapping_for_a_header(team: Team) -> None:
    ColumnMapping.objects.create(team=team, signature=SAME, kind="usage", mapping={})

    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnMapping.objects.create(team=team, signature=SAME, kind="usage", mapping={})
