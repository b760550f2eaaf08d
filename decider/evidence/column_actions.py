"""What a team says about the columns of its tables: each verb in one transaction, with its event."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from decider.domain.evidence import Kind
from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_edit
from decider.events import record
from decider.evidence.actions import locked, save_row
from decider.evidence.again import columns_of, set_aside
from decider.evidence.importing import enqueue
from decider.evidence.mappings import remember
from decider.models import ColumnMapping, Evidence, EvidenceState, Team, User
from decider.teams.roles import role_in


@transaction.atomic
def explain_columns(*, evidence: Evidence, kind: Kind, mapping: Mapping[str, Any], by: User) -> bool:
    """Have a file read by what a person says its columns mean, and remember that for the team.

    One that was read by another mapping is read again, its measurements stay. Answers whether the file is there to be
    read; where it was deleted after the first reading, the meanings are remembered for its next upload.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or it is no longer asked.
    """
    row = locked(evidence, by)
    if not can_be_explained(row):
        raise NotPossible("The columns of this file are no longer asked for.")
    was_read = row.state == EvidenceState.READY
    remember(team=row.team, columns=columns_of(row), kind=kind, mapping=mapping, by=by)
    record(
        team=row.team, by=by, verb="explain_evidence", subject=row, task=row.task_id, mapping=dict(mapping), kind=kind
    )
    if was_read and (not row.kept_file or row.mapping == mapping):
        return bool(row.kept_file)
    if was_read:
        set_aside(row, mapping=mapping)
    else:
        row.state, row.mapping, row.mapping_remembered = EvidenceState.WAITING, dict(mapping), False
        row.attempts, row.progress = 0, 0
    save_row(row)
    enqueue(row)
    return True


def can_be_explained(row: Evidence) -> bool:
    """Whether a person may say what the columns of a file mean: it waits for that, or it was read by a mapping."""
    return row.state == EvidenceState.NEEDS_MAPPING or (row.state == EvidenceState.READY and bool(row.mapping))


@transaction.atomic
def forget_columns(*, mapping: ColumnMapping, team: Team, by: User) -> None:
    """Forget what a team said about a table's columns: its next file with them is asked about again.

    Raises:
        NotPermitted: `by` may change nothing in the team.
    """
    check_can_edit(role_in(by, team))
    record(team=team, by=by, verb="forget_columns", subject=mapping, mapping=mapping.mapping, kind=mapping.kind)
    mapping.delete()
