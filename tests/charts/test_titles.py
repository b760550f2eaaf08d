"""A chart's title states its finding."""

from decimal import Decimal
from typing import Any

import pytest

from decider.charts.content import chart_contents
from tests.charts.builders import about, cumulative, fixed_and_variable, latencies, monthly, option, slow

NBSP = "\u00a0"


def titles(assessment: dict[str, Any]) -> list[str]:
    return [content.title.replace(NBSP, " ") for content in chart_contents(assessment)]


def test_the_sample_says_where_tuning_pays_when_it_has_paid_back_and_who_meets_the_target(
    assessment: dict[str, Any],
) -> None:
    assert titles(assessment) == [
        "Fine-tune gpt-4.1-mini is the cheapest above 268 K calls a month",
        "Fine-tune gpt-4.1-mini pays back in month 2 and saves $53.3 K over 12 months",
        "Only Fine-tune gpt-4.1-mini meets 800 ms at p95",
    ]


def test_nothing_known_is_said_in_words_not_drawn() -> None:
    for content in chart_contents({}):
        assert content.empty
        assert "not known" in content.title
        assert content.x is None


# --- Monthly cost ---

CHEAP_START = fixed_and_variable("p", 0, 0.01)
CHEAP_AT_SCALE = fixed_and_variable("f", 1000, 0.001)


@pytest.mark.parametrize(
    ("today", "title"),
    [
        (None, "Option f is the cheapest above 111 K calls a month"),
        (50_000, "Option p is the cheapest up to 111 K calls a month"),
        (200_000, "Option f is the cheapest above 111 K calls a month"),
    ],
)
def test_the_cheapest_is_named_for_todays_side_of_the_crossover(today: int | None, title: str) -> None:
    assert titles(monthly(CHEAP_START, CHEAP_AT_SCALE, today=today))[0] == title


def test_the_computed_crossover_is_said_rather_than_one_read_off_the_lines() -> None:
    crossovers = [{"from": "p", "to": "f", "at": 123_000, "monthly_usd": "1120"}]
    assert "123 K" in titles(monthly(CHEAP_START, CHEAP_AT_SCALE, crossovers=crossovers))[0]


def test_in_the_middle_both_ends_are_named() -> None:
    third = fixed_and_variable("h", 10_000, 0.0001)
    title = titles(monthly(CHEAP_START, CHEAP_AT_SCALE, third, today=1_000_000))[0]
    assert title == "Option f is the cheapest from 111 K to 10 M calls a month"


def test_one_that_is_always_cheapest_needs_no_volume() -> None:
    dearer = fixed_and_variable("f", 10, 0.02)
    assert titles(monthly(CHEAP_START, dearer))[0] == "Option p is the cheapest at every volume shown"


def test_an_option_that_cannot_be_chosen_is_not_called_the_cheapest() -> None:
    assessment = about(monthly(CHEAP_START, CHEAP_AT_SCALE), not_possible=("f",))
    assert titles(assessment)[0] == "Option p is the cheapest at every volume shown"


def test_one_option_alone_says_what_it_costs_today() -> None:
    assert titles(monthly(CHEAP_START, today=50_000))[0] == "Option p costs $500 a month at today’s 50 K calls"


def test_costs_of_nothing_at_all_are_said_in_words() -> None:
    content = chart_contents(monthly(fixed_and_variable("p", 0, 0)))[0]
    assert content.title == "No option costs anything at any volume shown"
    assert content.empty
    assert content.table is not None


# --- Cumulative cost ---


def straight(key: str, start: int, each: int, months: int = 12) -> dict[str, Any]:
    return option(key, [[month, str(start + each * month)] for month in range(months + 1)])


@pytest.mark.parametrize(
    ("assessment", "title"),
    [
        (
            about(
                cumulative(
                    straight("p", 0, 100), straight("f", 500, 10), paybacks=[{"from": "p", "to": "f", "month": 6}]
                ),
                recommended="f",
            ),
            "Option f pays back in month 6 and saves $580 over 12 months",
        ),
        (
            about(cumulative(straight("p", 0, 100), straight("f", 5000, 10)), recommended="f"),
            "Option f does not pay back within 12 months: it costs $3.92 K more",
        ),
        (
            about(cumulative(straight("p", 0, 100), straight("f", 5000, 10)), recommended="p"),
            "Option p is $3.92 K cheaper than Option f over 12 months",
        ),
        (
            about(
                cumulative(
                    straight("p", 0, 100), straight("f", 500, 10), paybacks=[{"from": "p", "to": "f", "month": 6}]
                ),
                recommended="p",
            ),
            "Option f costs $580 less over 12 months and would pay back in month 6",
        ),
        (cumulative(straight("p", 0, 100)), "Option p costs $1.2 K over 12 months"),
        (cumulative(straight("p", 0, 100, 1)), "Option p costs $100 over 1 month"),
        (cumulative(straight("p", 0, 1), straight("f", 0, 1)), "Option p and Option f cost the same over 12 months"),
    ],
)
def test_the_payback_and_the_saving_are_said(assessment: dict[str, Any], title: str) -> None:
    assert titles(assessment)[1] == title


# --- Latency ---


@pytest.mark.parametrize(
    ("assessment", "title"),
    [
        (latencies(slow("p", 801), slow("f", 900)), "No option meets 800 ms at p95"),
        (latencies(slow("p", 800), slow("f", 799)), "Every option meets 800 ms at p95"),
        (latencies(slow("p", 1900), slow("f", 800)), "Only Option f meets 800 ms at p95"),
        (latencies(slow("p", 1900), slow("f", 700), slow("h", 600)), "2 of 3 options meet 800 ms at p95"),
        (
            about(latencies(slow("p", 1900), slow("f", 700), slow("h", 600)), recommended="f"),
            "Option f and 1 of 2 others compared meet 800 ms at p95",
        ),
        (
            about(latencies(slow("p", 1900), slow("f", 700)), recommended="p"),
            "Option p misses 800 ms at p95: it takes 1,900 ms",
        ),
        (latencies(slow("p", 801)), "Option p misses 800 ms at p95"),
        (latencies(slow("p", 700), slow("f", 650), target=None), "Option f answers fastest: 650 ms at p95"),
        (
            about(latencies(slow("p", 1900), slow("s", 100)), not_possible=("s",)),
            "Option p misses 800 ms at p95",
        ),
    ],
)
def test_who_meets_the_target_is_said(assessment: dict[str, Any], title: str) -> None:
    assert titles(assessment)[2] == title


def test_options_without_a_known_latency_are_named() -> None:
    content = chart_contents(latencies(slow("p", 700), option("f")))[2]
    assert content.notes == ("Not known for Option f.",)
    assert [group.key for group in content.groups] == ["p"]
    assert content.table is not None
    assert ("Option f, p95", "–", "–", "not known", "not known") in content.table.rows


def test_an_option_that_misses_the_quality_target_is_drawn_but_never_the_one_compared(
    assessment: dict[str, Any],
) -> None:
    poor = min(
        (option for option in assessment["options"] if option["adaptation"] == "prompt"),
        key=lambda option: Decimal(option["total_usd"]),
    )
    before = chart_contents(assessment)[1].title
    copy = {**poor, "key": "poor", "total_usd": "1", "misses_quality_target": True}
    assessment["options"].append(copy)
    for chart in ("monthly_cost", "cumulative_cost"):
        drawn = next(o for o in assessment["charts"][chart]["options"] if o["key"] == poor["key"])
        points = [[x, "0.01"] for x, _ in drawn["points"]]
        assessment["charts"][chart]["options"].append({**drawn, "key": "poor", "label": "Poor", "points": points})

    contents = chart_contents(assessment)

    assert contents[1].title == before
    assert "Poor" not in contents[0].title
    assert any("misses the quality target" in line.label for line in contents[0].lines)
