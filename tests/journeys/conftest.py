"""A real browser on a live server. A page that breaks the content security policy fails its journey."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import FLAGS, MISSING, find_chromium

TIMEOUT_MS = 15_000

# Runs before any script of the page and is not subject to its policy.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(
    `Content Security Policy: ${event.violatedDirective} refused ${event.blockedURI}`,
    `at ${event.sourceFile}:${event.lineNumber} ${event.sample}`
  );
});
"""

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for each file of journeys."""
    executable = find_chromium()
    if executable is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with pytest.MonkeyPatch.context() as monkeypatch, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, which Django would take for
        # asynchronous code and refuse the database to it.
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[NewPage]:
    """Opens pages as separate people would: each call has its own cookies.

    Keyword arguments go to Playwright's `new_context`, e.g. `viewport` or `java_script_enabled`.
    At the end the journey fails when any of its pages broke the content security policy, threw
    an error in JavaScript, or got an answer of 500 or above.
    """
    problems: list[str] = []
    contexts = []

    def new_page(**options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)  # type: ignore[arg-type]
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(REPORT_VIOLATIONS)
        contexts.append(context)
        page = context.new_page()
        _watch(page, problems)
        context.on("page", lambda opened: _watch(opened, problems))
        return page

    yield new_page
    for context in contexts:
        context.close()
    if problems:
        pytest.fail("The browser reported:\n" + "\n".join(dict.fromkeys(problems)))


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page of a visitor's at 1280 × 900."""
    return new_page(viewport={"width": 1280, "height": 900})


def _watch(page: Page, problems: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 500:
            problems.append(f"{response.request.method} {response.url}: {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("response", on_response)
