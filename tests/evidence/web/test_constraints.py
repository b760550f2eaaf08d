"""What must never be false about evidence, tried against the database."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from decider.models import ColumnMapping, Evidence, Task, Team
from tests.factories.evidence import EvidenceFactory, MeasurementFactory

SAME = "a" * 64


def test_a_file_stands_on_a_task_once(task: Task) -> None:
    EvidenceFactory.create(task=task, sha256=SAME)

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory.create(task=task, sha256=SAME, state="waiting", reading=None)


@pytest.mark.parametrize(
    "other",
    [
        {"state": "failed", "error": "No."},
        {"state": "cancelled"},
        {"state": "needs_mapping", "columns": {"columns": ["a"]}},
    ],
)
def test_files_without_figures_do_not_count(task: Task, other: dict[str, Any]) -> None:
    EvidenceFactory.create(task=task, sha256=SAME, reading=None, **other)
    EvidenceFactory.create(task=task, sha256=SAME)

    assert Evidence.objects.count() == 2


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
