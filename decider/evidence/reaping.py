"""Imports whose worker died: begun once more, then given up with a sentence. And what else a dead worker leaves."""

import contextlib
import datetime
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from decider.evidence.files import delete_strays
from decider.evidence.importing import WORK_FOLDER, close, enqueue
from decider.evidence.tasks import read_file
from decider.models import Evidence, EvidenceState

MOST_ATTEMPTS = 2
GIVEN_UP = (
    "The worker that read this file ended in the middle of it, twice. Split the file, or ask whoever runs Decider to "
    "look into the worker’s log."
)


def reap(*, now: datetime.datetime | None = None) -> int:
    """Take up what has been silent for `EVIDENCE_SILENT_SECONDS`: queued again once, then failed. Answers how many.

    What waits without a job in the queue, because a worker took the job and got no further, is queued again too.
    """
    now = now or timezone.now()
    silent = now - datetime.timedelta(seconds=settings.EVIDENCE_SILENT_SECONDS)
    found = Evidence.objects.filter(state=EvidenceState.READING, heartbeat_at__lt=silent)
    return sum(_reap_one(pk, silent) for pk in list(found.values_list("pk", flat=True))) + _queue_lost()


def _queue_lost() -> int:
    waiting = list(Evidence.objects.filter(state=EvidenceState.WAITING).values_list("pk", flat=True))
    if not waiting:
        return 0
    jobs = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=read_file.module_path)
    queued = {job["args"][0] for job in jobs.values_list("args_kwargs", flat=True)}
    return sum(_queue_one(pk) for pk in waiting if pk not in queued)


@transaction.atomic
def _queue_one(evidence_id: int) -> bool:
    """Queue one that still waits. Where a worker begins just now, the second job finds nothing to do."""
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True)
    row = rows.only("pk").filter(pk=evidence_id, state=EvidenceState.WAITING).first()
    if row is not None:
        enqueue(row)
    return row is not None


@transaction.atomic
def _reap_one(evidence_id: int, silent: datetime.datetime) -> bool:
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).select_related("task__project__team")
    row = rows.filter(pk=evidence_id, state=EvidenceState.READING, heartbeat_at__lt=silent).first()
    if row is None:
        return False
    if row.cancel_requested:
        close(row, EvidenceState.CANCELLED)
    elif row.attempts >= MOST_ATTEMPTS:
        close(row, EvidenceState.FAILED, GIVEN_UP)
    else:
        row.state, row.reader, row.progress = EvidenceState.WAITING, "", 0
        row.save()
        enqueue(row)
    return True


def tidy() -> None:
    """What a worker does as it starts: imports that died, and what was left a day ago on the disk by them and by
    uploads that were cut off."""
    reap()
    yesterday = (timezone.now() - datetime.timedelta(days=1)).timestamp()
    delete_strays(yesterday)
    for folder in Path(tempfile.gettempdir()).glob(f"{WORK_FOLDER}*"):
        # Gone by now, or not ours to delete: no harm.
        with contextlib.suppress(OSError):
            if folder.lstat().st_mtime < yesterday:
                shutil.rmtree(folder)
