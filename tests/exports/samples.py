"""A decision as its exports see it, without a database: the sample assessment with texts and a trail."""

from pathlib import Path
from typing import Any

import simplejson

from decider.exports.documents import Document
from decider.exports.report_data import report_data

ASSESSMENT = Path(__file__).parent.parent / "data" / "sample_assessment.json"
SHA256 = "5f" * 32

# Quotes, markup of typst, Markdown, HTML and templates: all of it must print as typed and run nothing.
HOSTILE_LINES = (
    """He said "no" & 'yes' -- #read("/etc/passwd") #import "x": * \\u{41} $x^2$ @ref <label> `code` *b* _i_""",
    "= not a heading",
    "# nor this",
    "- not a list",
    "1. nor this",
    "| a | b |",
    "--- ",
    "> not a quotation",
    '#let x = 1; #eval("1+1") \\ ~ // comment /* no */ [link](javascript:alert(1)) ![i](x) <b>bold</b>',
    "{{ 7*7 }} {% now %} &amp; &nbsp; ~~gone~~ www.example.org https://a.example/x_y_z?a=1",
)
HOSTILE = "\n".join(HOSTILE_LINES)
CHINESE = "中文测试，这是一段很长的没有空格的文字。"
ARABIC = "مرحبا بالعالم"
EMOJI = "😀 🇩🇪"


def snapshot(**decision: Any) -> dict[str, Any]:
    """A submitted decision that follows the recommendation; keywords replace parts of `decision`."""
    assessment = simplejson.loads(ASSESSMENT.read_text(encoding="utf-8"), use_decimal=True)
    return {
        "version": 1,
        "method_version": "1.0",
        "team": "Support Engineering",
        "project": "Help desk",
        "task": "Support ticket triage",
        "task_id": 1,
        "day": "2026-11-24",
        "decision": {
            "title": "Fine-tune a small model for ticket triage",
            "revision": 2,
            "choice": "fine_tune",
            "option_key": "ft-small",
            "follows_recommendation": True,
            "override_reason": "",
            "rationale": "The long prompt costs more in six weeks than a tuned model in a year.",
            "alternatives_rejected": "The hybrid: dearer, and nothing changes per request.",
            "consequences": "A retraining every six months.",
            "revisit_on": "2027-05-24",
            "author": {"name": "Ana Author", "email": "ana@example.com"},
            "submitted_at": "2026-11-24T09:30:00Z",
            **decision,
        },
        "profile": assessment["profile"],
        "policy": assessment["policy"],
        "assessment": assessment,
    }


def trail() -> dict[str, Any]:
    return {
        "comments": [
            {"by": "Vera Viewer", "at": "2026-11-24T10:02:00+00:00", "text": "How sure are we of the volume?"}
        ],
        "reviews": [
            {
                "by": "Max Manager",
                "at": "2026-11-24T15:47:00+00:00",
                "verdict": "approved",
                "text": "Measure it on the 400 cases first.",
            }
        ],
        "events": [
            {"by": "Ana Author", "at": "2026-11-23T15:47:00+00:00", "verb": "revise"},
            {"by": "Ana Author", "at": "2026-11-23T15:50:00+00:00", "verb": "edit"},
            {"by": "Ana Author", "at": "2026-11-23T15:57:00+00:00", "verb": "edit"},
            {"by": "Ana Author", "at": "2026-11-24T09:30:00+00:00", "verb": "submit"},
            {"by": "Vera Viewer", "at": "2026-11-24T10:02:00+00:00", "verb": "comment"},
            {"by": "Max Manager", "at": "2026-11-24T15:47:00+00:00", "verb": "approve"},
        ],
        "predecessor": {"id": 3, "title": "Stay with prompting", "revision": 1, "state": "superseded"},
        "successor": None,
    }


def no_trail() -> dict[str, Any]:
    return {"comments": [], "reviews": [], "events": [], "predecessor": None, "successor": None}


def report(state: str = "approved", charts: dict[str, str] | None = None, **decision: Any) -> dict[str, Any]:
    sha256 = "" if state == "draft" else SHA256
    taken = no_trail() if state == "draft" else trail()
    return report_data(snapshot(**decision), taken, state, charts or {}, sha256=sha256, reference="Decision 7")


def document(state: str = "approved", **decision: Any) -> Document:
    sha256 = "" if state == "draft" else SHA256
    taken = no_trail() if state == "draft" else trail()
    return Document(snapshot(**decision), taken, state, sha256, "Decision 7", {})
