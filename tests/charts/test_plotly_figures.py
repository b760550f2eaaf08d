"""The figures that pages draw: plain lists, both themes, and nothing of what users typed runs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from decider.charts.content import chart_contents
from decider.charts.plotly_figures import figure_json
from tests.charts.builders import fixed_and_variable, latencies, monthly, slow
from tests.charts.hostile import NAMES


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def colours(value: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(value, str) and inside:
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from colours(item, key.lower().endswith("color"))
    elif isinstance(value, list):
        for item in value:
            yield from colours(item, inside)


def test_figures_are_plain_lists_that_json_can_hold(assessment: dict[str, Any]) -> None:
    for content in chart_contents(assessment):
        text = json.dumps(figure_json(content), allow_nan=False)
        # plotly may pack numbers into base64; a reader of the page's source would see nothing of them.
        assert "bdata" not in text
        assert len(text) < 40_000


def test_lines_hold_the_figures_of_the_assessment(assessment: dict[str, Any]) -> None:
    trace = figure_json(chart_contents(assessment)[1])["data"][0]
    expected = assessment["charts"]["cumulative_cost"]["options"][0]["points"]
    assert trace["x"] == [month for month, _ in expected]
    assert trace["y"] == [float(cost) for _, cost in expected]


def test_bars_end_where_the_causes_add_up(assessment: dict[str, Any]) -> None:
    figure = figure_json(chart_contents(assessment)[2])
    ends: dict[float, float] = {}
    for trace in figure["data"]:
        for at, size in zip(trace["y"], trace["x"], strict=True):
            ends[at] = ends.get(at, 0) + size
    assert sorted(ends.values()) == [341, 446, 592, 672, 732, 817, 1290, 1900]


def test_every_colour_has_a_dark_twin(assessment: dict[str, Any]) -> None:
    for content in chart_contents(assessment):
        figure = figure_json(content)
        used = {colour for colour in colours([figure["data"], figure["layout"]]) if colour.startswith("#")}
        assert used
        assert used <= set(figure["dark"])
        assert not used & set(figure["dark"].values())


def test_the_recommended_option_stands_out(assessment: dict[str, Any]) -> None:
    widths = [trace["line"]["width"] for trace in figure_json(chart_contents(assessment)[0])["data"][:-1:3]]
    assert widths == [2, 3, 2, 1.25]


def test_an_empty_chart_has_no_figure() -> None:
    assert [figure_json(content)["data"] for content in chart_contents({})] == [[], [], []]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_are_words_not_markup_and_never_in_a_template(name: str) -> None:
    assessment = monthly(fixed_and_variable("p", 1, 1) | {"label": name})
    assessment["charts"] |= latencies(slow("p", 500) | {"label": name})["charts"]
    for content in chart_contents(assessment):
        figure = figure_json(content)
        for text in strings(figure):
            text.encode("utf-8")
            assert "<" not in text.replace("<br>", "").replace("<extra></extra>", "")
        templates = {trace["hovertemplate"] for trace in figure["data"] if "hovertemplate" in trace}
        assert templates <= {"%{y}  %{fullData.name}<extra></extra>"}
