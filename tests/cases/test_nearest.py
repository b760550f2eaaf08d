"""Which published cases are nearest to a task: the rule as it is told on the page."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from decider.cases.elsewhere import elsewhere
from decider.cases.library import find_case, library
from decider.cases.nearest import MOST, MOST_OF_A_TABLE, case_traits, likeness, nearest, task_traits
from decider.cases.published import PublishedCase
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.reading import read_profile

POLICY = Policy()


def task(kind: str = "classification", current: str | None = "0.9", **sections: Any) -> TaskProfile:
    quality = {} if current is None else {"quality": {"current": Decimal(current), "target": 1}}
    return read_profile({"version": 1, "name": "Task", "kind": kind, **quality, **sections})


def a_case(slug: str, like: TaskProfile, ratio: str | None = "0.9", **facts: Any) -> PublishedCase:
    """A case whose published facts are those of a profile."""
    pattern = find_case("anthropic-haiku-moderation")
    assert pattern
    reached = None if ratio is None else Decimal(ratio)
    return replace(pattern, slug=slug, title=slug, profile=like, ratio=reached, **facts)


def order(profile: TaskProfile, *cases: PublishedCase) -> list[str]:
    return [near.case.slug for near in nearest(profile, cases, policy=POLICY)]


def test_the_kind_of_task_outweighs_everything_else_together() -> None:
    rest = {"data": {"external_api": "forbidden"}, "needs": {"style_voice": "subtle", "proprietary_format": True}}
    other_kind = a_case("other-kind", task("extraction", **rest), "0.9")
    same_kind = a_case("same-kind", task(), None)

    assert order(task(**rest), other_kind, same_kind) == ["same-kind", "other-kind"]


def test_then_the_band_of_attainment_then_volume_then_data_then_style_then_format() -> None:
    mine = task(
        volume={"calls_per_month": 50000},
        data={"external_api": "forbidden"},
        needs={"style_voice": "subtle", "proprietary_format": True},
    )
    cases = [
        a_case("attainment", task(), "0.99"),
        a_case("volume", task(volume={"calls_per_month": 99999}), "0.5"),
        a_case("data", task(data={"external_api": "forbidden"}), "0.5"),
        a_case("style", task(needs={"style_voice": "broad"}), "0.5"),
        a_case("format", task(needs={"proprietary_format": True}), "0.5"),
    ]

    assert order(mine, *reversed(cases)) == ["attainment", "volume", "data", "style", "format"]


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ("0.40", "0.1", True), ("0.41", "0.40", False), ("0.41", "0.84", True), ("0.84", "0.85", False),
        ("0.85", "0.99", True), ("0.99", "1", False), ("1", "1", True),
    ],
)  # fmt: skip
def test_bands_of_attainment_have_the_policys_edges(mine: str, theirs: str, same: bool) -> None:
    one, other = task_traits(task(current=mine), POLICY), case_traits(a_case("x", task(), theirs), POLICY)

    assert likeness(one, other)[1] is same


def test_bands_follow_the_teams_own_thresholds() -> None:
    own = Policy(ceiling_from_attainment=Decimal("0.95"))
    theirs = a_case("x", task(), "0.96")

    assert likeness(task_traits(task(current="0.9"), POLICY), case_traits(theirs, POLICY))[1]
    assert not likeness(task_traits(task(current="0.9"), own), case_traits(theirs, own))[1]


def test_what_either_side_does_not_say_is_no_likeness() -> None:
    blank = task("other", None)

    assert not any(likeness(task_traits(blank, POLICY), case_traits(a_case("x", blank, None), POLICY)))
    assert order(blank, a_case("x", blank, None)) == []


def test_among_equals_production_comes_first_then_evidence_then_the_newer() -> None:
    cases = [
        a_case("old", task(), year=2023, grade="B"),
        a_case("new", task(), year=2026, grade="B"),
        a_case("strong", task(), year=2023, grade="A"),
        a_case("production", task(), year=2023, grade="D", basis="chosen_in_production"),
    ]

    assert order(task(), *cases) == ["production", "strong", "new", "old"]


def test_of_one_table_few_rows_are_taken_and_never_more_than_five_in_all() -> None:
    rows = [a_case(f"row-{n}", task(), grade="A", collection="loraland") for n in range(6)]
    cases = [a_case(f"case-{n}", task(), grade="B") for n in range(6)]

    found = nearest(task(), [*rows, *cases], policy=POLICY)

    assert len(found) == MOST
    assert sum(near.case.collection == "loraland" for near in found) == MOST_OF_A_TABLE


def test_what_is_in_common_is_said_and_nothing_else() -> None:
    mine = task(data={"external_api": "forbidden"}, needs={"style_voice": "none", "proprietary_format": True})
    theirs = task(data={"external_api": "forbidden"}, needs={"style_voice": "none", "proprietary_format": False})

    (near,) = nearest(mine, [a_case("x", theirs)], policy=POLICY)

    assert near.common == (
        "classification",
        "prompting reached 85\u00a0% of the best score or more",
        "the data may not leave",
    )


def test_every_near_case_of_a_real_task_shares_its_kind_while_there_are_enough() -> None:
    found = elsewhere(task(), POLICY)

    assert len(found.cases) == MOST
    assert {near.case.kind for near in found.cases} == {"classification"}
    assert found.sentence.startswith("Of the 5 published cases nearest to this task, ")


def test_the_sentence_counts_how_they_ended() -> None:
    found = elsewhere(task("style_writing", None, data={"external_api": "forbidden"}), POLICY)
    ended = [near.case.outcome for near in found.cases]

    assert ended[0] == "self_hosted_fine_tune"
    assert f"{ended.count('fine_tune')} with fine-tuning" in found.sentence.replace("ended ", "")


def test_a_task_of_which_nothing_is_known_has_no_near_case_and_is_told_so() -> None:
    found = elsewhere(read_profile({"version": 1, "name": "Task", "kind": "other"}), POLICY)

    assert found.cases == ()
    assert "as far as its answers are known" in found.sentence


def test_ranges_count_by_their_likeliest_value() -> None:
    ranged = task(
        current=None, quality={"current": {"low": Decimal("0.2"), "high": 1, "likely": Decimal("0.9")}, "target": 1}
    )

    assert any("85" in words for near in elsewhere(ranged, POLICY).cases for words in near.common)


def test_that_no_publication_tells_its_volume_is_said() -> None:
    assert not any(case.profile.volume.calls_per_month for case in library())
    assert elsewhere(task(), POLICY).volume_compared is False
