"""Draws a chart's content as a plotly figure: JSON for the page's script, which knows the theme and the width.

Colours are those of the light theme; `dark` says which colour replaces which. Words that users wrote are
escaped, since plotly reads a little markup in them; none of them ever stands in a template of plotly's.
"""

import html
import math
from typing import Any

import plotly.graph_objects as go

from decider.charts.shapes import Axis, ChartContent, Line, Mark
from decider.palette import INK, INK_SOFT, LINE, PANEL, WARN

# Heights in px: of a line chart, and of a bar chart's frame and of each option in it.
LINES_HEIGHT = 420
BARS_FRAME = 120
# Positions on the bars' axis: an option takes 3 units, its name and two bars 1 each.
BARS_UNIT = 27
GROUP_SIZE = 3.2

_MARKERS_ON_A_LINE = 9
_CLEAR = "rgba(0,0,0,0)"


def figure_json(content: ChartContent) -> dict[str, Any]:
    """The figure as `{"data", "layout", "dark"}` of plain lists and numbers; no data where the content is empty."""
    if content.empty or content.x is None:
        return {"data": [], "layout": {}, "dark": {}}
    figure = _bars(content) if content.groups else _lines(content)
    plain = figure.to_plotly_json()
    # plotly's own template: 7 kB of colours and defaults that everything here overrides.
    plain["layout"].pop("template", None)
    return {"data": plain["data"], "layout": plain["layout"], "dark": _dark(content)}


def _dark(content: ChartContent) -> dict[str, str]:
    looks = [INK, INK_SOFT, LINE, PANEL, WARN, *(line.look for line in content.lines)]
    looks += [cause.look for cause in content.causes]
    return {look.light: look.dark for look in looks}


def _text(words: str) -> str:
    return html.escape(words, quote=False)


def _place(axis: Axis, value: float) -> float:
    """Where annotations stand: on a logarithmic axis they are placed by the exponent."""
    return math.log10(value) if axis.log else value


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "type": "log" if axis.log else "linear",
        "title": {"text": axis.title, "font": {"size": 13, "color": INK_SOFT.light}, "standoff": 12},
        "range": [_place(axis, axis.low), _place(axis, axis.high)],
        "tickmode": "array",
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": [tick.text for tick in axis.ticks],
        "tickfont": {"color": INK_SOFT.light},
        "gridcolor": LINE.light,
        "linecolor": LINE.light,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "hoverformat": "$,.4~r" if axis.money else ",.0f",
    }


def _layout(content: ChartContent, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 34, "b": 8},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
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
            "y": -0.22,
            "yanchor": "top",
            "font": {"size": 13, "color": INK.light},
            "itemwidth": 44,
            "itemclick": "toggle",
            "itemdoubleclick": "toggleothers",
        },
        "shapes": [_mark_line(mark) for mark in content.marks],
    }


def _mark_line(mark: Mark) -> dict[str, Any]:
    colours = {"today": INK.light, "target": WARN.light, "payback": INK.light, "rule_of_thumb": INK_SOFT.light}
    dashes = {"today": "solid", "target": "dash", "payback": "dot", "rule_of_thumb": "dot"}
    return {
        "type": "line",
        "x0": mark.at,
        "x1": mark.at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below" if mark.kind == "rule_of_thumb" else "above",
        "line": {
            "color": colours[mark.kind],
            "dash": dashes[mark.kind],
            "width": 2 if mark.kind == "target" else 1,
        },
    }


def _mark_label(mark: Mark, axis: Axis) -> dict[str, Any]:
    """Words at the top of the mark's line; a rule of thumb stands at the foot, so that the two never meet."""
    at = _place(axis, mark.at)
    share = (at - _place(axis, axis.low)) / (_place(axis, axis.high) - _place(axis, axis.low))
    foot = mark.kind == "rule_of_thumb"
    return {
        "x": at,
        "xref": "x",
        "y": 0.01 if foot else 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if share < 0.12 else "right" if share > 0.85 else "center",
        "text": _text(mark.label),
        "showarrow": False,
        "textangle": -90 if foot else 0,
        "xshift": -8 if foot else 0,
        "font": {
            "size": 12,
            "color": {"target": WARN.light, "rule_of_thumb": INK_SOFT.light}.get(mark.kind, INK.light),
        },
    }


def _trace(line: Line) -> go.Scatter:
    width = 3 if line.recommended else 2 if line.feasible else 1.25
    dash = ",".join(f"{length}px" for length in line.look.dash) or "solid"
    return go.Scatter(
        x=[x for x, _ in line.points],
        y=[y for _, y in line.points],
        name=_text(line.label),
        mode="lines+markers",
        line={"color": line.look.light, "width": width, "dash": dash},
        marker={
            "symbol": line.look.marker,
            "size": 9 if line.recommended else 7,
            "color": line.look.light if line.feasible else PANEL.light,
            "line": {"color": line.look.light, "width": 1.25},
            "maxdisplayed": _MARKERS_ON_A_LINE,
        },
        hovertemplate="%{y}",
    )


def _lines(content: ChartContent) -> go.Figure:
    assert content.x is not None  # noqa: S101 - figure_json has looked
    figure = go.Figure([_trace(line) for line in content.lines])
    if content.crossings:
        figure.add_trace(
            go.Scatter(
                x=[crossing.x for crossing in content.crossings],
                y=[crossing.y for crossing in content.crossings],
                mode="markers",
                name="Same cost",
                marker={
                    "symbol": "circle",
                    "size": [12 if crossing.label else 7 for crossing in content.crossings],
                    "color": PANEL.light,
                    "line": {"color": INK.light, "width": 1.5},
                },
                hoverinfo="skip",
            )
        )
    layout = _layout(content, LINES_HEIGHT)
    layout["xaxis"] = _axis(content.x) | {"showgrid": False, "showline": True}
    layout["yaxis"] = _axis(content.y) if content.y else {}
    layout["hovermode"] = "x unified"
    layout["annotations"] = [_mark_label(mark, content.x) for mark in content.marks]
    layout["annotations"] += [
        {
            "x": _place(content.x, crossing.x),
            "y": _place(content.y, crossing.y),
            "text": f"<b>{_text(crossing.label)}</b>",
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "bottom",
            "xshift": -8,
            "yshift": 6,
            "font": {"size": 13, "color": INK.light},
        }
        for crossing in content.crossings
        if crossing.label and content.y
    ]
    figure.update_layout(layout)
    return figure


def _bars(content: ChartContent) -> go.Figure:
    assert content.x is not None  # noqa: S101 - figure_json has looked
    rows = [
        (place * GROUP_SIZE + 1 + number, group, bar)
        for place, group in enumerate(content.groups)
        for number, bar in enumerate(group.bars)
    ]
    figure = go.Figure()
    for cause in content.causes:
        stretches = [
            (at, group, bar, part) for at, group, bar in rows for part in bar.parts if part.cause == cause.code
        ]
        figure.add_trace(
            go.Bar(
                orientation="h",
                y=[at for at, _, _, _ in stretches],
                x=[part.size for _, _, _, part in stretches],
                base=[part.start for _, _, _, part in stretches],
                width=0.78,
                name=cause.name,
                marker={
                    "color": cause.look.light,
                    "line": {"color": PANEL.light, "width": 1},
                    "pattern": {"shape": cause.pattern, "fgcolor": PANEL.light, "size": 5, "solidity": 0.35},
                },
                hovertext=[f"{_text(group.label)}, {bar.name}<br>{part.sentence}" for _, group, bar, part in stretches],
                hoverinfo="text",
            )
        )
    length = len(content.groups) * GROUP_SIZE
    layout = _layout(content, round(BARS_FRAME + BARS_UNIT * length + 22 * math.ceil(len(content.causes) / 2)))
    layout["barmode"] = "overlay"
    layout["hovermode"] = "closest"
    layout["xaxis"] = _axis(content.x) | {"showline": True}
    layout["yaxis"] = {
        "range": [length - 0.3, -0.6],
        "tickmode": "array",
        "tickvals": [at for at, _, _ in rows],
        "ticktext": [bar.name for _, _, bar in rows],
        "tickfont": {"color": INK_SOFT.light},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    layout["annotations"] = [
        *(_mark_label(mark, content.x) for mark in content.marks),
        *(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place * GROUP_SIZE + 0.1,
                "text": f"<b>{_text(group.label)}</b>" if group.recommended else _text(group.label),
                "showarrow": False,
                "font": {"size": 13, "color": INK.light},
            }
            for place, group in enumerate(content.groups)
        ),
        *(
            {
                "x": bar.total,
                "xanchor": "left",
                "xshift": 4,
                "y": at,
                "text": bar.total_label,
                "showarrow": False,
                "font": {"size": 12, "color": INK.light},
                "bgcolor": PANEL.light,
            }
            for at, _, bar in rows
        ),
    ]
    figure.update_layout(layout)
    return figure
