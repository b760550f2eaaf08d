"""Logs of no known tool, read by a mapping of columns."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.columns import UnknownColumns
from decider.evidence.readers.usage.mapping import MEANINGS, guess_mapping
from tests.evidence.usage.given import read_text, usage_of

TABLE = (
    "when;who;fed;cached;gave;took;oops\n"
    "2026-10-27T03:00:00Z;m;100;40;10;1,5;\n"
    "2026-10-27T03:00:05Z;m;50;0;5;0,5;boom\n"
)
MAPPING = {
    "when": "started_at",
    "who": "model",
    "fed": "tokens_in_beside",
    "cached": "tokens_cached",
    "gave": "tokens_out",
    "took": "latency_s",
    "oops": "error",
}


def test_units_and_cached_tokens_beside_the_input_follow_the_mapping(tmp_path: Path) -> None:
    usage = usage_of(read_text(tmp_path, TABLE, mapping=MAPPING))
    assert (usage.calls, usage.errors, usage.tokens_in, usage.tokens_cached) == (2, 1, 190, 40)
    assert usage.latency is not None and (usage.latency.n, usage.latency.p50_ms) == (1, 1500)
    assert usage.other_calls is None and usage.retries is None and usage.cost_usd is None


def test_a_dotted_name_is_a_path_in_json_lines_unless_it_is_a_key(tmp_path: Path) -> None:
    row: dict[str, Any] = {"t": 1_793_072_852_500, "usage": {"in": 7}, "price.usd": 0.5}
    usage = usage_of(
        read_text(
            tmp_path,
            json.dumps(row) + "\n" + json.dumps(row) + "\n",
            mapping={"t": "started_at", "usage.in": "tokens_in", "price.usd": "cost_usd"},
        )
    )
    assert (usage.tokens_in, usage.cost_usd) == (14, Decimal(1))


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"when": "started_at"}, "needs tokens, cost or a duration"),
        ({"fed": "tokens_in"}, "needs the start of each call"),
        ({"when": "started_at", "fed": "tokens_of_gold"}, "There is no meaning 'tokens_of_gold'"),
        ({"when": "started_at", "fed": "tokens_in", "gave": "tokens_in"}, "Two columns cannot both mean tokens_in"),
        ({"when": "started_at", "nothing": "tokens_in"}, "The file has no column 'nothing'"),
        ({"when": "started_at", "fed": "tokens_in", "gave": "tokens_in_beside"}, "either with or without cached"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, mapping: dict[str, str], message: str) -> None:
    with pytest.raises(EvidenceError, match=message):
        read_text(tmp_path, TABLE, mapping=mapping)


def test_columns_with_obvious_names_are_read_unasked_and_said(tmp_path: Path) -> None:
    text = "timestamp,model,prompt_tokens,completion_tokens\n2026-10-27T03:00:00Z,m,5,1\n2026-10-27T03:00:00Z,m,5,1\n"
    reading = read_text(tmp_path, text)
    assert usage_of(reading).tokens_in == 10
    assert any("Columns were read by their names" in note for note in reading.notes)


@pytest.mark.parametrize("doubtful", ["latency", "cached_tokens", "input_tokens"])
def test_columns_that_leave_a_doubt_are_asked_about(tmp_path: Path, doubtful: str) -> None:
    text = f"timestamp,model,prompt_tokens,completion_tokens,{doubtful}\n2026-10-27T03:00:00Z,m,5,1,3\n"
    with pytest.raises(UnknownColumns) as caught:
        read_text(tmp_path, text)
    assert doubtful in caught.value.columns


def test_a_guess_tells_the_unit_of_a_duration_by_its_size() -> None:
    columns = ["Start Time", "Model", "latency", "whatever"]
    assert guess_mapping(columns, [["", "", "1.5", ""], ["", "", "0.7", ""]])["latency"] == "latency_s"
    assert guess_mapping(columns, [["", "", "1500", ""]])["latency"] == "latency_ms"
    assert guess_mapping(columns, [])["Start Time"] == "started_at"
    assert set(guess_mapping(columns, []).values()) <= set(MEANINGS)


def test_a_failure_without_tokens_does_not_thin_the_averages(tmp_path: Path) -> None:
    failed, answered = "0,0,500", "400,50,200"
    rows = [f"2026-11-0{1 + n % 9}T10:00:00Z,small,{failed if n % 5 == 0 else answered}\n" for n in range(600)]
    meanings = {"when": "started_at", "engine": "model", "fed": "tokens_in", "gave": "tokens_out", "http": "status"}

    usage = usage_of(read_text(tmp_path, "when,engine,fed,gave,http\n" + "".join(rows), mapping=meanings))

    assert (usage.calls, usage.errors, usage.calls_with_tokens) == (600, 120, 480)
    assert (usage.by_model["small"].calls_with_tokens, usage.tokens_in) == (480, 480 * 400)


def test_a_duration_beyond_a_day_does_not_stretch_the_period_of_the_log(tmp_path: Path) -> None:
    rows = "when,took,fed\n2026-11-01T10:00:00Z,2,5\n2026-11-02T10:00:00Z,9000000000000000,5\n"
    reading = read_text(tmp_path, rows, mapping={"when": "started_at", "took": "latency_s", "fed": "tokens_in"})

    last = usage_of(reading).last_at
    assert last is not None
    assert last.isoformat() == "2026-11-02T10:00:00+00:00"
