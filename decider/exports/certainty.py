"""How sure the answer is and what quality is worth, as text for a report; older snapshots hold neither."""

from collections.abc import Mapping, Sequence
from typing import Any

from decider.charts.content import chart_contents
from decider.charts.shapes import ChartContent
from decider.charts.tornado import ID as TORNADO
from decider.exports.safe_text import one_line
from decider.wording import money, share
from decider.wording.uncertainty import robustness_sentences
from decider.wording.worth import NO_STAKES, break_even_note, break_even_short, least_gain_sentence

Data = Mapping[str, Any]


def chart_data(content: ChartContent, svgs: Mapping[str, str]) -> dict[str, Any]:
    """One chart for the typesetter; `svg` is empty where it was not drawn."""
    return {
        "title": one_line(content.title),
        "svg": svgs.get(content.id) or "",
        "alt": one_line(content.description),
        "notes": [one_line(note) for note in content.notes],
        "empty": one_line(content.empty),
    }


def certainty_data(assessment: Data, labels: Mapping[str, str], charts: Sequence[Data]) -> dict[str, Any]:
    """Sentences, charts and the figures of the tornado. All empty where nothing was drawn."""
    tornado = next((content.table for content in chart_contents(assessment) if content.id == TORNADO), None)
    return {
        "sentences": [one_line(sentence) for sentence in robustness_sentences(assessment, labels)],
        "head": list(tornado.headers) if tornado else [],
        "rows": [[one_line(cell) for cell in row] for row in tornado.rows] if tornado else [],
        "charts": list(charts),
    }


def worth_data(assessment: Data, labels: Mapping[str, str]) -> dict[str, Any]:
    """One sentence and a row for each option; the sentence alone where no stakes are stated."""
    if "worth" not in assessment:
        return {"sentences": [], "head": [], "rows": []}
    worth = assessment["worth"]
    if not worth:
        return {"sentences": [NO_STAKES], "head": [], "rows": []}
    sentence = one_line(least_gain_sentence(worth, labels))
    rows = worth.get("options") or []
    return {
        "sentences": [sentence or "Each option’s break-even accuracy, at the volume stated."],
        "head": ["Option", "Accuracy expected", "Pays from", "Value a month", "Cost of an accepted result"],
        "rows": [
            [
                one_line(labels.get(str(row.get("key")), str(row.get("key")))),
                share(row.get("accuracy"), unknown="not stated"),
                " ".join(filter(None, [break_even_short(row), _aside(break_even_note(row))])),
                money(row.get("value_per_month_usd"), unknown="–"),
                money(row.get("cost_per_accepted_usd"), unknown="–"),
            ]
            for row in rows
        ],
    }


def _aside(note: str) -> str:
    return f"({note[:1].lower()}{note[1:].rstrip('.')})" if note else ""
