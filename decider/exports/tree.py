"""The decision tree as it was walked, ready to be drawn."""

from collections.abc import Mapping
from typing import Any

from decider.exports.safe_text import one_line
from decider.palette import LOOKS
from decider.wording import adaptation_name, node_answer_sentence, node_question, verdict_name, verdict_short
from decider.wording.tree import EXITS

Data = Mapping[str, Any]

_COLOURS = {"self_host": "self_host", "hybrid": "hybrid", "fine_tune": "fine_tune"}


def tree_rows(recommendation: Data) -> list[dict[str, Any]]:
    """One row for each question: text, whether the path took it, and where it may leave the tree."""
    return [_row(node) for node in recommendation.get("tree") or []]


def tree_note(recommendation: Data) -> str:
    """What the drawing alone does not tell: where data may not leave, the later questions still count."""
    if recommendation.get("verdict") != "self_host":
        return ""
    leads_to = adaptation_name(recommendation.get("adaptation")).lower()
    return f"Questions 2 to 7 were asked of the self-hosted options alone: for these they lead to {leads_to}."


def _row(node: Data) -> dict[str, Any]:
    name = str(node.get("node"))
    on_path, decides = bool(node.get("on_path", True)), bool(node.get("decides"))
    leads_to = str(node.get("leads_to") or "")
    leaving, verdicts = EXITS.get(name, ("", ()))
    if decides and on_path and leads_to not in verdicts:
        verdicts = (leads_to,)
    answer = str(node.get("answer"))
    return {
        "question": node_question(name),
        "sentence": one_line(node_answer_sentence(node)),
        "on_path": on_path,
        "decides": decides and on_path,
        "ours": node.get("from") == "ours",
        # What is written on the way on to the next question.
        "onward": {"yes": "no", "no": "yes"}.get(leaving, "then"),
        "goes_on": name != "hybrid",
        "answer": answer,
        "exits": [
            {
                "name": verdict_short(verdict),
                "title": verdict_name(verdict),
                "when": leaving or {"hybrid": "yes", "fine_tune": "no"}.get(verdict, ""),
                "taken": on_path and decides and verdict == leads_to,
                "colour": LOOKS[_COLOURS.get(verdict, "prompt")].light,
            }
            for verdict in verdicts
        ],
    }
