"""Whom and what a command names: a task by its number, a person by their address."""

from decider.domain.lifecycle import NotPossible
from decider.models import Task, User


def task_of(number: int) -> Task:
    """The task with this number; raises `NotPossible` where there is none."""
    task = Task.objects.select_related("project__team").filter(pk=number).first()
    if task is None:
        raise NotPossible(f"There is no task {number}.")
    found: Task = task
    return found


def person_of(email: str | None) -> User | None:
    """The person with this address, None without one; raises `NotPossible` where nobody has it."""
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise NotPossible(f"Nobody has the address {email}.")
    return person
