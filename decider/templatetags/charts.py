"""`{% chart content %}` puts one chart on a page; `_components/chart_scripts.html` in the block `scripts` draws it."""

from typing import Any

from django import template

from decider.charts.plotly_figures import figure_json
from decider.charts.shapes import ChartContent
from decider.static_finders import bundle_styles

register = template.Library()


@register.inclusion_tag("_components/chart.html")
def chart(content: ChartContent, prefix: str = "chart") -> dict[str, Any]:
    """The chart with its heading, drawing and table; `prefix` keeps ids apart where a page shows a chart twice."""
    return {"content": content, "id": f"{prefix}-{content.id}", "figure": figure_json(content)}


@register.simple_tag
def plotly_map_style_id() -> str:
    """The id of the style that the bundle would insert for its maps; empty if it has none."""
    return bundle_styles().map_style_id or ""
