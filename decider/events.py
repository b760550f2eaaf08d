"""The event log: one line per deed, written in the deed's own transaction."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from decider.models import Event

if TYPE_CHECKING:
    from decider.models import Team, User


def record(*, team: "Team", by: "User | None", verb: str, subject: models.Model, **data: Any) -> Event:
    """Write what `by` did to `subject`; `by` is None where a command did it.

    `data` holds what a reader of the log needs beside the row itself (JSON values, numbers as
    `int` or `Decimal`).

    Raises:
        TransactionManagementError: called outside a transaction, where the deed and its
            line in the log could part ways.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An event is recorded in the transaction of its deed.")
    kind = subject._meta.model_name or ""
    return Event.objects.create(team=team, by=by, verb=verb, subject_type=kind, subject_id=subject.pk, data=data)
