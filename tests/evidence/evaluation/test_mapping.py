"""Tables of no known tool, read by what their columns are said to mean."""

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from math import ceil, sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError, Paired
from decider.evidence.readers.columns import UnknownColumns
from decider.evidence.readers.evaluation import MEANINGS, guess_mapping
from decider.evidence.readers.reading import read_file
from tests.evidence.evaluation.given import evaluation, lines, read, series

MAPPING = {"id": "case", "who": "option", "ok": "passed"}


def _table(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue()


def test_passes_by_option_and_pairs_of_the_same_cases(tmp_path: Path) -> None:
    table = _table(
        ("id", "who", "ok"),
        [(1, "a", "yes"), (1, "b", "no"), (2, "a", "1"), (2, "b", "TRUE"), (3, "a", "fail"), (3, "b", "error")],
    )

    reading = read(tmp_path, table, mapping=MAPPING)

    assert reading.format == "evaluation-csv"
    assert [(each.name, each.n, each.passes, each.errors) for each in evaluation(reading).series] == [
        ("a", 3, 2, 0),
        ("b", 2, 1, 1),
    ]
    assert evaluation(reading).paired == (
        Paired(a="a", b="b", metric="ok", both_pass=1, only_a_passes=1, only_b_passes=0, both_fail=0, dropped=1),
    )


def test_json_lines_give_the_same_as_a_table(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"id": case, "who": "a", "ok": case % 2 == 0} for case in range(10)]
    table = _table(("id", "who", "ok"), [(row["id"], row["who"], row["ok"]) for row in rows])

    first = series(read(tmp_path, table, mapping=MAPPING), "ok")
    second = series(read(tmp_path, lines(rows), mapping=MAPPING), "ok")

    assert first == second


def test_each_column_of_results_is_a_metric(tmp_path: Path) -> None:
    table = _table(("q", "exact", "f1"), [("x", 1, 0.5), ("y", 0, 0.7), ("z", "", 0.9)])

    reading = read(tmp_path, table, mapping={"q": "case", "exact": "passed", "f1": "score"})

    assert (series(reading, "exact").n, series(reading, "exact").passes) == (2, 1)
    assert series(reading, "f1").score == pytest.approx(0.7)
    assert series(reading, "f1").interval == "standard_error"


def test_a_column_that_names_the_metric_makes_a_series_of_each_and_counts_costs_once(tmp_path: Path) -> None:
    header = ("id", "m", "s", "usd", "ms", "in")
    rows = [(case, metric, 1, "0.5", 100, 10) for case in (1, 2) for metric in ("tone", "facts")]
    mapping = {"id": "case", "m": "metric", "s": "score", "usd": "cost_usd", "ms": "latency_ms", "in": "tokens_in"}

    reading = read(tmp_path, _table(header, rows), mapping=mapping)

    found = series(reading, "facts")
    assert [each.metric for each in evaluation(reading).series] == ["tone", "facts"]
    assert (found.n, found.cost_usd, found.tokens_in_sum) == (2, Decimal("1.0"), 20)
    assert found.latency is not None and found.latency.n == 2


def test_seconds_become_milliseconds_and_errors_stay_out(tmp_path: Path) -> None:
    table = _table(
        ("ok", "seconds", "err", "out"),
        [("yes", 0.25, "", 10), ("no", 0.75, "", 21), ("no", 60, "Timeout", 500)],
    )

    found = series(
        read(
            tmp_path,
            table,
            mapping={"ok": "passed", "seconds": "latency_s", "err": "error", "out": "tokens_out"},
        ),
        "ok",
    )

    assert (found.n, found.errors, found.tokens_out_sum) == (2, 1, 31)
    assert found.latency is not None and (found.latency.n, found.latency.p99_ms) == (2, 750)


def test_a_decimal_comma_is_one(tmp_path: Path) -> None:
    table = _table(("fall", "note", "dauer"), [("x", "0,5", "1.200,5"), ("y", "0,25", "800,0")], ";")

    found = series(read(tmp_path, table, mapping={"fall": "case", "note": "score", "dauer": "latency_ms"}), "note")

    assert found.score == 0.375
    assert found.latency is not None and found.latency.p99_ms == 1200.5


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("maybe", "1", "1"), "“maybe” in ok, which is neither pass nor fail"),
        (("yes", "NaN", "1"), "“NaN” in tokens, which is no number"),
        (("yes", "-3", "1"), "-3 in tokens, which is negative"),
        (("yes", "1.5", "1"), "1.5 in tokens, which is no whole number"),
        (("yes", "1", "inf"), "“inf” in cost, which is no number"),
        (("yes", "1", "1e400"), "“1e400” in cost, which is no number"),
        (("", "1", "1"), "has no result in ok"),
    ],
)
def test_a_row_that_cannot_mean_anything_is_named(tmp_path: Path, cells: tuple[str, ...], why: str) -> None:
    table = _table(("ok", "tokens", "cost"), [("yes", "1", "1"), cells, ("no", "2", "1")])

    reading = read(tmp_path, table, mapping={"ok": "passed", "tokens": "tokens_in", "cost": "cost_usd"})

    assert (series(reading, "ok").n, reading.rows, reading.accepted) == (2, 3, 2)
    assert [rejected.line for rejected in reading.rejected] == [3]
    assert why in reading.rejected[0].reason


def test_without_a_case_column_no_two_files_pair(tmp_path: Path) -> None:
    first = read(tmp_path, "ok\nyes\nno\n", mapping={"ok": "passed"})
    second = read(tmp_path, "ok\nno\nno\n", mapping={"ok": "passed"})

    assert not set(series(first, "ok").outcomes) & set(series(second, "ok").outcomes)
    assert any("No column names the case" in note for note in first.notes)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"id": "case", "ok": "passed", "gone": "score"}, "no column “gone”"),
        ({"id": "passed", "ok": "flavour"}, "“flavour” is no meaning"),
        ({"id": "case", "who": "case", "ok": "passed"}, "Two columns are said to be case"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, mapping: dict[str, str], why: str) -> None:
    with pytest.raises(EvidenceError, match=why):
        read(tmp_path, "id,who,ok\n1,a,yes\n", mapping=mapping)


def test_a_mapped_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="more than once"):
        read(tmp_path, "id,ok,ok\n1,yes,no\n", mapping={"id": "case", "ok": "passed"})


def test_a_table_of_no_known_tool_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumns) as asked:
        read(tmp_path, "id,who,ok\n1,a,yes\n")

    assert asked.value.columns == ("id", "who", "ok")


def test_names_suggest_meanings_and_sample_rows_correct_them() -> None:
    columns = ("Case ID", "model", "Correct", "score", "Latency", "Input tokens", "comment")
    rows = [("c1", "a", "true", "0.5", "1.25", "300", "fine"), ("c2", "b", "false", "0.75", "0.75", "310", "")]

    assert guess_mapping(columns, rows) == {
        "Case ID": "case",
        "model": "option",
        "Correct": "passed",
        "score": "score",
        "Latency": "latency_s",
        "Input tokens": "tokens_in",
    }
    assert guess_mapping(("result",), [("0.25",)]) == {"result": "score"}
    assert guess_mapping(("result",), [("blue",)]) == {}
    assert guess_mapping(("accuracy",), [("yes",), ("no",)]) == {"accuracy": "passed"}
    assert guess_mapping(("id", "case_id")) == {"id": "case"}
    assert set(guess_mapping(columns).values()) <= set(MEANINGS)


def test_asked_by_name_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    reading = read(tmp_path, "case,model,passed\n1,a,yes\n2,a,no\n", as_format="evaluation-csv")

    assert (series(reading, "passed").name, series(reading, "passed").passes) == ("a", 1)


ROW = st.fixed_dictionaries(
    {
        "case": st.integers(0, 12),
        "option": st.sampled_from(["a", "b", "c, d", 'e"f']),
        "passed": st.sampled_from([True, False, None]),
        "score": st.integers(0, 100).map(lambda value: value / 10),
        "ms": st.one_of(st.none(), st.integers(0, 10_000)),
        "tokens": st.one_of(st.none(), st.integers(0, 100_000)),
        "cost": st.one_of(st.none(), st.integers(1, 10_000).map(lambda value: Decimal(value) / 10_000)),
    }
)
COLUMNS = {
    "case": "case",
    "option": "option",
    "passed": "passed",
    "score": "score",
    "ms": "latency_ms",
    "tokens": "tokens_in",
    "cost": "cost_usd",
}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=60), st.sampled_from([",", ";", "\t"]))
def test_any_table_gives_what_a_plain_count_gives(tmp_path: Path, rows: list[dict[str, Any]], delimiter: str) -> None:
    words = {True: "pass", False: "fail", None: "error"}
    cells = [
        [words[row["passed"]] if key == "passed" else "" if row[key] is None else row[key] for key in COLUMNS]
        for row in rows
    ]
    path = tmp_path / "table"
    path.write_text(_table(list(COLUMNS), cells, delimiter), encoding="utf-8", newline="")

    reading = read_file(path, mapping=COLUMNS)

    for option in {row["option"] for row in rows}:
        own = [row for row in rows if row["option"] == option]
        answered = [row for row in own if row["passed"] is not None]
        if not answered:
            continue
        passed, score = series(reading, "passed", option), series(reading, "score", option)
        assert (passed.n, passed.passes) == (len(answered), sum(row["passed"] for row in answered))
        assert passed.errors == len(own) - len(answered) or (passed.errors is None and len(own) == len(answered))
        assert passed.cases == len({row["case"] for row in answered})
        values = [row["score"] for row in answered]
        assert score.score == pytest.approx(fmean(values))
        if len(values) > 1 and score.interval == "standard_error" and not all(0 <= value <= 1 for value in values):
            assert score.low == pytest.approx(fmean(values) - 1.96 * stdev(values) / sqrt(len(values)), abs=1e-6)
        times = sorted(row["ms"] for row in answered if row["ms"] is not None)
        assert (passed.latency.p95_ms if passed.latency else None) == (
            times[ceil(95 * len(times) / 100) - 1] if times else None
        )
        tokens = [row["tokens"] for row in answered if row["tokens"] is not None]
        assert passed.tokens_in_sum == (sum(tokens) if tokens else None)
        costs = [row["cost"] for row in own if row["cost"] is not None]
        assert passed.cost_usd == (sum(costs) if costs else None)
    json.dumps(reading.data(), allow_nan=False)


def test_options_that_differ_only_at_their_end_are_kept_apart(tmp_path: Path) -> None:
    table = _table(("id", "who", "ok"), [(1, "m" * 300 + "x", "yes"), (1, "m" * 300 + "y", "no")])

    found = evaluation(read(tmp_path, table, mapping=MAPPING)).series

    assert [each.passes for each in found] == [1, 0]
    assert len({each.name for each in found}) == 2


def test_seconds_fill_in_where_milliseconds_are_empty(tmp_path: Path) -> None:
    table = _table(("ok", "ms", "s"), [("yes", 100, 9), ("yes", "", 0.3)])

    found = series(read(tmp_path, table, mapping={"ok": "passed", "ms": "latency_ms", "s": "latency_s"}), "ok")

    assert found.latency is not None and (found.latency.p50_ms, found.latency.p99_ms) == (100, 300)
