"""The main job, end to end in a real browser: a blank task becomes a reviewed decision with its PDF."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from decider.domain.lifecycle import State
from decider.models import Decision, Task, User
from tests.journeys.helpers import sign_in

NewPage = Callable[..., Page]

# What a person types at each step, by the name of the field: text, or the value of a radio in brackets.
ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"kind": "[classification]", "data.external_api": "[allowed]", "data.labelled_examples": "5,000"},
    "prompting": {
        "prompting.tried": "[yes]",
        "prompting.examples": "8",
        "prompting.clear_instructions": "[yes]",
        "prompting.output_schema": "[yes]",
        "prompting.output_validation": "[yes]",
        "prompting.weeks_spent": "1.5",
    },
    "quality": {
        "quality.metric": "accuracy",
        "quality.scale": "[share]",
        "quality.higher_is_better": "[yes]",
        "quality.target": "95 %",
        "quality.current": "88 %",
        "quality.sample_size": "400",
        "quality.failure_cause": "[pattern]",
    },
    "volume": {"volume.calls_per_month": "1.2 million", "volume.growth_per_month": "3"},
    "tokens": {
        "tokens.instructions": "900",
        "tokens.per_request_instructions": "0",
        "tokens.examples": "2400",
        "tokens.context": "0",
        "tokens.request": "350",
        "tokens.output": "40",
    },
    "latency": {"latency.target_p95_ms": "800", "latency.current_p95_ms": "1900", "latency.streaming": "[no]"},
    "needs": {
        "needs.proprietary_format": "[no]",
        "needs.style_voice": "[none]",
        "needs.instructions_change_per_request": "[no]",
        "needs.tasks_on_one_model": "1",
    },
    "cadence": {
        "cadence.max_weeks_per_iteration": "4",
        "team.can_serve_models": "[no]",
        "team.engineer_rate_usd_per_hour": "90",
    },
    "money": {"horizon_months": "12"},
}


@pytest.fixture
def prices(transactional_db: None) -> None:
    call_command("load_prices", verbosity=0)


def answer(page: Page, name: str, value: str) -> None:
    if value.startswith("["):
        page.locator(f'input[name="{name}"][value="{value[1:-1]}"]').check()
    else:
        page.locator(f'input[name="{name}"]').fill(value)


def start_task(page: Page, *, project: str, task: str) -> None:
    page.goto(reverse("project_new"))
    page.locator('main [name="name"]').fill(project)
    page.get_by_role("button", name="Create the project").click()
    page.get_by_role("link", name="Blank task").click()
    page.locator('main [name="name"]').fill(task)
    page.get_by_role("button", name="Create the task").click()


def go_through_all_steps(page: Page, task: Task) -> None:
    page.goto(reverse("step", args=[task.pk, "kind"]))
    for slug, answers in ANSWERS.items():
        page.wait_for_url(f"**/steps/{slug}/")
        for name, value in answers.items():
            answer(page, name, value)
        page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/steps/options/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_blank_task_to_an_approved_decision_and_its_pdf(
    prices: None, author: User, manager: User, new_page: NewPage, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    sign_in(page, author)
    start_task(page, project="Help desk", task="Triage of tickets")
    task = Task.objects.get(name="Triage of tickets")
    go_through_all_steps(page, task)
    task.refresh_from_db()
    assert task.answers["volume"]["calls_per_month"] == 1_200_000

    page.goto(reverse("result", args=[task.pk]))
    expect(page.locator(".verdict-sentence")).to_contain_text("Fine-tune")
    if scripts:
        expect(page.locator(".chart-drawing .main-svg").first).to_be_visible()

    page.locator("#what-if > summary").click()
    page.locator('[name="volume.calls_per_month"]').fill("2,000")
    page.get_by_role("button", name="Show the result").click()
    expect(page.locator(".trial")).to_contain_text("nothing here is saved")
    page.get_by_role("link", name="Back to your answers").first.click()

    page.get_by_role("link", name="Record a decision").click()
    page.locator('[name="rationale"]').fill("The gap is closed & the bill falls <by half>.")
    page.get_by_role("button", name="Save the draft").click()
    page.locator("summary", has_text="Submit for review").click()
    page.get_by_role("button", name="Freeze and submit").click()
    decision = Decision.objects.get(task=task)
    assert decision.state == State.SUBMITTED

    reviewer = new_page(java_script_enabled=scripts)
    sign_in(reviewer, manager)
    reviewer.goto(reverse("review_queue"))
    reviewer.locator("main").get_by_role("link", name=decision.title).first.click()
    reviewer.get_by_role("button", name="Approve").click()
    decision.refresh_from_db()
    assert decision.state == State.APPROVED

    for reader in (page, reviewer):
        report = reader.request.get(reverse("decision_pdf", args=[decision.pk]))
        assert report.headers["content-type"] == "application/pdf"
        text = PdfReader(BytesIO(report.body())).pages[0].extract_text()
        assert "The gap is closed & the bill falls <by half>." in text.replace("\n", " ")
        assert "Max Manager" in text


def test_every_change_is_saved_as_one_goes_and_the_panel_follows(
    prices: None, author: User, task: Task, page: Page
) -> None:
    sign_in(page, author)
    page.goto(reverse("step", args=[task.pk, "kind"]))

    page.locator('input[name="data.external_api"][value="forbidden"]').check()

    expect(page.locator("#where-this-stands .badge").first).to_contain_text("Self-host")
    task.refresh_from_db()
    assert task.answers["data"]["external_api"] == "forbidden"


def test_a_second_tab_is_told_what_changed_and_overwrites_nothing(
    prices: None, author: User, task: Task, new_page: NewPage
) -> None:
    # Without JavaScript both tabs post the whole form, which is where an overwrite would happen.
    first = new_page(java_script_enabled=False)
    sign_in(first, author)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(reverse("step", args=[task.pk, "volume"]))

    first.locator('input[name="volume.calls_per_month"]').fill("700000")
    first.get_by_role("button", name="Continue").click()
    second.locator('input[name="volume.calls_per_month"]').fill("900000")
    second.get_by_role("button", name="Continue").click()

    expect(second.locator("main")).to_contain_text("700,000")
    expect(second.locator('input[name="volume.calls_per_month"]').first).to_have_value("900000")
    task.refresh_from_db()
    assert task.answers["volume"]["calls_per_month"] == 700_000


def test_a_lost_connection_loses_nothing(prices: None, author: User, task: Task, page: Page) -> None:
    sign_in(page, author)
    page.goto(reverse("step", args=[task.pk, "volume"]))
    page.context.set_offline(True)
    page.locator('input[name="volume.calls_per_month"]').fill("345678")
    page.locator('input[name="volume.calls_per_month"]').blur()
    expect(page.locator(".request-error").first).to_be_visible()

    page.context.set_offline(False)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/steps/tokens/")

    task.refresh_from_db()
    assert task.answers["volume"]["calls_per_month"] == 345_678
