"""Addresses of the questions: the step that asks for a fact, at its field."""

from django.urls import reverse

from decider.domain.steps import OPTIONS, step_of
from decider.models import Task


def fact_url(task: Task, path: str) -> str:
    """Where a fact is answered; a fact inside an option leads to the list of options."""
    try:
        step = step_of(path)
    except KeyError:
        return reverse("task", args=[task.pk])
    address = reverse("step", args=[task.pk, step.slug])
    return address if step.slug == OPTIONS else f"{address}#{path.replace('.', '-')}"
