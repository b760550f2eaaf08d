"""Two tabs, one draft: who changed what since a form was filled."""

import datetime
from collections.abc import Sequence

from decider.models import Decision, Event

FIELD_NAMES = {
    "title": "title",
    "choice": "choice",
    "override_reason": "reason for departing from the recommendation",
    "rationale": "rationale",
    "alternatives_rejected": "rejected alternatives",
    "consequences": "consequences",
    "revisit_on": "day to look again",
}


class Conflict(Exception):
    """The draft was changed after the form was filled; nothing was written. The message says by whom, when and what.

    `newer` is the draft as it is now, `fields` the names of the fields that changed since.
    """

    def __init__(self, newer: Decision, *, fields: Sequence[str], by: str, at: datetime.datetime | None) -> None:
        self.newer = newer
        self.fields = list(fields)
        changed = ", ".join(FIELD_NAMES.get(field, field) for field in self.fields) or "nothing that shows"
        when = f" on {at.astimezone(datetime.UTC):%-d %B %Y at %H:%M} UTC" if at else ""
        super().__init__(f"Changed by {by or 'somebody else'}{when}: {changed}.")


def check_version(current: Decision, expected_version: int) -> None:
    """Raise `Conflict` unless `current`, as locked, is still the version that the form was filled from."""
    if current.version == expected_version:
        return
    saves = [
        event
        for event in Event.objects.filter(subject_type="decision", subject_id=current.pk, verb="edit").select_related(
            "by"
        )
        if event.data.get("version", 0) > expected_version
    ]
    changed = {field for event in saves for field in event.data.get("fields", [])}
    people = dict.fromkeys(event.by.name for event in saves if event.by)
    raise Conflict(
        current,
        fields=[field for field in FIELD_NAMES if field in changed],
        by=" and ".join(people),
        at=saves[-1].at if saves else None,
    )
