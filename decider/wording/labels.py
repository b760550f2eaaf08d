"""Short names of the codes: what a badge, a table head or a row calls them."""

from typing import Any

# (name in a sentence's place, one or two words for a badge)
VERDICTS: dict[str, tuple[str, str]] = {
    "prompt_first": ("Write a thorough prompt first", "Prompt first"),
    "reexamine": ("Re-examine the task", "Re-examine"),
    "prompt": ("Stay with prompting", "Prompt"),
    "fine_tune": ("Fine-tune a model", "Fine-tune"),
    "hybrid": ("Fine-tune the stable part, prompt the rest", "Hybrid"),
    "self_host": ("Host the model yourselves", "Self-host"),
}

ADAPTATIONS = {"prompt": "Prompting", "fine_tune": "Fine-tuning", "hybrid": "Hybrid"}

HOSTINGS = {"public_api": "Public API", "private_api": "Private API", "self_hosted": "Self-hosted"}

KINDS = {
    "classification": "Classification",
    "extraction": "Extraction",
    "generation": "Generation",
    "style_writing": "Writing in a style",
    "summarisation": "Summarisation",
    "question_answering": "Question answering",
    "code": "Code",
    "other": "Other",
}

STATES = {
    "draft": "Draft",
    "submitted": "Waiting for review",
    "changes_requested": "Changes requested",
    "approved": "Approved",
    "superseded": "Superseded",
}

LINES = {
    "input_tokens": "Input tokens",
    "cached_tokens": "Input tokens read from the cache",
    "cached_input_tokens": "Input tokens read from the cache",
    "cache_write_tokens": "Input tokens written to the cache",
    "output_tokens": "Output tokens",
    "reasoning_tokens": "Reasoning tokens",
    "batch_input_tokens": "Input tokens in batch",
    "batch_cached_tokens": "Input tokens in batch read from the cache",
    "batch_cache_write_tokens": "Input tokens in batch written to the cache",
    "batch_output_tokens": "Output tokens in batch",
    "batch_reasoning_tokens": "Reasoning tokens in batch",
    "hosting": "Hosting",
    "gpus": "Rented GPUs",
    "depreciation": "Depreciation of own machines",
    "power": "Electricity",
    "hardware_upkeep": "Upkeep of the hardware",
    "upkeep": "Upkeep by engineers",
    "training": "Training",
    "labelling": "Labelling",
    "engineering": "Engineering",
    "evaluation": "Evaluation",
    "retraining": "Retraining",
}

WHY_NOT = {
    "external_api_forbidden": "The data may not leave for an external API.",
    "public_api_not_allowed": "The data may go to a private API only, not to a public one.",
    "cannot_serve_models": "The team cannot serve models itself.",
    "team_cannot_serve_models": "The team cannot serve models itself.",
    "escalates_to_infeasible": "The option to which it escalates is not possible here.",
    "retired": "Its base model has been retired.",
    "not_tunable": "Its base model cannot be tuned.",
    "retires_within_horizon": "Its base model retires within the horizon, and a tuned one ends with it.",
}


def spelled(code: Any) -> str:
    """A code that has no name yet, readable all the same."""
    words = str(code or "").replace("_", " ").replace(".", ": ").strip()
    return words[:1].upper() + words[1:]


def verdict_name(code: str | None) -> str:
    """The verdict as an instruction: "Stay with prompting"."""
    return VERDICTS[code][0] if code in VERDICTS else spelled(code)


def verdict_short(code: str | None) -> str:
    """The verdict in one or two words, for badges: "Hybrid"."""
    return VERDICTS[code][1] if code in VERDICTS else spelled(code)


def adaptation_name(code: str | None) -> str:
    return ADAPTATIONS.get(code or "", spelled(code))


def hosting_name(code: str | None) -> str:
    return HOSTINGS.get(code or "", spelled(code))


def kind_name(code: str | None) -> str:
    return KINDS.get(code or "", spelled(code))


def state_name(code: str | None) -> str:
    """A decision's state (draft, approved, …)."""
    return STATES.get(code or "", spelled(code))


def line_name(code: str | None) -> str:
    """A line of a bill."""
    if code and code.startswith("escalated_"):
        name = line_name(code.removeprefix("escalated_"))
        return f"Escalated calls: {name[:1].lower()}{name[1:]}"
    return LINES.get(code or "", spelled(code))


def why_not_sentence(why_not: Any) -> str:
    """Why an option is not feasible: codes parted by spaces, or a sentence, passed on as it is. Empty for None."""
    if not why_not:
        return ""
    if isinstance(why_not, list | tuple):
        return " ".join(why_not_sentence(one) for one in why_not)
    text = str(why_not)
    codes = text.split()
    if all(code in WHY_NOT for code in codes):
        return " ".join(WHY_NOT[code] for code in codes)
    return text if " " in text else spelled(text) + "."
