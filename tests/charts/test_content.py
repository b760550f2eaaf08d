"""What a chart shows besides its title: lines, marks, tables; and that odd figures are no obstacle."""

from itertools import pairwise
from typing import Any

import pytest

from decider.charts.content import chart_contents
from decider.charts.options import clean, shorten
from decider.charts.short_numbers import short, short_money
from decider.charts.ticks import linear_axis, log_axis, month_axis
from decider.palette import FINE_TUNE, HYBRID, PROMPT, SELF_HOST
from tests.charts.builders import fixed_and_variable, latencies, monthly, option, slow
from tests.charts.hostile import NAMES

NBSP = "\u00a0"


def test_the_table_holds_the_figures_at_today_and_at_each_crossover(assessment: dict[str, Any]) -> None:
    table = chart_contents(assessment)[0].table
    assert table is not None
    rows = {row[0]: row for row in table.rows}
    today = next(option for option in assessment["options"] if option["key"] == "prompt-large")
    assert rows["1,200,000"][1] == f"${float(today['monthly_usd']):,.0f}"
    assert rows["1,200,000"][-1] == "today"
    assert rows["268,122"][-1] == "from here Fine-tune gpt-4.1-mini is cheaper than Prompt gpt-4.1"
    assert all(len(row) == len(table.headers) for row in table.rows)


def test_each_month_has_its_row(assessment: dict[str, Any]) -> None:
    table = chart_contents(assessment)[1].table
    assert table is not None
    assert [row[0] for row in table.rows] == [str(month) for month in range(13)]
    assert table.rows[12][1] == "$74,573"


def test_meanings_have_their_own_colour_stroke_and_symbol(assessment: dict[str, Any]) -> None:
    lines = chart_contents(assessment)[0].lines
    assert [lines[0].look, lines[2].look, lines[3].look] == [PROMPT, HYBRID, SELF_HOST]
    for aspect in ("light", "dark", "dash", "marker"):
        assert len({getattr(line.look, aspect) for line in lines}) == len(lines)


def test_today_the_rules_of_thumb_and_the_target_are_marked(assessment: dict[str, Any]) -> None:
    costs, months, latency = chart_contents(assessment)
    assert [(mark.kind, mark.at) for mark in costs.marks] == [
        ("rule_of_thumb", 100_000.0),
        ("rule_of_thumb", 1_000_000.0),
        ("today", 1_200_000.0),
    ]
    assert [(mark.kind, mark.at) for mark in months.marks] == [("payback", 2.0)]
    assert {(mark.kind, mark.at) for mark in latency.marks} == {("target", 800.0), ("today", 1900.0)}


def test_only_the_crossover_that_changes_the_cheapest_possible_option_is_written_out(
    assessment: dict[str, Any],
) -> None:
    crossings = chart_contents(assessment)[0].crossings
    assert len(crossings) == 5
    assert [crossing.label.replace(NBSP, " ") for crossing in crossings if crossing.label] == ["268 K"]


def test_a_staircase_keeps_both_sides_of_each_step(assessment: dict[str, Any]) -> None:
    stairs = chart_contents(assessment)[0].lines[3].points
    steps = [after - x == 1 and high > low for (x, low), (after, high) in pairwise(stairs)]
    assert sum(steps) >= 20


def test_thousands_of_steps_are_thinned_without_losing_the_ends_or_the_peak() -> None:
    points = [[volume, str(100 + volume // 10 + (5000 if volume == 5_000 else 0))] for volume in range(1, 20_001)]
    line = chart_contents(monthly(option("s", points)))[0].lines[0]
    assert len(line.points) <= 900
    assert line.points[0][0] == 1
    assert line.points[-1][0] == 20_000
    assert max(y for _, y in line.points) == 5_600
    assert [x for x, _ in line.points] == sorted(x for x, _ in line.points)


def test_zeros_are_left_out_of_the_drawing_and_kept_in_the_table() -> None:
    free_until_paid = option("p", [[1_000, "0"], [10_000, "0"], [100_000, "50"], [1_000_000, "500"]])
    content = chart_contents(monthly(free_until_paid))[0]
    assert [x for x, _ in content.lines[0].points] == [100_000.0, 1_000_000.0]
    assert content.table is not None
    assert content.table.rows[0][1] == "$0.00"
    assert any("$0" in note for note in content.notes)


def test_figures_beyond_any_axis_are_no_obstacle() -> None:
    huge = option("p", [[1, "1e-12"], [10**15, "1e40"], [10**18, "1e400"]])
    content = chart_contents(monthly(huge))[0]
    assert content.y is not None
    assert len(content.lines[0].points) == 2
    assert 1 <= len(content.y.ticks) <= 12


def test_unreadable_points_are_dropped() -> None:
    odd = option("p", [[1000, "NaN"], [None, "1"], [2000, None], [3000, "Infinity"], [4000, "12"]])
    assert chart_contents(monthly(odd))[0].lines[0].points == ((4000.0, 12.0),)


def test_eight_options_of_one_kind_are_told_apart_by_name() -> None:
    options = [fixed_and_variable(f"f{n}", n, 0.001 * n) | {"label": "Fine-tune " + "x" * 90} for n in range(1, 9)]
    lines = chart_contents(monthly(*options))[0].lines
    assert len({line.label for line in lines}) == 8
    assert all(len(line.label) <= 64 for line in lines)
    assert len({(line.look.marker, line.look.dash) for line in lines}) == 8
    assert {line.look.light for line in lines} == {FINE_TUNE.light}


def test_what_is_said_behind_a_name_cuts_nothing_of_the_name() -> None:
    name = "Fine-tune Llama-3.1-8B-Instruct"
    data = monthly(fixed_and_variable("a", 1, 1) | {"label": name}, fixed_and_variable("b", 2, 1))
    data["options"] = [{"key": "a", "label": name, "feasible": True, "misses_quality_target": True}]
    labels = [line.label for line in chart_contents(data)[0].lines]
    assert labels[0] == f"{name} (misses the quality target)"


def test_all_full_names_stand_in_the_table() -> None:
    name = "Fine-tune " + "a very long name " * 8
    table = chart_contents(monthly(fixed_and_variable("p", 1, 1) | {"label": name}))[0].table
    assert table is not None
    assert table.headers[1] == name.strip()


def test_causes_are_stacked_in_the_order_of_time() -> None:
    jumbled = option("s", p95=[{"cause": "decode", "ms": "30"}, {"cause": "queue", "ms": "10"}], p50=[])
    bar = chart_contents(latencies(jumbled))[2].groups[0].bars[0]
    assert [(part.cause, part.start, part.size) for part in bar.parts] == [("queue", 0, 10), ("decode", 10, 30)]
    assert bar.total == 40


def test_the_description_names_every_option_with_its_figure(assessment: dict[str, Any]) -> None:
    for content in chart_contents(assessment):
        for option_ in assessment["options"]:
            assert option_["label"] in content.description


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_becomes_one_clean_line(name: str) -> None:
    cleaned = clean(name)
    assert cleaned.encode("utf-8").decode() == cleaned
    assert not set(cleaned) & set("\n\t\x00\x1b\u202e\u2066")
    assert len(shorten(cleaned)) <= 40


@pytest.mark.parametrize(
    ("text", "shortened"),
    [("short", "short"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…"), ("x" * 38 + "e\u0301yz", "x" * 38 + "…")],
)
def test_a_name_is_cut_between_characters(text: str, shortened: str) -> None:
    assert shorten(text) == shortened


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (0.000612, "0.000612"),
        (12.5, "12.5"),
        (999, "999"),
        (999.6, "1 K"),
        (268_122, "268 K"),
        (1_200_000, "1.2 M"),
        (999_999, "1 M"),
        (-5300, "\u22125.3 K"),
        (2.5e12, "2.5 T"),
        (3e15, "3.0 × 10^15"),
    ],
)
def test_short_numbers(number: float, said: str) -> None:
    assert short(number).replace(NBSP, " ") == said


def test_short_money_puts_the_minus_first() -> None:
    assert short_money(-5300).replace(NBSP, " ") == "\u2212$5.3 K"
    assert short_money(5254.55).replace(NBSP, " ") == "$5.25 K"


@pytest.mark.parametrize("values", [[5.0], [1.0, 9.0], [1.0, 250.0], [0.001, 1e9], [1e-200, 1e200], []])
def test_a_log_axis_holds_its_values_and_a_readable_number_of_ticks(values: list[float]) -> None:
    axis = log_axis("x", values)
    assert all(axis.low * 0.999 <= value <= axis.high * 1.001 for value in values)
    assert 1 <= len(axis.ticks) <= 9
    assert all(axis.low * 0.999 <= tick.at <= axis.high * 1.001 for tick in axis.ticks)


@pytest.mark.parametrize("values", [[], [0.0], [3.0], [-50.0, 120.0], [74_573.0], [1e250]])
def test_a_linear_axis_starts_at_zero_or_below_and_holds_its_values(values: list[float]) -> None:
    axis = linear_axis("y", values)
    assert axis.low <= 0
    assert all(axis.low <= value <= axis.high for value in values)
    assert 2 <= len(axis.ticks) <= 10


@pytest.mark.parametrize("months", [1, 12, 13, 24, 60, 120, 1000])
def test_months_are_labelled_as_long_as_they_fit(months: int) -> None:
    axis = month_axis(months)
    assert 2 <= len(axis.ticks) <= 15
    assert axis.ticks[0].text == "0"


def test_two_bars_of_an_option_are_named_by_their_percentile() -> None:
    assert [bar.name for bar in chart_contents(latencies(slow("p", 500)))[2].groups[0].bars] == ["p50", "p95"]
