"""What every plotly figure here has in common: words, axes, frame and marks."""

import html
import math
from typing import Any

from decider.charts.shapes import Axis, ChartContent, Mark
from decider.palette import INK, INK_SOFT, LINE, PANEL, WARN

CLEAR = "rgba(0,0,0,0)"


def plain_text(words: str) -> str:
    return html.escape(words, quote=False)


def on_axis(axis: Axis, value: float) -> float:
    """Where annotations stand: on a logarithmic axis they are placed by the exponent."""
    return math.log10(value) if axis.log else value


def axis_layout(axis: Axis) -> dict[str, Any]:
    return {
        "type": "log" if axis.log else "linear",
        "title": {"text": axis.title, "font": {"size": 13, "color": INK_SOFT.light}, "standoff": 12},
        "range": [on_axis(axis, axis.low), on_axis(axis, axis.high)],
        "tickmode": "array",
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": [tick.text for tick in axis.ticks],
        "ticklabelstandoff": 5,
        "tickfont": {"color": INK_SOFT.light},
        "gridcolor": LINE.light,
        "linecolor": LINE.light,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "hoverformat": "$,.4~r" if axis.money else ",.0f",
    }


def base_layout(content: ChartContent, height: int) -> dict[str, Any]:
    return {
        # Not plotly's own: 7 kB of colours and defaults that are all overridden here.
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 20, "t": 34, "b": 8},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"size": 13, "color": INK.light},
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": PANEL.light,
            "bordercolor": LINE.light,
            "font": {"color": INK.light, "size": 13},
            "namelength": -1,
            "align": "left",
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "font": {"size": 13, "color": INK.light},
            "itemwidth": 44,
            "itemclick": "toggle",
            "itemdoubleclick": "toggleothers",
        },
        "shapes": [mark_line(mark) for mark in content.marks],
    }


def mark_line(mark: Mark) -> dict[str, Any]:
    colours = {"target": WARN.light, "rule_of_thumb": INK_SOFT.light}
    dashes = {"target": "dash", "payback": "dot", "rule_of_thumb": "dot", "middle": "dot"}
    return {
        "type": "line",
        "x0": mark.at,
        "x1": mark.at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below" if mark.kind == "rule_of_thumb" else "above",
        "line": {
            "color": colours.get(mark.kind, INK.light),
            "dash": dashes.get(mark.kind, "solid"),
            "width": 2 if mark.kind == "target" else 1,
        },
    }


def mark_label(mark: Mark, axis: Axis) -> dict[str, Any]:
    """Words at the top of the mark's line, inside the chart's width."""
    at = on_axis(axis, mark.at)
    share = (at - on_axis(axis, axis.low)) / (on_axis(axis, axis.high) - on_axis(axis, axis.low))
    return {
        "x": at,
        "xref": "x",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if share < 0.12 else "right" if share > 0.85 else "center",
        "text": plain_text(mark.label),
        "showarrow": False,
        "font": {"size": 12, "color": WARN.light if mark.kind == "target" else INK.light},
    }
