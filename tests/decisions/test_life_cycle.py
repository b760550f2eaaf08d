"""Every verb in every state: it leads where the life-cycle table says, or is refused with a sentence."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from decider.decisions import actions
from decider.domain.lifecycle import TRANSITIONS, NotPossible, State, Verb, can, can_revise, next_state
from decider.models import Decision, Event, User
from decider.reviews import actions as reviews
from tests.factories import decided


@pytest.fixture
def in_state(draft: Decision, author: User, manager: User) -> Callable[[State], Decision]:
    def bring(state: State) -> Decision:
        if state == State.SUPERSEDED:
            return decided.superseded(draft)
        if state != State.DRAFT:
            decided.submit(draft)
        if state == State.APPROVED:
            decided.approve(draft, by=manager)
        if state == State.CHANGES_REQUESTED:
            decided.request_changes(draft, by=manager)
        draft.refresh_from_db()
        return draft

    return bring


def deed(verb: Verb, decision: Decision, author: User, manager: User) -> None:
    if verb == Verb.SUBMIT:
        decided.submit(decision)
    elif verb == Verb.APPROVE:
        reviews.approve(decision=decision, by=manager, now=timezone.now())
    elif verb == Verb.REQUEST_CHANGES:
        reviews.request_changes(decision=decision, by=manager, text="No.", now=timezone.now())
    else:
        # Nobody does this by hand: it comes with a successor.
        actions.supersede(actions.lock(decision), by=author, successor=decision)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_a_verb_leads_where_the_table_says_or_is_refused(
    in_state: Callable[[State], Decision], author: User, manager: User, state: State, verb: Verb
) -> None:
    decision = in_state(state)
    events = Event.objects.count()
    if (state, verb) in TRANSITIONS:
        deed(verb, decision, author, manager)
        decision.refresh_from_db()
        assert decision.state == TRANSITIONS[state, verb]
        assert Event.objects.filter(subject_id=decision.pk, verb=verb).exists()
    else:
        with pytest.raises(NotPossible) as refused:
            deed(verb, decision, author, manager)
        assert str(refused.value).endswith(".")
        decision.refresh_from_db()
        assert decision.state == state
        assert Event.objects.count() == events


@pytest.mark.parametrize("state", State)
def test_a_revision_follows_what_was_submitted_and_not_superseded(
    in_state: Callable[[State], Decision], author: User, state: State
) -> None:
    decision = in_state(state)
    if can_revise(state):
        assert actions.revise(decision=decision, by=author).predecessor == decision
    else:
        with pytest.raises(NotPossible):
            actions.revise(decision=decision, by=author)


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
@pytest.mark.parametrize("verb", ["save", "archive", "unarchive", "delete"])
def test_only_drafts_are_written_archived_and_deleted(
    in_state: Callable[[State], Decision], author: User, state: State, verb: str
) -> None:
    decision = in_state(state)
    deeds: dict[str, Callable[[], object]] = {
        "save": lambda: actions.save_draft(
            decision=decision, by=author, expected_version=decision.version, texts={"title": "Mine"}
        ),
        "archive": lambda: actions.archive_draft(decision=decision, by=author, at=timezone.now()),
        "unarchive": lambda: actions.unarchive_draft(decision=decision, by=author),
        "delete": lambda: actions.delete_draft(decision=decision, by=author),
    }
    with pytest.raises(NotPossible):
        deeds[verb]()
    decision.refresh_from_db()
    assert decision.state == state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_the_table_and_its_sentences_agree(state: State, verb: Verb) -> None:
    if can(state, verb):
        assert next_state(state, verb) == TRANSITIONS[state, verb]
    else:
        with pytest.raises(NotPossible, match=r"\.$"):
            next_state(state, verb)


def test_nothing_leads_back_to_draft_or_out_of_superseded() -> None:
    assert State.DRAFT not in TRANSITIONS.values()
    assert all(state != State.SUPERSEDED for state, _ in TRANSITIONS)
