"""Charts take a while to draw; one test draws them in earnest (`tests/decisions/test_frozen_charts.py`)."""

from collections.abc import Mapping
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def quick_charts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_charts" in request.fixturenames:
        return

    def draw_charts(assessment: Mapping[str, Any]) -> dict[str, str]:
        return {"monthly_cost": f"<svg><title>{assessment['recommendation']['verdict']}</title></svg>"}

    monkeypatch.setattr("decider.decisions.actions.draw_charts", draw_charts)


@pytest.fixture
def real_charts() -> None:
    """Draw the charts as the product does."""
