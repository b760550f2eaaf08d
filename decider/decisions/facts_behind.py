"""What a recommendation rests on, by where it comes from: which facts were measured, and who answered the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from decider.models import Event, Task
from decider.profiles.merging import VERB
from decider.wording import fact_name, fact_value
from decider.wording.numbers import capitalised

# Who answered where a file or a program did.
NOBODY = "a command"


@dataclass(frozen=True)
class FactGroup:
    """Facts of one origin, in words: "Measured", "Answered by Ada Author"."""

    title: str
    facts: list[str]


def facts_behind(task: Task, assumptions: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> list[FactGroup]:
    """The facts that the team gave, and those that nobody knows; what the method or the price book fills in is left
    out. Each fact once, in the order of the assumptions."""
    rows = {row["fact"]: row for row in assumptions}
    people = _who_answered(task) if any(row["provenance"] == "stated" for row in rows.values()) else {}
    groups: dict[str, list[str]] = {"Measured": []}
    unknown = []
    for path, row in rows.items():
        name = capitalised(fact_name(path, labels))
        if row["provenance"] == "unknown":
            unknown.append(name)
        elif row["provenance"] in ("measured", "stated"):
            by = people.get(path, task.created_by.name)
            title = "Measured" if row["provenance"] == "measured" else f"Answered by {by}"
            groups.setdefault(title, []).append(f"{name}: {fact_value(path, row['value'], row.get('unit', ''))}")
    found = [FactGroup(title, facts) for title, facts in groups.items() if facts]
    return [*found, FactGroup("Not known yet", unknown)] if unknown else found


def _who_answered(task: Task) -> dict[str, str]:
    """Fact → the name of whoever answered it last; facts that were there from the start are missing."""
    found: dict[str, str] = {}
    events = Event.objects.filter(subject_type="task", subject_id=task.pk, verb=VERB).order_by("-id")
    for data, name in events.values_list("data", "by__name"):
        for change in data["changes"]:
            found.setdefault(change["fact"], name or NOBODY)
    return found
