"""Everything that a report prints, as text: a pure function of snapshot, trail, state and charts.

The result holds only strings, numbers for layout, lists and dicts, so that it can be handed to the
typesetter as JSON. Text that people typed is in paragraphs (`safe_text.paragraphs`) or on one line.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from decider.charts.content import chart_contents, is_of_uncertainty
from decider.domain.method import METHOD_VERSION
from decider.exports.bill import bills, option_rows
from decider.exports.certainty import certainty_data, chart_data, worth_data
from decider.exports.page_one import page_one
from decider.exports.record import assumption_groups, policy_rows, reproduction, trail_rows
from decider.exports.safe_text import one_line, paragraphs
from decider.exports.tree import tree_note, tree_rows
from decider.palette import INK, INK_SOFT, LINE, LOOKS, WARN
from decider.wording import (
    advice_name,
    advice_sentence,
    crossover_sentence,
    day,
    flip_sentence,
    kind_name,
    measure_first_sentence,
    payback_sentence,
    reason_argument,
    reason_name,
    reason_sentence,
    stage_sentence,
    state_name,
)
from decider.wording.numbers import quantity
from decider.wording.options import option_labels

Data = Mapping[str, Any]


def report_data(
    snapshot: Data, trail: Data, state: str, charts: Mapping[str, str], *, sha256: str = "", reference: str = ""
) -> dict[str, Any]:
    """What the report says.

    Args:
        snapshot: the decision's snapshot (frozen, or built live for a draft).
        trail: as `trail.read_trail` gives it.
        state: the decision's state now.
        charts: SVG text by the chart’s id; one that is absent is told in words alone.
        sha256: fingerprint of the frozen snapshot, empty for a draft.
        reference: how the team's records call the decision, for example "Decision 7".
    """
    decision, assessment = snapshot["decision"], snapshot["assessment"]
    recommendation = assessment.get("recommendation") or {}
    labels = {key: one_line(label) for key, label in option_labels(assessment).items()}
    dated = _moment(snapshot, trail)
    title = one_line(decision.get("title")) or "Decision"
    drawn = chart_contents(assessment)
    return {
        "meta": {
            "title": title,
            "author": one_line((decision.get("author") or {}).get("name")) or "Decider",
            "description": f"Decision report, revision {decision.get('revision')}: {state_name(state)}",
            "keywords": [one_line(snapshot.get(name)) for name in ("team", "project", "task")]
            + ["decision report", state_name(state)],
            "timestamp": int(dated.timestamp()),
            "date": [dated.year, dated.month, dated.day, dated.hour, dated.minute, dated.second],
        },
        "colours": {
            "ink": INK.light,
            "soft": INK_SOFT.light,
            "line": LINE.light,
            "warn": WARN.light,
            **{name: look.light for name, look in LOOKS.items()},
        },
        "reference": reference,
        "where": [one_line(snapshot.get(name)) for name in ("team", "project", "task")],
        "kind": kind_name((assessment.get("profile") or {}).get("kind")),
        "title": title,
        "running_title": title if len(title) <= 80 else title[:79].rstrip() + "…",
        "day": day(snapshot.get("day")),
        "state": {
            "code": state,
            "name": state_name(state),
            "sentence": stage_sentence(state),
            "draft": state == "draft",
        },
        "revision": str(decision.get("revision")),
        "page_one": page_one(snapshot, trail, state),
        "tree": tree_rows(recommendation),
        "tree_note": tree_note(recommendation),
        "reasons": {side: _reasons(recommendation, side) for side in ("fine_tune", "prompt")},
        "options": option_rows(assessment, str(decision.get("option_key") or "")),
        "horizon": quantity((assessment.get("profile") or {}).get("horizon_months"), "month", "months", "the horizon"),
        "bills": bills(assessment),
        "charts": [chart_data(content, charts) for content in drawn if not is_of_uncertainty(content)],
        "certainty": certainty_data(
            assessment, labels, [chart_data(one, charts) for one in drawn if is_of_uncertainty(one)]
        ),
        "worth": worth_data(assessment, labels),
        "crossovers": [
            {"at": crossover_sentence(crossover, labels), "payback": payback_sentence(crossover, labels)}
            for crossover in assessment.get("crossovers") or []
        ],
        "flips": [one_line(flip_sentence(flip, labels)) for flip in assessment.get("flips") or []],
        "advice": [
            {"name": one_line(advice_name(str(one.get("code")))), "sentence": one_line(advice_sentence(one, labels))}
            for one in recommendation.get("advice") or []
        ],
        "measure_first": [
            one_line(measure_first_sentence(measure, labels)) for measure in recommendation.get("measure_first") or []
        ],
        "texts": {
            name: paragraphs(decision.get(name))
            for name in ("rationale", "override_reason", "alternatives_rejected", "consequences")
        },
        "revisit": day(decision.get("revisit_on"), unknown=""),
        "assumptions": assumption_groups(assessment, labels),
        "policy": policy_rows(snapshot.get("policy") or assessment.get("policy") or {}),
        "trail": trail_rows(trail),
        "method_version": one_line(snapshot.get("method_version") or METHOD_VERSION),
        "reproduction": reproduction(snapshot, sha256),
    }


def _reasons(recommendation: Data, side: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one_line(reason_name(str(reason.get("code")))),
            "argument": reason_argument(str(reason.get("code"))),
            "sentence": one_line(reason_sentence(reason)),
            "holds": {True: "yes", False: "no"}.get(reason.get("holds"), "unknown"),  # type: ignore[arg-type]
            "ours": reason.get("from") == "ours",
        }
        for reason in recommendation.get("reasons") or []
        if reason.get("side") == side
    ]


def _moment(snapshot: Data, trail: Data) -> datetime.datetime:
    """When what the report says became so: the last deed, so that the same state gives the same bytes."""
    moments = [snapshot["decision"].get("submitted_at")]
    for rows in ("comments", "reviews", "events"):
        moments.extend(row.get("at") for row in trail.get(rows) or [])
    for said in (trail.get("earlier") or {}).values():
        moments.extend(row.get("at") for row in said)
    parsed = [datetime.datetime.fromisoformat(at) for at in moments if at]
    if not parsed:
        parsed = [datetime.datetime.fromisoformat(str(snapshot.get("day"))[:10])]
    aware = [at if at.tzinfo else at.replace(tzinfo=datetime.UTC) for at in parsed]
    return max(aware).astimezone(datetime.UTC)
