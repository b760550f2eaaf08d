"""Scenarios of a task."""

import factory
from factory.django import DjangoModelFactory

from decider.models import Scenario
from tests.factories.project import TaskFactory


class ScenarioFactory(DjangoModelFactory[Scenario]):
    class Meta:
        model = Scenario

    task = factory.SubFactory(TaskFactory)
    name = factory.Sequence(lambda n: f"Scenario {n}")
    changes = factory.LazyFunction(lambda: {"volume.calls_per_month": 5000})
    created_by = factory.SelfAttribute("task.created_by")
    changed_by = factory.SelfAttribute("created_by")
