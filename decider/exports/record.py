"""The record behind a decision: assumptions, thresholds, what happened, how to reckon it again."""

from collections.abc import Mapping
from typing import Any

from decider.exports.safe_text import one_line, paragraphs
from decider.wording import fact_name, fact_value, moment, policy_name, policy_value, provenance_name
from decider.wording.facts import split_path
from decider.wording.numbers import capitalised
from decider.wording.trail import event_phrase

Data = Mapping[str, Any]

# Deeds that leave a row of their own (a comment, a review): that row says more than the event.
_TOLD_BY_ROWS = {"comment", "approve", "request_changes"}


def assumption_groups(assessment: Data, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The assumptions of the task as a whole, then those of each option, with the provenance of each."""
    groups: dict[str, list[dict[str, str]]] = {}
    for fact in assessment.get("assumptions") or []:
        path, option = str(fact.get("fact")), fact.get("option")
        note = one_line(fact.get("note"))
        title = labels.get(str(option), one_line(option)) if option else "The task"
        groups.setdefault(title, []).append(
            {
                "name": capitalised(one_line(fact_name(split_path(path)[1]))),
                "value": one_line(fact_value(path, fact.get("value"), str(fact.get("unit") or ""))),
                "provenance": provenance_name(fact.get("provenance")),
                "code": str(fact.get("provenance") or "unknown"),
                "note": note,
            }
        )
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def policy_rows(policy: Data) -> list[dict[str, str]]:
    return [
        {"name": one_line(policy_name(name)), "value": one_line(policy_value(name, value))}
        for name, value in policy.items()
        if not isinstance(value, list | Mapping)
    ]


def trail_rows(trail: Data) -> list[dict[str, Any]]:
    """Events, comments and reviews, of earlier revisions too, by time; a person's edits in a row are told once."""
    rows: list[tuple[str, dict[str, Any]]] = []
    edits: dict[str, Any] = {}
    for event in trail.get("events") or []:
        verb, by = str(event.get("verb")), one_line(event.get("by") or "Decider")
        if verb in _TOLD_BY_ROWS:
            continue
        if verb == "edit" and edits and edits["by"] == by:
            edits["times"] += 1
            edits["what"] = f"changed the draft {edits['times']} times, last on {moment(event.get('at'))}"
            continue
        row: dict[str, Any] = {"at": moment(event.get("at")), "by": by, "what": event_phrase(verb), "text": []}
        rows.append((str(event.get("at")), row))
        edits = {}
        if verb == "edit":
            row["times"] = 1
            edits = row
    for said in (trail, trail.get("earlier") or {}):
        for comment in said.get("comments") or []:
            rows.append((str(comment.get("at")), _said(comment, "commented")))
        for review in said.get("reviews") or []:
            did = event_phrase("approve" if review.get("verdict") == "approved" else "request_changes")
            rows.append((str(review.get("at")), _said(review, did)))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]


def _said(row: Data, what: str) -> dict[str, Any]:
    """A row for what somebody said; `revision` is there for what was said about an earlier one."""
    about = f" (revision {row['revision']})" if row.get("revision") else ""
    return {
        "at": moment(row.get("at")),
        "by": one_line(row.get("by")),
        "what": what + about,
        "text": paragraphs(row.get("text")),
    }


def reproduction(snapshot: Data, sha256: str) -> dict[str, str]:
    """The command that reckons every figure again, and the fingerprint of what was frozen."""
    day = one_line(snapshot.get("day"))
    return {
        "command": f"python manage.py assess profile.json --day {day} --policy policy.json --format json",
        "sha256": sha256,
    }
