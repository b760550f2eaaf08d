"""The sample assessment, and the browser of the journeys."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import browser, new_page, page  # noqa: F401 - fixtures that the tests here ask for

SAMPLE = Path(__file__).parent.parent / "data" / "sample_assessment.json"


@pytest.fixture
def assessment() -> dict[str, Any]:
    """Four options, one of them self-hosted and not possible for the team; fine-tuning is recommended."""
    return json.loads(SAMPLE.read_text(encoding="utf-8"))
