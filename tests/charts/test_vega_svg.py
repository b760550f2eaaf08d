"""The charts on paper: SVG that holds the words as typed, runs nothing, loads nothing, and is always the same."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import typst

from decider.charts.content import chart_contents
from decider.charts.options import clean, shorten
from decider.charts.vega_parts import mark_layers, paper_text
from decider.charts.vega_svg import chart_svg, chart_svgs
from tests.charts.builders import fixed_and_variable, latencies, monthly, slow
from tests.charts.hostile import NAMES

HARMLESS = {"svg", "g", "path", "text", "line", "rect", "defs", "title", "tspan"}


def parsed(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in HARMLESS
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert not re.search(r"href|javascript:|url\(http", f"{name}={value}" if name != "aria-label" else "")
    return root


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in parsed(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_there_is_an_svg_for_each_chart_by_its_id(assessment: dict[str, Any]) -> None:
    svgs = chart_svgs(assessment)
    assert list(svgs) == ["monthly_cost", "cumulative_cost", "latency"]
    for svg in svgs.values():
        parsed(svg)


def test_the_same_assessment_gives_the_same_bytes(assessment: dict[str, Any]) -> None:
    assert chart_svgs(assessment) == chart_svgs(assessment)


def test_options_marks_and_ticks_are_written(assessment: dict[str, Any]) -> None:
    costs = [text.replace("\u00a0", " ") for text in words(chart_svgs(assessment)["monthly_cost"])]
    for text in ("Prompt gpt-4.1", "Fine-tune gpt-4.1-mini", "today 1.2 M", "268 K", "$10 K", "1 M", "Calls a month"):
        assert text in costs
    latency = [text.replace("\u00a0", " ") for text in words(chart_svgs(assessment)["latency"])]
    for text in ("target 800 ms", "732 ms", "p50", "p95", "Until the first token"):
        assert text in latency


def test_nothing_to_draw_is_no_svg() -> None:
    assert chart_svgs({}) == {}
    assert [chart_svg(content) for content in chart_contents({})] == ["", "", ""]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("plain", "plain"),
        ("👩‍💻 and 🏳️‍🌈", "👩💻 and 🏳🌈"),
        ("👍🏽 🇩🇪", "👍 DE"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("می‌خواهم क्‍ष", "می‌خواهم क्‍ष"),
    ],
)
def test_paper_takes_apart_only_what_it_cannot_print(typed: str, printed: str) -> None:
    assert paper_text(typed) == printed


def test_every_name_can_be_typeset(assessment: dict[str, Any]) -> None:
    """A text that the typesetter's SVG reader stumbles over would take the whole report down."""
    names = list(NAMES.values())
    for first in range(0, len(names), 4):
        for option, name in zip(assessment["charts"]["monthly_cost"]["options"], names[first:], strict=False):
            option["label"] = name
        assessment["options"] = []
        svg = chart_svgs(assessment)["monthly_cost"]
        source = b'#image(bytes(sys.inputs.svg), format: "svg")'
        assert typst.Compiler(source, sys_inputs={"svg": svg}).compile(format="pdf")[:5] == b"%PDF-"


def test_eight_options_of_the_same_kind_are_all_named() -> None:
    options = [fixed_and_variable(f"f{n}", n, 0.001 * n) | {"label": f"Tuned {n}"} for n in range(1, 9)]
    written = words(chart_svgs(monthly(*options))["monthly_cost"])
    assert [text for text in written if text.startswith("Tuned")] == [f"Tuned {n}" for n in range(1, 9)]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_are_printed_as_typed_and_run_nothing(name: str) -> None:
    assessment = monthly(fixed_and_variable("p", 1, 1) | {"label": name})
    assessment["charts"] |= latencies(slow("p", 500) | {"label": name})["charts"]
    expected = paper_text(shorten(clean(name) or "p"))
    svgs = chart_svgs(assessment)
    assert expected in words(svgs["monthly_cost"])
    assert expected in words(svgs["latency"])


def test_labels_of_marks_that_lie_close_stand_in_two_rows(assessment: dict[str, Any]) -> None:
    assessment["charts"]["latency"] |= {"target_ms": 1000, "current_ms": 1010}
    content = chart_contents(assessment)[2]

    layers = mark_layers(content, content.x)
    rows = [layer["mark"]["y"] for layer in layers if layer["mark"]["type"] == "text"]

    assert sorted(rows) == [-22, -8]


def test_labels_of_marks_far_apart_stand_in_one_row(assessment: dict[str, Any]) -> None:
    assessment["charts"]["latency"] |= {"target_ms": 100, "current_ms": 1900}
    content = chart_contents(assessment)[2]

    layers = mark_layers(content, content.x)
    rows = [layer["mark"]["y"] for layer in layers if layer["mark"]["type"] == "text"]

    assert rows == [-8, -8]
