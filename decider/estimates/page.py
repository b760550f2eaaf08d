"""The result page's content: an assessment in sentences, in the order in which it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider import wording
from decider.cases.elsewhere import Elsewhere, elsewhere
from decider.charts.content import chart_contents, is_of_uncertainty
from decider.charts.shapes import ChartContent
from decider.domain.assessment import Assessment
from decider.estimates.certainty import Certainty, Worth, certainty, worth
from decider.estimates.cheapest import cheaper_is_below_target, cheapest, compared
from decider.estimates.tree import Drawing, draw_tree
from decider.models import Task
from decider.profiles.links import fact_url
from decider.wording.measured import measured_count

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a bill."""

    name: str
    monthly_usd: str | None = None
    total_usd: str | None = None


@dataclass(frozen=True)
class OptionRow:
    """One option as the table shows it."""

    data: Data
    label: str
    why_not: str
    recommended: bool
    cheapest: bool
    lines: list[Line]


@dataclass(frozen=True)
class ResultPage:
    verdict: str
    sentence: str
    state: str
    state_sentence: str
    possible: list[str]
    tree: Drawing
    questions: list[dict[str, Any]]
    for_tuning: list[dict[str, Any]]
    for_prompting: list[dict[str, Any]]
    options: list[OptionRow]
    # Whether something cheaper than the cheapest is left out because its quality is below the target.
    cheaper_is_below_target: bool
    options_chosen: bool
    missing: list[dict[str, str]]
    crossovers: list[str]
    flips: list[str]
    measure_first: list[dict[str, str]]
    # What the evaluations say against the recommendation; the rest of the advice.
    doubts: list[str]
    advice: list[dict[str, str]]
    charts: list[ChartContent]
    certainty: Certainty
    worth: Worth
    horizon_months: int
    as_of: str
    high_volume: bool
    # How many of the facts behind it were measured from evidence.
    measured: int
    # The published cases nearest to the task.
    elsewhere: Elsewhere


def result_page(task: Task, assessment: Assessment) -> ResultPage:
    """Everything that the page says about one assessment of a task."""
    data = assessment.data()
    recommendation, labels = data["recommendation"], wording.option_labels(data)
    reasons = [_reason(reason) for reason in recommendation["reasons"]]
    doubts = [advice for advice in recommendation["advice"] if advice["code"] in wording.SUPPORT]
    charts = chart_contents(data)
    return ResultPage(
        verdict=recommendation["verdict"],
        sentence=wording.verdict_sentence(data),
        state=recommendation["state"],
        state_sentence=wording.firmness_sentence(recommendation),
        possible=[code for code in recommendation["possible_verdicts"] if code != recommendation["verdict"]],
        tree=draw_tree(recommendation),
        questions=[_question(node) for node in recommendation["tree"]],
        for_tuning=[reason for reason in reasons if reason["side"] == "fine_tune"],
        for_prompting=[reason for reason in reasons if reason["side"] == "prompt"],
        options=_options(data, labels),
        cheaper_is_below_target=cheaper_is_below_target(data["options"]),
        options_chosen=data["options_chosen"],
        missing=[{"message": message, "url": _missing_url(task, path)} for path, message in assessment.missing],
        crossovers=_crossovers(data, labels),
        flips=[wording.flip_sentence(flip, labels) for flip in data["flips"] or []],
        measure_first=[
            {"sentence": wording.measure_first_sentence(item, labels), "url": fact_url(task, item["fact"])}
            for item in recommendation["measure_first"]
        ],
        doubts=[wording.advice_sentence(one, labels) for one in doubts],
        advice=[
            {"name": wording.advice_name(one["code"]), "sentence": wording.advice_sentence(one, labels)}
            for one in recommendation["advice"]
            if one not in doubts
        ],
        charts=[content for content in charts if not is_of_uncertainty(content)],
        certainty=certainty(task, data, labels, [content for content in charts if is_of_uncertainty(content)]),
        worth=worth(task, data, labels),
        horizon_months=data["charts"]["cumulative_cost"]["horizon_months"],
        as_of=data["as_of"],
        high_volume=_is_high(data),
        measured=measured_count(data["assumptions"]),
        elsewhere=elsewhere(assessment.profile, assessment.policy),
    )


def _question(node: Data) -> dict[str, Any]:
    return {
        "code": node["node"],
        "question": wording.node_question(node["node"]),
        "answer": node["answer"],
        "sentence": wording.node_answer_sentence(node),
        "on_path": node["on_path"],
        "decides": node["decides"] and node["on_path"],
        "ours": node["from"] == "ours",
    }


def _reason(reason: Data) -> dict[str, Any]:
    return {
        "code": reason["code"],
        "side": reason["side"],
        "name": wording.reason_name(reason["code"]),
        "sentence": wording.reason_sentence(reason),
        "standing": {True: "applies", False: "does not apply", None: "not known yet"}[reason["holds"]],
        "holds": reason["holds"],
        "ours": reason["from"] == "ours",
    }


def _options(data: Data, labels: Mapping[str, str]) -> list[OptionRow]:
    # To re-examine the task is no recommendation of an option, although prompting goes on meanwhile.
    verdict = data["recommendation"]["verdict"]
    recommended = data["recommendation"]["option"] if verdict != "reexamine" else None
    best, running = cheapest(data["options"]), compared(data["options"])
    return [
        OptionRow(
            data=option,
            label=labels[option["key"]],
            why_not=wording.why_not_sentence((option["why_not"] or "").split()),
            recommended=option["key"] == recommended,
            cheapest=option is best and len(running) > 1,
            lines=_lines(option),
        )
        for option in data["options"]
    ]


def _lines(option: Data) -> list[Line]:
    """The lines of month 1 and of the horizon beside each other, in the order of the bill."""
    monthly = {line["code"]: line["monthly_usd"] for line in option["lines"] or []}
    total = {line["code"]: line["total_usd"] for line in option["total_lines"] or []}
    return [
        Line(wording.line_name(code), monthly.get(code), total.get(code)) for code in dict.fromkeys([*total, *monthly])
    ]


def _crossovers(data: Data, labels: Mapping[str, str]) -> list[str]:
    """The crossings that matter for the choice: between a prompted and a tuned option, with their payback."""
    sides = {option["key"]: option["adaptation"] == "prompt" for option in compared(data["options"])}
    return [
        " ".join(filter(None, [wording.crossover_sentence(one, labels), wording.payback_sentence(one, labels)]))
        for one in data["crossovers"]
        if one["from"] in sides and one["to"] in sides and sides[one["from"]] != sides[one["to"]]
    ]


def _is_high(data: Data) -> bool:
    today = data["charts"]["monthly_cost"]["today"]
    return today is not None and today > data["policy"]["high_volume_calls"]


def _missing_url(task: Task, path: str) -> str:
    return fact_url(task, "options" if path.startswith("options[") else path)
