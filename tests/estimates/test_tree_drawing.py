"""The drawn tree shows the path that was taken."""

import datetime

import pytest

from decider.domain.assessment import assess
from decider.domain.reading import read_profile
from decider.estimates.tree import Drawing, draw_tree
from tests.factories.answers import triage_answers


def drawn(**changes: object) -> Drawing:
    profile = read_profile({"version": 1, "name": "Triage", **triage_answers(**changes)})
    return draw_tree(assess(profile, day=datetime.date(2026, 11, 24), flips=False).data()["recommendation"])


def test_one_exit_is_taken_and_it_is_the_verdict() -> None:
    taken = [way.verdict for box in drawn().boxes for way in box.exits if way.taken]

    assert taken == ["fine_tune"]


@pytest.mark.parametrize(
    ("changes", "on_path", "verdict"),
    [
        ({"data": {"external_api": "forbidden"}}, 1, "self_host"),
        ({"prompting": {"tried": False}}, 2, "prompt_first"),
        ({"quality": {"current": 0.3, "target": 0.95}}, 3, "reexamine"),
        ({"cadence": {"max_weeks_per_iteration": 1}}, 5, "prompt"),
    ],
)
def test_questions_after_the_deciding_one_are_off_the_path(changes: dict, on_path: int, verdict: str) -> None:
    drawing = drawn(**changes)

    assert [box.on_path for box in drawing.boxes] == [True] * on_path + [False] * (7 - on_path)
    assert [way.verdict for box in drawing.boxes for way in box.exits if way.taken] == [verdict]


def test_the_description_tells_the_path_to_those_who_do_not_see_it() -> None:
    assert (
        drawn(data={"external_api": "forbidden"}).description == "Data must stay inside? Yes. This leads to: Self-host."
    )
