"""What ranges do to the answer, drawn: a tornado and the distribution of the crossover, where there are any."""

import json
from itertools import pairwise
from typing import Any

import pytest
import typst

from decider.charts.content import chart_contents, is_of_uncertainty
from decider.charts.options import clean
from decider.charts.plotly_figures import figure_json
from decider.charts.shapes import ChartContent
from decider.charts.tornado import MOST_BARS
from decider.charts.vega_svg import chart_svg
from tests.charts.hostile import NAMES
from tests.charts.test_plotly_figures import colours
from tests.charts.test_vega_svg import words

BINS = [[100_000 * 1.2**n, 100_000 * 1.2 ** (n + 1), part] for n, part in enumerate((0.08, 0.22, 0.4, 0.2, 0.09))]
CALLS, LABELLING = "volume.calls_per_month", "options.f.training.labelling_usd"


def swing(fact: str, low: float, high: float, at_low: float, at_high: float) -> dict[str, Any]:
    ends = {"saving_at_low_usd": f"{at_low:.2f}", "saving_at_high_usd": f"{at_high:.2f}"}
    return {"fact": fact, "low": low, "high": high} | ends


def drawn(today: int | None = None, **changes: Any) -> dict[str, Any]:
    """An assessment of two options whose facts are ranges; `changes` replace parts of `robustness`."""
    return {
        "robustness": {
            "draws": 8192,
            "tornado": [swing(CALLS, 149706, 809190, -7650, 35409), swing(LABELLING, 1348.6, 11122.7, 12000, 3000)],
            "tornado_base_usd": "9000.00",
            "crossover": {"p10": 115_000, "p50": 170_000, "p90": 220_000, "share": 1, "bins": BINS},
        }
        | changes,
        "options": [
            {"key": "p", "label": "Option p", "adaptation": "prompt", "feasible": True, "total_usd": "10"},
            {"key": "f", "label": "Option f", "adaptation": "fine_tune", "feasible": True, "total_usd": "9"},
        ],
        "charts": {"monthly_cost": {"today": today, "options": []}},
    }


def uncertain(assessment: dict[str, Any]) -> list[ChartContent]:
    return [content for content in chart_contents(assessment) if is_of_uncertainty(content)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_they_follow_the_three_that_are_always_there() -> None:
    ids = [content.id for content in chart_contents(drawn())]
    assert ids == ["monthly_cost", "cumulative_cost", "latency", "tornado", "crossover_distribution"]


@pytest.mark.parametrize(
    "robustness",
    [
        None,
        {"draws": 1, "tornado": [], "tornado_base_usd": None, "crossover": {"p10": 9, "p50": 9, "p90": 9, "share": 1}},
        {"draws": 8192, "tornado": [], "tornado_base_usd": None, "crossover": None},
        {"draws": 8192, "tornado": [swing(CALLS, 1, 2, 1e301, 1)], "tornado_base_usd": "1", "crossover": None},
    ],
    ids=["not computed", "no range", "nothing moves", "beyond any axis"],
)
def test_where_there_is_nothing_to_show_there_is_no_chart(robustness: Any) -> None:
    assert uncertain({**drawn(), "robustness": robustness}) == []


def test_titles_say_what_matters_most_and_where_the_crossover_lies() -> None:
    assert [plain(content.title) for content in uncertain(drawn())] == [
        "Calls a month matter most: the saving goes from −$7,650 to $35,409",
        "Option f becomes cheaper between 115 K and 220 K calls a month in eight of ten draws",
    ]


def test_one_thing_matters_and_several_matter() -> None:
    tornado = uncertain(drawn(tornado=[swing(LABELLING, 1000, 9000, 8000, 2000)]))[0]
    assert plain(tornado.title) == (
        "Cost of labelling of “Option f” matters most: the saving goes from $2,000 to $8,000"
    )


def test_draws_without_a_crossover_are_told() -> None:
    band = {"p10": 115_000, "p50": 170_000, "p90": 220_000, "share": 0.75, "bins": BINS}
    notes = " ".join(uncertain(drawn(crossover=band))[1].notes)
    assert "In 25 % of the draws Option f never becomes cheaper" in plain(notes)


def test_one_that_is_mostly_cheaper_at_any_volume_is_not_given_a_lower_end() -> None:
    band = {"p10": 0, "p50": 120_000, "p90": 220_000, "share": 1, "bins": BINS}
    assert "at 220 K calls a month or fewer in nine of ten draws" in plain(uncertain(drawn(crossover=band))[1].title)


def test_bars_run_from_the_base_to_each_end_and_the_table_has_the_figures() -> None:
    tornado = uncertain(drawn())[0]
    figure = figure_json(tornado)
    ends = {
        (trace["name"], base + size)
        for trace in figure["data"]
        for base, size in zip(trace["base"], trace["x"], strict=True)
    }
    assert ends == {
        ("Fact at its low end", -7650.0),
        ("Fact at its high end", 35409.0),
        ("Fact at its low end", 12000.0),
        ("Fact at its high end", 3000.0),
    }
    assert tornado.table is not None
    assert tornado.table.rows[0] == ("Calls a month", "150,000", "−$7,650", "809,000", "$35,409", "$43,059")


def test_two_ends_on_one_side_do_not_hide_each_other() -> None:
    tornado = uncertain(drawn(tornado=[swing(CALLS, 1, 2, 11_000, 20_000)]))[0]
    traces = figure_json(tornado)["data"]
    tops = sorted((trace["y"][0] - trace["width"][0] / 2, trace["y"][0] + trace["width"][0] / 2) for trace in traces)
    assert tops[0][1] <= tops[1][0] + 1e-9


def test_the_axis_holds_every_bar_with_room_for_its_words_and_the_line_of_equal_cost() -> None:
    axis = uncertain(drawn())[0].x
    assert axis is not None
    assert axis.low < -7650
    assert axis.high > 35409
    assert axis.low < 0 < axis.high


def test_the_facts_that_matter_least_are_in_the_table_only() -> None:
    many = [swing(f"options.f{n}.prices.input", 1, 2, -1000 + n, 1000 - n) for n in range(MOST_BARS + 3)]
    tornado = uncertain(drawn(tornado=many, tornado_base_usd="0.00"))[0]
    assert len(tornado.swings) == MOST_BARS
    assert tornado.table is not None
    assert len(tornado.table.rows) == MOST_BARS + 3
    assert "The 3 facts that matter least are in the table only." in tornado.notes


def test_columns_lie_side_by_side_and_the_middle_ones_are_told_apart() -> None:
    columns = uncertain(drawn())[1].columns
    assert all(before.end == pytest.approx(after.start) for before, after in pairwise(columns))
    assert [column.inside for column in columns] == [False, True, True, True, False]
    assert [column.size for column in columns] == [part for _, _, part in BINS]


def test_todays_volume_is_marked_even_where_no_draw_lies() -> None:
    distribution = uncertain(drawn(today=5_000_000))[1]
    assert ("today", 5_000_000.0) in [(mark.kind, mark.at) for mark in distribution.marks]
    assert distribution.x is not None
    assert distribution.x.high > 5_000_000


def test_marks_whose_words_would_overlap_leave_todays() -> None:
    assert [mark.kind for mark in uncertain(drawn(today=175_000))[1].marks] == ["today"]


def test_every_colour_has_a_dark_twin_and_figures_are_plain() -> None:
    for content in uncertain(drawn(today=300_000)):
        figure = figure_json(content)
        assert "bdata" not in json.dumps(figure, allow_nan=False)
        used = {colour for colour in colours([figure["data"], figure["layout"]]) if colour.startswith("#")}
        assert used
        assert used <= set(figure["dark"])


def test_paper_has_their_words() -> None:
    tornado, distribution = (
        {plain(text) for text in words(chart_svg(content))} for content in uncertain(drawn(today=300_000))
    )
    assert {"Calls a month", "150,000", "809,000", "Fact at its low end", "costs the same"} <= tornado
    assert {"today 300 K", "Share of the draws", "The middle eight of ten draws"} <= distribution


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_are_printed_as_typed_and_run_nothing(name: str) -> None:
    assessment = drawn()
    assessment["options"][1]["label"] = name
    for content in uncertain(assessment):
        assert clean(content.title) == plain(content.title)
        assert content.title[0] not in " :"
        svg = chart_svg(content)
        words(svg)
        source = b'#image(bytes(sys.inputs.svg), format: "svg")'
        assert typst.Compiler(source, sys_inputs={"svg": svg}).compile(format="pdf")[:5] == b"%PDF-"
        assert "<script" not in json.dumps(figure_json(content)["layout"])
