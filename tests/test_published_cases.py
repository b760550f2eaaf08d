"""The page of published cases is true: nothing unpublished is assumed, and it is up to date."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from decider.cases.profiles import VERDICTS, expected_verdict, hindsight_profile, published_profile
from decider.cases.report import Run, document, run
from decider.domain.prices import PriceBook
from decider.domain.reading import read_profile
from decider.domain.walk import Verdict
from decider.management.commands.write_cases import delivered_price_book

ROOT = Path(__file__).resolve().parents[1]
CASES: list[dict[str, Any]] = json.loads(
    (ROOT / "fixtures/published_cases.json").read_text(encoding="utf-8"), parse_float=Decimal
)["cases"]


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return delivered_price_book(ROOT / "fixtures")


@pytest.fixture(scope="module")
def runs(book: PriceBook) -> list[Run]:
    return [run(case, book) for case in CASES]


def test_the_page_is_up_to_date(runs: list[Run]) -> None:
    assert (ROOT / "docs/cases.md").read_text(encoding="utf-8") == document(runs)


def test_the_command_notices_a_page_that_is_out_of_date(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "fixtures").mkdir()
    for name in ("prices.json", "gpus.json"):
        (tmp_path / "fixtures" / name).symlink_to(ROOT / "fixtures" / name)
    one_case = json.dumps({"cases": CASES[:1]}, default=float)
    (tmp_path / "fixtures/published_cases.json").write_text(one_case)
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="out of date"):
        call_command("write_cases", check=True)
    call_command("write_cases", verbosity=0)
    call_command("write_cases", check=True)
    (tmp_path / "docs/cases.md").write_text("# Better than it is")
    with pytest.raises(CommandError, match="out of date"):
        call_command("write_cases", check=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_becomes_a_profile_without_what_was_not_published(case: dict[str, Any]) -> None:
    profile = read_profile(published_profile(case))
    assert profile.quality.target is None
    assert profile.volume.calls_per_month is None
    assert profile.prompting.clear_instructions is None
    assert profile.prompting.weeks_spent is None
    assert (profile.quality.current is None) == ("prompting_quality" not in case)
    assert (profile.data.labelled_examples is None) == ("labelled_examples" not in case)


def test_scores_out_of_a_hundred_become_shares() -> None:
    case = next(case for case in CASES if case["id"] == "gepa-aime2025")
    assert published_profile(case)["quality"]["current"] == Decimal("0.32")
    hindsight = hindsight_profile(case)
    assert hindsight
    assert hindsight["quality"]["target"] == Decimal("0.38")


def test_every_outcome_amounts_to_a_verdict() -> None:
    assert {expected_verdict(case) for case in CASES} <= set(Verdict)
    assert set(VERDICTS.values()) <= set(Verdict)


def test_data_that_may_not_leave_lead_to_self_hosting(runs: list[Run]) -> None:
    forbidden = [run for run in runs if run.case["data_sensitivity"].startswith("cannot_leave")]
    assert len(forbidden) == 2
    assert {run.published.verdict for run in forbidden} == {"self_host"}


def test_the_given_verdict_is_always_among_the_possible_ones(runs: list[Run]) -> None:
    for each in runs:
        for reading in (each.published, each.hindsight):
            assert reading is None or reading.verdict in reading.possible


def test_what_was_not_published_leaves_the_verdict_provisional(runs: list[Run]) -> None:
    for each in runs:
        assert (each.published.state == "provisional") == (len(each.published.possible) > 1)
