"""What is done to scenarios: each verb in one transaction, with its event."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from decider.domain.lifecycle import NotPossible
from decider.events import record
from decider.models import Scenario, Task, User
from decider.profiles.actions import lock_to_change
from decider.projects.actions import ChangedMeanwhile, NameTaken
from decider.scenarios.variants import assessed, base_of

MOST_SCENARIOS = 12
LONGEST_NAME = 80


class TooMany(NotPossible):
    """The task has as many scenarios as can be compared at a glance."""


class NothingDiffers(NotPossible):
    """The scenario would say what the answers say."""


class BadName(NotPossible):
    """The name is empty or too long; the sentence belongs beside its field."""


class Gone(NotPossible):
    """Somebody deleted the scenario after the form was filled from it."""


@transaction.atomic
def keep_scenario(*, task: Task, name: str, changes: Mapping[str, Any], by: User) -> Scenario:
    """Keep a variant of the task's inputs: fact path → value, the facts that differ alone.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or nobody may at present.
        TooMany: the task has `MOST_SCENARIOS` already.
        BadName, NameTaken: choose another name.
        NothingDiffers: no change differs from the answers.
        DoesNotApply: a change does not fit the task; nothing is written.
        ProfileErrors: the answers themselves cannot be computed.
    """
    row = lock_to_change(task, by)
    if Scenario.objects.filter(task=row).count() >= MOST_SCENARIOS:
        raise TooMany(
            f"A task keeps at most {MOST_SCENARIOS} scenarios, so that they can be compared at a glance. "
            "Delete one that you no longer need."
        )
    name = _checked_name(row, name)
    kept = _checked_changes(row, changes)
    scenario = Scenario(task=row, name=name, changes=kept, created_by=by, changed_by=by)
    _save(scenario)
    record(team=row.team, by=by, verb="keep_scenario", subject=scenario, task=row.pk, name=name, changes=kept)
    return scenario


@transaction.atomic
def change_scenario(
    *, scenario: Scenario, name: str, changes: Mapping[str, Any], expected_version: int, by: User
) -> Scenario:
    """Give a scenario another name and other changes; the same ones again write nothing.

    Raises:
        Gone: it has been deleted.
        ChangedMeanwhile: it is not the version that the form was filled from.
        Otherwise as `keep_scenario`.
    """
    task = lock_to_change(scenario.task, by)
    row = _locked(scenario)
    if row.version != expected_version:
        raise ChangedMeanwhile(
            f"{row.changed_by.name} changed this scenario meanwhile. What you typed is still below: "
            "save again to replace what is there now."
        )
    name = _checked_name(task, name, other_than=row)
    kept = _checked_changes(task, changes)
    if (name, kept) == (row.name, row.changes):
        return row
    old = {"name": row.name, "changes": row.changes}
    row.name, row.changes, row.changed_by, row.version = name, kept, by, row.version + 1
    _save(row)
    record(
        team=task.team, by=by, verb="change_scenario", subject=row,
        task=task.pk, version=row.version, old=old, new={"name": name, "changes": kept},
    )  # fmt: skip
    return row


@transaction.atomic
def delete_scenario(*, scenario: Scenario, by: User) -> None:
    """Delete a scenario for good; the log keeps what it said.

    Raises:
        NotPermitted, NotPossible: as `keep_scenario`.
        Gone: somebody was faster.
    """
    task = lock_to_change(scenario.task, by)
    row = _locked(scenario)
    record(team=task.team, by=by, verb="delete_scenario", subject=row, task=task.pk, name=row.name, changes=row.changes)
    row.delete()


def _locked(scenario: Scenario) -> Scenario:
    rows = Scenario.objects.select_for_update(of=("self",), no_key=True).select_related("changed_by")
    row = rows.filter(pk=scenario.pk).first()
    if row is None:
        raise Gone(f"Somebody deleted the scenario “{scenario.name}” meanwhile.")
    return row


def _checked_name(task: Task, name: str, other_than: Scenario | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadName("Give the scenario a name, such as “Volume × 3”.")
    if len(name) > LONGEST_NAME:
        raise BadName(f"Use at most {LONGEST_NAME} characters; these are {len(name)}.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        raise BadName("The name holds a character that cannot be printed: type it again.")
    same = Scenario.objects.filter(task=task, name__iexact=name)
    if (same.exclude(pk=other_than.pk) if other_than else same).exists():
        raise _taken(name)
    return name


def _checked_changes(task: Task, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those that differ from the answers, once the whole of it has been computed with them."""
    base = base_of(task)
    kept = base.differing(changes)
    if not kept:
        raise NothingDiffers("Nothing differs from the answers yet: change at least one figure.")
    assessed(base, kept)
    return kept


def _save(scenario: Scenario) -> None:
    try:
        with transaction.atomic():
            scenario.save()
    except IntegrityError:
        raise _taken(scenario.name) from None


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is already a scenario of this task called “{name}”. Choose another name.")
