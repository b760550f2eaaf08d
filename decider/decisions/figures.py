"""A task's figures for people who decide: the assessment, or why there is none."""

import datetime
from typing import Any

from decider.domain.reading import ProfileErrors
from decider.estimates.actions import assess_task
from decider.models import Task


def figures_of(task: Task, *, day: datetime.date) -> tuple[dict[str, Any] | None, list[str]]:
    """The assessment's data and no sentences, or None and what is wrong with the answers."""
    try:
        return assess_task(task, day=day).data(), []
    except ProfileErrors as errors:
        return None, problems_of(errors)


def problems_of(errors: ProfileErrors) -> list[str]:
    """What is wrong with the answers, a sentence each, with the key that it is about."""
    return [str(error) for error in errors.errors]
