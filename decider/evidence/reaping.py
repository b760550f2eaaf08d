"""Imports whose worker died: begun once more, then given up with a sentence."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from decider.evidence.files import delete_strays
from decider.evidence.importing import close, enqueue
from decider.models import Evidence, EvidenceState

MOST_ATTEMPTS = 2
GIVEN_UP = (
    "The worker that read this file ended in the middle of it, twice. Split the file, or ask whoever runs Decider to "
    "look into the worker’s log."
)


def reap(*, now: datetime.datetime | None = None) -> int:
    """Take up what has been silent for `EVIDENCE_SILENT_SECONDS`: queued again once, then failed. Answers how many."""
    now = now or timezone.now()
    silent = now - datetime.timedelta(seconds=settings.EVIDENCE_SILENT_SECONDS)
    found = Evidence.objects.filter(state=EvidenceState.READING, heartbeat_at__lt=silent)
    return sum(_reap_one(pk, silent) for pk in list(found.values_list("pk", flat=True)))


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
    """What a worker does as it starts: imports that died, and files of uploads that were cut off a day ago."""
    reap()
    delete_strays((timezone.now() - datetime.timedelta(days=1)).timestamp())
