"""From a log to another recommendation: upload, look at the figures, apply them."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from decider.evidence.in_force import in_force
from decider.models import Evidence, Project, Task, User
from tests.evidence.web.conftest import LITELLM, run_worker
from tests.factories.answers import triage_answers
from tests.factories.project import TaskFactory
from tests.journeys.conftest import NewPage
from tests.journeys.helpers import sign_in


def _verdict(page: Page, task: Task) -> str:
    page.goto(reverse("result", args=[task.pk]))
    return page.locator(".verdict .badge").first.inner_text()


@pytest.fixture
def task(project: Project) -> Task:
    """A task whose stated volume is the one reason to fine-tune."""
    answers = triage_answers()
    answers["quality"] |= {"current": Decimal("0.96"), "target": Decimal("0.95")}
    answers["latency"] |= {"target_p95_ms": 5000}
    return TaskFactory.create(project=project, name="Ticket triage", answers=answers)


def test_a_log_is_uploaded_looked_at_and_applied_and_the_recommendation_changes(
    author: User, task: Task, page: Page
) -> None:
    sign_in(page, author)
    assert _verdict(page, task) == "Fine-tune"
    page.goto(reverse("task", args=[task.pk]))
    page.get_by_role("link", name="Measure instead of guessing").click()
    page.get_by_label("File", exact=True).set_input_files(LITELLM)
    page.get_by_role("button", name="Upload and read").click()
    expect(page.get_by_role("heading", name="Waiting to be read")).to_be_visible()

    run_worker()
    # The page asks by itself how far it is, and shows the figures when they are there.
    expect(page.get_by_role("heading", name="What was understood")).to_be_visible()
    expect(page.get_by_role("table", name="Calls, tokens and cost by model")).to_contain_text("support-small")
    calls = page.get_by_role("row", name="Calls a month")
    expect(calls).to_contain_text("1,200,000")
    # So far from the stated number that a person has to say which of the two is meant.
    expect(calls).to_contain_text("is this log all of the task’s calls?")
    calls.get_by_role("checkbox").check()
    page.get_by_role("button", name="Apply the chosen facts").click()

    expect(page.get_by_role("heading", name=task.name)).to_be_visible()
    expect(page.get_by_role("link", name="measured", exact=True).first).to_be_visible()
    task.refresh_from_db()
    assert "volume.calls_per_month" in in_force(task)
    assert _verdict(page, task) == "Prompt"


def test_all_of_it_works_without_javascript(author: User, task: Task, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(page, author)
    page.goto(reverse("evidence_list", args=[task.pk]))
    page.get_by_label("File", exact=True).set_input_files(LITELLM)
    page.get_by_role("button", name="Upload and read").click()
    expect(page.get_by_role("heading", name="Waiting to be read")).to_be_visible()
    run_worker()
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="What was understood")).to_be_visible()
    page.get_by_role("button", name="Apply the chosen facts").click()

    task.refresh_from_db()
    assert in_force(task)


def test_a_file_that_is_on_the_task_already_is_refused_in_place(author: User, task: Task, page: Page) -> None:
    sign_in(page, author)
    for _ in range(2):
        page.goto(reverse("evidence_list", args=[task.pk]))
        page.get_by_label("File", exact=True).set_input_files(LITELLM)
        page.get_by_role("button", name="Upload and read").click()
        expect(page.locator("[data-upload-progress]:visible")).to_have_count(0)

    expect(page.get_by_role("alert").first).to_contain_text("would count twice")
    expect(page.get_by_role("link", name="See what was read from it")).to_be_visible()
    assert Evidence.objects.count() == 1
