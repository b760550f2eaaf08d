"""From an assessment to what its charts say: the one place where titles, marks and tables are made."""

from collections.abc import Mapping
from typing import Any

from decider.charts.crossover_distribution import crossover_distribution
from decider.charts.cumulative_cost import cumulative_cost
from decider.charts.latency import latency
from decider.charts.monthly_cost import monthly_cost
from decider.charts.options import knowledge
from decider.charts.shapes import ChartContent
from decider.charts.tornado import tornado
from decider.wording.comparison import compare


def chart_contents(assessment: Mapping[str, Any]) -> list[ChartContent]:
    """The charts of an assessment (`Assessment.data()` or a snapshot's copy of it), in reading order.

    The first three are always there: one without figures says what is missing in its `empty`. Those of what is
    uncertain follow where facts are given as ranges.
    """
    charts = assessment.get("charts") or {}
    known = knowledge(assessment)
    cumulative = charts.get("cumulative_cost") or {}
    costs = charts.get("monthly_cost") or {}
    robustness = assessment.get("robustness") or {}
    uncertain = (
        tornado(robustness, known),
        crossover_distribution(robustness, known, compare(assessment), costs.get("today")),
    )
    return [
        monthly_cost(costs, known, horizon_months=cumulative.get("horizon_months")),
        cumulative_cost(cumulative, known),
        latency(charts.get("latency") or {}, known),
        *(content for content in uncertain if content is not None),
    ]


def is_of_uncertainty(content: ChartContent) -> bool:
    """Whether a chart shows what ranges do to the answer, and so belongs beside the sentences about that."""
    return bool(content.swings or content.columns)
