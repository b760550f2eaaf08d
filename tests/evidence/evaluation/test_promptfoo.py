"""promptfoo: what is an error, what passes, and what must not be pooled."""

from decimal import Decimal
from pathlib import Path

import pytest

from decider.domain.evidence import EvidenceError, Paired
from decider.evidence.readers.reading import read_file
from tests.evidence.evaluation.given import OPEN, evaluation, lines, promptfoo, promptfoo_row, read, series


def test_an_error_is_neither_passed_nor_failed(tmp_path: Path) -> None:
    rows = [promptfoo_row(1, True), promptfoo_row(2, False), promptfoo_row(3, None), promptfoo_row(4, True)]

    found = series(read(tmp_path, promptfoo(rows)), "all")

    assert (found.n, found.passes, found.errors) == (3, 2, 1)
    assert found.score == pytest.approx(2 / 3)


def test_the_reason_of_a_failed_assertion_is_no_error(tmp_path: Path) -> None:
    row = promptfoo_row(1, False, error="Expected output to contain x")

    assert series(read(tmp_path, lines([row])), "all").errors == 0


def test_version_2_tells_errors_by_the_missing_grading(tmp_path: Path) -> None:
    rows = [promptfoo_row(1, False), promptfoo_row(2, None), promptfoo_row(3, True)]
    for row in rows:
        del row["failureReason"]

    found = series(read(tmp_path, promptfoo(rows, version=2)), "all")

    assert (found.n, found.passes, found.errors) == (2, 1, 1)


def test_whether_a_row_passes_is_not_read_off_its_score(tmp_path: Path) -> None:
    found = series(
        read(tmp_path, lines([promptfoo_row(1, False, score=0.75), promptfoo_row(2, True, score=0.6)])), "all"
    )

    assert (found.passes, found.score) == (1, 0.5)


def test_named_scores_are_metrics_of_their_own_and_all_is_the_verdict_on_the_row(tmp_path: Path) -> None:
    rows = [
        promptfoo_row(1, True, named={"json": 1, "tone": 0.5}),
        promptfoo_row(2, False, named={"json": 1, "tone": 0.25}),
        promptfoo_row(3, None),
    ]

    reading = read(tmp_path, promptfoo(rows))

    assert [each.metric for each in evaluation(reading).series] == ["all", "json", "tone"]
    assert (series(reading, "json").interval, series(reading, "json").passes) == ("wilson", 2)
    assert (series(reading, "tone").interval, series(reading, "tone").passes) == ("standard_error", None)
    assert series(reading, "tone").score == 0.375
    assert {each.errors for each in evaluation(reading).series} == {1}


def test_providers_and_prompts_are_never_pooled(tmp_path: Path) -> None:
    rows = [
        promptfoo_row(1, passed, provider=provider, prompt=prompt, prompt_index=index)
        for index, (provider, prompt, passed) in enumerate(
            [("a", "p", True), ("b", "p", False), ("a", "q", False), ("b", "q", True)]
        )
    ]

    found = evaluation(read(tmp_path, promptfoo(rows))).series

    assert [(each.name, each.provider, each.prompt, each.passes) for each in found] == [
        ("a | p", "a", "p", 1),
        ("b | p", "b", "p", 0),
        ("a | q", "a", "q", 0),
        ("b | q", "b", "q", 1),
    ]


def test_one_provider_with_two_settings_makes_two_series_of_different_names(tmp_path: Path) -> None:
    rows = [promptfoo_row(1, True, prompt_index=0), promptfoo_row(1, False, prompt_index=1)]

    assert [each.name for each in evaluation(read(tmp_path, promptfoo(rows))).series] == ["a", "a (2)"]


def test_two_providers_side_by_side_are_paired_case_by_case(tmp_path: Path) -> None:
    a = [True, True, False, False, None, True]
    b = [True, False, True, False, True, None]
    rows = [promptfoo_row(case, passed) for case, passed in enumerate(a)]
    rows += [promptfoo_row(case, passed, provider="b", prompt_index=1) for case, passed in enumerate(b)]

    assert evaluation(read(tmp_path, promptfoo(rows))).paired == (
        Paired(a="a", b="b", metric="all", both_pass=1, only_a_passes=1, only_b_passes=1, both_fail=1, dropped=2),
    )


def test_repeats_are_counted_as_rows_and_the_different_cases_are_said(tmp_path: Path) -> None:
    rows = [promptfoo_row(case, (case + turn) % 3 > 0) for turn in range(3) for case in range(4)]

    reading = read(tmp_path, promptfoo(rows))

    found = series(reading, "all")
    assert (found.n, found.cases) == (12, 4)
    assert any("12 rows are answers to 4 different cases" in note for note in reading.notes)


def test_a_repeated_case_counts_as_passed_where_most_of_its_answers_pass(tmp_path: Path) -> None:
    rows = [promptfoo_row(1, passed) for passed in (True, True, False)]
    rows += [promptfoo_row(2, passed) for passed in (True, False)]
    rows += [promptfoo_row(3, passed) for passed in (None, True)]
    rows += [promptfoo_row(4, None)]

    outcomes = series(read(tmp_path, lines(rows)), "all").outcomes

    assert list(outcomes.values()) == [True, False, True, None]


def test_a_case_has_the_same_key_in_two_files_whatever_its_place(tmp_path: Path) -> None:
    first = series(read(tmp_path, lines(promptfoo_row(case, True) for case in (1, 2, 3))), "all")
    second = series(
        read(tmp_path, lines(promptfoo_row(case, False, testIdx=9 - case, id=str(case)) for case in (3, 1))), "all"
    )

    assert len(first.outcomes) == 3
    assert set(second.outcomes) < set(first.outcomes)


def test_json_lines_and_csv_of_one_eval_agree() -> None:
    figures = [
        [
            (each.name, each.metric, each.n, each.passes, each.errors, each.score)
            for each in evaluation(read_file(OPEN / "promptfoo" / f"sidebyside.{ending}")).series
        ]
        for ending in ("json", "jsonl", "csv")
    ]

    assert figures[0] == figures[1] == figures[2]
    assert [figure[3] for figure in figures[0]] == [69, 65]


def test_no_token_usage_means_unknown_and_not_zero(tmp_path: Path) -> None:
    usage = {"tokenUsage": {"prompt": 10, "completion": 3, "total": 13}, "output": "x"}
    rows = [
        promptfoo_row(1, True, response=usage),
        promptfoo_row(2, True, response={"output": "x", "tokenUsage": {"prompt": 0, "completion": 0, "total": 0}}),
        promptfoo_row(3, True),
        promptfoo_row(4, None, response=usage),
    ]

    found = series(read(tmp_path, promptfoo(rows)), "all")

    assert (found.tokens_in, found.tokens_out, found.tokens_in_sum, found.calls_with_tokens) == (10, 3, 10, 1)


def test_errors_and_cached_answers_stay_out_of_latency_and_errors_still_cost(tmp_path: Path) -> None:
    rows = [promptfoo_row(case, True, latencyMs=case, cost=0.1) for case in range(1, 101)]
    rows += [promptfoo_row(101, None, latencyMs=9_000, cost=0.1)]
    rows += [promptfoo_row(102, True, latencyMs=1, response={"output": "x", "cached": True})]

    found = series(read(tmp_path, promptfoo(rows)), "all")

    assert found.latency is not None
    assert (found.latency.n, found.latency.p50_ms, found.latency.p95_ms, found.latency.p99_ms) == (100, 50, 95, 99)
    assert found.cost_usd == Decimal("10.1")


def test_csv_blocks_of_equal_column_names_are_kept_apart(tmp_path: Path) -> None:
    table = (
        'text,"[a] p\nq",Status,Score,Named Scores,Metric: m,Grader Reason,Comment,'
        '"[b] p\nq",Status,Score,Named Scores,Metric: m,Grader Reason,Comment\n'
        'one,x,PASS,1.00,"{""m"":0.3333}",0.33,,,y,FAIL,0.00,"{""m"":0}",0.00,,\n'
        "two,x,ERROR,0.00,,,,,y,PASS,1.00,,1.00,,\n"
    )

    reading = read(tmp_path, table)

    assert [(each.name, each.metric, each.n, each.score, each.errors) for each in evaluation(reading).series] == [
        ("a", "all", 1, 1.0, 1),
        ("a", "m", 1, 0.3333, 1),
        ("b", "all", 2, 0.5, 0),
        ("b", "m", 2, 0.5, 0),
    ]


def test_old_csv_says_that_errors_cannot_be_told_from_failures(tmp_path: Path) -> None:
    table = 'text,"[a] p"\none,"[PASS] (1.00, m: 1.00)\n\nx"\ntwo,"[FAIL] (0.00)\n\nError: 429"\n'

    reading = read(tmp_path, table)

    assert (series(reading, "all").n, series(reading, "all").errors) == (2, None)
    assert any("errors as failures" in note for note in reading.notes)


def test_a_line_that_is_no_result_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = lines(promptfoo_row(case, True) for case in range(30)) + '{"success": "yes"}\n{"cut'

    reading = read(tmp_path, content)

    assert [rejected.line for rejected in reading.rejected] == [31, 32]
    assert series(reading, "all").n == 30


def test_an_eval_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="holds no results"):
        read(tmp_path, promptfoo([]))


def test_an_unknown_version_is_read_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, promptfoo([promptfoo_row(1, True)], version=99))

    assert "Version 99 of promptfoo results is unknown: read as version 3." in reading.notes


def test_tests_without_assertions_are_said_to_prove_nothing(tmp_path: Path) -> None:
    rows = [promptfoo_row(1, True, gradingResult={"pass": True, "reason": "No assertions"})]

    assert any("no assertions" in note for note in read(tmp_path, promptfoo(rows)).notes)


def test_a_file_with_a_provider_for_each_row_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    content = lines(promptfoo_row(1, True, provider=f"p{index}") for index in range(501))

    with pytest.raises(EvidenceError, match="more than 500 options"):
        read(tmp_path, content)


def test_prompts_that_differ_only_at_their_end_are_kept_apart(tmp_path: Path) -> None:
    long = "p" * 500
    rows = [promptfoo_row(1, True, prompt=long + "x"), promptfoo_row(1, False, prompt=long + "y")]
    for row in rows:
        del row["promptIdx"]

    found = evaluation(read(tmp_path, promptfoo(rows))).series

    assert [each.passes for each in found] == [1, 0]
    assert len({each.name for each in found}) == 2
    assert all(len(each.name) < 400 for each in found)


def test_latencies_that_are_no_time_are_said_once_however_many_rows_have_one(tmp_path: Path) -> None:
    reading = read(tmp_path, promptfoo(promptfoo_row(case, True, latencyMs=-case) for case in range(1, 30)))

    assert (reading.accepted, series(reading, "all").latency) == (29, None)
    assert len([note for note in reading.notes if "are no time" in note]) == 1
