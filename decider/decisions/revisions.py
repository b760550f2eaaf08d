"""What a revision follows: what was said about the ones before it, and what it changed since."""

from collections.abc import Mapping
from typing import Any

from decider.decisions.conflicts import FIELD_NAMES
from decider.decisions.paper import stake
from decider.decisions.trail import Entry, said_about
from decider.models import Decision
from decider.wording import money
from decider.wording.numbers import as_decimal

Data = Mapping[str, Any]


def earlier_revisions(decision: Decision) -> list[Decision]:
    """The revisions that this one follows, the first one first; without their snapshots and charts."""
    if decision.predecessor_id is None:
        return []
    rows = Decision.objects.filter(task_id=decision.task_id, revision__lt=decision.revision)
    by_id = {row.pk: row for row in rows.defer("snapshot", "charts")}
    chain: list[Decision] = []
    current = by_id.get(decision.predecessor_id)
    while current is not None:
        chain.append(current)
        current = by_id.get(current.predecessor_id) if current.predecessor_id else None
    return chain[::-1]


def said_before(decision: Decision) -> list[Entry]:
    """Comments and reviews of the earlier revisions, oldest first; each entry names its revision."""
    return said_about(earlier_revisions(decision))


def changed_since(decision: Decision, snapshot: Data | None) -> list[str]:
    """What differs from the revision before, in words: "choice", "rationale", "total ($900 before, $800 now)".

    `snapshot` is that of the decision, frozen or of today; None where its figures cannot be computed.
    """
    before = decision.predecessor
    if before is None:
        return []
    changed = [
        name
        for field, name in FIELD_NAMES.items()
        if getattr(before, field) != getattr(decision, field)
        or (field == "choice" and before.option_key != decision.option_key)
    ]
    then = before.snapshot_data()
    if snapshot is None or not then:
        return changed
    if then["profile"] != snapshot["profile"]:
        changed.append("the task’s answers")
    # Thresholds that a later method added are no change of the team's.
    if any(snapshot["policy"].get(name, value) != value for name, value in then["policy"].items()):
        changed.append("thresholds")
    verdicts = [one["assessment"]["recommendation"]["verdict"] for one in (then, snapshot)]
    if verdicts[0] != verdicts[1]:
        changed.append("recommendation")
    totals = [as_decimal(stake(one)) for one in (then, snapshot)]
    if totals[0] != totals[1]:
        changed.append(f"total ({money(totals[0])} before, {money(totals[1])} now)")
    return changed
