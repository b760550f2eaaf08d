"""What is done to evidence: each verb in one transaction, with its event."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.domain.evidence import EvidenceError, Reading
from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_change_policy
from decider.events import record
from decider.evidence import files
from decider.evidence.again import gains_from_upload, set_aside
from decider.evidence.importing import close, enqueue
from decider.evidence.resting import resting_answers
from decider.models import Evidence, EvidenceState, Task, Team, User
from decider.models.evidence import CAME_TO_NOTHING
from decider.profiles.actions import lock_to_change
from decider.teams.roles import role_in

MOST_EVIDENCE = 200
LONGEST_PROMPT = 400_000
PROMPT_NAME = "Pasted prompt"


class SameFile(NotPossible):
    """The file is on the task already; `first` is where."""

    def __init__(self, first: Evidence) -> None:
        self.first, self.waits_for_columns = first, first.state == EvidenceState.NEEDS_MAPPING
        why = (
            " and waits for somebody to say what its columns mean."
            if self.waits_for_columns
            else ": the same calls or cases would count twice."
        )
        super().__init__(f"This file is on the task already, as “{first.file_name}”{why}")


class StillUsed(NotPossible):
    """Answers of the task rest on this evidence."""


def add_evidence(*, task: Task, file: Any, name: str, sha256: str, against: Any = None, by: User | None) -> Evidence:
    """Keep an uploaded file (or a path) and have it read in the background.

    One that is there already and would be read otherwise today, is read again in its place: what it measured stays.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or nobody may at present.
        SameFile: it is there already, and reading it again would say the same.
    """
    stored: list[str] = []
    try:
        # Before the transaction: from one disk to another it takes its time, and whoever writes would wait for it.
        for each in (file, against):
            if each is not None:
                stored.append(files.keep(each, task))
        with transaction.atomic():
            row = _new_or_again(task, name=name, sha256=sha256, with_set=against is not None, by=by)
            verb = "add_evidence" if row.pk is None else "reread_evidence"
            files.delete_after_commit(row.kept_file, row.against_file)
            row.kept_file, row.bytes = stored[0], files.path_of(stored[0]).stat().st_size
            row.against_file = stored[1] if against is not None else ""
            save_row(row)
            record(
                team=row.team, by=by, verb=verb, subject=row, task=row.task_id, sha256=sha256,
                file=row.file_name, bytes=row.bytes,
            )  # fmt: skip
            enqueue(row)
    except BaseException:
        # The database forgot the row; the disk has to forget the file.
        files.delete(*stored)
        raise
    return row


def add_prompt(*, task: Task, text: str, by: User | None) -> Evidence:
    """Take a pasted prompt apart: what it holds, in tokens.

    Raises:
        NotPermitted, NotPossible, SameFile: as `add_evidence`.
        EvidenceError: there is nothing in it, or too much.
    """
    from decider.evidence.prompts import reading_of

    if not text.strip():
        raise EvidenceError("Paste the prompt that is in use: there is nothing in the field.")
    if len(text) > LONGEST_PROMPT:
        raise EvidenceError(f"A prompt has at most {LONGEST_PROMPT:,} characters here; this has {len(text):,}.")
    raw = text.encode("utf-8", "replace")
    sha256 = hashlib.sha256(raw).hexdigest()
    # Before the transaction: a long one takes a second or two, and whoever writes would wait for it.
    reading = reading_of(text, sha256=sha256, size=len(raw))
    with transaction.atomic():
        return _keep_reading(_new(task, name=PROMPT_NAME, sha256=sha256, by=by), reading, by)


@transaction.atomic
def add_reading(*, task: Task, reading: Reading, name: str, outcomes: Mapping[str, Any], by: User | None) -> Evidence:
    """Keep what a command has read in the foreground; the file stays where it is.

    Raises:
        NotPermitted, NotPossible, SameFile: as `add_evidence`.
    """
    row = _new(task, name=name, sha256=reading.sha256, by=by)
    row.outcomes = dict(outcomes) or None
    return _keep_reading(row, reading.data(), by)


def _keep_reading(row: Evidence, data: dict[str, Any], by: User | None) -> Evidence:
    row.reading, row.state, row.progress, row.read_at = data, EvidenceState.READY, 1, timezone.now()
    row.kind, row.bytes = str(data["kind"]), int(data.get("bytes") or 0)
    row.format, row.tool = str(data.get("format") or ""), str(data.get("tool") or "")
    row.tool_version = str(data.get("tool_version") or "")
    save_row(row)
    record(
        team=row.team, by=by, verb="read_evidence", subject=row, task=row.task_id, sha256=row.sha256,
        file=row.file_name, kind=row.kind, format=row.format, rows=data.get("rows"),
    )  # fmt: skip
    return row


def _new_or_again(task: Task, *, name: str, sha256: str, with_set: bool, by: User | None) -> Evidence:
    try:
        return _new(task, name=name, sha256=sha256, by=by)
    except SameFile as same:
        # The task is locked, and with it all that would delete this row or apply it.
        row = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=same.first.pk)
        if not gains_from_upload(row, with_set=with_set):
            raise
    set_aside(row)
    return row


def _new(task: Task, *, name: str, sha256: str, by: User | None) -> Evidence:
    row = lock_to_change(task, by)
    check_new_file(row, sha256)
    if Evidence.objects.filter(task=row).count() >= MOST_EVIDENCE:
        raise NotPossible(f"A task keeps at most {MOST_EVIDENCE} pieces of evidence: delete one you no longer need.")
    return Evidence(task=row, file_name=files.clean_name(name), sha256=sha256, bytes=0, created_by=by)


def check_new_file(task: Task, sha256: str) -> None:
    first = Evidence.objects.filter(task=task, sha256=sha256).exclude(state__in=CAME_TO_NOTHING).first()
    if first is not None:
        raise SameFile(first)


def save_row(row: Evidence) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        check_new_file(row.task, row.sha256)
        raise


@transaction.atomic
def cancel_evidence(*, evidence: Evidence, by: User) -> None:
    """Stop an import: one that waits at once, one that is being read as soon as its worker looks.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task.
    """
    row = locked(evidence, by)
    if row.state in (EvidenceState.WAITING, EvidenceState.NEEDS_MAPPING):
        close(row, EvidenceState.CANCELLED)
    elif row.state == EvidenceState.READING:
        row.cancel_requested = True
        row.save(update_fields=["cancel_requested"])


@transaction.atomic
def delete_evidence(*, evidence: Evidence, by: User) -> None:
    """Delete what was read, and the file if it was kept. The log keeps that it was there.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task.
        StillUsed: answers rest on it.
    """
    row = locked(evidence, by)
    if reason := resting_answers(row).sentence:
        raise StillUsed(reason)
    record(
        team=row.team, by=by, verb="delete_evidence", subject=row, task=row.task_id, file=row.file_name,
        sha256=row.sha256, kind=row.kind,
    )  # fmt: skip
    row.measurements.all().delete()
    row.delete()


@transaction.atomic
def keep_files(*, team: Team, keeps: bool, by: User) -> None:
    """Whether the team's uploaded files stay after they were read; those that were kept already stay.

    Raises:
        NotPermitted: `by` is no manager of the team.
    """
    check_can_change_policy(role_in(by, team))
    row = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if row.keeps_files == keeps:
        return
    row.keeps_files = team.keeps_files = keeps
    row.save(update_fields=["keeps_files"])
    record(team=row, by=by, verb="keep_files", subject=row, keeps=keeps)


def locked(evidence: Evidence, by: User) -> Evidence:
    """The row as it is now, locked, if `by` may change its task."""
    task = lock_to_change(evidence.task, by)
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=evidence.pk, task=task).first()
    if row is None:
        raise NotPossible(f"Somebody deleted “{evidence.file_name}” meanwhile.")
    row.task = task
    return row
