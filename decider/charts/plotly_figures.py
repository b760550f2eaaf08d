"""Draws a chart's content as a plotly figure: JSON for the page's script, which knows the theme and the width.

Colours are those of the light theme; `dark` says which colour replaces which. Words that users wrote are
escaped, since plotly reads a little markup in them; none of them ever stands in a template of plotly's.
Bold type is a property of the font: plotly turns `<b>` into a style attribute, which the CSP refuses.
"""

import math
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from decider.charts.plotly_parts import axis_layout, base_layout, mark_label, on_axis, plain_text
from decider.charts.plotly_uncertainty import columns_figure, swings_figure
from decider.charts.shapes import Axis, ChartContent, Line
from decider.palette import INK, INK_SOFT, LINE, PANEL, WARN

# Heights in px: of a line chart, and of a bar chart's frame and of each option in it.
LINES_HEIGHT = 460
BARS_FRAME = 112
# Positions on the bars' axis: a group takes 1 unit for its name, 1 for each bar, and a little room.
BARS_UNIT = 27
GROUP_ROOM = 0.2


def figure_json(content: ChartContent) -> dict[str, Any]:
    """The figure as `{"data", "layout", "dark", "paper"}` of plain lists; no data where the content is empty.

    `paper` is the colour that stands for whatever lies behind the chart on the page.
    """
    if content.empty or content.x is None:
        return {"data": [], "layout": {}, "dark": {}, "paper": PANEL.light}
    if content.swings:
        figure = swings_figure(content, content.x)
    elif content.columns and content.y:
        figure = columns_figure(content, content.x, content.y)
    else:
        figure = _bars(content, content.x) if content.groups else _lines(content, content.x)
    plain = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return {"data": plain["data"], "layout": plain["layout"], "dark": _dark(content), "paper": PANEL.light}


def _dark(content: ChartContent) -> dict[str, str]:
    looks = [INK, INK_SOFT, LINE, PANEL, WARN, *(line.look for line in content.lines)]
    looks += [cause.look for cause in content.causes]
    return {look.light: look.dark for look in looks}


def _traces(line: Line) -> list[go.Scatter]:
    """The line itself, its symbols, and its entry in the legend: one group that is shown and hidden together."""
    width = 3 if line.recommended else 2 if line.feasible else 1.25
    stroke = {
        "color": line.look.light,
        "width": width,
        "dash": ",".join(f"{length}px" for length in line.look.dash) or "solid",
    }
    marker = {
        "symbol": line.look.marker,
        "size": 9 if line.recommended else 8,
        "color": line.look.light if line.feasible else PANEL.light,
        "line": {"color": line.look.light, "width": 1.25},
    }
    xs, ys = [x for x, _ in line.points], [y for _, y in line.points]
    group = {"name": plain_text(line.label), "legendgroup": line.key}
    return [
        go.Scatter(
            x=xs,
            y=ys,
            mode="lines",
            line=stroke,
            showlegend=False,
            hovertemplate="%{y}  %{fullData.name}<extra></extra>",
            **group,
        ),
        go.Scatter(
            x=[x for x, _ in line.markers],
            y=[y for _, y in line.markers],
            mode="markers",
            marker=marker,
            showlegend=False,
            hoverinfo="skip",
            cliponaxis=False,
            **group,
        ),
        go.Scatter(x=[None], y=[None], mode="lines+markers", line=stroke, marker=marker, hoverinfo="skip", **group),
    ]


def _lines(content: ChartContent, x: Axis) -> go.Figure:
    traces = [trace for line in content.lines for trace in _traces(line)]
    if content.crossings:
        traces.append(
            go.Scatter(
                x=[crossing.x for crossing in content.crossings],
                y=[crossing.y for crossing in content.crossings],
                mode="markers",
                marker={
                    "symbol": "circle",
                    "size": [12 if crossing.label else 7 for crossing in content.crossings],
                    "color": PANEL.light,
                    "line": {"color": INK.light, "width": 1.5},
                },
                hoverinfo="skip",
                showlegend=False,
            )
        )
    layout = base_layout(content, LINES_HEIGHT)
    layout["xaxis"] = axis_layout(x) | {"showgrid": False, "showline": True}
    layout["xaxis"] |= {"spikecolor": INK_SOFT.light, "spikethickness": -1, "spikedash": "solid"}
    layout["xaxis"]["unifiedhovertitle"] = {"text": "%{x:,.0f} calls a month" if x.log else "Month %{x}"}
    layout["yaxis"] = axis_layout(content.y) if content.y else {}
    layout["hovermode"] = "x unified"
    layout["annotations"] = [mark_label(mark, x) for mark in content.marks if mark.kind != "rule_of_thumb"]
    layout["annotations"] += [
        {
            "x": on_axis(x, crossing.x),
            "y": on_axis(content.y, crossing.y),
            # Below two lines that cross in the lowest place nothing else is drawn.
            "text": plain_text(crossing.label),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "top",
            "xshift": 4,
            "yshift": -6,
            "font": {"size": 13, "color": INK.light, "weight": "bold"},
        }
        for crossing in content.crossings
        if crossing.label and content.y
    ]
    return go.Figure(data=traces, layout=layout)


def _bars(content: ChartContent, x: Axis) -> go.Figure:
    places = list(accumulate((1 + len(group.bars) + GROUP_ROOM for group in content.groups), initial=0.0))
    length = places[-1]
    rows = [
        (place + 1 + number, group, bar)
        for place, group in zip(places, content.groups, strict=False)
        for number, bar in enumerate(group.bars)
    ]
    traces = []
    for cause in content.causes:
        stretches = [
            (at, group, bar, part) for at, group, bar in rows for part in bar.parts if part.cause == cause.code
        ]
        traces.append(
            go.Bar(
                orientation="h",
                y=[at for at, _, _, _ in stretches],
                x=[part.size for _, _, _, part in stretches],
                base=[part.start for _, _, _, part in stretches],
                width=0.78,
                name=plain_text(cause.name),
                marker={
                    "color": cause.look.light,
                    "line": {"color": PANEL.light, "width": 1},
                    "pattern": {"shape": cause.pattern, "fillmode": "overlay", "fgcolor": PANEL.light, "size": 6},
                },
                hovertext=[
                    f"{plain_text(group.label)}, {plain_text(bar.name)}<br>{plain_text(part.sentence)}"
                    for _, group, bar, part in stretches
                ],
                hoverinfo="text",
            )
        )
    layout = base_layout(content, round(BARS_FRAME + BARS_UNIT * length + 22 * math.ceil(len(content.causes) / 2)))
    layout["barmode"] = "overlay"
    layout["hovermode"] = "closest"
    layout["xaxis"] = axis_layout(x) | {"showline": True}
    layout["yaxis"] = {
        "range": [length - 0.3, -0.6],
        "tickmode": "array",
        "tickvals": [at for at, _, _ in rows],
        "ticktext": [plain_text(bar.name) for _, _, bar in rows],
        "tickfont": {"color": INK_SOFT.light},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    layout["annotations"] = [
        *(mark_label(mark, x) for mark in content.marks),
        *(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place + 0.1,
                "text": plain_text(group.label),
                "showarrow": False,
                "font": {"size": 13, "color": INK.light, "weight": "bold" if group.recommended else "normal"},
            }
            for place, group in zip(places, content.groups, strict=False)
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
    return go.Figure(data=traces, layout=layout)
