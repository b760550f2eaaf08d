"""What people do in every journey."""

from django.urls import reverse
from playwright.sync_api import Page

from decider.models import User
from tests.factories.team import PASSWORD


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """Sign in through the form, as a person does. Leaves the page on the list of projects."""
    page.goto(reverse("sign_in"))
    page.locator("input[type=email], input[name=username]").first.fill(user.email)
    page.locator("input[type=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: reverse("sign_in") not in url)
