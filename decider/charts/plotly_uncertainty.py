"""Draws what ranges do to the answer as plotly figures: the tornado and the distribution of the crossover."""

import plotly.graph_objects as go

from decider.charts.plotly_parts import axis_layout, base_layout, mark_label, plain_text
from decider.charts.shapes import Axis, ChartContent
from decider.palette import INK, PANEL

# Heights in px: of a distribution, and of a tornado's frame and of each bar with its name.
COLUMNS_HEIGHT = 380
SWINGS_FRAME = 132
SWING_HEIGHT = 48
# Positions on the tornado's axis: a name and a bar take a unit each, and a little room is between two of them.
SWING_SIZE = 2.2
_THICKNESS = 0.8


def swings_figure(content: ChartContent, x: Axis) -> go.Figure:
    """Bars around the base, one fact below the other, its name above its bar and its values at the bar's ends."""
    halves = [
        (place * SWING_SIZE + 1 + middle * _THICKNESS, width * _THICKNESS, swing, cause, end)
        for place, swing in enumerate(content.swings)
        for cause, end, middle, width in swing.halves(content.base)
    ]
    traces = []
    for cause in content.causes:
        ends = [half for half in halves if half[3] == cause.code]
        traces.append(
            go.Bar(
                orientation="h",
                y=[at for at, _, _, _, _ in ends],
                x=[end.at - content.base for _, _, _, _, end in ends],
                base=[content.base] * len(ends),
                width=[width for _, width, _, _, _ in ends],
                name=cause.name,
                marker={"color": cause.look.light, "line": {"color": PANEL.light, "width": 1}},
                hovertext=[f"{plain_text(swing.label)}<br>{end.sentence}" for _, _, swing, _, end in ends],
                hoverinfo="text",
            )
        )
    length = len(content.swings) * SWING_SIZE
    layout = base_layout(content, SWINGS_FRAME + SWING_HEIGHT * len(content.swings))
    layout["barmode"] = "overlay"
    layout["hovermode"] = "closest"
    layout["xaxis"] = axis_layout(x) | {"showline": True}
    layout["yaxis"] = {
        "range": [length - 0.4, -0.5],
        "visible": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    layout["annotations"] = [
        *(mark_label(mark, x) for mark in content.marks),
        *(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place * SWING_SIZE + 0.25,
                "text": plain_text(swing.label),
                "showarrow": False,
                "font": {"size": 13, "color": INK.light, "weight": "bold" if place == 0 else "normal"},
                "bgcolor": PANEL.light,
            }
            for place, swing in enumerate(content.swings)
        ),
        *(
            {
                "x": end.at,
                "xanchor": "right" if end.at < content.base else "left",
                "xshift": -4 if end.at < content.base else 4,
                "y": at,
                "text": plain_text(end.text),
                "showarrow": False,
                "font": {"size": 12, "color": INK.light},
                "bgcolor": PANEL.light,
            }
            for at, _, _, _, end in halves
        ),
    ]
    return go.Figure(data=traces, layout=layout)


def columns_figure(content: ChartContent, x: Axis, y: Axis) -> go.Figure:
    """Columns as filled shapes, since plotly's own bars have no ends on a logarithmic axis."""
    traces = []
    for cause in content.causes:
        xs: list[float | None] = []
        ys: list[float | None] = []
        for column in content.columns:
            if column.inside is (cause.code == "inside"):
                xs += [column.start, column.start, column.end, column.end, column.start, None]
                ys += [0.0, column.size, column.size, 0.0, 0.0, None]
        traces.append(
            go.Scatter(
                x=xs,
                y=ys,
                mode="lines",
                fill="toself",
                fillcolor=cause.look.light,
                line={"color": PANEL.light, "width": 1},
                name=cause.name,
                hoverinfo="skip",
            )
        )
    traces.append(
        go.Scatter(
            x=[(column.start * column.end) ** 0.5 for column in content.columns],
            y=[column.size for column in content.columns],
            mode="markers",
            marker={"size": 14, "opacity": 0, "color": INK.light},
            showlegend=False,
            hovertext=[column.sentence for column in content.columns],
            hoverinfo="text",
        )
    )
    layout = base_layout(content, COLUMNS_HEIGHT)
    layout["hovermode"] = "x"
    layout["xaxis"] = axis_layout(x) | {"showgrid": False, "showline": True}
    layout["yaxis"] = axis_layout(y)
    layout["annotations"] = [mark_label(mark, x) for mark in content.marks]
    return go.Figure(data=traces, layout=layout)
