"""How options are called: a label for tables and charts, a phrase for the middle of a sentence."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

_VERBS = {"prompt": "Prompt", "fine_tune": "Fine-tune", "hybrid": "Hybrid on"}
_PHRASES = {"prompt": "prompting", "fine_tune": "fine-tuning", "hybrid": "the hybrid on"}
_HOSTS = {"private_api": "private API", "self_hosted": "self-hosted"}


def option_facts(assessment: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By key, in the order given: what is known of each option (adaptation, hosting, model, figures)."""
    facts: dict[str, dict[str, Any]] = {}
    charts = assessment.get("charts") or {}
    sources = [
        assessment.get("options") or [],
        (assessment.get("profile") or {}).get("options") or [],
        (charts.get("monthly_cost") or {}).get("options") or [],
        (charts.get("latency") or {}).get("options") or [],
    ]
    for source in sources:
        for option in source:
            known = facts.setdefault(str(option.get("key")), {})
            for name in ("key", "label", "adaptation", "hosting", "model"):
                if known.get(name) is None and option.get(name) is not None:
                    known[name] = option[name]
            if source is sources[0]:
                known.update({name: value for name, value in option.items() if value is not None})
    return facts


def model_name(option: Mapping[str, Any]) -> str:
    model = option.get("model")
    if isinstance(model, Mapping):
        return str(model.get("name") or "")
    return str(model or "")


def _label(option: Mapping[str, Any]) -> str:
    if option.get("label"):
        return str(option["label"])
    adaptation, model = option.get("adaptation"), model_name(option)
    if adaptation not in _VERBS or not model:
        return str(option.get("key") or "an option")
    host = _HOSTS.get(option.get("hosting") or "")
    return f"{_VERBS[adaptation]} {model}" + (f", {host}" if host else "")


def option_labels(assessment: Mapping[str, Any]) -> dict[str, str]:
    """By key, a label for each option; two options that would be called the same also show their key."""
    labels = {key: _label(option) for key, option in option_facts(assessment).items()}
    seen = Counter(labels.values())
    return {key: f"{label} ({key})" if seen[label] > 1 else label for key, label in labels.items()}


def option_phrase(option: Mapping[str, Any] | None) -> str:
    """The option inside a sentence: "fine-tuning gpt-4.1-mini", "prompting a self-hosted llama-3.1-8b"."""
    if not option:
        return "the option"
    adaptation, model = option.get("adaptation"), model_name(option)
    if adaptation not in _PHRASES or not model:
        return f"“{_label(option)}”"
    if option.get("hosting") == "self_hosted":
        return f"{_PHRASES[adaptation]} a self-hosted {model}"
    if option.get("hosting") == "private_api":
        return f"{_PHRASES[adaptation]} {model} on a private API"
    return f"{_PHRASES[adaptation]} {model}"
