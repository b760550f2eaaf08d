"""The snapshot of a decision: all that it rests on, as one JSON document that can be frozen and read alone."""

import datetime
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import simplejson
from django.utils import timezone

from decider.charts.content import chart_contents
from decider.charts.vega_svg import chart_svg
from decider.domain.method import METHOD_VERSION
from decider.domain.submission import follows
from decider.estimates.actions import assess_task
from decider.models import Decision

SNAPSHOT_VERSION = 1


def build_snapshot(
    decision: Decision, *, day: datetime.date | None = None, submitted_at: datetime.datetime | None = None
) -> dict[str, Any]:
    """What the decision rests on as of `day` (today by default), as plain data with numbers as int or Decimal.

    For a draft, `submitted_at` is None and the figures are those of the task as it is now.

    Raises:
        ProfileErrors: the task's answers cannot be priced (a price that has no default is missing).
    """
    day = day or timezone.now().date()
    task = decision.task
    assessment = assess_task(task, day=day).data()
    recommended = assessment["recommendation"]
    followed = follows(
        decision.choice, decision.option_key, verdict=recommended["verdict"], option=recommended["option"]
    )
    snapshot = {
        "version": SNAPSHOT_VERSION,
        "method_version": METHOD_VERSION,
        "team": task.project.team.name,
        "project": task.project.name,
        "task": task.name,
        "task_id": task.pk,
        "day": day.isoformat(),
        "decision": {
            "title": decision.title,
            "revision": decision.revision,
            "choice": decision.choice,
            "option_key": decision.option_key,
            "follows_recommendation": followed,
            "override_reason": "" if followed else decision.override_reason,
            "rationale": decision.rationale,
            "alternatives_rejected": decision.alternatives_rejected,
            "consequences": decision.consequences,
            "revisit_on": decision.revisit_on and decision.revisit_on.isoformat(),
            "author": {"name": decision.author.name, "email": decision.author.email},
            "submitted_at": submitted_at and _moment(submitted_at),
        },
        "profile": assessment["profile"],
        "policy": assessment["policy"],
        "assessment": assessment,
    }
    # Through text and back, so that a draft reads exactly as it will when it is frozen.
    return read_snapshot(canonical_text(snapshot))


def draw_charts(assessment: Mapping[str, Any]) -> dict[str, str]:
    """The report's charts as SVG, by the chart's id; without those for which there is nothing to draw."""
    drawn = {content.id: chart_svg(content) for content in chart_contents(assessment)}
    return {name: svg for name, svg in drawn.items() if svg}


def canonical_text(snapshot: dict[str, Any]) -> str:
    """The one way to write a snapshot: keys sorted, no spaces, every digit of every number kept."""
    return simplejson.dumps(
        snapshot, use_decimal=True, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def fingerprint(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def read_snapshot(text: str) -> dict[str, Any]:
    """A snapshot from its text, numbers with a fraction as Decimal."""
    return simplejson.loads(text, use_decimal=True)


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
