"""A person opens the site and signs in."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from decider.models import Project, User
from tests.journeys.helpers import sign_in

pytestmark = pytest.mark.journey


def test_a_visitor_is_asked_to_sign_in_and_no_policy_is_broken(page: Page) -> None:
    page.goto("/")
    page.wait_for_url(lambda url: reverse("sign_in") in url)

    expect(page.locator("h1")).to_be_visible()


def test_a_member_signs_in_and_sees_the_projects_of_the_team(page: Page, author: User, project: Project) -> None:
    sign_in(page, author)

    expect(page.get_by_role("main").get_by_text(project.name)).to_be_visible()
