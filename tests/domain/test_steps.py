"""The wizard's steps: every fact is asked once, and a step knows how far it is."""

from typing import Any

import pytest

from decider.domain.fields import ListRule, SectionRule, rules
from decider.domain.profile import TaskProfile
from decider.domain.steps import (
    STEPS,
    UNANSWERED,
    Need,
    StepState,
    answer_at,
    completeness,
    first_open_step,
    next_step,
    previous_step,
    step_called,
    step_of,
)


def _paths(kind: type, prefix: str = "") -> list[str]:
    found = []
    for name, rule in rules(kind).items():
        if isinstance(rule, SectionRule):
            found += _paths(rule.section, f"{prefix}{name}.")
        elif not isinstance(rule, ListRule):
            found.append(f"{prefix}{name}")
    return found


def _answered(slug: str, value: Any = None) -> dict[str, Any]:
    """Answers that give `value` to every fact of a step."""
    answers: dict[str, Any] = {}
    for path in step_called(slug).paths:
        section, _, name = path.rpartition(".")
        (answers.setdefault(section, {}) if section else answers)[name] = value
    return answers


def test_every_fact_of_a_profile_is_asked_by_exactly_one_step() -> None:
    asked = [path for step in STEPS for path in step.paths]

    assert sorted(asked) == sorted(path for path in _paths(TaskProfile) if path != "name")


def test_every_question_has_the_rule_of_its_declaration() -> None:
    assert all(fact.rule is not None for step in STEPS for fact in step.facts)


def test_a_fact_that_is_unknown_is_answered_and_one_that_is_absent_is_not() -> None:
    answers = {"volume": {"calls_per_month": None}}

    assert answer_at(answers, "volume.calls_per_month") is None
    assert answer_at(answers, "volume.growth_per_month") is UNANSWERED
    assert answer_at({"volume": None}, "volume.calls_per_month") is UNANSWERED
    assert answer_at({}, "horizon_months") is UNANSWERED


def test_not_answered_is_falsy_but_not_the_same_as_unknown() -> None:
    assert not UNANSWERED
    assert UNANSWERED is not None


@pytest.mark.parametrize("slug", [step.slug for step in STEPS if step.facts])
def test_a_step_is_open_until_each_question_it_waits_for_has_an_answer(slug: str) -> None:
    step = step_called(slug)
    answers = _answered(slug)
    assert step.state({}) == StepState.OPEN
    assert step.state(answers) == StepState.DONE

    section, _, name = next(fact.path for fact in step.facts if fact.need is Need.ASKED).rpartition(".")
    del (answers[section] if section else answers)[name]

    assert step.state(answers) == StepState.OPEN


def test_details_never_keep_a_step_open() -> None:
    answers = {"volume": {"calls_per_month": 1000, "growth_per_month": 0}}

    assert step_called("volume").state(answers) == StepState.DONE


def test_without_a_prompt_its_details_and_its_quality_are_not_needed() -> None:
    answers = {"prompting": {"tried": False}}

    assert step_called("prompting").state(answers) == StepState.DONE
    assert step_called("quality").state(answers) == StepState.NOT_NEEDED
    assert [fact.path for fact in step_called("prompting").asked(answers)] == ["prompting.tried"]


@pytest.mark.parametrize("tried", [True, None])
def test_with_a_prompt_or_not_knowing_of_one_they_are_needed(tried: bool | None) -> None:
    answers = {"prompting": {"tried": tried}}

    assert step_called("prompting").state(answers) == StepState.OPEN
    assert step_called("quality").state(answers) == StepState.OPEN


def test_going_on_and_back_passes_over_steps_that_are_not_needed() -> None:
    answers = {"prompting": {"tried": False}}
    prompting, volume = step_called("prompting"), step_called("volume")

    assert next_step(prompting, answers) is volume
    assert previous_step(volume, answers) is prompting
    assert next_step(prompting, {}) is step_called("quality")


def test_the_first_step_has_none_before_and_the_last_none_after() -> None:
    assert previous_step(STEPS[0], {}) is None
    assert next_step(STEPS[-1], {}) is None


def test_the_first_open_step_is_where_to_go_on() -> None:
    assert first_open_step({}) is step_called("kind")
    assert first_open_step({"kind": "code", "data": {"external_api": None, "labelled_examples": 3}}) is step_called(
        "prompting"
    )


def test_nothing_is_open_when_everything_has_an_answer() -> None:
    answers: dict[str, Any] = {}
    for step in STEPS:
        for section, facts in _answered(step.slug).items():
            if isinstance(facts, dict):
                answers.setdefault(section, {}).update(facts)
            else:
                answers[section] = facts

    assert first_open_step(answers) is None
    assert completeness(answers).is_complete


def test_the_options_are_never_open_because_a_set_is_chosen_where_none_is_listed() -> None:
    assert step_called("options").state({}) == StepState.DONE


def test_completeness_counts_unknown_as_an_answer_and_leaves_out_what_is_not_needed() -> None:
    everything = completeness({})
    without_prompt = completeness({"prompting": {"tried": False}, "volume": {"calls_per_month": None}})

    assert everything.answered == everything.unknown == 0
    assert (without_prompt.answered, without_prompt.unknown) == (2, 1)
    assert without_prompt.asked < everything.asked
    assert not everything.is_complete


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("volume.calls_per_month", "volume"),
        ("horizon_months", "money"),
        ("options", "options"),
        ("options.ft-small.prices.input", "options"),
        ("options[0].key", "options"),
    ],
)
def test_every_path_leads_to_its_step(path: str, slug: str) -> None:
    assert step_of(path).slug == slug


@pytest.mark.parametrize("path", ["name", "volume", "volume.nonsense", ""])
def test_a_path_that_no_step_asks_for_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        step_of(path)


def test_an_unknown_slug_is_refused() -> None:
    with pytest.raises(KeyError):
        step_called("nonsense")
