"""In a real browser, under the site's strict policy: the charts draw, change with the page, and can be kept.

`new_page` fails a test whose page breaks the policy, throws an error or gets an answer of 500.
"""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from decider.palette import FINE_TUNE
from tests.charts.hostile import NAMES
from tests.journeys.conftest import NewPage

pytestmark = [pytest.mark.journey, pytest.mark.urls("tests.charts.urls"), pytest.mark.django_db(transaction=True)]

CHARTS = ["chart-monthly_cost", "chart-cumulative_cost", "chart-latency"]
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(page: Page) -> None:
    for name in CHARTS:
        expect(page.locator(f"[data-chart='{name}'] .main-svg").first).to_be_visible()


def strokes(page: Page) -> set[str]:
    """The colours in which lines are drawn."""
    lines = page.locator("[data-chart='chart-monthly_cost'] .js-line")
    return set(lines.evaluate_all("lines => lines.map((line) => getComputedStyle(line).stroke)"))


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)], ids=["light", "dark", "phone"]
)
def test_charts_draw_in_their_colours_and_within_the_page(new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/")
    drawn(page)
    assert rgb(FINE_TUNE.dark if scheme == "dark" else FINE_TUNE.light) in strokes(page)
    # The styles that plotly could not insert by itself are there: without them its layers lie one below another.
    layers = page.locator("[data-chart] .main-svg")
    assert set(layers.evaluate_all("all => all.map((layer) => getComputedStyle(layer).position)")) == {"absolute"}
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_charts_follow_the_theme_and_the_width(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto("/")
    drawn(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(f"[data-chart] .js-line[style*='{rgb(FINE_TUNE.dark)}']").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator("[data-chart='chart-monthly_cost']")).to_have_attribute("data-chart-width", "narrow")
    expect(page.locator("[data-chart='chart-monthly_cost'] .main-svg").first).to_have_attribute("width", "358")


def test_a_swapped_part_draws_its_charts_and_keeps_the_open_table(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    drawn(page)
    table = page.locator("[data-chart-figures='chart-latency']")
    expect(table).not_to_have_attribute("open", "")
    table.locator("summary").click()
    page.locator("[data-chart='chart-latency']").evaluate("chart => chart.dataset.old = 'yes'")
    page.get_by_role("button", name="Swap").click()
    expect(page.locator("[data-old]")).to_have_count(0)
    drawn(page)
    expect(table).to_have_attribute("open", "")
    expect(page.locator("[data-chart-figures='chart-monthly_cost']")).not_to_have_attribute("open", "")


def test_charts_that_leave_the_page_are_let_go(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    drawn(page)
    old = page.evaluate_handle("() => document.querySelector('[data-chart]')")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("No charts.")).to_be_visible()
    assert old.evaluate("chart => chart.data === undefined && chart.childElementCount === 0")


def test_a_chart_can_be_kept_as_a_picture(new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(accept_downloads=True, color_scheme="dark")
    page.goto("/")
    drawn(page)
    with page.expect_download() as download:
        page.locator("[data-chart-download='chart-monthly_cost']").click()
    assert download.value.suggested_filename == "chart-monthly_cost.png"
    kept = tmp_path / "chart.png"
    download.value.save_as(kept)
    content = kept.read_bytes()
    assert content.startswith(PNG)
    assert int.from_bytes(content[16:20], "big") == 2000
    assert len(content) > 20_000


def test_pointing_at_a_volume_compares_the_options_there(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto("/")
    drawn(page)
    box = page.locator("[data-chart='chart-monthly_cost'] .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5)
    hover = page.locator("[data-chart='chart-monthly_cost'] .hoverlayer")
    expect(hover).to_contain_text("calls a month")
    expect(hover).to_contain_text("Fine-tune gpt-4.1-mini")


def test_without_javascript_the_figures_are_there(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    for table in page.get_by_role("table").all():
        expect(table).to_be_visible()
    assert page.get_by_role("table").count() == 3
    expect(page.locator("[data-chart]").first).to_be_hidden()
    expect(page.locator("[data-chart-download]").first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(new_page: NewPage, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("/")
    drawn(page)
    page.locator("[data-chart-figures='chart-latency'] summary").click()
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_names_of_any_kind_are_drawn_as_words(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 900})
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    names = [NAMES[name] for name in ("markup", "link", "template", "right to left", "emoji", "long", "one long word")]
    for first in (0, 3):
        page.goto("/?" + urlencode({"label": names[first : first + 4]}, doseq=True))
        drawn(page)
        assert page.locator("[data-chart] :is(script, img, foreignObject, a)").count() == 0
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert dialogs == []


def test_the_policy_needs_no_exception_for_charts(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "sha256-" not in policy
    drawn(page)
