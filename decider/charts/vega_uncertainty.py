"""Vega-Lite for paper of what ranges do to the answer: the tornado and the distribution of the crossover."""

from typing import Any

from decider.charts.shapes import Axis, ChartContent
from decider.charts.vega_parts import WIDTH, axis_spec, mark_layers, paper_text, position, scale_spec
from decider.palette import PANEL

COLUMNS_HEIGHT = 200
SWING_STEP = 28
SWING_SIZE = 2.0


def swings_spec(content: ChartContent, x: Axis) -> dict[str, Any]:
    """Bars around the base, one fact below the other, its name above its bar and its values at the bar's ends."""
    names = {cause.code: cause.name for cause in content.causes}
    bars, ends, heads = [], [], []
    for place, swing in enumerate(content.swings):
        top = place * SWING_SIZE
        heads.append({"y": top + 0.25, "label": paper_text(swing.label), "weight": 700 if place == 0 else 400})
        for cause, end, middle, width in swing.halves(content.base):
            at, half = top + 1.05 + middle * 0.8, width * 0.4
            bars.append({"x": content.base, "x2": end.at, "y": at - half, "y2": at + half, "cause": names[cause]})
            ends.append({"x": end.at, "y": at, "label": paper_text(end.text), "left": end.at < content.base})
    length = len(content.swings) * SWING_SIZE
    horizontal = {"field": "x", "type": "quantitative", "scale": scale_spec(x), "axis": axis_spec(x, grid=True)}
    vertical = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [-0.3, length - 0.2], "reverse": True, "nice": False, "zero": False},
        "axis": None,
    }
    place_of = {"x": horizontal, "x2": {"field": "x2"}, "y": vertical, "y2": {"field": "y2"}}
    text = {"text": {"field": "label", "type": "nominal"}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bars},
            "mark": {"type": "rect", "stroke": PANEL.light, "strokeWidth": 0.75},
            "encoding": place_of | {"color": _colour(content)},
        },
        *mark_layers(content, x),
    ]
    for left in (True, False):
        values = [end for end in ends if end["left"] is left]
        if values:
            words = {"type": "text", "align": "right" if left else "left", "dx": -4 if left else 4, "fontSize": 10}
            layers.append(
                {"data": {"values": values}, "mark": words, "encoding": {"x": horizontal, "y": vertical} | text}
            )
    layers += [
        {
            "data": {"values": [head]},
            "mark": {"type": "text", "align": "left", "x": 0, "fontWeight": head["weight"]} | behind,
            "encoding": {"y": vertical} | text,
        }
        for head in heads
        # Paper behind the name, where a line of the chart would run through it.
        for behind in ({"stroke": PANEL.light, "strokeWidth": 4, "strokeJoin": "round", "aria": False}, {})
    ]
    return {"width": WIDTH, "height": SWING_STEP * len(content.swings), "layer": layers}


def columns_spec(content: ChartContent, x: Axis, y: Axis) -> dict[str, Any]:
    names = {cause.code: cause.name for cause in content.causes}
    values = [
        {
            "x": position(x, column.start),
            "x2": position(x, column.end),
            "y": 0,
            "y2": column.size,
            "cause": names["inside" if column.inside else "outside"],
        }
        for column in content.columns
    ]
    place = {
        "x": {"field": "x", "type": "quantitative", "scale": scale_spec(x), "axis": axis_spec(x, grid=False)},
        "x2": {"field": "x2"},
        "y": {"field": "y", "type": "quantitative", "scale": scale_spec(y), "axis": axis_spec(y, grid=True)},
        "y2": {"field": "y2"},
    }
    columns = {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": PANEL.light, "strokeWidth": 0.75},
        "encoding": place | {"color": _colour(content)},
    }
    return {"width": WIDTH, "height": COLUMNS_HEIGHT, "layer": [columns, *mark_layers(content, x)]}


def _colour(content: ChartContent) -> dict[str, Any]:
    return {
        "field": "cause",
        "type": "nominal",
        "sort": None,
        "scale": {
            "domain": [cause.name for cause in content.causes],
            "range": [cause.look.light for cause in content.causes],
        },
        "legend": {"columns": len(content.causes), "symbolType": "square"},
    }
