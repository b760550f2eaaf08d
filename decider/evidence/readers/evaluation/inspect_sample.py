"""One sample of an Inspect log: what its scorers said and what its model calls took."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from decider.evidence.readers.evaluation.tally import Facts
from decider.evidence.readers.evaluation.values import amount, case_key, count, listing, mapping, number, text

# Correct, incorrect, partly correct, no answer: Inspect's `value_to_float`.
_MARKS = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}
_WORDS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Call:
    """One answered call of the model under test, without those of graders and of Inspect's cache."""

    latency_ms: float | None
    usage: Mapping[str, Any]


def scores(sample: Mapping[str, Any]) -> tuple[dict[str, float], list[str]]:
    """Scores by scorer (`scorer/key` where a scorer gives several), and names of those that are no number."""
    found: dict[str, float] = {}
    unread: list[str] = []
    for scorer, score in mapping(sample.get("scores")).items():
        value = mapping(score).get("value") if isinstance(score, dict) else score
        parts = value.items() if isinstance(value, dict) else [(None, value)]
        for part, each in parts:
            name = text(scorer if part is None else f"{scorer}/{part}") or "unnamed"
            read = _as_number(each)
            if read is None:
                unread.append(name)
            else:
                found[name] = read
    return found, unread


def _as_number(value: object) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        word = value.strip()
        if word in _MARKS:
            return _MARKS[word]
        if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        try:
            return number(float(word)) if len(word) < 40 else None
        except ValueError:
            return None
    return number(value)


def case(sample: Mapping[str, Any]) -> str:
    """The same for the same input and target, whatever the sample is called; repeats are told by epoch, not here."""
    given = sample.get("input")
    if isinstance(given, list):
        # Messages carry ids that are new in each run.
        given = [[mapping(each).get("role"), mapping(each).get("content")] for each in given]
    if given:
        return case_key("input", given, sample.get("target"))
    return case_key("id", sample.get("id"))


def facts(sample: Mapping[str, Any], model: str) -> tuple[Facts, list[float]]:
    """Tokens of all calls of the sample, and how long each call took in ms."""
    calls = list(_calls(listing(sample.get("events"))))
    if calls:
        usages = [call.usage for call in calls if call.usage]
        latencies = [call.latency_ms for call in calls if call.latency_ms is not None]
    else:
        by_model = mapping(sample.get("model_usage"))
        own = mapping(by_model.get(model)) or (mapping(next(iter(by_model.values()))) if len(by_model) == 1 else {})
        usages = [own] if own else []
        seconds = amount(mapping(sample.get("output")).get("time"))
        latencies = [] if seconds is None else [seconds * 1000]
    if not usages:
        return Facts(), latencies
    read = sum(count(usage.get("input_tokens_cache_read")) or 0 for usage in usages)
    written = sum(count(usage.get("input_tokens_cache_write")) or 0 for usage in usages)
    return (
        Facts(
            # Inspect's input tokens leave out what was read from or written to the cache.
            tokens_in=sum(count(usage.get("input_tokens")) or 0 for usage in usages) + read + written,
            tokens_cached=read,
            tokens_out=sum(count(usage.get("output_tokens")) or 0 for usage in usages),
        ),
        latencies,
    )


def _calls(events: list[Any]) -> Iterator[Call]:
    """Model calls outside of scorers: what a grader's model takes is no cost of the option."""
    scorers: set[str] = set()
    depth = 0
    for event in map(mapping, events):
        kind = event.get("event")
        if kind == "span_begin":
            if event.get("type") in ("scorer", "scorers") or event.get("parent_id") in scorers:
                scorers.add(str(event.get("id")))
        elif kind == "step" and event.get("type") == "scorer":
            depth += 1 if event.get("action") == "begin" else -1
        elif kind == "model" and depth <= 0 and event.get("span_id") not in scorers:
            output = mapping(event.get("output"))
            if event.get("error") or not output or event.get("cache") == "read" or event.get("role") == "grader":
                continue
            seconds = amount(output.get("time"))
            if seconds is None:
                seconds = amount(event.get("working_time"))
            yield Call(None if seconds is None else seconds * 1000, mapping(output.get("usage")))
