"""What every Vega-Lite chart here has in common: type and colours, axes and marks."""

import json
import math
import re
import unicodedata
from typing import Any

from decider.charts.shapes import Axis, ChartContent
from decider.palette import INK, INK_SOFT, LINE, WARN

# px: the drawing area of an A4 column once the report scales the SVG to its width.
WIDTH = 560
_MARK_COLOURS = {"target": WARN.light, "rule_of_thumb": INK_SOFT.light}
# Rows of labels above the drawing, the nearest first, and how wide a character is at most of them.
_LABEL_ROWS = (-8, -22)
_PX_PER_CHARACTER = 6.0
_MARK_DASHES = {"payback": [2, 3], "middle": [2, 3], "target": [6, 3], "rule_of_thumb": [1, 3]}


_PICTURE = "[\U0001f000-\U0001faff\u2190-\u2bff\u00a9\u00ae\u203c\u2049\u3030\u303d]"
_JOINED = re.compile(f"(?<={_PICTURE})[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]+")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")


def paper_text(words: str) -> str:
    """The words as the typesetter can print them in an SVG.

    It finds a font for any single character, but not for one made of several: joined emoji are printed
    one beside the other and without skin tones, flags as their two letters, accents in one piece with theirs.
    """
    parts = _JOINED.sub("", unicodedata.normalize("NFC", words))
    return _FLAG_LETTER.sub(lambda letter: chr(ord(letter[0]) - 0x1F1E6 + ord("A")), parts)


def config(font: str) -> dict[str, Any]:
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
            "labelFlush": False,
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


def axis_spec(axis: Axis, *, grid: bool) -> dict[str, Any]:
    """Ticks at our places. On a logarithmic axis positions are exponents, so that both kinds are linear scales."""
    return {
        "values": [position(axis, tick.at) for tick in axis.ticks],
        "labelExpr": _label_lookup(axis),
        "title": axis.title,
        "grid": grid,
    }


def _label_lookup(axis: Axis) -> str:
    """An expression that picks a tick's text by its place in the list; the texts are our own numbers and units."""
    texts = json.dumps([tick.text for tick in axis.ticks], ensure_ascii=False)
    places = json.dumps([position(axis, tick.at) for tick in axis.ticks])
    return f"{texts}[indexof({places}, datum.value)]"


def position(axis: Axis, value: float) -> float:
    return math.log10(value) if axis.log else value


def scale_spec(axis: Axis) -> dict[str, Any]:
    return {"domain": [position(axis, axis.low), position(axis, axis.high)], "nice": False, "zero": False}


def mark_layers(content: ChartContent, x: Axis) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = []
    heights = _label_heights(content, x)
    for mark in content.marks:
        at = position(x, mark.at)
        values = [{"x": at, "label": mark.label}]
        encoding = {"x": {"field": "x", "type": "quantitative"}}
        rule: dict[str, Any] = {
            "type": "rule",
            "color": _MARK_COLOURS.get(mark.kind, INK.light),
            "strokeDash": _MARK_DASHES.get(mark.kind, []),
            "strokeWidth": 1.5 if mark.kind == "target" else 1,
        }
        layers.append({"data": {"values": values}, "mark": rule, "encoding": encoding})
        if mark.kind != "rule_of_thumb":
            colour = _MARK_COLOURS.get(mark.kind, INK.light)
            label = {"type": "text", "y": heights[mark.label], "align": _align(x, at), "color": colour}
            words = {"text": {"field": "label", "type": "nominal"}}
            layers.append({"data": {"values": values}, "mark": label, "encoding": encoding | words})
    return layers


def _label_heights(content: ChartContent, x: Axis) -> dict[str, int]:
    """Where each mark's label stands above the drawing, in px: two that would run into each other stand in two rows."""
    heights: dict[str, int] = {}
    taken = dict.fromkeys(_LABEL_ROWS, -math.inf)
    for mark in sorted(content.marks, key=lambda mark: mark.at):
        if mark.kind == "rule_of_thumb":
            continue
        at, width = _share(x, position(x, mark.at)) * WIDTH, len(mark.label) * _PX_PER_CHARACTER
        start = at - {"left": 0.0, "center": 0.5, "right": 1.0}[_align(x, position(x, mark.at))] * width
        row = next((row for row in _LABEL_ROWS if taken[row] <= start), _LABEL_ROWS[0])
        taken[row], heights[mark.label] = start + width + 2 * _PX_PER_CHARACTER, row
    return heights


def _share(x: Axis, at: float) -> float:
    return (at - position(x, x.low)) / (position(x, x.high) - position(x, x.low))


def _align(x: Axis, at: float) -> str:
    share = _share(x, at)
    return "left" if share < 0.12 else "right" if share > 0.88 else "center"
