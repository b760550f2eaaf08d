"""An assessment as plain text or Markdown, for people at a terminal."""

from collections.abc import Mapping
from typing import Any

from decider import wording
from decider.wording.uncertainty import robustness_sentences
from decider.wording.worth import worth_sentences

Data = Mapping[str, Any]


def assessment_text(assessment: Data) -> str:
    """The assessment as plain text, about a screen long."""
    return "\n".join(_sections(assessment, heading="{}", bullet="  - ")).strip()


def assessment_markdown(assessment: Data) -> str:
    """The assessment as Markdown; names that users chose are set as code, so that none is read as markup."""
    return "\n".join(_sections(assessment, heading="## {}", bullet="- ")).strip()


def _sections(assessment: Data, *, heading: str, bullet: str) -> list[str]:
    recommendation = assessment["recommendation"]
    labels = wording.option_labels(assessment)
    lines = [wording.verdict_sentence(assessment), wording.state_sentence(recommendation), ""]

    def section(title: str, items: list[str]) -> None:
        if items:
            lines.extend([heading.format(title), "", *(bullet + item for item in items), ""])

    section(
        "The seven questions",
        [
            f"{wording.node_question(node['node'])} {wording.node_answer_sentence(node)}"
            + (" (decides)" if node["decides"] and node["on_path"] else "")
            for node in recommendation["tree"]
        ],
    )
    section(
        "Reasons that apply",
        [
            f"{wording.reason_name(reason['code'])}: {wording.reason_sentence(reason)}"
            for reason in recommendation["reasons"]
            if reason["holds"]
        ],
    )
    section("Options", [_option(option, labels) for option in assessment["options"]])
    section("Crossovers", [wording.crossover_sentence(one, labels) for one in assessment["crossovers"]])
    section("What would change it", [wording.flip_sentence(flip, labels) for flip in assessment["flips"] or []])
    section("How sure is this", robustness_sentences(assessment, labels))
    section("What quality is worth", worth_sentences(assessment["worth"], labels))
    section("Advice", [wording.advice_sentence(advice, labels) for advice in recommendation["advice"]])
    section("Measure first", [wording.measure_first_sentence(item, labels) for item in recommendation["measure_first"]])
    return lines


def _option(option: Data, labels: Mapping[str, str]) -> str:
    figures = [
        f"{wording.money(option[name])} {words}"
        for name, words in (
            ("per_call_usd", "a call"),
            ("monthly_usd", "a month"),
            ("one_off_usd", "once"),
            ("total_usd", "in total"),
        )
        if option[name] is not None
    ]
    why_not = wording.why_not_sentence((option["why_not"] or "").split())
    return f"{labels[option['key']]} ({option['key']}): {', '.join(figures) or 'not priced'}. {why_not}".strip()
