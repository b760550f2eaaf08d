"""Tasks to start from: plausible answers to many questions, with some left open on purpose."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import simplejson
from django.conf import settings


@dataclass(frozen=True)
class TaskTemplate:
    """A task that somebody else might have described; `answers` have the shape of `Task.answers`."""

    slug: str
    title: str
    description: str
    _answers: dict[str, Any]

    @property
    def answers(self) -> dict[str, Any]:
        return deepcopy(self._answers)


@cache
def task_templates() -> tuple[TaskTemplate, ...]:
    """All templates, in the order in which they are offered."""
    text = (settings.BASE_DIR / "fixtures" / "task_templates.json").read_text(encoding="utf-8")
    return tuple(
        TaskTemplate(
            slug=row["slug"],
            title=row["title"],
            description=row["description"],
            _answers={key: value for key, value in row["profile"].items() if key not in ("version", "name")},
        )
        for row in simplejson.loads(text, use_decimal=True)
    )


def task_template(slug: str) -> TaskTemplate | None:
    """The template of that slug, or None where there is none."""
    return next((template for template in task_templates() if template.slug == slug), None)
