"""What is done to projects, and the making of tasks in them."""

from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_edit
from decider.events import record
from decider.models import Project, Task, Team, User
from decider.projects.task_templates import task_template
from decider.teams.roles import role_in


class NameTaken(NotPossible):
    """The name is in use already where it has to be the only one; the sentence belongs beside its field."""


class ChangedMeanwhile(NotPossible):
    """Somebody else changed the row after the form was filled from it."""


def version_of(project: Project) -> str:
    """What a form for this project was filled from; it changes whenever the project's words do."""
    return sha256(f"{project.name}\0{project.description}".encode()).hexdigest()[:16]


@transaction.atomic
def create_project(*, team: Team, name: str, description: str = "", by: User) -> Project:
    """Create a project.

    Raises:
        NotPermitted: `by` may not edit in the team.
        NameTaken: a project of the team has that name, archived ones included.
    """
    check_can_edit(role_in(by, team))
    taken = _project_name_taken(team, name)
    try:
        with transaction.atomic():
            project = Project.objects.create(team=team, name=name, description=description, created_by=by)
    except IntegrityError:
        raise taken from None
    record(team=team, by=by, verb="create_project", subject=project, name=name)
    return project


@transaction.atomic
def edit_project(*, project: Project, name: str, description: str, seen: str, by: User) -> Project:
    """Change a project's words; `seen` is the `version_of` the project that the form was filled from.

    Raises:
        NotPermitted: `by` may not edit in the team.
        ChangedMeanwhile: the project is not what it was when the form was filled.
        NameTaken: another project of the team has that name.
    """
    project = Project.objects.select_for_update(of=("self",), no_key=True).select_related("team").get(pk=project.pk)
    check_can_edit(role_in(by, project.team))
    if version_of(project) != seen:
        raise ChangedMeanwhile(
            f"Somebody changed this project meanwhile; it is now called “{project.name}”. "
            "Your words are still below: save again to replace theirs."
        )
    taken = _project_name_taken(project.team, name, other_than=project)
    before = project.name
    project.name, project.description = name, description
    try:
        with transaction.atomic():
            project.save(update_fields=["name", "description"])
    except IntegrityError:
        raise taken from None
    record(team=project.team, by=by, verb="edit_project", subject=project, before=before, name=name)
    return project


@transaction.atomic
def archive_project(*, project: Project, archived: bool, by: User) -> Project:
    """Take a project out of the lists, or bring it back. Nothing happens if it is so already.

    Raises:
        NotPermitted: `by` may not edit in the team.
    """
    project = Project.objects.select_for_update(of=("self",), no_key=True).select_related("team").get(pk=project.pk)
    check_can_edit(role_in(by, project.team))
    if bool(project.archived_at) == archived:
        return project
    project.archived_at = timezone.now() if archived else None
    project.save(update_fields=["archived_at"])
    verb = "archive_project" if archived else "restore_project"
    record(team=project.team, by=by, verb=verb, subject=project, name=project.name)
    return project


@transaction.atomic
def create_task(
    *, project: Project, name: str, by: User, template_slug: str = "", answers: dict[str, Any] | None = None
) -> Task:
    """Create a task: blank, from a template, or with answers that were read and checked before.

    Raises:
        NotPermitted: `by` may not edit in the team.
        NotPossible: the project is archived, or there is no such template.
        NameTaken: a task of the project has that name, archived ones included.
    """
    project = Project.objects.select_related("team").get(pk=project.pk)
    check_can_edit(role_in(by, project.team))
    if project.archived_at:
        raise NotPossible("This project is archived. Bring it back before you add a task to it.")
    if answers is None:
        answers = {}
        if template_slug:
            template = task_template(template_slug)
            if template is None:
                raise NotPossible(f"There is no template “{template_slug}”.")
            answers = template.answers
    same_name = Task.objects.filter(project=project, name__iexact=name).first()
    taken = _taken("task in this project", same_name or Task(name=name))
    if same_name:
        raise taken
    try:
        with transaction.atomic():
            task = Task.objects.create(project=project, name=name, answers=answers, created_by=by)
    except IntegrityError:
        raise taken from None
    record(team=project.team, by=by, verb="create_task", subject=task, name=name, template=template_slug)
    return task


def _project_name_taken(team: Team, name: str, *, other_than: Project | None = None) -> NameTaken:
    """Raise if the name is taken; else what to raise if somebody takes it before we do."""
    others = Project.objects.filter(team=team, name__iexact=name)
    if other_than:
        others = others.exclude(pk=other_than.pk)
    same_name = others.first()
    taken = _taken("project in this team", same_name or Project(name=name))
    if same_name:
        raise taken
    return taken


def _taken(what: str, row: Project | Task) -> NameTaken:
    archived = " It is archived." if row.archived_at else ""
    return NameTaken(f"There is already a {what} called “{row.name}”.{archived} Choose another name.")
