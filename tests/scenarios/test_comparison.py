"""Each scenario is reckoned as if its changes had been answered, and one that no longer fits does no harm."""

from decimal import Decimal
from typing import Any

import pytest

from decider.charts.plotly_figures import figure_json
from decider.estimates.actions import assess_task
from decider.models import Scenario, Task
from decider.scenarios.comparing import AS_ANSWERED, Comparison, compare
from decider.scenarios.quick import quick_called, quick_scenarios, scaled
from decider.scenarios.variants import base_of
from tests.factories.answers import triage_answers
from tests.factories.scenario import ScenarioFactory

CALLS = "volume.calls_per_month"


def scenario(task: Task, name: str = "Other", **changes: Any) -> Scenario:
    return ScenarioFactory.build(
        pk=1, task=task, name=name, changes={path.replace("__", "."): value for path, value in changes.items()}
    )


def compared(task: Task, *scenarios: Scenario) -> Comparison:
    return compare(base_of(task), list(scenarios))


def test_the_first_row_is_the_result_of_the_task(task: Task) -> None:
    (row,) = compared(task).rows
    data = assess_task(task).data()

    assert row.name == AS_ANSWERED
    assert row.verdict == data["recommendation"]["verdict"]
    assert [cell.total for cell in row.cells] == [Decimal(option["total_usd"]) for option in data["options"]]
    assert [cell.monthly for cell in row.cells] == [Decimal(option["monthly_usd"]) for option in data["options"]]


def test_a_row_has_the_figures_of_the_answers_changed_alike(task: Task) -> None:
    row = compared(task, scenario(task, volume__calls_per_month=5000, horizon_months=24)).rows[1]

    task.answers = triage_answers(horizon_months=24)
    task.answers["volume"] |= {"calls_per_month": 5000}
    expected = assess_task(task)
    assert [cell.total for cell in row.cells] == [option.total for option in expected.estimate.options]
    assert row.verdict == expected.recommendation.verdict


def test_differences_are_against_the_answers_to_the_last_digit(task: Task) -> None:
    first, second = compared(task, scenario(task, volume__calls_per_month=5000)).rows

    for base, cell in zip(first.cells, second.cells, strict=True):
        assert base.total is not None
        assert cell.total is not None
        assert cell.difference == cell.total - base.total < 0
        assert base.difference is None
    (changed,) = second.differences
    assert (changed.name, changed.before, changed.now) == (
        "Calls a month",
        "1,200,000\xa0calls a month",
        "5,000\xa0calls a month",
    )


def test_the_cheapest_option_verdict_crossover_and_payback_follow(task: Task) -> None:
    first, second = compared(task, scenario(task, volume__calls_per_month=5000)).rows

    assert (first.cheapest, second.cheapest) == ("Fine-tune gpt-4.1-mini", "Prompt gpt-4.1")
    assert first.pair is not None
    assert second.pair is not None
    assert first.pair.crossover == second.pair.crossover
    assert first.pair.crossover.endswith("calls a month")
    assert first.pair.payback.startswith("month")
    assert second.pair.payback in ("never", "not within the horizon")


def test_another_verdict_and_what_holds_it_up_are_shown(task: Task) -> None:
    first, second = compared(task, scenario(task, prompting__tried=False)).rows

    assert (first.verdict, first.verdict_changes) == ("fine_tune", False)
    assert (second.verdict, second.verdict_changes) == ("prompt_first", True)
    task.answers["data"] = {}
    assert compared(task).rows[0].state == "provisional"


def test_an_option_known_to_miss_the_target_is_never_the_cheapest(task: Task) -> None:
    changed = scenario(task, **{"options.ft-small.quality.expected": Decimal("0.5")})

    row = compared(task, changed).rows[1]

    assert row.cheapest == "Prompt gpt-4.1"
    assert row.cells[1].note == "Its quality is below the target."


def test_one_that_no_longer_applies_says_so_and_the_rest_still_shows(task: Task) -> None:
    gone = scenario(task, "Gone", **{"options.dropped.prices.input": 1})
    wrong = scenario(task, "Wrong", volume__calls_per_month=-1)
    fine = scenario(task, "Fine", volume__calls_per_month=10)

    comparison = compared(task, gone, wrong, fine)

    assert [row.name for row in comparison.rows] == [AS_ANSWERED, "Gone", "Wrong", "Fine"]
    assert comparison.rows[1].problems == ["The option “dropped” is not among the task’s options any more."]
    assert comparison.rows[2].problems[0].startswith("Calls a month must be")
    assert [bool(row.cells) for row in comparison.rows] == [True, False, False, True]
    assert comparison.chart is not None
    assert [group.label for group in comparison.chart.groups] == [AS_ANSWERED, "Fine"]


def test_keys_with_points_are_told_apart(task: Task) -> None:
    task.answers["options"] = [
        {**option, "key": key} for option, key in zip(task.answers["options"], ("a", "a.prices"), strict=True)
    ]
    changed = scenario(task, **{"options.a.prices.prices.input": Decimal("0.1")})

    first, second = compared(task, changed).rows

    assert second.cells[0].difference == 0
    assert second.cells[1].difference is not None
    assert second.cells[1].difference < 0
    assert first.verdict


def test_a_task_without_options_is_compared_on_the_usual_ones(task: Task) -> None:
    task.answers["options"] = []

    comparison = compared(task, scenario(task, volume__calls_per_month=5))

    assert all(not row.problems for row in comparison.rows)


def test_the_chart_says_where_another_option_is_cheapest(task: Task) -> None:
    chart = compared(task, scenario(task, "Hardly any", volume__calls_per_month=50)).chart

    assert chart is not None
    assert chart.title == ("Fine-tune gpt-4.1-mini is the cheapest as answered; with “Hardly any” it is Prompt gpt-4.1")
    assert chart.table is not None
    assert [row[0] for row in chart.table.rows] == [AS_ANSWERED, "Hardly any"]
    assert chart.table.rows[1][-1] == "Prompt gpt-4.1"


def test_the_chart_says_where_nothing_changes(task: Task) -> None:
    more = [scenario(task, f"More {n}", volume__calls_per_month=n * 10**7) for n in (1, 2)]
    chart = compared(task, *more).chart

    assert chart is not None
    assert chart.title == "Fine-tune gpt-4.1-mini is the cheapest as answered and in all 2 scenarios"


def test_bars_end_at_the_totals_and_names_are_no_markup(task: Task) -> None:
    comparison = compared(task, scenario(task, "<b>More</b>", volume__calls_per_month=10**7))
    assert comparison.chart is not None
    figure = figure_json(comparison.chart)

    ends = sorted(size for trace in figure["data"] for size in trace["x"])
    assert ends == sorted(float(cell.total or 0) for row in comparison.rows for cell in row.cells)
    assert "<b>" not in str(figure)
    positions = [at for trace in figure["data"] for at in trace["y"]]
    assert len(set(positions)) == len(positions)


def test_nothing_known_gives_no_bars_but_a_sentence(task: Task) -> None:
    task.answers["volume"] = {}
    comparison = compared(task, scenario(task, "Short", horizon_months=3))

    assert comparison.rows[0].cells[0].total is None
    assert comparison.rows[1].cheapest == ""
    assert comparison.chart is not None
    assert comparison.chart.empty


def test_ready_made_scenarios_are_offered_for_what_is_known(task: Task) -> None:
    assert [quick.name for quick in quick_scenarios(base_of(task))] == [
        "Volume × 3",
        "Volume ÷ 3",
        "Prices of Prompt gpt-4.1 −50 %",
        "Prices of Fine-tune gpt-4.1-mini −50 %",
    ]
    task.answers["volume"] = {}
    assert quick_called(base_of(task), "volume-times-3") is None


def test_half_prices_halve_what_is_paid_for_tokens_and_nothing_else(task: Task) -> None:
    base = base_of(task)
    quick = quick_called(base, "prices:ft-small")
    assert quick is not None

    assert quick.changes == {
        "options.ft-small.prices.input": Decimal("0.4"),
        "options.ft-small.prices.output": Decimal("1.6"),
        "options.ft-small.prices.cache_read": Decimal("0.1"),
    }


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [
        (1000, Decimal(3), 3000),
        (1000, Decimal(1) / 3, 333),
        ({"low": 10, "high": 100, "likely": 30}, Decimal(3), {"low": 30, "high": 300, "likely": 90}),
        (0, Decimal(3), 0),
        (Decimal("0.3"), Decimal(3), Decimal("0.9")),
    ],
)
def test_volumes_are_scaled_to_whole_calls(value: Any, factor: Decimal, expected: Any) -> None:
    assert scaled(value, factor, whole=True) == expected


def test_tiers_keep_the_length_from_which_they_count() -> None:
    tiers = [{"above_input_tokens": 200000, "input": 4, "output": 18}]

    assert scaled(tiers, Decimal("0.5")) == [{"above_input_tokens": 200000, "input": 2, "output": 9}]
