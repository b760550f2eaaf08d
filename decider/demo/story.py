"""The demo's story as it stands in its file: projects, tasks, and what was done about each task."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decider.domain.documents import load_document


@dataclass(frozen=True)
class TaskStory:
    """A task with its first answers. Each step says who (`by`) does what (`do`), see `telling.py`."""

    name: str
    profile: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class ProjectStory:
    name: str
    description: str
    tasks: tuple[TaskStory, ...]


@dataclass(frozen=True)
class Story:
    team: str
    projects: tuple[ProjectStory, ...]


def read_story(path: Path) -> Story:
    """The story in a JSON file, numbers as written there."""
    document = load_document(path.read_text(encoding="utf-8"))
    return Story(
        team=document["team"],
        projects=tuple(
            ProjectStory(
                name=project["name"],
                description=project["description"],
                tasks=tuple(
                    TaskStory(name=task["name"], profile=task["profile"], steps=tuple(task.get("story", ())))
                    for task in project["tasks"]
                ),
            )
            for project in document["projects"]
        ),
    )


def text(value: str | list[str]) -> str:
    """A text of the story: a list holds one paragraph each."""
    return value if isinstance(value, str) else "\n\n".join(value)
