"""Draws a chart's content as SVG text for paper: Vega-Lite through vl-convert, light theme, no network.

Words that users wrote are values in the data, never parts of a Vega expression: the expressions below
are fixed. The same content gives the same bytes.
"""

import json
from collections.abc import Mapping
from typing import Any

import vl_convert

from decider.charts.content import chart_contents
from decider.charts.shapes import Axis, ChartContent, Line
from decider.charts.vega_parts import WIDTH, axis_spec, config, mark_layers, paper_text, position, scale_spec
from decider.charts.vega_uncertainty import columns_spec, swings_spec
from decider.palette import INK, INK_SOFT, PANEL

LINES_HEIGHT = 250
BAR_STEP = 17
GROUP_SIZE = 3.2
VEGA_LITE = "6.4"
# Families that typst, browsers and Debian know; the first that exists is taken.
FONT = "Liberation Sans, Arial, Helvetica, Noto Sans, DejaVu Sans, Libertinus Serif, sans-serif"


def chart_svgs(assessment: Mapping[str, Any]) -> dict[str, str]:
    """The SVG of each chart of an assessment that has something to draw, by the chart's id."""
    return {content.id: svg for content in chart_contents(assessment) if (svg := chart_svg(content))}


def chart_svg(content: ChartContent, *, font: str = FONT) -> str:
    """The chart as an SVG document without a title, which the report sets; empty where there is nothing to draw."""
    if content.empty or content.x is None:
        return ""
    if content.swings:
        spec = swings_spec(content, content.x)
    elif content.columns and content.y:
        spec = columns_spec(content, content.x, content.y)
    else:
        spec = _bars(content, content.x) if content.groups else _lines(content, content.x)
    svg: str = vl_convert.vegalite_to_svg(
        json.dumps(spec, ensure_ascii=False), vl_version=VEGA_LITE, config=config(font), allowed_base_urls=[]
    )
    return svg


def _lines(content: ChartContent, x: Axis) -> dict[str, Any]:
    y = content.y or x
    labels = [paper_text(line.label) for line in content.lines]
    by_option: dict[str, Any] = {"field": "option", "type": "nominal", "legend": None}
    colour = by_option | {"scale": {"domain": labels, "range": [line.look.light for line in content.lines]}}
    dash = by_option | {
        "scale": {"domain": labels, "range": [list(line.look.dash) or [1, 0] for line in content.lines]}
    }
    shape = by_option | {"scale": {"domain": labels, "range": [line.look.marker for line in content.lines]}}
    place = {
        "x": {"field": "x", "type": "quantitative", "scale": scale_spec(x), "axis": axis_spec(x, grid=False)},
        "y": {"field": "y", "type": "quantitative", "scale": scale_spec(y), "axis": axis_spec(y, grid=True)},
    }
    layers = [layer for layer in mark_layers(content, x) if layer["mark"]["type"] == "rule"]
    values = [value for line in content.lines for value in _values(x, y, line, line.points)]
    width = {"field": "width", "type": "quantitative", "scale": None, "legend": None}
    layers.append(
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeJoin": "round"},
            "encoding": place
            | {
                "order": {"field": "number", "type": "quantitative"},
                "color": colour,
                "strokeDash": dash,
                "strokeWidth": width,
            },
        }
    )
    for feasible in (True, False):
        of_these = [line for line in content.lines if line.feasible is feasible]
        values = [value for line in of_these for value in _values(x, y, line, line.markers)]
        if values:
            symbol: dict[str, Any] = {"type": "point", "filled": feasible, "size": 46, "opacity": 1}
            if not feasible:
                symbol |= {"fill": PANEL.light, "strokeWidth": 1.25}
            look = {"color": colour, "shape": shape}
            layers.append({"data": {"values": values}, "mark": symbol, "encoding": place | look})
    layers += _crossing_layers(content, x, y)
    layers += _legend_layers(content, colour, dash, shape)
    layers += [layer for layer in mark_layers(content, x) if layer["mark"]["type"] == "text"]
    return {
        "width": WIDTH,
        "height": LINES_HEIGHT,
        "layer": layers,
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
    }


def _legend_layers(
    content: ChartContent, colour: dict[str, Any], dash: dict[str, Any], shape: dict[str, Any]
) -> list[dict[str, Any]]:
    """A stroke, a symbol and a name for each option, below the chart; Vega's own legend cannot show all three."""
    columns = 1 if max(len(line.label) for line in content.lines) > 44 else 2
    values = []
    for number, line in enumerate(content.lines):
        left = (number % columns) * WIDTH / columns
        top = LINES_HEIGHT + 62 + 18 * (number // columns)
        width = 2.5 if line.recommended else 1.75
        place = {"left": left, "middle": left + 16, "right": left + 32, "words": left + 40, "top": top}
        values.append({"option": paper_text(line.label), "width": width} | place)

    def at(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "scale": None, "axis": None}

    width_of = {"strokeWidth": {"field": "width", "type": "quantitative", "scale": None, "legend": None}}
    stroke = {"x": at("left"), "x2": {"field": "right"}, "y": at("top"), "color": colour, "strokeDash": dash}
    symbol = {"x": at("middle"), "y": at("top"), "color": colour, "shape": shape}
    words = {"x": at("words"), "y": at("top"), "text": {"field": "option", "type": "nominal"}}
    data = {"data": {"values": values}}
    return [
        data | {"mark": {"type": "rule"}, "encoding": stroke | width_of},
        data | {"mark": {"type": "point", "filled": True, "size": 46, "opacity": 1}, "encoding": symbol},
        data | {"mark": {"type": "text", "align": "left", "dy": 1}, "encoding": words},
    ]


def _values(x: Axis, y: Axis, line: Line, points: tuple[tuple[float, float], ...]) -> list[dict[str, Any]]:
    width = 2.5 if line.recommended else 1.75 if line.feasible else 1
    return [
        {
            "x": position(x, at),
            "y": position(y, value),
            "option": paper_text(line.label),
            "number": number,
            "width": width,
        }
        for number, (at, value) in enumerate(points)
    ]


def _crossing_layers(content: ChartContent, x: Axis, y: Axis) -> list[dict[str, Any]]:
    if not content.crossings:
        return []
    values = [
        {"x": position(x, at.x), "y": position(y, at.y), "label": at.label, "size": 110 if at.label else 36}
        for at in content.crossings
    ]
    place = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    circle = {"type": "point", "shape": "circle", "filled": True, "fill": PANEL.light, "stroke": INK.light}
    size = {"size": {"field": "size", "type": "quantitative", "scale": None, "legend": None}}
    text = {"type": "text", "align": "left", "baseline": "top", "dx": 5, "dy": 7, "fontWeight": "bold"}
    return [
        {"data": {"values": values}, "mark": circle | {"strokeWidth": 1.25, "opacity": 1}, "encoding": place | size},
        {"data": {"values": values}, "mark": text, "encoding": place | {"text": {"field": "label", "type": "nominal"}}},
    ]


def _bars(content: ChartContent, x: Axis) -> dict[str, Any]:
    names = {cause.code: cause.name for cause in content.causes}
    domain = [cause.name for cause in content.causes]
    parts, ends, heads = [], [], []
    for number, group in enumerate(content.groups):
        top = number * GROUP_SIZE
        heads.append({"y": top + 0.15, "label": paper_text(group.label), "weight": 700 if group.recommended else 400})
        for place, bar in enumerate(group.bars):
            at = top + 1 + place
            ends.append({"x": bar.total, "y": at, "label": bar.total_label, "name": bar.name})
            parts += [
                {
                    "x": part.start,
                    "x2": part.start + part.size,
                    "y": at - 0.4,
                    "y2": at + 0.4,
                    "cause": names[part.cause],
                }
                for part in bar.parts
            ]
    length = len(content.groups) * GROUP_SIZE
    # A little room on the right, where the longest bar's figure stands.
    scale = scale_spec(x) | {"domain": [x.low, x.high + 0.06 * (x.high - x.low)]}
    horizontal = {"field": "x", "type": "quantitative", "scale": scale, "axis": axis_spec(x, grid=True)}
    vertical = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [-0.5, length - 0.4], "reverse": True, "nice": False, "zero": False},
        "axis": None,
    }
    colour = {
        "field": "cause",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": domain, "range": [cause.look.light for cause in content.causes]},
        "legend": {"columns": len(domain), "symbolType": "square"},
    }
    text = {"text": {"field": "label", "type": "nominal"}}
    layers = [
        {
            "data": {"values": parts},
            "mark": {"type": "rect", "stroke": PANEL.light, "strokeWidth": 0.75},
            "encoding": {"x": horizontal, "x2": {"field": "x2"}, "y": vertical, "y2": {"field": "y2"}, "color": colour},
        },
        *mark_layers(content, x),
        {
            "data": {"values": ends},
            # Paper behind the figure, where the target's line would run through it.
            "mark": {"type": "text", "align": "left", "dx": 4, "stroke": PANEL.light, "strokeWidth": 4, "aria": False},
            "encoding": {"x": horizontal, "y": vertical} | text,
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "dx": 4},
            "encoding": {"x": horizontal, "y": vertical} | text,
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "right", "dx": -6, "x": 0, "color": INK_SOFT.light},
            "encoding": {"y": vertical, "text": {"field": "name", "type": "nominal"}},
        },
        *(
            {
                "data": {"values": [head]},
                "mark": {"type": "text", "align": "left", "x": 0, "fontWeight": head["weight"]},
                "encoding": {"y": vertical} | text,
            }
            for head in heads
        ),
    ]
    return {"width": WIDTH, "height": round(BAR_STEP * length), "layer": layers}
