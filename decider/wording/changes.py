"""Where the answer changes: flip points, crossovers, paybacks; and latency against its target."""

from collections.abc import Mapping
from typing import Any

from decider.wording.facts import fact_name, fact_value
from decider.wording.labels import verdict_name
from decider.wording.numbers import count, likely, milliseconds

Labels = Mapping[str, str]


def _quoted(key: Any, labels: Labels) -> str:
    return f"“{labels.get(str(key), str(key))}”"


def flip_sentence(flip: Mapping[str, Any], labels: Labels | None = None) -> str:
    """What would change the answer: "If calls a month fell to 268,122 (now 1,200,000), the verdict would be …" """
    labels = labels or {}
    path, unit = str(flip.get("fact", "")), str(flip.get("unit") or "")
    name = fact_name(path, labels, flip.get("option"))
    if unit and name.startswith(unit):
        unit = ""
    now, at = flip.get("now"), flip.get("at")
    then = []
    changes_verdict = flip.get("changes_verdict") is not False
    if flip.get("to_verdict") and changes_verdict:
        then.append(f"the verdict would be to {_lowered(verdict_name(flip['to_verdict']))}")
    cheapest = flip.get("to_option", flip.get("to_cheapest"))
    if cheapest and not then:
        then.append(f"{_quoted(cheapest, labels)} would be the cheapest option")
    consequence = " and ".join(then) or "the answer would change"
    now_number, at_number = likely(now), likely(at)
    if now_number is None or at_number is None:
        return f"If {name} were {fact_value(path, at, unit)}, {consequence}."
    moved = "fell to" if at_number < now_number else "rose to"
    return f"If {name} {moved} {fact_value(path, at, unit)} (now {fact_value(path, now)}), {consequence}."


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def crossover_sentence(crossover: Mapping[str, Any], labels: Labels | None = None) -> str:
    """From which volume one option is cheaper than another over the horizon."""
    labels = labels or {}
    to, start = _quoted(crossover.get("to"), labels), _quoted(crossover.get("from"), labels)
    first, stable = likely(crossover.get("first_calls_per_month")), likely(crossover.get("stable_calls_per_month"))
    result = crossover.get("result")
    if result == "always":
        return f"{to} costs no more than {start} at any volume."
    if result == "never":
        if first is not None:
            return (
                f"{to} is cheaper than {start} at some volumes from {count(first)} calls a month on, but not for good."
            )
        return f"{to} never becomes cheaper than {start}, whatever the volume."
    if stable is None:
        return f"{to} becomes cheaper than {start} at some volume."
    if first is not None and first != stable:
        return (
            f"{to} is first cheaper than {start} at {count(first)} calls a month, "
            f"and at every volume from {count(stable)} on."
        )
    return f"{to} is cheaper than {start} from {count(stable)} calls a month on."


def payback_sentence(crossover: Mapping[str, Any], labels: Labels | None = None) -> str:
    """When, at the task's own volume, the one-off cost of an option is paid back. Empty where nothing is known."""
    labels = labels or {}
    to, start = _quoted(crossover.get("to"), labels), _quoted(crossover.get("from"), labels)
    result, month = crossover.get("payback_result"), crossover.get("payback_month")
    return {
        "at": f"At today’s volume {to} has paid back against {start} in month {count(month)}."
        if month is not None
        else f"At today’s volume {to} pays back against {start} within the horizon.",
        "immediate": f"At today’s volume {to} is cheaper than {start} from the first month.",
        "never": f"At today’s volume {to} never pays back against {start}.",
        "beyond_horizon": f"At today’s volume {to} does not pay back against {start} within the horizon.",
        "swaps_back": f"At today’s volume {to} pulls ahead of {start} for a while, but does not stay cheaper.",
    }.get(str(result), "")


def payback_short(crossover: Mapping[str, Any] | None) -> str:
    """The payback in a few words, for a table of key figures."""
    if not crossover:
        return "not known"
    month = crossover.get("payback_month")
    return {
        "at": f"month{chr(160)}{count(month)}" if month is not None else "within the horizon",
        "immediate": "from the first month",
        "never": "never",
        "beyond_horizon": "not within the horizon",
        "swaps_back": "does not stay cheaper",
    }.get(str(crossover.get("payback_result")), "not known")


def crossover_short(crossover: Mapping[str, Any] | None) -> str:
    """The crossover volume in a few words."""
    if not crossover:
        return "not known"
    stable = crossover.get("stable_calls_per_month")
    if crossover.get("result") == "at" and stable is not None:
        return f"{count(stable)} calls a month"
    return {"always": "cheaper at any volume", "never": "never cheaper"}.get(str(crossover.get("result")), "not known")


def latency_sentence(option: Mapping[str, Any], target_ms: Any = None, label: str | None = None) -> str:
    """An option's p95 against the target, where either is known."""
    name = label or str(option.get("label") or option.get("key") or "the option")
    p95 = likely(option.get("latency_p95_ms"))
    target = likely(target_ms)
    if p95 is None:
        return f"The latency of “{name}” is not known."
    if target is None:
        return f"“{name}” answers within {milliseconds(p95)} at p95; no target is stated."
    gap = abs(p95 - target)
    if p95 <= target:
        return f"“{name}” meets the target of {milliseconds(target)} with {milliseconds(p95)} at p95."
    return f"“{name}” misses the target of {milliseconds(target)} by {milliseconds(gap)} at p95."
