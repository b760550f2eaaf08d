"""Projects and tasks."""

import factory
from factory.django import DjangoModelFactory

from decider.models import Project, Task
from tests.factories.team import TeamFactory, UserFactory


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"Project {n}")
    created_by = factory.SubFactory(UserFactory)


class TaskFactory(DjangoModelFactory[Task]):
    """A task of which only the kind is known; `tests/factories/answers.py` has full answers."""

    class Meta:
        model = Task

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Task {n}")
    answers = factory.LazyFunction(lambda: {"kind": "classification"})
    created_by = factory.SelfAttribute("project.created_by")
