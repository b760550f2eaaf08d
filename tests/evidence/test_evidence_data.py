import dataclasses
import datetime
import json
import math
from decimal import Decimal

import pytest

from decider.domain.evidence import (
    BadLine,
    Evaluation,
    Kind,
    ModelUsage,
    Paired,
    Percentiles,
    PromptPart,
    PromptParts,
    Reading,
    Rejected,
    Series,
    TrainingFile,
    Usage,
)
from decider.domain.evidence_data import outcomes_data, reading_from, series_key

LATENCY = Percentiles(n=3, p50_ms=1.5, p95_ms=2.0, p99_ms=2.25)
USAGE = Usage(
    calls=3,
    errors=0,
    tokens_in=10,
    cost_usd=Decimal("0.0000001234"),
    latency=LATENCY,
    first_at=datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC),
    last_at=datetime.datetime(2026, 10, 2, 1, 2, 3, 400, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    calls_by_day=((datetime.date(2026, 10, 1), 3),),
    by_model={"m": ModelUsage(calls=3, first_token=LATENCY)},
    models=1,
)
SERIES = Series(name="p", metric="accuracy", n=3, score=2 / 3, low=0.2, high=0.9, outcomes={"1": True, "2": None})
READINGS = {
    Kind.USAGE: Reading(kind=Kind.USAGE, format="f", usage=USAGE, rejected=(Rejected(None, "r"),), rejected_count=1),
    Kind.EVALUATION: Reading(
        kind=Kind.EVALUATION,
        format="f",
        evaluation=Evaluation(
            series=(SERIES, dataclasses.replace(SERIES, metric="x", cost_usd=Decimal(1), latency=LATENCY)),
            paired=(Paired(a="a", b="b", metric="m", both_pass=1, only_a_passes=2, only_b_passes=3, both_fail=4),),
        ),
    ),
    Kind.TRAINING: Reading(
        kind=Kind.TRAINING,
        format="f",
        training=TrainingFile(
            examples=3,
            good_examples=2,
            tokens=None,
            median_tokens=2.5,
            bad_lines=(BadLine(line=1, code="c", reason="r"),),
            duplicates=((1, 2), (3, 4)),
            leaks=(5,),
            classes=(("a", 2),),
        ),
    ),
    Kind.PROMPT: Reading(
        kind=Kind.PROMPT,
        format="f",
        prompt=PromptParts(
            parts=(PromptPart(part="request", title="t", text="x", tokens=1, first_line=1, last_line=2),),
            tokens=1,
            tokens_by="estimate",
            examples=0,
            has=("a",),
        ),
    ),
}


def _without_outcomes(reading: Reading) -> Reading:
    if reading.evaluation is None:
        return reading
    series = tuple(dataclasses.replace(each, outcomes={}) for each in reading.evaluation.series)
    return dataclasses.replace(reading, evaluation=dataclasses.replace(reading.evaluation, series=series))


@pytest.mark.parametrize("kind", Kind)
def test_a_reading_comes_back_from_its_data_but_for_outcomes(kind: Kind) -> None:
    reading = READINGS[kind]
    there_and_back = reading_from(json.loads(json.dumps(reading.data(), allow_nan=False)))

    assert there_and_back == _without_outcomes(reading)
    assert there_and_back.data() == reading.data()


@pytest.mark.parametrize("kind", Kind)
def test_only_the_part_of_the_files_kind_is_there(kind: Kind) -> None:
    assert {each.value for each in Kind} & READINGS[kind].data().keys() == {kind.value}


def test_usage_has_the_names_of_the_contract() -> None:
    usage = READINGS[Kind.USAGE].data()["usage"]

    assert usage["from"] == "2026-10-01T00:00:00Z"
    assert usage["to"] == "2026-10-01T23:02:03.000400Z"
    assert usage["cost_usd"] == "0.0000001234"
    assert (usage["latency_n"], usage["latency_p50_ms"], usage["latency_p99_ms"]) == (3, 1.5, 2.25)
    assert usage["first_token_p95_ms"] is None and usage["tokens_out"] is None
    assert usage["by_model"]["m"]["first_token_p95_ms"] == 2.0
    assert usage["calls_by_day"] == [["2026-10-01", 3]]


def test_series_and_bad_lines_have_the_names_of_the_contract() -> None:
    series = READINGS[Kind.EVALUATION].data()["evaluation"]["series"][0]
    training = READINGS[Kind.TRAINING].data()["training"]

    assert {key: series[key] for key in ("name", "metric", "n", "score", "low", "high", "errors")} == {
        "name": "p",
        "metric": "accuracy",
        "n": 3,
        "score": 2 / 3,
        "low": 0.2,
        "high": 0.9,
        "errors": 0,
    }
    assert "outcomes" not in series
    assert {"line": 1, "code": "c", "reason": "r"}.items() <= training["bad_lines"][0].items()


def test_what_no_database_takes_does_not_come_out() -> None:
    bad = dataclasses.replace(
        USAGE, by_model={"a\0b\ud800": ModelUsage(calls=1)}, latency=dataclasses.replace(LATENCY, p50_ms=math.nan)
    )
    data = Reading(kind=Kind.USAGE, format="f", notes=("x" * 9_000,), usage=bad).data()

    assert list(data["usage"]["by_model"]) == ["a\ufffdb\ufffd"]
    assert data["usage"]["latency_p50_ms"] is None
    assert len(data["notes"][0]) == 2_000


def test_outcomes_are_kept_by_series_and_case() -> None:
    assert outcomes_data(READINGS[Kind.EVALUATION])[series_key(SERIES)] == {"1": True, "2": None}


@pytest.mark.parametrize("data", [{}, {"version": 2}, {"version": 1}, {"version": 1, "kind": "x", "format": "f"}])
def test_what_is_no_evidence_object_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"evidence|Kind"):
        reading_from(data)
