"""Decisions: drafts. What is submitted comes from the action, which freezes it."""

import factory
from factory.django import DjangoModelFactory

from decider.models import Decision
from tests.factories.project import TaskFactory


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    task = factory.SubFactory(TaskFactory)
    author = factory.SelfAttribute("task.created_by")
    title = factory.Sequence(lambda n: f"Decision {n}")
    choice = "prompt"
    rationale = "The prompt is good enough and cheap enough."
