"""Reading a file once more: by other meanings of its columns, or with an evaluation set to look for leaks in it.

The row stays, with the answers that rest on it. What was read first is set aside until the new reading is there, and
comes back where that fails or is cancelled.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import Kind
from decider.evidence.mappings import remembered_mapping
from decider.models import Evidence, EvidenceState

# What a new reading replaces; the row's kind and tool stay in sight meanwhile.
_SET_ASIDE = ("reading", "outcomes", "mapping", "mapping_remembered", "columns")


def columns_of(row: Evidence) -> dict[str, Any]:
    """The columns of a file that was read by a mapping; of those read before columns were kept, the named ones."""
    return dict(row.columns) if row.columns else {"columns": list(row.mapping or {})}


def gains_from_upload(row: Evidence, *, with_set: bool) -> bool:
    """Whether the same file, uploaded once more, would be read otherwise than it was.

    It would where its columns mean something else to the team by now, or where it is for fine-tuning, leaks were not
    looked for, and an evaluation set comes `with_set`.
    """
    if row.state != EvidenceState.READY:
        return False
    if row.mapping:
        return remembered_mapping(row.team, columns_of(row)) != row.mapping
    return with_set and row.kind == Kind.TRAINING and row.reading["training"].get("leaks") is None


def set_aside(row: Evidence, *, mapping: Mapping[str, Any] | None = None) -> None:
    """Have a row that was read wait to be read again, by `mapping` where one is given. The caller saves it."""
    row.previous = {name: getattr(row, name) for name in _SET_ASIDE}
    columns = columns_of(row) if mapping else None
    row.reading = row.outcomes = None
    row.mapping, row.mapping_remembered, row.columns = dict(mapping) if mapping else None, False, columns
    row.state, row.attempts, row.progress, row.reader, row.cancel_requested = EvidenceState.WAITING, 0, 0, "", False


def bring_back(row: Evidence, why: str) -> bool:
    """Give a row what was set aside, with a note why it was not read again; False where there is nothing to give back.

    The caller saves it.
    """
    if row.previous is None:
        return False
    for name in _SET_ASIDE:
        setattr(row, name, row.previous[name])
    row.reading = {**row.reading, "notes": [*row.reading["notes"], why]}
    row.state, row.progress, row.reader, row.error, row.previous = EvidenceState.READY, 1, "", "", None
    row.cancel_requested = False
    return True
