"""The worker's side of an import: take a file that waits, have it read, write down what came of it in one go.

A row is written by the reader whose token it carries, and by nobody else: a worker that was taken for dead and
comes back finds another token, or another state, and lets go.
"""

import secrets
import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from decider.events import record
from decider.evidence import files
from decider.evidence.again import bring_back
from decider.evidence.child import Answer, Job, Stopped, read
from decider.evidence.mappings import forget_unusable, remembered_mapping, signature
from decider.models import Evidence, EvidenceState

# Set when the worker has to end: the reading goes back into the queue instead of on.
ending = threading.Event()

# What the folders are called in which the readers keep their temporary copies.
WORK_FOLDER = "decider-reading-"

NOT_AGAIN = "The file was to be read once more and was not, so these figures are those of the first time."


def run_import(evidence_id: int) -> None:
    """Read one piece of evidence from `waiting` to its end; anything but a waiting one is left alone."""
    token = secrets.token_hex(16)
    taken = Evidence.objects.filter(pk=evidence_id, state=EvidenceState.WAITING).update(
        state=EvidenceState.READING, reader=token, attempts=F("attempts") + 1, heartbeat_at=timezone.now(), progress=0
    )
    if not taken:
        return
    evidence = Evidence.objects.select_related("task__project__team").get(pk=evidence_id)
    work = Path(tempfile.mkdtemp(prefix=WORK_FOLDER))
    try:
        answer = _read(evidence, token, work)
        if answer.columns and evidence.mapping is None:
            answer = _with_remembered_mapping(evidence, answer, token, work)
    except Stopped:
        _stopped(evidence_id, token)
    else:
        columns = evidence.columns if evidence.mapping_remembered else None
        finish(evidence_id, token, answer, evidence.mapping, remembered=evidence.mapping_remembered, columns=columns)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _read(evidence: Evidence, token: str, work: Path) -> Answer:
    def beat(progress: float) -> bool:
        """A sign of life; whether to stop: cancelled, deleted, taken over by another, or the worker ends."""
        mine = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.READING, reader=token)
        alive = mine.filter(cancel_requested=False).update(heartbeat_at=timezone.now(), progress=progress)
        return not alive or ending.is_set()

    file = files.path_of(evidence.kept_file)
    if not evidence.kept_file or not file.is_file():
        return Answer(error="The uploaded file is not there any more: upload it again.")
    against = files.path_of(evidence.against_file) if evidence.against_file else None
    job = Job(file, work, evidence.file_name, evidence.mapping, against)
    return read(job, beat=beat)


def _with_remembered_mapping(evidence: Evidence, answer: Answer, token: str, work: Path) -> Answer:
    """A header that the team has explained before is read by that explanation; where that fails, a person is asked."""
    known = remembered_mapping(evidence.team, answer.columns or {})
    if known is None:
        return answer
    evidence.mapping, evidence.mapping_remembered, evidence.columns = known, True, answer.columns
    again = _read(evidence, token, work)
    if again.reading is None:
        evidence.mapping, evidence.mapping_remembered = None, False
        return answer
    return again


@transaction.atomic
def finish(
    evidence_id: int,
    token: str,
    answer: Answer,
    mapping: Mapping[str, Any] | None = None,
    *,
    remembered: bool = False,
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Write what came of a reading, if the row is still this reader's, with its event and in one transaction.

    `mapping` is what the columns meant, and `remembered` whether the team had said so before; `columns` are those of
    the file where nobody was asked about them.
    """
    row = _mine(evidence_id, token)
    if row is None:
        return
    if row.cancel_requested:
        close(row, EvidenceState.CANCELLED)
        return
    if answer.reading is None:
        _without_figures(row, answer)
        return
    row.state, row.read_at, row.progress, row.reader = EvidenceState.READY, timezone.now(), 1, ""
    row.previous = None
    row.reading, row.outcomes = answer.reading, answer.outcomes or None
    row.mapping, row.mapping_remembered = dict(mapping) if mapping else None, remembered
    for name, most in (("kind", 12), ("format", 60), ("tool", 120), ("tool_version", 60)):
        setattr(row, name, str(answer.reading.get(name) or "")[:most])
    gone = () if row.team.keeps_files else (row.kept_file, row.against_file)
    if gone:
        row.kept_file = row.against_file = ""
    row.columns = _columns_to_keep(row, columns or row.columns) if mapping else None
    row.save()
    files.delete_after_commit(*gone)
    record(
        team=row.team, by=row.created_by, verb="read_evidence", subject=row, task=row.task_id, sha256=row.sha256,
        file=row.file_name, kind=row.kind, format=row.format, rows=answer.reading.get("rows"),
    )  # fmt: skip
    if row.columns and not remembered:
        _read_those_like(row)


def _columns_to_keep(row: Evidence, columns: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The columns' names, and what stands in them as long as the file itself does."""
    kept = ("columns", "rows") if row.kept_file else ("columns",)
    return {name: columns[name] for name in kept if name in columns} if columns else None


def _read_those_like(row: Evidence) -> None:
    """Have the team's other files read that wait for the same columns to be explained."""
    said = signature(row.columns)
    of_team = Evidence.objects.filter(task__project__team=row.team)
    waiting = of_team.filter(state=EvidenceState.NEEDS_MAPPING, task__archived_at=None, task__project__archived_at=None)
    for other in waiting.select_for_update(of=("self",), no_key=True).select_related("task__project__team"):
        if signature(other.columns) != said:
            continue
        other.state, other.mapping, other.attempts, other.progress = EvidenceState.WAITING, None, 0, 0
        other.save()
        enqueue(other)


def _without_figures(row: Evidence, answer: Answer) -> None:
    if answer.columns and row.mapping is None:
        row.state, row.progress, row.reader = EvidenceState.NEEDS_MAPPING, 0, ""
        row.columns = answer.columns
        row.save()
        return
    close(row, EvidenceState.FAILED, answer.error or "The file could not be read.")


def close(row: Evidence, state: EvidenceState, error: str = "") -> None:
    """End an import without figures: its file goes, and why is said. Inside a transaction.

    One whose columns were being explained goes back to that question: the file is still there to be read by it.
    """
    if state is EvidenceState.FAILED and row.columns and row.mapping is not None and row.kept_file:
        forget_unusable(team=row.team, columns=row.columns, mapping=row.mapping)
        row.state, row.columns = EvidenceState.NEEDS_MAPPING, {**row.columns, "problem": error}
        row.reader, row.progress, row.cancel_requested = "", 0, False
        row.save()
        return
    gone = (row.kept_file, row.against_file)
    if bring_back(row, NOT_AGAIN if state is EvidenceState.CANCELLED else f"{NOT_AGAIN} {error}"[:500]):
        _leave_files(row, gone)
        return
    row.state, row.error, row.reader = state, error[:500], ""
    row.kept_file, row.against_file, row.columns = "", "", None
    row.save()
    files.delete_after_commit(*gone)
    verb = "cancel_evidence" if state is EvidenceState.CANCELLED else "fail_evidence"
    record(
        team=row.team, by=row.created_by, verb=verb, subject=row, task=row.task_id, sha256=row.sha256,
        file=row.file_name, error=row.error,
    )  # fmt: skip


def _leave_files(row: Evidence, stored: tuple[str, str]) -> None:
    """Save a row whose first reading stands again: its file stays where the team keeps files."""
    if row.team.keeps_files:
        stored = ("", row.against_file)
    else:
        row.kept_file = ""
        row.columns = _columns_to_keep(row, row.columns)
    row.against_file = ""
    row.save()
    files.delete_after_commit(*stored)


@transaction.atomic
def _stopped(evidence_id: int, token: str) -> None:
    row = _mine(evidence_id, token)
    if row is None:
        return
    if row.cancel_requested:
        close(row, EvidenceState.CANCELLED)
    elif ending.is_set():
        # Not the file's fault: it waits for the next worker as if it had not begun.
        row.state, row.reader, row.progress, row.attempts = EvidenceState.WAITING, "", 0, max(0, row.attempts - 1)
        row.save()
        enqueue(row)


def _mine(evidence_id: int, token: str) -> Evidence | None:
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).select_related("task__project__team")
    return rows.filter(pk=evidence_id, state=EvidenceState.READING, reader=token).first()


def enqueue(row: Evidence) -> None:
    """Ask the worker to read it; in the same transaction as the row, so that neither is there without the other."""
    from decider.evidence.tasks import read_file

    read_file.enqueue(row.pk)
