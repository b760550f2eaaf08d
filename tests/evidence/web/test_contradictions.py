"""What a log says against the stated answers stays in sight until one of the two is changed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.evidence.apply_actions import apply_facts
from decider.evidence.contradictions import standing_contradictions
from decider.evidence.offers import Choices
from decider.models import Evidence, Task
from decider.profiles.actions import save_answers
from tests.factories.evidence import EvidenceFactory, MeasurementFactory, evaluation, series

SAID = "of instructions, examples and context that are stated"


@pytest.fixture
def log(task: Task) -> Evidence:
    """A log whose calls are shorter than the instructions that are stated; its volume was applied."""
    task.answers["tokens"]["instructions"] = 3000
    task.save()
    row: Evidence = EvidenceFactory.create(task=task, file_name="october.jsonl")
    apply_facts(evidence=row, task=task, facts=["volume.calls_per_month"], choices=Choices(), by=None)
    task.refresh_from_db()
    return row


def _pages(client: Client, task: Task) -> dict[str, str]:
    """The pages where it has to be seen, and one that asks for other facts."""
    addresses: dict[str, Any] = {
        "tokens": reverse("step", args=[task.pk, "tokens"]),
        "volume": reverse("step", args=[task.pk, "volume"]),
        "answers": reverse("task", args=[task.pk]),
        "result": reverse("result", args=[task.pk]),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def test_it_is_said_where_people_answer_and_where_they_look_at_the_result(
    log: Evidence, client: Client, task: Task
) -> None:
    pages = _pages(client, task)

    assert {name for name, page in pages.items() if SAID in page} == {"tokens", "answers", "result"}
    for name in ("tokens", "answers", "result"):
        assert "A file contradicts your answers" in pages[name]
        assert f'href="{reverse("evidence", args=[task.pk, log.pk])}">at <span' in pages[name]


def test_it_is_gone_as_soon_as_the_answer_is_changed(log: Evidence, client: Client, task: Task) -> None:
    posted = {"tokens.instructions": "10", "tokens.examples": "10", "version": str(task.answers_version)}
    saved = client.post(reverse("step", args=[task.pk, "tokens"]), posted, headers={"HX-Request": "true"})

    assert re.search(r'<div hx-swap-oob="innerHTML:#step-contradictions">\s*</div>', saved.content.decode())
    assert not any(SAID in page for page in _pages(client, task).values())


def test_a_fact_that_was_measured_from_another_file_is_settled(log: Evidence, task: Task) -> None:
    assert standing_contradictions(task)
    newer = EvidenceFactory.create(task=task, reading=evaluation(series("prompt", 76, 0.9, 0.8, 0.95)))
    save_answers(task=task, answers={"tokens.request": 50}, base=None, by=None)
    task.refresh_from_db()
    MeasurementFactory.create(evidence=newer, task=task, fact="tokens.request", value=50)

    assert not standing_contradictions(task)


def test_a_log_that_no_answer_rests_on_counts_only_while_it_is_the_newest(log: Evidence, task: Task) -> None:
    task.measurements.all().delete()
    assert [each.evidence for each in standing_contradictions(task)] == [log]
    newer = EvidenceFactory.create(task=task)

    assert [each.evidence for each in standing_contradictions(task)] == [newer]


def test_a_result_under_other_assumptions_does_not_repeat_it(log: Evidence, client: Client, task: Task) -> None:
    page = client.get(reverse("what_if", args=[task.pk]), {"volume.calls_per_month": "5000"}).content.decode()

    assert "What if" in page
    assert SAID not in page
