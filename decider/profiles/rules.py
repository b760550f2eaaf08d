"""When a task may be changed: each rule is a pair, `check_can_x` with a sentence and the polite question."""

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted, Role, check_can_edit
from decider.models import Project, Task

TASK_ARCHIVED = "This task is archived: bring it back to change it."
PROJECT_ARCHIVED = "The project is archived: bring it back to change its tasks."
HAS_DECISIONS = "There are decisions about this task, and they rest on it: archive it instead."


def check_can_add_to(project: Project) -> None:
    """An archived project takes no new tasks."""
    if project.archived_at is not None:
        raise NotPossible(PROJECT_ARCHIVED)


def check_can_change(task: Task, role: Role | None) -> None:
    """Name and answers are changed by members and managers, unless the task or its project is archived."""
    check_can_edit(role)
    check_can_add_to(task.project)
    if task.archived_at is not None:
        raise NotPossible(TASK_ARCHIVED)


def check_can_delete(task: Task, role: Role | None) -> None:
    """A task goes for good only while nothing has been decided about it."""
    check_can_edit(role)
    if task.decisions.exists():
        raise NotPossible(HAS_DECISIONS)


def why_not_change(task: Task, role: Role | None) -> str:
    """The sentence beside a disabled form; empty where the person may change the task."""
    try:
        check_can_change(task, role)
    except (NotPermitted, NotPossible) as reason:
        return str(reason)
    return ""


def why_not_delete(task: Task, role: Role | None) -> str:
    try:
        check_can_delete(task, role)
    except (NotPermitted, NotPossible) as reason:
        return str(reason)
    return ""
