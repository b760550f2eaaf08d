"""Draws a chart's content as SVG text for paper: Vega-Lite through vl-convert, light theme, no network.

Words that users wrote are values in the data, never parts of a Vega expression: the expressions below
are fixed. The same content gives the same bytes.
"""

import json
import math
from typing import Any

import vl_convert

from decider.charts.shapes import Axis, ChartContent, Line
from decider.palette import INK, INK_SOFT, LINE, PANEL, WARN

# px: the drawing area of an A4 column once the report scales the SVG to its width.
WIDTH = 560
LINES_HEIGHT = 250
BAR_STEP = 17
GROUP_SIZE = 3.2
VEGA_LITE = "6.4"
# Families that typst, browsers and Debian know; the first that exists is taken.
FONT = "Libertinus Sans, Liberation Sans, Arial, Helvetica, DejaVu Sans, Noto Sans, sans-serif"

_MARK_COLOURS = {"today": INK.light, "payback": INK.light, "target": WARN.light, "rule_of_thumb": INK_SOFT.light}
_MARK_DASHES: dict[str, list[int]] = {"today": [], "payback": [2, 3], "target": [6, 3], "rule_of_thumb": [1, 3]}


def chart_svg(content: ChartContent, *, font: str = FONT) -> str:
    """The chart as an SVG document without a title, which the report sets; empty where there is nothing to draw."""
    if content.empty or content.x is None:
        return ""
    spec = _bars(content, content.x) if content.groups else _lines(content, content.x)
    svg: str = vl_convert.vegalite_to_svg(
        json.dumps(spec, ensure_ascii=False), vl_version=VEGA_LITE, config=_config(font), allowed_base_urls=[]
    )
    return svg


def _config(font: str) -> dict[str, Any]:
    return {
        "font": font,
        "background": None,
        "padding": 4,
        "view": {"stroke": None},
        "axis": {
            "labelFont": font,
            "titleFont": font,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "labelColor": INK_SOFT.light,
            "titleColor": INK_SOFT.light,
            "gridColor": LINE.light,
            "domainColor": LINE.light,
            "ticks": False,
            "labelPadding": 6,
            "titlePadding": 10,
            "labelOverlap": False,
        },
        "legend": {
            "labelFont": font,
            "labelFontSize": 11,
            "labelColor": INK.light,
            "labelLimit": 0,
            "orient": "bottom",
            "direction": "horizontal",
            "title": None,
            "symbolSize": 70,
            "symbolStrokeWidth": 2,
            "offset": 12,
            "columnPadding": 18,
        },
        "text": {"font": font, "fontSize": 11, "color": INK.light},
    }


def _axis(axis: Axis, *, grid: bool) -> dict[str, Any]:
    """Ticks at our places. On a logarithmic axis positions are exponents, so that both kinds are linear scales."""
    return {
        "values": [_place(axis, tick.at) for tick in axis.ticks],
        "labelExpr": _label_lookup(axis),
        "title": axis.title,
        "grid": grid,
    }


def _label_lookup(axis: Axis) -> str:
    """An expression that picks a tick's text by its place in the list; the texts are our own numbers and units."""
    texts = json.dumps([tick.text for tick in axis.ticks], ensure_ascii=False)
    places = json.dumps([_place(axis, tick.at) for tick in axis.ticks])
    return f"{texts}[indexof({places}, datum.value)]"


def _place(axis: Axis, value: float) -> float:
    return math.log10(value) if axis.log else value


def _scale(axis: Axis) -> dict[str, Any]:
    return {"domain": [_place(axis, axis.low), _place(axis, axis.high)], "nice": False, "zero": False}


def _mark_layers(content: ChartContent, x: Axis) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = []
    for mark in content.marks:
        at = _place(x, mark.at)
        values = [{"x": at, "label": mark.label}]
        encoding = {"x": {"field": "x", "type": "quantitative"}}
        rule: dict[str, Any] = {
            "type": "rule",
            "color": _MARK_COLOURS[mark.kind],
            "strokeDash": _MARK_DASHES[mark.kind],
            "strokeWidth": 1.5 if mark.kind == "target" else 1,
        }
        layers.append({"data": {"values": values}, "mark": rule, "encoding": encoding})
        if mark.kind != "rule_of_thumb":
            label = {"type": "text", "y": -8, "align": _align(x, at), "color": _MARK_COLOURS[mark.kind]}
            words = {"text": {"field": "label", "type": "nominal"}}
            layers.append({"data": {"values": values}, "mark": label, "encoding": encoding | words})
    return layers


def _align(x: Axis, at: float) -> str:
    share = (at - _place(x, x.low)) / (_place(x, x.high) - _place(x, x.low))
    return "left" if share < 0.12 else "right" if share > 0.88 else "center"


def _lines(content: ChartContent, x: Axis) -> dict[str, Any]:
    y = content.y or x
    labels = [line.label for line in content.lines]
    by_option = {"field": "option", "type": "nominal", "scale": {"domain": labels}}
    colour = by_option | {"scale": {"domain": labels, "range": [line.look.light for line in content.lines]}}
    dash = by_option | {
        "scale": {"domain": labels, "range": [list(line.look.dash) or [1, 0] for line in content.lines]}
    }
    shape = by_option | {"scale": {"domain": labels, "range": [line.look.marker for line in content.lines]}}
    legend = {"columns": 2 if max(map(len, labels)) > 24 else 3}
    place = {
        "x": {"field": "x", "type": "quantitative", "scale": _scale(x), "axis": _axis(x, grid=False)},
        "y": {"field": "y", "type": "quantitative", "scale": _scale(y), "axis": _axis(y, grid=True)},
    }
    layers = [layer for layer in _mark_layers(content, x) if layer["mark"]["type"] == "rule"]
    values = [value for line in content.lines for value in _values(x, y, line, line.points)]
    width = {"field": "width", "type": "quantitative", "scale": None, "legend": None}
    layers.append(
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeJoin": "round"},
            "encoding": place
            | {
                "order": {"field": "number", "type": "quantitative"},
                "color": colour | {"legend": legend},
                "strokeDash": dash | {"legend": legend},
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
            look = {"color": colour | {"legend": legend}, "shape": shape | {"legend": legend}}
            layers.append({"data": {"values": values}, "mark": symbol, "encoding": place | look})
    layers += _crossing_layers(content, x, y)
    layers += [layer for layer in _mark_layers(content, x) if layer["mark"]["type"] == "text"]
    return {
        "width": WIDTH,
        "height": LINES_HEIGHT,
        "layer": layers,
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
    }


def _values(x: Axis, y: Axis, line: Line, points: tuple[tuple[float, float], ...]) -> list[dict[str, Any]]:
    width = 2.5 if line.recommended else 1.75 if line.feasible else 1
    return [
        {"x": _place(x, at), "y": _place(y, value), "option": line.label, "number": number, "width": width}
        for number, (at, value) in enumerate(points)
    ]


def _crossing_layers(content: ChartContent, x: Axis, y: Axis) -> list[dict[str, Any]]:
    if not content.crossings:
        return []
    values = [
        {"x": _place(x, at.x), "y": _place(y, at.y), "label": at.label, "size": 110 if at.label else 36}
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
        heads.append({"y": top + 0.15, "label": group.label, "weight": 700 if group.recommended else 400})
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
    scale = _scale(x) | {"domain": [x.low, x.high + 0.06 * (x.high - x.low)]}
    horizontal = {"field": "x", "type": "quantitative", "scale": scale, "axis": _axis(x, grid=True)}
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
        *_mark_layers(content, x),
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
