"""What was typed into a form that is saved by its button is not lost by leaving the page unasked."""

from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from decider.models import Decision, Task, User
from tests.journeys.helpers import sign_in


def test_leaving_a_decision_with_unsaved_words_asks_first(author: User, task: Task, page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, author)
    page.goto(reverse("decision_new", args=[task.pk]))
    page.locator('[name="rationale"]').fill("Half a thought")
    page.get_by_role("link", name="Prices").click()
    page.wait_for_function("true")

    assert asked == ["beforeunload"]
    expect(page.locator('[name="rationale"]')).to_have_value("Half a thought")


def test_saving_asks_nothing(author: User, task: Task, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sign_in(page, author)
    page.goto(reverse("decision_new", args=[task.pk]))
    page.locator('[name="rationale"]').fill("A whole thought")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url("**/decisions/*/")

    assert not asked
    assert Decision.objects.get().rationale == "A whole thought"


def test_leaving_words_that_were_refused_asks_first(author: User, task: Task, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, author)
    page.goto(reverse("option_new", args=[task.pk]))
    page.locator('[name="model.name"]').fill("a-model")
    page.get_by_role("button", name="Add this option").click()
    expect(page.get_by_role("alert")).to_contain_text("This has not been saved yet")
    page.get_by_role("link", name="Prices", exact=True).click()
    page.wait_for_function("true")

    assert asked == ["beforeunload"]
    expect(page.locator('[name="model.name"]')).to_have_value("a-model")
