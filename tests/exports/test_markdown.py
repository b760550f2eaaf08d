"""The Markdown export is a MADR 4 record that renders everything people typed as typed."""

from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from decider.exports.markdown import render_markdown
from decider.exports.markdown_text import block, inline, table
from decider.exports.safe_text import printable
from tests.exports.samples import HOSTILE, HOSTILE_LINES, document

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Text(HTMLParser):
    """The text of a rendered page, and the elements that it is in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> _Text:
    return _Text(MARKDOWN.render(markdown))


def words(text: str) -> str:
    return "".join(text.split())


def test_it_has_the_headings_of_madr() -> None:
    lines = render_markdown(document()).split("\n")
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == [
        "Context and Problem Statement",
        "Decision Drivers",
        "Considered Options",
        "Decision Outcome",
        "Pros and Cons of the Options",
        "More Information",
    ]
    assert "### Consequences" in lines
    assert "### Confirmation" in lines


@pytest.mark.parametrize(("state", "status"), [("draft", "draft"), ("submitted", "proposed"), ("approved", "accepted")])
def test_its_front_matter_is_yaml_with_status_date_and_people(state: str, status: str) -> None:
    front = yaml.safe_load(render_markdown(document(state)).split("---\n")[1])
    assert front["status"] == status
    assert front["date"] == "2026-11-24"
    assert "Ana Author" in front["decision-makers"]


def test_nothing_typed_leaves_the_front_matter() -> None:
    name = 'x"\n---\n# injected: \\ "'
    front = yaml.safe_load(render_markdown(document(author={"name": name})).split("\n---\n")[0].removeprefix("---\n"))
    assert set(front) == {"status", "date", "decision-makers"}


def test_a_draft_says_so_at_the_top() -> None:
    assert "**DRAFT.**" in render_markdown(document("draft")).split("## ")[0]


def test_it_tells_the_choice_its_reasons_the_figures_and_the_trail() -> None:
    text = words(rendered(render_markdown(document())).text)
    for sentence in (
        "Chosen option: “Fine-tune gpt-4.1-mini”.",
        "The long prompt costs more in six weeks than a tuned model in a year.",
        "Today’s p95 of 1,900 ms misses the target of 800 ms",
        "Total over 12 months$21,295",
        "Max Manager approved the decision on 24 November 2026.",
        "Measure it on the 400 cases first.",
        "usage log of October 2026",
        "python manage.py assess profile.json --day 2026-11-24 --policy policy.json --format json",
    ):
        assert words(sentence) in text, sentence


@pytest.mark.parametrize("field", ["title", "rationale", "override_reason", "alternatives_rejected", "consequences"])
def test_what_people_typed_renders_as_typed(field: str) -> None:
    before, after = rendered(render_markdown(document())), rendered(render_markdown(document(**{field: HOSTILE})))
    for line in HOSTILE_LINES:
        assert words(line) in words(after.text), line
    # No element that was not there before, but line breaks and the web address.
    assert after.tags - before.tags <= {"br", "a"}


def test_a_line_break_stays_one_and_an_empty_line_parts_paragraphs() -> None:
    assert MARKDOWN.render(block("a\n  b\n\nc")).count("<p>") == 2
    assert MARKDOWN.render(block("a\nb")).count("<br") == 1


typed = some.text(
    some.one_of(some.sampled_from("\\`*_[]<>&|~$#+-=:.!()\n 1a{}\"'"), some.characters(codec="utf-8")), max_size=60
)


@given(typed)
def test_any_block_of_text_renders_as_typed_in_paragraphs_alone(text: str) -> None:
    page = rendered(block(text))
    assert words(page.text) == words(printable(text))
    assert page.tags <= {"p", "br", "a"}


@given(typed)
def test_any_text_in_a_heading_an_item_or_a_cell_renders_as_typed(text: str) -> None:
    expected = words(printable(text))
    for markdown, tags in (
        (f"# x{inline('x' + text)}", {"h1", "a"}),
        (f"* x {inline(text)}", {"ul", "li", "a"}),
        (table(["head"], [["x" + text]]), {"table", "thead", "tbody", "tr", "th", "td", "a"}),
    ):
        page = rendered(markdown)
        assert words(page.text).endswith(expected)
        assert page.tags <= tags


def test_arguments_are_given_in_madrs_own_grammar() -> None:
    goods = [line for line in render_markdown(document()).split("\n") if line.startswith("* Good, because ")]
    assert goods
    for line in goods:
        assert line.removeprefix("* Good, because ")[0].islower()
        assert not line.endswith(".")
        assert "argument:" not in line
