"""Bounds: what is kept of each case is limited, what is counted is not."""

from pathlib import Path

import pytest

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.evaluation import FORMATS
from tests.evidence.evaluation.given import evaluation, lines, read, series


def _rows(cases: int, option: str = "a") -> list[dict[str, object]]:
    return [{"id": f"{option}{case}", "ok": case % 4 > 0, "who": option} for case in range(cases)]


MAPPING = {"id": "case", "ok": "passed", "who": "option"}


def test_cases_beyond_the_limit_are_counted_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decider.evidence.readers.evaluation.tally.MAX_CASES", 100)

    reading = read(tmp_path, lines(_rows(400)), mapping=MAPPING)

    found = series(reading, "ok")
    assert (found.n, found.passes, found.cases, len(found.outcomes)) == (400, 300, None, 100)
    assert any("more cases than are kept one by one" in note for note in reading.notes)


def test_cases_of_all_series_together_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decider.evidence.readers.evaluation.tally.MAX_ALL_CASES", 150)

    reading = read(tmp_path, lines([*_rows(100), *_rows(100, "b")]), mapping=MAPPING)

    assert [len(each.outcomes) for each in evaluation(reading).series] == [100, 50]
    assert [each.n for each in evaluation(reading).series] == [100, 100]


def test_a_metric_column_that_is_different_in_each_row_is_refused(tmp_path: Path) -> None:
    rows = [{"m": f"m{index}", "s": 1} for index in range(501)]

    with pytest.raises(EvidenceError, match="more than 500 series"):
        read(tmp_path, lines(rows), mapping={"m": "metric", "s": "score"})


def test_pairs_of_many_options_are_limited_and_said(tmp_path: Path) -> None:
    rows = [{"id": 1, "ok": True, "who": f"o{index}"} for index in range(25)]

    reading = read(tmp_path, lines(rows), mapping=MAPPING)

    assert len(evaluation(reading).paired) == 200
    assert any("first 200 pairs" in note for note in reading.notes)


def test_formats_have_names_of_their_own() -> None:
    names = [each.name for each in FORMATS]

    assert len(set(names)) == len(names)


def test_times_beyond_the_limit_are_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tally", "series"):
        monkeypatch.setattr(f"decider.evidence.readers.evaluation.{module}.MAX_LATENCIES", 10)
    rows = [{"ok": True, "ms": index} for index in range(30)]

    reading = read(tmp_path, lines(rows), mapping={"ok": "passed", "ms": "latency_ms"})

    latency = series(reading, "ok").latency
    assert latency is not None and (latency.n, latency.p99_ms) == (10, 9)
    assert "Times are over the first 10 answers of an option." in reading.notes
