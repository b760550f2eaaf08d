"""What is done to decisions until they are submitted, and after that by new revisions."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from decider.decisions.checks import AlreadyThere, check_answers, check_complete, check_has_no_decision
from decider.decisions.conflicts import check_version
from decider.decisions.snapshots import build_snapshot, canonical_text, draw_charts, fingerprint
from decider.domain.lifecycle import (
    NotPossible,
    State,
    Verb,
    check_can_change_draft,
    check_can_revise,
    next_state,
)
from decider.domain.permissions import check_can_delete_draft, check_can_edit
from decider.events import record
from decider.models import Decision, Task, User
from decider.teams.roles import role_in

# What a person writes in a draft; the rest of a decision's columns follow from what is done to it.
WRITTEN = (
    "title", "choice", "option_key", "override_reason", "rationale", "alternatives_rejected", "consequences",
    "revisit_on",
)  # fmt: skip


@transaction.atomic
def create_draft(*, task: Task, by: User, texts: Mapping[str, Any], recommended: str = "") -> Decision:
    """Start the first revision of a task's decision. `texts` has the fields of `WRITTEN`.

    `recommended` is the recommendation that the author had before them ("fine_tune:ft-small").

    Raises:
        NotPermitted: `by` may not write in the team.
        AlreadyThere: the task has a decision; a second one would be a revision of it.
    """
    Task.objects.select_for_update().only("pk").get(pk=task.pk)
    check_can_edit(role_in(by, task.project.team))
    check_has_no_decision(task)
    decision = _insert(Decision(task=task, author=by, **_known(texts)))
    record(
        team=task.project.team, by=by, verb="create", subject=decision, title=decision.title, recommended=recommended
    )
    return decision


@transaction.atomic
def save_draft(
    *, decision: Decision, by: User, expected_version: int, texts: Mapping[str, Any], recommended: str = ""
) -> Decision:
    """Write the draft's texts over version `expected_version`; answers the draft as it is then.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: it is no draft any more, or an archived one.
        Conflict: somebody saved it since; nothing is written.
    """
    draft = lock(decision)
    check_can_edit(role_in(by, draft.team))
    check_can_change_draft(draft.state, archived=draft.archived_at is not None)
    check_version(draft, expected_version)
    texts = _known(texts)
    changed = [field for field, value in texts.items() if getattr(draft, field) != value]
    if not changed:
        return draft
    for field in changed:
        setattr(draft, field, texts[field])
    draft.version += 1
    draft.save(update_fields=[*changed, "version"])
    shown = dict.fromkeys("choice" if field == "option_key" else field for field in changed)
    record(
        team=draft.team, by=by, verb="edit", subject=draft,
        version=draft.version, fields=list(shown), recommended=recommended,
    )  # fmt: skip
    return draft


def submit(
    *,
    decision: Decision,
    by: User,
    expected_version: int,
    expected_answers_version: int | None = None,
    now: datetime.datetime,
) -> Decision:
    """Freeze the draft with everything it rests on, and hand it to the managers for review.

    `expected_answers_version` is the version of the task's answers that the person saw figures of.
    A predecessor that was never approved is superseded at once; an approved one stays in force
    until this revision is approved.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: it is no draft any more, or an archived one, or the answers changed meanwhile.
        Conflict: somebody saved the draft since.
        Incomplete: something is missing; `fields` has a sentence for each field.
        ProfileErrors: the task's answers cannot be priced.
    """
    check_can_edit(role_in(by, decision.team))
    check_can_change_draft(decision.state, archived=decision.archived_at is not None)
    check_version(decision, expected_version)
    if expected_answers_version is not None:
        check_answers(decision.task, expected_answers_version)
    # Reckoned and drawn before the transaction, which then only has to see that nothing changed meanwhile.
    answers_version = decision.task.answers_version
    snapshot = build_snapshot(decision, day=now.date(), submitted_at=now)
    check_complete(decision, snapshot, day=now.date())
    text = canonical_text(snapshot)
    charts = draw_charts(snapshot["assessment"])

    with transaction.atomic():
        draft = lock(decision)
        draft.state = next_state(draft.state, Verb.SUBMIT)
        check_can_change_draft(State.DRAFT, archived=draft.archived_at is not None)
        check_version(draft, decision.version)
        check_answers(draft.task, answers_version)
        draft.override_reason = snapshot["decision"]["override_reason"]
        draft.snapshot, draft.snapshot_sha256 = text, fingerprint(text)
        draft.charts, draft.method_version, draft.submitted_at = charts, snapshot["method_version"], now
        draft.save()
        record(
            team=draft.team, by=by, verb="submit", subject=draft,
            title=draft.title, revision=draft.revision, sha256=draft.snapshot_sha256,
        )  # fmt: skip
        if draft.predecessor_id:
            before = Decision.objects.select_for_update().get(pk=draft.predecessor_id)
            if before.state in (State.SUBMITTED, State.CHANGES_REQUESTED):
                supersede(before, by=by, successor=draft)
    return draft


@transaction.atomic
def revise(*, decision: Decision, by: User) -> Decision:
    """Start the next revision: a draft that names its predecessor and begins with its texts.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: the decision is a draft or was superseded.
        AlreadyThere: the next revision has been started.
    """
    before = lock(decision)
    check_can_edit(role_in(by, before.team))
    check_can_revise(before.state)
    successor = Decision.objects.select_related("author").filter(predecessor=before).first()
    if successor is not None:
        archived = " It is archived: bring it back, or delete it." if successor.archived_at else ""
        raise AlreadyThere(
            successor, f"{successor.author} has already started revision {successor.revision}.{archived}"
        )
    texts = {field: getattr(before, field) for field in WRITTEN}
    draft = _insert(Decision(task=before.task, predecessor=before, author=by, **texts))
    record(team=before.team, by=by, verb="revise", subject=draft, predecessor=before.pk, title=draft.title)
    return draft


@transaction.atomic
def archive_draft(*, decision: Decision, by: User, at: datetime.datetime) -> Decision:
    """Take a draft out of the lists; `unarchive_draft` brings it back.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: it was submitted, or is archived already.
    """
    draft = lock(decision)
    check_can_edit(role_in(by, draft.team))
    check_can_change_draft(draft.state, archived=draft.archived_at is not None)
    draft.archived_at = at
    draft.save(update_fields=["archived_at"])
    record(team=draft.team, by=by, verb="archive", subject=draft, title=draft.title)
    return draft


@transaction.atomic
def unarchive_draft(*, decision: Decision, by: User) -> Decision:
    """Bring an archived draft back into the lists. A draft that is not archived stays as it is.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: it was submitted.
    """
    draft = lock(decision)
    check_can_edit(role_in(by, draft.team))
    check_can_change_draft(draft.state, archived=False)
    if draft.archived_at is not None:
        draft.archived_at = None
        draft.save(update_fields=["archived_at"])
        record(team=draft.team, by=by, verb="unarchive", subject=draft, title=draft.title)
    return draft


@transaction.atomic
def delete_draft(*, decision: Decision, by: User) -> None:
    """Delete a draft and its comments for good; the event log keeps that it was there.

    Raises:
        NotPermitted: `by` is neither its author nor a manager of the team.
        NotPossible: it was submitted.
    """
    draft = lock(decision)
    check_can_delete_draft(role_in(by, draft.team), is_author=draft.author_id == by.pk)
    check_can_change_draft(draft.state, archived=False)
    record(
        team=draft.team, by=by, verb="delete", subject=draft,
        title=draft.title, revision=draft.revision, task=draft.task_id,
    )  # fmt: skip
    draft.delete()


def supersede(before: Decision, *, by: User, successor: Decision) -> None:
    """Put a newer revision in a decision's place. `before` is locked, in the caller's transaction."""
    before.state = next_state(before.state, Verb.SUPERSEDE)
    before.save(update_fields=["state"])
    record(
        team=successor.team, by=by, verb="supersede", subject=before,
        successor=successor.pk, revision=successor.revision,
    )  # fmt: skip


def lock(decision: Decision) -> Decision:
    """The decision as it is now, locked with its task until the transaction ends.

    The task comes first, always: whatever is done to the revisions of one task is done one after the other.

    Raises:
        NotPossible: it was deleted meanwhile.
    """
    Task.objects.select_for_update().only("pk").get(pk=decision.task_id)
    current = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("task__project__team", "author")
        .filter(pk=decision.pk)
        .first()
    )
    if current is None:
        raise NotPossible("This draft has been deleted.")
    return current


def _insert(decision: Decision) -> Decision:
    """Save a new revision under the next number of its task."""
    newest = Decision.objects.filter(task_id=decision.task_id).aggregate(newest=Max("revision"))["newest"]
    decision.revision = (newest or 0) + 1
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:
        raise NotPossible("Somebody else has just started this revision. Open the list to find it.") from None
    return decision


def _known(texts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(texts) - set(WRITTEN)
    if unknown:
        raise ValueError(f"not written by a person: {', '.join(sorted(unknown))}")
    return dict(texts)
