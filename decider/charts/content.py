"""From an assessment to what its charts say: the one place where titles, marks and tables are made."""

from collections.abc import Mapping
from typing import Any

from decider.charts.cumulative_cost import cumulative_cost
from decider.charts.latency import latency
from decider.charts.monthly_cost import monthly_cost
from decider.charts.options import knowledge
from decider.charts.shapes import ChartContent


def chart_contents(assessment: Mapping[str, Any]) -> list[ChartContent]:
    """The three charts of an assessment (`Assessment.data()` or a snapshot's copy of it), in reading order.

    Each is always there: one without figures says what is missing in its `empty`.
    """
    charts = assessment.get("charts") or {}
    known = knowledge(assessment)
    cumulative = charts.get("cumulative_cost") or {}
    return [
        monthly_cost(charts.get("monthly_cost") or {}, known, horizon_months=cumulative.get("horizon_months")),
        cumulative_cost(cumulative, known),
        latency(charts.get("latency") or {}, known),
    ]
