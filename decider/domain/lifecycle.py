"""The life of a decision as one table. The diagram in the docs is printed from it."""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class Verb(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    SUPERSEDE = "supersede"


# What is submitted is frozen: no verb leads back to draft. A change is a new revision (a new
# draft that names its predecessor); a predecessor that is not approved is superseded when its
# successor is submitted, an approved one when its successor is approved.
TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.DRAFT, Verb.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Verb.APPROVE): State.APPROVED,
    (State.SUBMITTED, Verb.REQUEST_CHANGES): State.CHANGES_REQUESTED,
    (State.SUBMITTED, Verb.SUPERSEDE): State.SUPERSEDED,
    (State.CHANGES_REQUESTED, Verb.SUPERSEDE): State.SUPERSEDED,
    (State.APPROVED, Verb.SUPERSEDE): State.SUPERSEDED,
}


class NotPossible(Exception):
    """Raised with a sentence when a verb does not fit the state."""


_SENTENCES = {
    State.DRAFT: "This decision is still a draft: submit it first.",
    State.SUBMITTED: "This decision has been submitted and is frozen: start a new revision to change it.",
    State.CHANGES_REQUESTED: "Changes were requested on this decision: answer them in a new revision.",
    State.APPROVED: "This decision has been approved: start a new revision to change it.",
    State.SUPERSEDED: "This decision has been superseded by a newer revision.",
}


def next_state(state: State | str, verb: Verb) -> State:
    """The state after `verb`; raises `NotPossible` with a sentence where the table has no row."""
    try:
        return TRANSITIONS[State(state), verb]
    except KeyError:
        raise NotPossible(_SENTENCES[State(state)]) from None


def can(state: State | str, verb: Verb) -> bool:
    return (State(state), verb) in TRANSITIONS


def check_can_revise(state: State | str) -> None:
    """A new revision may follow anything that was submitted and not yet superseded."""
    if State(state) in (State.DRAFT, State.SUPERSEDED):
        raise NotPossible(_SENTENCES[State(state)])


def can_revise(state: State | str) -> bool:
    return State(state) not in (State.DRAFT, State.SUPERSEDED)


def check_can_change_draft(state: State | str, *, archived: bool) -> None:
    """Only a draft is written, archived or deleted; an archived one has to be brought back first."""
    if State(state) != State.DRAFT:
        raise NotPossible(_SENTENCES[State(state)])
    if archived:
        raise NotPossible("This draft is archived: bring it back first.")
