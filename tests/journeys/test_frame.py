"""The frame in a browser: keys, menus, and requests that fail."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from decider.models import Project, User
from tests.journeys.helpers import sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def projects(page: Page, author: User, project: Project) -> Page:
    """The list of projects, with its search."""
    sign_in(page, author)
    page.goto(reverse("project_list"))
    return page


def test_a_lost_connection_says_so_beside_the_control_and_can_be_repeated(projects: Page, project: Project) -> None:
    search = projects.locator("[data-search]")
    projects.route("**/projects/?*", lambda route: route.abort())
    search.fill(project.name)

    alert = projects.get_by_role("alert")
    expect(alert).to_contain_text("What you typed is still here.")
    expect(search).to_have_value(project.name)

    projects.unroute("**/projects/?*")
    with projects.expect_response(lambda response: "/projects/?" in response.url) as answered:
        alert.get_by_role("button", name="Try again").click()
    assert "q=Help" in answered.value.url
    expect(alert).to_have_count(0)
    expect(projects.locator("#found")).to_contain_text(project.name)


def test_what_could_not_be_sent_is_sent_when_the_connection_is_back(projects: Page, project: Project) -> None:
    projects.context.set_offline(True)
    projects.locator("[data-search]").fill("Nothing of that name")
    expect(projects.get_by_role("alert")).to_be_visible()

    projects.context.set_offline(False)
    expect(projects.get_by_role("alert")).to_have_count(0)
    expect(projects.locator("#found")).not_to_contain_text(project.name)


def test_a_refusal_is_shown_in_the_words_of_the_server(projects: Page) -> None:
    sentence = "Viewers can read everything <b>but</b> change nothing."
    projects.route("**/projects/?*", lambda route: route.fulfill(status=403, content_type="text/html", body=sentence))
    projects.locator("[data-search]").fill("x")
    expect(projects.get_by_role("alert")).to_contain_text("Viewers can read everything but change nothing.")


def test_slash_goes_to_the_search_and_is_a_slash_while_typing(projects: Page) -> None:
    search = projects.locator("[data-search]")
    projects.locator("h1").click()
    projects.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    projects.keyboard.press("/")
    expect(search).to_have_value("/")


def test_a_menu_opens_by_key_closes_on_escape_and_gives_the_focus_back(projects: Page) -> None:
    menu = projects.locator(".header-user details")
    summary = menu.locator("summary")
    summary.focus()
    projects.keyboard.press("Enter")
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    projects.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_first_tab_leads_past_the_frame(projects: Page) -> None:
    projects.keyboard.press("Tab")
    expect(projects.locator(".skip")).to_be_focused()
    projects.keyboard.press("Enter")
    expect(projects.locator("#main")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_the_frame_scrolls_sideways(projects: Page, width: int) -> None:
    projects.set_viewport_size({"width": width, "height": 844})
    for address in (reverse("method"), reverse("project_list"), "/nowhere/"):
        projects.goto(address)
        assert projects.evaluate("document.documentElement.scrollWidth") <= width


def test_every_page_of_the_navigation_is_in_sight_on_a_phone(projects: Page) -> None:
    projects.set_viewport_size({"width": 390, "height": 800})
    links = projects.get_by_role("navigation", name="Main").get_by_role("link").all()
    assert len(links) == 6
    for link in links:
        box = link.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
