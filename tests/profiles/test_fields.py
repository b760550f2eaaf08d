"""What is stored, shown and posted again comes back to the same answer; what is wrong keeps what was typed."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.fields import ChoiceRule, DayRule, FlagRule, NumberRule, rule_at
from decider.domain.options import Option
from decider.domain.profile import TaskProfile
from decider.domain.steps import STEPS, UNANSWERED
from decider.profiles.fields import DayField, FactField
from decider.profiles.forms import StepForm
from decider.profiles.option_questions import GROUPS
from decider.profiles.questions import QUESTIONS, Question, question

FACTS = {fact.path: fact for step in STEPS for fact in step.facts}


def _field(path: str, answers: dict[str, Any] | None = None) -> FactField:
    step = next(step for step in STEPS if path in step.paths)
    return StepForm(step, answers or {}, version=1)[path]


def _posted(field: FactField) -> dict[str, str]:
    """What a browser sends for a field as it stands."""
    return {f"{field.path}.{suffix}" if suffix else field.path: text for suffix, text in field.typed.items() if text}


def _answers(rule: NumberRule) -> st.SearchStrategy[Any]:
    if rule.share or rule.unit.startswith("share"):
        low, high = (Decimal("0.01"), Decimal("0.99"))
    else:
        low, high = max(rule.minimum or Decimal(0), rule.above or Decimal(0)) + 1, rule.maximum or Decimal(10**9)
    numbers = st.integers(int(low), int(high)) if rule.whole else st.decimals(min_value=low, max_value=high, places=4)
    return st.one_of(st.none(), st.just(UNANSWERED), numbers, st.tuples(numbers, numbers, numbers).map(_range))


def _range(parts: tuple[Any, Any, Any]) -> dict[str, Any]:
    low, likely, high = sorted(parts)
    return {"low": low, "high": high, "likely": likely}


def test_a_range_typed_into_one_field_is_led_to_its_two_ends() -> None:
    for text in ("1-3", "1 – 3", "1 to 3", "1,000…3,000", "$1-$3"):
        field = _field("volume.calls_per_month")
        field.read({field.path: text})
        assert field.error.startswith("Write one number here. For a range"), text


NUMBERS = [path for path, fact in FACTS.items() if isinstance(fact.rule, NumberRule)]


@given(st.data())
def test_every_number_that_can_be_stored_survives_being_shown_and_posted(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(NUMBERS))
    field = _field(path)
    stored = data.draw(_answers(field.rule))  # type: ignore[arg-type]

    field.show(stored)
    again = _field(path)
    again.read(_posted(field))

    assert (again.error, again.answer) == ("", stored)


@pytest.mark.parametrize(
    "path", [path for path, fact in FACTS.items() if isinstance(fact.rule, ChoiceRule | FlagRule) and path != "kind"]
)
def test_every_choice_survives_being_shown_and_posted(path: str) -> None:
    rule = FACTS[path].rule
    answers: list[Any] = [True, False] if isinstance(rule, FlagRule) else [str(choice) for choice in rule.choices]  # type: ignore[union-attr]

    for stored in [*answers, None, UNANSWERED]:
        field, again = _field(path), _field(path)
        field.show(stored)
        again.read(_posted(field))
        assert (again.error, again.answer) == ("", stored)


@pytest.mark.parametrize("path", sorted(FACTS))
def test_every_question_has_words_and_offers_not_knowing(path: str) -> None:
    field = _field(path)

    assert field.words.sentence.endswith("?")
    assert field.offers_unknown or path == "kind"


def test_not_knowing_the_kind_is_a_kind_of_its_own() -> None:
    """A profile without a kind cannot be read, so the last choice says both."""
    assert "I don’t know yet" in question("kind").choices["other"][0]


@pytest.mark.parametrize("path", [path for path, fact in FACTS.items() if isinstance(fact.rule, ChoiceRule)])
def test_the_choices_of_a_question_are_those_of_its_rule(path: str) -> None:
    assert set(question(path).choices) == {str(choice) for choice in FACTS[path].rule.choices}  # type: ignore[union-attr]


def test_no_question_is_left_over() -> None:
    assert set(QUESTIONS) == set(FACTS)


def test_every_fact_of_an_option_has_words_but_long_context_tiers() -> None:
    asked = {path for group in GROUPS for path in group.questions}

    for path in asked:
        rule_at(Option, path)
    assert "key" in asked
    assert "prices.tiers" not in asked


@pytest.mark.parametrize(
    ("path", "posted", "sentence"),
    [
        ("volume.calls_per_month", {"": "lots"}, "Write a number"),
        ("volume.calls_per_month", {"": "5", "unknown": "on"}, "untick “I don’t know yet”"),
        ("volume.calls_per_month", {"low": "5"}, "needs both its lowest and its highest"),
        ("volume.calls_per_month", {"low": "9", "high": "5"}, "must not be above"),
        ("volume.calls_per_month", {"": "99", "low": "5", "high": "9"}, "must lie between"),
        ("volume.calls_per_month", {"low": "x", "high": "9"}, "Lowest value: Write a number"),
        ("volume.calls_per_month", {"low": "1", "high": "y"}, "Highest value: Write a number"),
        ("kind", {"": "poetry"}, "one of the answers listed"),
        ("kind", {"": "unknown"}, "one of the answers listed"),
        ("quality.metric", {"": "x" * 81}, "at most 80 characters; these are 81"),
        ("quality.metric", {"": "a\x00b"}, "without control characters"),
    ],
)
def test_wrong_answers_get_a_sentence_and_stay_as_typed(path: str, posted: dict[str, str], sentence: str) -> None:
    field = _field(path)

    field.read({f"{path}.{suffix}" if suffix else path: text for suffix, text in posted.items()})

    assert sentence in field.error
    assert field.answer in (UNANSWERED, None)
    assert {suffix: text for suffix, text in field.typed.items() if text} == posted


def test_clearing_a_field_makes_it_not_answered_again() -> None:
    field = _field("volume.calls_per_month", {"volume": {"calls_per_month": 5}})

    field.read({"volume.calls_per_month": "  "})

    assert (field.error, field.answer) == ("", UNANSWERED)


def test_the_scale_decides_how_quality_is_read() -> None:
    step = next(step for step in STEPS if step.slug == "quality")

    as_share = StepForm(step, {}, version=1, posted={"quality.scale": "share", "quality.current": "88"})
    as_number = StepForm(step, {}, version=1, posted={"quality.scale": "number", "quality.current": "88"})

    assert as_share["quality.current"].answer == Decimal("0.88")
    assert as_number["quality.current"].answer == 88


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("volume.calls_per_month", 1200000, "1,200,000 calls a month"),
        ("volume.growth_per_month", Decimal("0.03"), "3 % a month"),
        ("prompting.weeks_spent", 1, "1 week"),
        ("prompting.weeks_spent", {"low": 1, "high": 3, "likely": 2}, "1–3 (likely 2) weeks"),
        ("prompting.tried", True, "Yes"),
        ("needs.style_voice", "subtle", "In subtle ways"),
        ("quality.current", Decimal("0.88"), "88 %"),
        ("quality.current", {"low": Decimal("0.8"), "high": 1}, "80 %–100 %"),
        ("quality.cost_of_error_usd", 2, "$2.00"),
        ("quality.metric", "F1", "F1"),
        ("latency.target_p95_ms", 800, "800 ms"),
        ("horizon_months", None, "not known yet"),
        ("horizon_months", UNANSWERED, "not answered"),
    ],
)
def test_an_answer_is_said_with_its_unit(path: str, answer: Any, words: str) -> None:
    assert _field(path).said(answer).replace("\u00a0", " ") == words


def test_a_day_is_read_and_refused() -> None:
    field = DayField("retires_on", DayRule(), Question("When?"))
    field.read({"retires_on": "2027-01-14"})
    assert field.answer == datetime.date(2027, 1, 14).isoformat()

    field.read({"retires_on": "14.1.2027"})
    assert "year-month-day" in field.error
    assert field.text == "14.1.2027"


def test_every_path_of_the_profile_has_its_field() -> None:
    for path in FACTS:
        assert _field(path).rule is not None
        rule_at(TaskProfile, path)
