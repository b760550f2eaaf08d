"""The demo as it is loaded, on a database with the price book."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from decider.demo.actions import load_demo
from decider.demo.story import Story, read_story
from decider.models import Team


@pytest.fixture
def story() -> Story:
    return read_story(Path(settings.BASE_DIR) / "fixtures" / "demo.json")


@pytest.fixture
def price_book(db: None) -> None:
    call_command("load_prices", verbosity=0)


@pytest.fixture
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decider.decisions.actions.draw_charts", lambda assessment: {})


@pytest.fixture
def without_figures(without_charts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither charts nor flip points, which take most of a load's time, where a test looks at people and deeds."""
    monkeypatch.setattr("decider.domain.assessment.find_flips", lambda *_: ())


@pytest.fixture
def demo(story: Story, price_book: None, without_figures: None, today: datetime.date) -> Team:
    """The demo team, loaded on the tests' day."""
    return load_demo(story=story, day=today, sign_in=True).team
