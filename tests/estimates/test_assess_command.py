"""`manage.py assess`: a profile in, the whole assessment out, or one line for each thing that is wrong."""

import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import simplejson
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from decider.models.team import Team
from tests.domain.samples import CHEAP_TUNED, OWN, PROMPTED, UNKNOWN, changed, settled

DAY = "2026-11-24"
EXAMPLE = settled(
    quality__current=Decimal("0.88"),
    quality__sample_size=400,
    volume__growth_per_month=Decimal("0.03"),
    options=[PROMPTED, CHEAP_TUNED, OWN],
)
# Where a frozen profile must give the same again; its assumptions are then all stated.
FIGURES = ("policy", "profile", "recommendation", "options", "crossovers", "flips", "robustness", "charts")
Run = Callable[..., str]


@pytest.fixture
def run(db: None) -> Run:
    def run(*arguments: str) -> str:
        out = io.StringIO()
        call_command("assess", *arguments, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def refused(db: None) -> Callable[..., list[str]]:
    """The lines on standard error of a run that ends with 2 and writes nothing on standard output."""

    def refused(*arguments: str) -> list[str]:
        out, wrong = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as raised:
            call_command("assess", *arguments, stdout=out, stderr=wrong)
        assert raised.value.code == 2
        assert out.getvalue() == ""
        return wrong.getvalue().splitlines()

    return refused


def saved(folder: Path, data: Any, name: str = "profile.json") -> str:
    path = folder / name
    path.write_text(data if isinstance(data, str) else simplejson.dumps(data, use_decimal=True), encoding="utf-8")
    return str(path)


def test_a_file_gives_the_assessment_of_the_contract(tmp_path: Path, run: Run) -> None:
    found = json.loads(run(saved(tmp_path, EXAMPLE), "--day", DAY))
    assert found["version"] == 1
    assert found["as_of"] == DAY
    assert set(FIGURES) < set(found)
    assert found["recommendation"]["verdict"] == "fine_tune"
    assert [option["key"] for option in found["options"]] == ["prompt", "tuned", "own"]
    assert len(found["crossovers"]) == 3


def test_money_is_plain_text_with_6_to_12_places_and_numbers_are_numbers(tmp_path: Path, run: Run) -> None:
    text = run(saved(tmp_path, EXAMPLE), "--day", DAY)
    assert "NaN" not in text and "Infinity" not in text

    def check(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                check(item, name)
        elif isinstance(value, list):
            for item in value:
                check(item, key)
        elif key in ("per_call_usd", "monthly_usd", "one_off_usd", "total_usd", "usd") and value is not None:
            assert re.fullmatch(r"\d+\.\d{6,12}", value), (key, value)

    found = json.loads(text)
    check(found["options"])
    check(found["charts"])
    crossed = found["crossovers"][0]
    assert isinstance(crossed["first_calls_per_month"], int | None)
    assert isinstance(found["options"][0]["latency_p95_ms"], int | float)


def test_standard_input_is_read_for_a_dash(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = simplejson.dumps(EXAMPLE, use_decimal=True).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run("-", "--day", DAY) == run(saved(tmp_path, EXAMPLE), "--day", DAY)


def test_yaml_gives_the_same_as_json(tmp_path: Path, run: Run) -> None:
    lines = (f"{key}: {simplejson.dumps(value, use_decimal=True)}" for key, value in EXAMPLE.items())
    as_yaml = saved(tmp_path, "# a comment\n" + "\n".join(lines), "profile.yaml")
    assert run(as_yaml, "--day", DAY) == run(saved(tmp_path, EXAMPLE), "--day", DAY)


@pytest.mark.parametrize("ranges", [False, True])
def test_the_profile_of_an_assessment_gives_the_same_figures_to_the_last_digit(
    tmp_path: Path, run: Run, ranges: bool
) -> None:
    calls = {"low": 200_000, "high": 900_000} if ranges else Decimal("1234567.89")
    data = changed(EXAMPLE, volume__calls_per_month=calls, cadence__retrain_every_months=5)
    first = simplejson.loads(run(saved(tmp_path, data), "--day", DAY), use_decimal=True)
    again = simplejson.loads(run(saved(tmp_path, first["profile"]), "--day", first["as_of"]), use_decimal=True)
    for name in FIGURES:
        assert again[name] == first[name], name
    assert first["robustness"]["draws"] == (8192 if ranges else 1)


def test_the_day_decides_whether_a_model_is_still_there(tmp_path: Path, run: Run) -> None:
    path = saved(tmp_path, changed(EXAMPLE, options=[{**PROMPTED, "retires_on": "2027-01-14"}, CHEAP_TUNED]))
    for day, why_not in (("2027-01-13", None), ("2027-01-14", "retired")):
        option = json.loads(run(path, "--day", day))["options"][0]
        assert (option["feasible"], option["why_not"]) == (why_not is None, why_not)


def test_a_policy_is_read_from_a_file(tmp_path: Path, run: Run) -> None:
    profile, policy = saved(tmp_path, EXAMPLE), saved(tmp_path, "thorough_examples: 9\n", "policy.yaml")
    found = json.loads(run(profile, "--day", DAY, "--policy", policy))
    assert found["recommendation"]["verdict"] == "prompt_first"
    assert found["policy"]["thorough_examples"] == 9


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_can_read_it_too(tmp_path: Path, run: Run, form: str) -> None:
    text = run(saved(tmp_path, EXAMPLE), "--day", DAY, "--format", form)
    assert text.startswith("Fine-tune")
    for heading in ("The seven questions", "Options", "Crossovers", "What would change it", "Advice"):
        assert ("## " if form == "markdown" else "") + heading in text.splitlines()


def test_no_row_is_read_or_written_but_those_of_the_price_book(tmp_path: Path, run: Run, team: Team) -> None:
    for data in (EXAMPLE, changed(EXAMPLE, options=[])):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(saved(tmp_path, data), "--day", DAY)
        assert queries.captured_queries
        for query in queries.captured_queries:
            tables = re.findall(r'(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', query["sql"])
            assert query["sql"].startswith("SELECT")
            assert all("price" in table for table in tables), query["sql"]


def test_an_empty_price_book_is_enough_for_a_profile_with_prices(tmp_path: Path, run: Run) -> None:
    found = json.loads(run(saved(tmp_path, EXAMPLE)))
    assert all(option["total_usd"] for option in found["options"])


def test_a_price_that_nobody_knows_is_named(tmp_path: Path, refused: Callable[..., list[str]]) -> None:
    unpriced = [{**PROMPTED, "prices": UNKNOWN}, {**OWN, "self_hosting": {"gpu": "H900"}}]
    lines = refused(saved(tmp_path, changed(EXAMPLE, options=unpriced)), "--day", DAY)
    assert len(lines) == 3
    assert lines[0].startswith("options[0].prices: ") and "large from acme" in lines[0]
    assert lines[1].startswith("options[1].self_hosting.output_tokens_per_second_per_replica: ")
    assert lines[2].startswith("options[1].self_hosting.gpu_usd_per_hour: ") and "H900" in lines[2]


def test_each_error_has_one_line_with_its_path(tmp_path: Path, refused: Callable[..., list[str]]) -> None:
    data = changed(EXAMPLE, volume__calls_per_month=-1, quality__target="high", **{"two\nlines": 1})
    lines = refused(saved(tmp_path, data), "--day", DAY)
    assert sorted(line.partition(":")[0] for line in lines) == [
        "quality.target",
        "two lines",
        "volume.calls_per_month",
    ]


@pytest.mark.parametrize(
    "content",
    ["", "{", "a: &x 1\nb: *x", "[1]", '{"version": 1, "version": 1}', '{"name": NaN}', "a: !!timestamp b"],
)
def test_a_document_that_is_none_is_one_line(tmp_path: Path, refused: Callable[..., list[str]], content: str) -> None:
    assert len(refused(saved(tmp_path, content))) == 1


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, refused: Callable[..., list[str]]) -> None:
    (tmp_path / "latin.json").write_bytes('{"name": "café"}'.encode("latin-1"))
    for name in ("missing.json", ".", "latin.json", "x" * 300):
        lines = refused(str(tmp_path / name))
        assert len(lines) == 1 and name in lines[0]


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "24.11.2026", ""])
def test_a_day_that_is_none_is_one_line(tmp_path: Path, refused: Callable[..., list[str]], day: str) -> None:
    lines = refused(saved(tmp_path, EXAMPLE), f"--day={day}")
    assert len(lines) == 1 and lines[0].startswith("--day: ")


def test_a_wrong_policy_is_named(tmp_path: Path, refused: Callable[..., list[str]]) -> None:
    policy = saved(tmp_path, {"thorough_exampels": 3, "low_volume_calls": -1}, "policy.json")
    lines = refused(saved(tmp_path, EXAMPLE), "--policy", policy)
    assert sorted(line.partition(":")[0] for line in lines) == ["low_volume_calls", "thorough_exampels"]


def test_a_figure_beyond_all_bounds_is_an_error_and_no_crash(tmp_path: Path, refused: Callable[..., list[str]]) -> None:
    data = changed(EXAMPLE, volume__growth_per_month=10**9, horizon_months=120)
    lines = refused(saved(tmp_path, data), "--day", DAY)
    assert len(lines) == 1 and lines[0].startswith("volume")


def test_a_database_without_tables_is_one_line_that_says_what_to_run(
    tmp_path: Path, refused: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unmigrated(*arguments: object) -> None:
        raise OperationalError("no such table: decider_modelprice")

    monkeypatch.setattr("decider.estimates.actions.load_price_book", unmigrated)
    lines = refused(saved(tmp_path, EXAMPLE), "--day", DAY)
    assert len(lines) == 1 and "manage.py migrate" in lines[0]
