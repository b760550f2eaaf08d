"""What is done to a task and its answers: each verb in one transaction, with its event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.domain.permissions import check_can_edit
from decider.domain.reading import read_profile
from decider.domain.steps import UNANSWERED, Step
from decider.events import record
from decider.models import Project, Task, User
from decider.profiles.answers import Flat, changes, flatten, nest, normalised
from decider.profiles.merging import VERB, Base, Clash, change_data, merge
from decider.profiles.rules import check_can_change, check_can_delete
from decider.projects.actions import NameTaken, create_task
from decider.teams.roles import role_in


@dataclass(frozen=True)
class Saved:
    """What a save did: the version of the answers after it, the facts that it changed, and those
    of its facts that others had changed meanwhile and that were left as they are now."""

    version: int
    changed: tuple[str, ...] = ()
    news: tuple[str, ...] = ()


class Conflict(Exception):
    """Somebody else changed some of the same facts since the form was filled.

    Those facts keep the other person's answer; the rest has been saved (`saved`).
    """

    def __init__(self, clashes: tuple[Clash, ...], saved: Saved) -> None:
        super().__init__("Somebody else changed these facts meanwhile: " + ", ".join(clash.fact for clash in clashes))
        self.clashes = clashes
        self.saved = saved


def save_step(*, task: Task, step: Step, answers: Mapping[str, Any], base: Base, by: User) -> Saved:
    """Save the answers of one step of the wizard; see `save_answers`.

    Raises:
        KeyError: an answer belongs to another step.
    """
    for fact in answers:
        if fact not in step.paths:
            raise KeyError(fact)
    return save_answers(task=task, answers=answers, base=base, by=by)


def save_answers(*, task: Task, answers: Mapping[str, Any], base: Base | None = None, by: User | None) -> Saved:
    """Write answers, given as path → value (`None` unknown, `UNANSWERED` cleared), over those stored.

    `base` says what the answers were filled from; without it nothing counts as changed meanwhile.
    A save that changes nothing writes nothing. `by` is None where a command does it.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or nobody may at present.
        ProfileErrors: the answers contradict each other or break a rule; nothing is written.
        Conflict: others changed some of these facts; the rest is written.
    """
    with transaction.atomic():
        row = lock_to_change(task, by)
        now = flatten(row.answers)
        merged = merge(row, now, answers, base or Base(row.answers_version))
        after = {fact: value for fact, value in (now | merged.write).items() if value is not UNANSWERED}
        saved = write(row, after, by=by, form=base.form if base else "")
    _refresh(task, row)
    saved = Saved(saved.version, saved.changed, merged.news)
    if merged.clashes:
        raise Conflict(merged.clashes, saved)
    return saved


def change_answers(*, task: Task, by: User, change: Callable[[Flat], Flat]) -> Saved:
    """Write what `change` makes of the answers as they are now; for verbs such as "remove this option".

    Raises:
        NotPermitted, NotPossible, ProfileErrors: as `save_answers`.
    """
    with transaction.atomic():
        row = lock_to_change(task, by)
        saved = write(row, change(flatten(row.answers)), by=by)
    _refresh(task, row)
    return saved


def lock_to_change(task: Task, by: User | None) -> Task:
    """The row, locked until the transaction ends, if `by` may change it."""
    row = Task.objects.select_for_update(of=("self",), no_key=True).select_related("project__team").get(pk=task.pk)
    if by is not None:
        check_can_change(row, role_in(by, row.team))
    return row


def write(row: Task, after: Flat, *, by: User | None, form: str = "") -> Saved:
    """Store these answers in a locked row, with their event, if they differ from what is there.

    Raises:
        ProfileErrors: they do not make a profile.
    """
    found = changes(flatten(row.answers), after)
    if not found:
        return Saved(row.answers_version)
    row.answers = nest(after)
    read_profile(row.profile_data())
    row.answers_version += 1
    row.save(update_fields=["answers", "answers_version", "changed_at"])
    record(
        team=row.team, by=by, verb=VERB, subject=row,
        version=row.answers_version, form=form, changes=change_data(found),
    )  # fmt: skip
    return Saved(row.answers_version, tuple(found))


def _refresh(task: Task, row: Task) -> None:
    """Let the caller's task show what was written."""
    task.answers, task.answers_version, task.changed_at = row.answers, row.answers_version, row.changed_at


def import_task(*, project: Project, document: Any, name: str = "", by: User) -> Task:
    """Add a task from a task profile, as `load_document` gives it; `name` goes before the profile's own.

    Raises:
        ProfileErrors: each error names the key's path; nothing is written.
        NotPermitted, NotPossible, NameTaken: as `create_task` of projects.
    """
    answers, own_name = _answers_of(document)
    return create_task(project=project, name=name.strip() or own_name, answers=answers, by=by)


def replace_answers(*, task: Task, document: Any, by: User) -> Saved:
    """Put the answers of a task profile in the place of all answers; the task keeps its name.

    Raises:
        ProfileErrors: each error names the key's path; nothing is written.
        NotPermitted, NotPossible: as `save_answers`.
    """
    answers, _ = _answers_of(document)
    return change_answers(task=task, by=by, change=lambda _: flatten(answers))


def _answers_of(document: Any) -> tuple[dict[str, Any], str]:
    """The answers and the name in a document that is a profile."""
    profile = read_profile(document)
    answers = {key: value for key, value in document.items() if key not in ("version", "name")}
    return normalised(answers), profile.name.strip()


@transaction.atomic
def rename_task(*, task: Task, name: str, by: User) -> None:
    """Give the task another name; the name it has already changes nothing.

    Raises:
        NotPermitted, NotPossible: as `save_answers`.
        NameTaken: another task of the project has that name, archived ones included.
    """
    row = lock_to_change(task, by)
    old, row.name = row.name, name.strip()
    if row.name == old:
        return
    taken = NameTaken(f"There is already a task in this project called “{row.name}”. Choose another name.")
    if Task.objects.filter(project=row.project, name__iexact=row.name).exclude(pk=row.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "changed_at"])
    except IntegrityError:
        raise taken from None
    task.name = row.name
    record(team=row.team, by=by, verb="rename_task", subject=row, old=old, new=row.name)


@transaction.atomic
def archive_task(*, task: Task, by: User, archived: bool) -> None:
    """Take the task out of the lists, or bring it back; doing it twice is doing it once.

    Raises:
        NotPermitted: `by` may not write in the team.
    """
    row = Task.objects.select_for_update(of=("self",), no_key=True).select_related("project__team").get(pk=task.pk)
    check_can_edit(role_in(by, row.team))
    if (row.archived_at is not None) == archived:
        return
    row.archived_at = task.archived_at = timezone.now() if archived else None
    row.save(update_fields=["archived_at"])
    record(team=row.team, by=by, verb="archive_task" if archived else "restore_task", subject=row, name=row.name)


@transaction.atomic
def delete_task(*, task: Task, by: User) -> None:
    """Delete a task about which nothing has been decided.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: there are decisions about it.
    """
    row = Task.objects.select_for_update(of=("self",), no_key=True).select_related("project__team").get(pk=task.pk)
    check_can_delete(row, role_in(by, row.team))
    record(team=row.team, by=by, verb="delete_task", subject=row, name=row.name, answers=row.answers)
    row.delete()
