"""Saving answers: what changes is written once, with its event; nobody's newer answer is overwritten unasked."""

from decimal import Decimal
from typing import Any

import pytest

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.domain.reading import ProfileErrors
from decider.domain.steps import UNANSWERED, step_called
from decider.models import Event, Task, User
from decider.profiles.actions import Conflict, archive_task, change_answers, save_answers, save_step
from decider.profiles.merging import Base
from tests.together import at_once

CALLS, GROWTH = "volume.calls_per_month", "volume.growth_per_month"
TAB_A, TAB_B = "tab-a-token", "tab-b-token"


def _save(task: Task, answers: dict[str, Any], by: User, *, version: int, form: str, **seen: int) -> Any:
    base = Base(version, form=form, seen={fact.replace("__", "."): number for fact, number in seen.items()})
    return save_answers(task=task, answers=answers, base=base, by=by)


def _stored(task: Task) -> dict[str, Any]:
    return Task.objects.get(pk=task.pk).answers["volume"]


def test_a_save_writes_the_answers_counts_the_version_and_leaves_one_event(task: Task, author: User) -> None:
    saved = save_step(
        task=task, step=step_called("volume"), answers={CALLS: 5, GROWTH: UNANSWERED}, base=Base(1), by=author
    )

    assert saved.version == 2
    assert set(saved.changed) == {CALLS, GROWTH}
    assert _stored(task)["calls_per_month"] == 5
    assert "growth_per_month" not in _stored(task)
    event = Event.objects.get()
    assert (event.verb, event.by, event.subject_id, event.data["version"]) == ("change_answers", author, task.pk, 2)
    assert event.data["changes"] == [
        {"fact": CALLS, "old": 1200000, "new": 5},
        {"fact": GROWTH, "old": Decimal("0.03")},
    ]


def test_the_callers_task_shows_what_was_written(task: Task, author: User) -> None:
    save_answers(task=task, answers={CALLS: 5}, by=author)

    assert task.answers["volume"]["calls_per_month"] == 5
    assert task.answers_version == 2


def test_a_save_that_changes_nothing_writes_nothing(task: Task, author: User) -> None:
    saved = save_answers(task=task, answers={CALLS: Decimal("1.2e6"), GROWTH: Decimal("0.030")}, by=author)

    assert (saved.version, saved.changed) == (1, ())
    assert not Event.objects.exists()


def test_unknown_is_an_answer_and_clearing_takes_it_back(task: Task, author: User) -> None:
    save_answers(task=task, answers={CALLS: None}, by=author)
    assert _stored(task)["calls_per_month"] is None

    save_answers(task=task, answers={CALLS: UNANSWERED}, by=author)
    assert "calls_per_month" not in _stored(task)


def test_a_range_is_stored_as_the_contract_says(task: Task, author: User) -> None:
    save_answers(task=task, answers={CALLS: {"low": 10, "high": 20, "likely": 15}}, by=author)

    assert _stored(task)["calls_per_month"] == {"low": 10, "high": 20, "likely": 15}
    task.refresh_from_db()
    assert task.profile().volume.calls_per_month.likely == 15  # type: ignore[union-attr]


def test_an_answer_of_another_step_is_refused(task: Task, author: User) -> None:
    with pytest.raises(KeyError):
        save_step(task=task, step=step_called("tokens"), answers={CALLS: 5}, base=Base(1), by=author)


def test_answers_that_contradict_each_other_are_refused_and_nothing_is_written(task: Task, author: User) -> None:
    with pytest.raises(ProfileErrors) as refused:
        save_answers(
            task=task,
            answers={"tokens.cached_share": Decimal("0.8"), "tokens.cache_write_share": Decimal("0.5"), CALLS: 5},
            by=author,
        )

    assert [error.path for error in refused.value.errors] == ["tokens.cache_write_share"]
    assert _stored(task)["calls_per_month"] == 1200000
    assert not Event.objects.exists()


def test_other_facts_of_a_second_tab_are_merged_and_none_is_lost(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5, GROWTH: Decimal("0.03")}, author, version=1, form=TAB_A)
    saved = _save(task, {CALLS: 1200000, GROWTH: Decimal("0.1")}, manager, version=1, form=TAB_B)

    assert _stored(task)["calls_per_month"] == 5
    assert _stored(task)["growth_per_month"] == Decimal("0.1")
    assert saved.news == (CALLS,)


def test_the_same_fact_of_a_second_tab_raises_with_both_answers(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)

    with pytest.raises(Conflict) as told:
        _save(task, {CALLS: 7, GROWTH: Decimal("0.1")}, manager, version=1, form=TAB_B)

    (clash,) = told.value.clashes
    assert (clash.fact, clash.old, clash.theirs, clash.yours, clash.by) == (CALLS, 1200000, 5, 7, author.name)
    assert _stored(task)["calls_per_month"] == 5
    assert _stored(task)["growth_per_month"] == Decimal("0.1"), "what nobody else changed is saved"
    assert told.value.saved.version == 3


def test_whoever_has_seen_the_newer_answer_may_replace_it(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)
    _save(task, {CALLS: 7}, manager, version=1, form=TAB_B, volume__calls_per_month=2)

    assert _stored(task)["calls_per_month"] == 7


def test_having_seen_one_change_is_not_having_seen_the_next(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)
    _save(task, {CALLS: 6}, author, version=1, form=TAB_A)

    with pytest.raises(Conflict) as told:
        _save(task, {CALLS: 7}, manager, version=1, form=TAB_B, volume__calls_per_month=2)

    assert (told.value.clashes[0].old, told.value.clashes[0].theirs) == (5, 6)


def test_both_tabs_giving_the_same_answer_is_no_conflict(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)

    assert _save(task, {CALLS: 5}, manager, version=1, form=TAB_B).changed == ()


def test_a_form_never_quarrels_with_its_own_earlier_saves(task: Task, author: User) -> None:
    for number in (2, 20, 200):
        _save(task, {CALLS: number}, author, version=1, form=TAB_A)

    assert _stored(task)["calls_per_month"] == 200
    assert task.answers_version == 4


def test_a_form_that_saved_and_was_overruled_is_told(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)
    _save(task, {CALLS: 6}, manager, version=2, form=TAB_B)
    assert _save(task, {CALLS: 5}, author, version=1, form=TAB_A).news == (CALLS,)

    with pytest.raises(Conflict) as told:
        _save(task, {CALLS: 8}, author, version=1, form=TAB_A)

    assert (told.value.clashes[0].old, told.value.clashes[0].theirs) == (5, 6)


def test_two_windows_of_one_person_are_two_forms(task: Task, author: User) -> None:
    _save(task, {CALLS: 5}, author, version=1, form=TAB_A)

    with pytest.raises(Conflict):
        _save(task, {CALLS: 6}, author, version=1, form=TAB_B)


def test_clearing_what_somebody_else_changed_is_a_conflict_too(task: Task, author: User, manager: User) -> None:
    _save(task, {CALLS: None}, author, version=1, form=TAB_A)

    with pytest.raises(Conflict) as told:
        _save(task, {CALLS: UNANSWERED}, manager, version=1, form=TAB_B)

    assert told.value.clashes[0].theirs is None
    assert told.value.clashes[0].yours is UNANSWERED


def test_answers_replaced_as_a_whole_are_seen_fact_by_fact(task: Task, author: User, manager: User) -> None:
    change_answers(task=task, by=author, change=lambda flat: {**flat, CALLS: 9})

    with pytest.raises(Conflict):
        _save(task, {CALLS: 7}, manager, version=1, form=TAB_B)


@pytest.mark.django_db(transaction=True)
def test_two_people_saving_at_once_lose_nothing(task: Task, author: User, manager: User) -> None:
    at_once(
        lambda: _save(Task.objects.get(pk=task.pk), {CALLS: 5}, author, version=1, form=TAB_A),
        lambda: _save(Task.objects.get(pk=task.pk), {GROWTH: Decimal("0.2")}, manager, version=1, form=TAB_B),
    )

    task.refresh_from_db()
    assert (task.answers["volume"]["calls_per_month"], task.answers["volume"]["growth_per_month"]) == (
        5,
        Decimal("0.2"),
    )
    assert task.answers_version == 3
    assert Event.objects.count() == 2


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_viewers_and_strangers_change_nothing(request: pytest.FixtureRequest, task: Task, who: str) -> None:
    with pytest.raises(NotPermitted):
        save_answers(task=task, answers={CALLS: 5}, by=request.getfixturevalue(who))

    assert _stored(task)["calls_per_month"] == 1200000


def test_an_archived_task_is_not_changed_until_it_is_brought_back(task: Task, author: User) -> None:
    archive_task(task=task, by=author, archived=True)
    with pytest.raises(NotPossible, match="bring it back"):
        save_answers(task=task, answers={CALLS: 5}, by=author)

    archive_task(task=task, by=author, archived=False)
    assert save_answers(task=task, answers={CALLS: 5}, by=author).changed == (CALLS,)
