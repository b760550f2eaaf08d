"""The pages and files of the demo open for its manager, with the charts as the product draws them."""

import datetime
from collections.abc import Callable, Iterator

from django.test import Client
from django.urls import reverse

from decider.demo.actions import load_demo
from decider.demo.story import Story
from decider.models import Decision, Project, Task, User
from decider.teams.demo import PEOPLE


def _addresses() -> Iterator[str]:
    yield from (reverse(name) for name in ("project_list", "decision_list", "review_queue", "people", "price_list"))
    for project in Project.objects.all():
        yield reverse("project", args=[project.pk])
    for task in Task.objects.all():
        yield from (reverse(name, args=[task.pk]) for name in ("task", "options", "result"))
    for decision in Decision.objects.all():
        yield from (
            reverse(name, args=[decision.pk])
            for name in ("decision", "decision_pdf", "decision_markdown", "decision_json")
        )
        yield from (reverse("decision_chart", args=[decision.pk, name]) for name in decision.charts)


def test_all_of_it_opens(
    story: Story, price_book: None, today: datetime.date, client_for: Callable[[User | None], Client]
) -> None:
    load_demo(story=story, day=today, sign_in=True)
    manager = client_for(User.objects.get(email=PEOPLE[1].email))

    answers = {address: manager.get(address).status_code for address in _addresses()}

    assert {address: status for address, status in answers.items() if status != 200} == {}
    submitted = Decision.objects.exclude(submitted_at=None)
    assert all(set(decision.charts) >= {"monthly_cost", "cumulative_cost", "latency"} for decision in submitted)
