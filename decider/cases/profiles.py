"""Published cases as task profiles that hold only what was published; everything else stays unknown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Case = Mapping[str, Any]

# The outcomes of cases as verdicts. Fine-tuning that did not pay means that prompting stays.
VERDICTS = {
    "fine_tune": "fine_tune",
    "prompt": "prompt",
    "hybrid": "hybrid",
    "reexamine": "reexamine",
    "self_hosted_fine_tune": "self_host",
    "not_worth_it": "prompt",
}

# By words of the task's type, first that fits.
KINDS = (
    ("summary", "generation"),
    ("headline generation", "summarisation"),
    ("classif", "classification"),
    ("coding", "classification"),
    ("paraphrase", "classification"),
    ("sentiment", "classification"),
    ("similarity scoring", "classification"),
    ("inference", "classification"),
    ("acceptability", "classification"),
    ("multiple choice", "classification"),
    ("two-option", "classification"),
    ("pronoun", "classification"),
    ("response answer the question", "classification"),
    ("extraction", "extraction"),
    ("invoice", "extraction"),
    ("recognition", "extraction"),
    ("sql", "code"),
    ("code", "code"),
    ("style", "style_writing"),
    ("qa", "question_answering"),
    ("question", "question_answering"),
    ("reading comprehension", "question_answering"),
    ("rag", "question_answering"),
    (" to text", "generation"),
    ("content generation", "generation"),
    ("free text", "generation"),
)

# The published solution, or what it replaced, sent the task's data to somebody else's API: so that is allowed.
EXTERNAL_APIS = {
    "API",
    "API / local",
    "API vs in-house",
    "Amazon Bedrock",
    "Amazon Bedrock (provisioned throughput needed)",
    "Azure OpenAI",
    "Fireworks",
    "OpenAI",
    "OpenAI API",
    "self-hosted GPUs + API",
}

# Facts that stand in a case's words rather than in one of its fields.
STATED_IN_WORDS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    # 88 reports were extracted from.
    "acg-endoscopy": {"quality": {"sample_size": 88}},
    # "Tuning did not buy reasoning ability."
    "anyscale-gsm8k": {"quality": {"failure_cause": "reasoning"}},
    # New facts that the model had never seen.
    "ovadia-current-events": {"quality": {"failure_cause": "knowledge"}},
    # One model serves many products: at least two.
    "linkedin-eon": {"needs": {"tasks_on_one_model": 2}},
}


def expected_verdict(case: Case) -> str:
    """The verdict that the published outcome amounts to."""
    return VERDICTS[case["outcome"]]


def other_reading(case: Case) -> str | None:
    """A second verdict that the published outcome may be read as; None where there is one reading."""
    label = case.get("alternative_label")
    return VERDICTS[label] if label else None


def published_profile(case: Case) -> dict[str, Any]:
    """The task profile of a case, from nothing but what was published."""
    style = case["style_or_proprietary_format"]
    profile: dict[str, Any] = {
        "version": 1,
        "name": case["title"][:120],
        "kind": _kind(case["task_type"]),
        "prompting": _known({"tried": _was_prompted(case), "examples": _value(case, "prompt_examples")}),
        "quality": _quality(case),
        "data": _known({"external_api": _external_api(case), "labelled_examples": _value(case, "labelled_examples")}),
        "needs": {
            "proprietary_format": style["format"],
            "style_voice": "subtle" if style["style"] else "none",
        },
    }
    for section, facts in STATED_IN_WORDS.get(case["id"], {}).items():
        profile[section] = {**profile[section], **facts}
    return profile


def hindsight_profile(case: Case) -> dict[str, Any] | None:
    """The same profile as its authors might have filled it in afterwards; None without a published score.

    The prompt that was compared is taken as thorough, with a week of work in it, and the best score that
    anything reached as the target.
    """
    prompted = _value(case, "prompting_quality")
    if prompted is None:
        return None
    scores = [prompted, _value(case, "finetuned_quality"), case["other_numbers"].get("hybrid")]
    profile = published_profile(case)
    thorough = dict.fromkeys(("tried", "clear_instructions", "output_schema", "output_validation"), True)
    profile["prompting"] = {**thorough, "examples": 5, "weeks_spent": 1}
    best = max(Decimal(str(score)) for score in scores if score is not None)
    profile["quality"] = {**profile["quality"], "target": _scaled(case, best)}
    return profile


def _quality(case: Case) -> dict[str, Any]:
    current = _value(case, "prompting_quality")
    if current is None:
        return {"metric": case["metric"][:80]}
    scale = "share" if case.get("scale") else "number"
    return {"metric": case["metric"][:80], "scale": scale, "higher_is_better": True, "current": _scaled(case, current)}


def _scaled(case: Case, score: Decimal | int) -> Decimal:
    """A score as a share where it was given out of a hundred."""
    exact = Decimal(str(score))  # a float says what it was written as, not the nearest binary fraction
    return exact / 100 if case.get("scale") == "0-100" else exact


def _was_prompted(case: Case) -> bool | None:
    """Whether a prompt was tried: a score or a technique of prompting was published."""
    return True if case.get("prompting_quality") or case.get("prompt_techniques") else None


def _external_api(case: Case) -> str | None:
    if case["data_sensitivity"].startswith("cannot_leave"):
        return "forbidden"
    if case["data_sensitivity"] == "public data set" or case.get("hosting") in EXTERNAL_APIS:
        return "allowed"
    return None


def _kind(task_type: str) -> str:
    words = task_type.casefold()
    return next((kind for word, kind in KINDS if word in words), "other")


def _value(case: Case, name: str) -> Any:
    given = case.get(name)
    return given["value"] if given else None


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
