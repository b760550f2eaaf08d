"""What the lists of projects and tasks show beside the names, in a handful of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from decider.domain.lifecycle import State
from decider.domain.steps import Completeness, completeness
from decider.models import Decision, Project, Task, Team


def projects_of(team: Team, *, archived: bool, search: str) -> QuerySet[Project]:
    """The team's projects, with `task_count`, `approved_count`, `waiting_count` and `changed_at`.

    `search` looks into the names and descriptions of projects and the names of their tasks.
    """
    there = Q(tasks__archived_at=None)
    rows = Project.objects.filter(team=team, archived_at__isnull=not archived)
    if search:
        named = Task.objects.filter(project=OuterRef("pk"), name__icontains=search)
        rows = rows.filter(Q(name__icontains=search) | Q(description__icontains=search) | Exists(named))
    return rows.annotate(
        task_count=Count("tasks", filter=there, distinct=True),
        approved_count=Count("tasks", filter=there & Q(tasks__decisions__state=State.APPROVED), distinct=True),
        waiting_count=Count("tasks", filter=there & Q(tasks__decisions__state=State.SUBMITTED), distinct=True),
        changed_at=Max("tasks__changed_at", filter=there),
    ).order_by("name")


def tasks_found(projects: Iterable[Project], *, search: str) -> dict[int, list[Task]]:
    """By project, the tasks whose name has the words that were searched for; archived ones too."""
    found: dict[int, list[Task]] = {}
    if search:
        for task in Task.objects.filter(project__in=list(projects), name__icontains=search).order_by("name"):
            found.setdefault(task.project_id, []).append(task)
    return found


@dataclass(frozen=True)
class TaskRow:
    """One line of a project's page."""

    task: Task
    completeness: Completeness
    # The latest revision that is not an archived draft; None while nothing has been decided.
    decision: Decision | None


def task_rows(project: Project, *, archived: bool) -> list[TaskRow]:
    """The project's tasks by name, each with how far it is and where its decision stands."""
    tasks = list(project.tasks.filter(archived_at__isnull=not archived).order_by("name"))
    latest = _latest_decisions(tasks)
    return [TaskRow(task, completeness(task.answers), latest.get(task.pk)) for task in tasks]


def _latest_decisions(tasks: Iterable[Task]) -> dict[int, Decision]:
    # Snapshots are long texts that a list does not need.
    rows = Decision.objects.filter(task__in=tasks, archived_at=None).defer("snapshot", "charts")
    return {decision.task_id: decision for decision in rows.order_by("revision")}
