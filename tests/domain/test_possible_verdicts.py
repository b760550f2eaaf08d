"""The verdicts still possible are those that some answer to the unknown facts would give: tried one by one."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.samples import CHEAP_TUNED, PROMPTED, TUNED, UNKNOWN, changed, said, settled

ORDER = ["prompt_first", "reexamine", "prompt", "fine_tune", "hybrid", "self_host"]
# For each fact one answer on each side of every edge that it meets.
ANSWERS: dict[str, list[Any]] = {
    "prompting__tried": [True, False],
    "prompting__examples": [4, 5],
    "prompting__clear_instructions": [True, False],
    "prompting__output_schema": [True, False],
    "prompting__output_validation": [True, False],
    "prompting__weeks_spent": [0.5, 1],
    "quality__current": [0.2, 0.6, 0.85, 1],
    "quality__failure_cause": ["pattern", "knowledge"],
    "data__external_api": ["allowed", "forbidden"],
    "data__labelled_examples": [499, 500],
    "latency__current_p95_ms": [1500, 3000],
    "needs__proprietary_format": [True, False],
    "needs__style_voice": ["none", "subtle"],
    "needs__tasks_on_one_model": [1, 2],
    "needs__instructions_change_per_request": [True, False],
    "cadence__max_weeks_per_iteration": [1, 2],
    "volume__calls_per_month": [1000, 100_000_000],
}


def by_trying(data: dict[str, Any], unknown: list[str]) -> list[str]:
    found = set()
    for answers in product(*(ANSWERS[fact] for fact in unknown)):
        found.add(said(changed(data, **dict(zip(unknown, answers, strict=True))))["verdict"])
    return [verdict for verdict in ORDER if verdict in found]


def check(data: dict[str, Any], unknown: list[str]) -> None:
    data = changed(data, **dict.fromkeys(unknown, UNKNOWN))
    found = said(data)
    assert found["possible_verdicts"] == by_trying(data, unknown), unknown
    assert found["verdict"] in found["possible_verdicts"]
    assert (found["state"] == "provisional") is (len(found["possible_verdicts"]) > 1)


BASES: list[dict[str, Any]] = [
    settled(quality__current=0.9, quality__target=1),
    settled(quality__current=0.9, quality__target=1, prompting__weeks_spent=0.5),
    settled(quality__current=0.6, quality__target=1, quality__failure_cause="pattern"),
    settled(quality__current=0.6, quality__target=1, needs__style_voice="subtle"),
    settled(quality__current=1, quality__target=1, kind="generation"),
    settled(quality__current=1, quality__target=1, kind="generation", prompting__output_schema=False),
    settled(quality__current=1, quality__target=1, options=[PROMPTED, CHEAP_TUNED]),
    settled(quality__current=1, quality__target=1, needs__proprietary_format=True, needs__tasks_on_one_model=2),
    settled(quality__current=0.9, quality__target=1, cadence__max_weeks_per_iteration=1),
    settled(quality__current=0.2, quality__target=1, options=[PROMPTED]),
]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("fact", sorted(ANSWERS))
def test_one_unknown_fact(base: dict[str, Any], fact: str) -> None:
    if fact == "latency__current_p95_ms":
        # What is not measured today is taken from the prompted option's own figures, where it has some.
        base = changed(base, options=[changed(PROMPTED, latency=UNKNOWN), *base["options"][1:]])
    if fact == "volume__calls_per_month" and base["options"][-1] is not CHEAP_TUNED:
        base = changed(base, options=[PROMPTED, CHEAP_TUNED])
    check(base, [fact])


_SEVERAL = sorted(set(ANSWERS) - {"volume__calls_per_month", "latency__current_p95_ms"})


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(BASES), st.lists(st.sampled_from(_SEVERAL), min_size=2, max_size=3, unique=True))
def test_several_unknown_facts(base: dict[str, Any], unknown: list[str]) -> None:
    check(base, unknown)


def test_where_all_is_unknown_every_verdict_is_possible_and_the_prompt_comes_first() -> None:
    found = said({"version": 1, "name": "A task", "kind": "other", "options": [PROMPTED, TUNED]})
    assert found["verdict"] == "prompt_first"
    assert found["possible_verdicts"] == ORDER
    assert found["state"] == "provisional"
    assert len(found["measure_first"]) > 0


def test_unknowns_after_the_deciding_question_leave_nothing_open() -> None:
    data = settled(
        data__external_api="forbidden", prompting__tried=UNKNOWN, quality__current=UNKNOWN, needs__style_voice=UNKNOWN
    )
    assert said(data)["possible_verdicts"] == ["self_host"]
    data = settled(prompting__tried=False, quality__current=UNKNOWN, needs__style_voice=UNKNOWN)
    assert said(data)["possible_verdicts"] == ["prompt_first"]


def test_what_to_measure_first_would_narrow_the_verdicts() -> None:
    data = settled(quality__current=UNKNOWN, needs__style_voice=UNKNOWN, needs__tasks_on_one_model=UNKNOWN)
    found = said(data)
    facts = [each["fact"] for each in found["measure_first"]]
    assert facts and len(facts) == len(set(facts)) <= 5
    for each in found["measure_first"]:
        assert each["why"]
    for fact in facts:
        path = fact.replace(".", "__")
        left = [len(said(changed(data, **{path: value}))["possible_verdicts"]) for value in ANSWERS[path]]
        assert sum(left) / len(left) < len(found["possible_verdicts"])
