"""The command and the process of its own: what goes to which stream, with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from decider.evidence.readers.__main__ import main

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "data" / "evidence"
GOOD = DATA / "hostile" / "same_again_a.jsonl"
EVALUATION = DATA / "open" / "promptfoo" / "classify.json"
TRAINING = DATA / "open" / "finetune" / "train_bad_100.jsonl"


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Runs the command as a person would, where there is no database."""
    environment = {**os.environ, "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3", "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "manage.py", "read_evidence", *(os.fsencode(str(each)) for each in arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_figures_are_printed_as_json_without_a_database() -> None:
    done = command(GOOD)

    assert (done.returncode, done.stderr) == (0, b"")
    data = json.loads(done.stdout)
    assert (data["version"], data["kind"], data["rows"], data["accepted"]) == (1, "usage", 20, 20)
    assert data["usage"]["calls"] == 20 and data["usage"]["from"].endswith("Z")
    assert "evaluation" not in data


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (GOOD, "20 rows, 20 accepted, 0 rejected"),
        (EVALUATION, "n 117, errors 3"),
        (TRAINING, "Examples 98, good 84"),
    ],
)
def test_figures_are_printed_as_text(path: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("read_evidence", str(path), "--format", "text")

    assert line in capsys.readouterr().out


def test_a_training_file_as_text_names_a_bad_line_once_and_the_lines_that_leak(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("read_evidence", str(TRAINING), "--format", "text", "--against", str(TRAINING))
    printed = capsys.readouterr().out.splitlines()

    bad = [line for line in printed if line.startswith("  line ")]
    assert len(bad) == len(set(bad)) > 0
    assert any(line.startswith("Lines whose request is in the evaluation file too: 1, ") for line in printed)

    call_command("read_evidence", str(TRAINING), "--format", "text")
    assert "evaluation file too" not in capsys.readouterr().out


def test_a_training_file_is_compared_with_an_evaluation_file(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("read_evidence", str(TRAINING), "--against", str(TRAINING))

    assert json.loads(capsys.readouterr().out)["training"]["leaks"]

    call_command("read_evidence", str(TRAINING), "--against", str(DATA / "nothing"))
    data = json.loads(capsys.readouterr().out)
    assert data["training"]["leaks"] is None
    assert any("Leaks were not looked for" in note for note in data["notes"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((DATA / "hostile" / "header_only.csv",), "no rows"),
        ((DATA / "nothing here",), "no such file"),
        ((DATA,), "not a file"),
        (("/dev/null",), "not a file"),
        (("",), "file"),
        ((GOOD, "--as", "x\nx"), "litellm-jsonl"),
        ((GOOD, "--mapping", "["), "JSON object of column names and meanings"),
        ((GOOD, "--mapping", "[" * 100_000), "JSON object of column names and meanings"),
        ((GOOD, "--mapping", '["started_at"]'), "JSON object of column names and meanings"),
        ((GOOD, "--mapping", '{"startTime": 1}'), "JSON object of column names and meanings"),
        ((GOOD, "--mapping", '{"startTime": "started_at"}'), "leave the mapping out"),
        ((GOOD, "--as", "usage-columns", "--mapping", '{"startTime": "when"}'), "meanings are: started_at, "),
        ((GOOD, "--as", "usage-columns", "--mapping", '{"nowhere": "started_at"}'), "no column 'nowhere'"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_2(
    arguments: tuple[object, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("read_evidence", *(str(each) for each in arguments))
    printed = capsys.readouterr()

    assert caught.value.code == 2
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1 and says in printed.err


def _own(folder: Path) -> Path:
    file = folder / "own.csv"
    file.write_text("when,engine,weight\n" + "2026-11-01 10:00:00,small,5\n" * 9, encoding="utf-8")
    return file


def test_a_table_of_no_known_tool_is_read_by_a_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = json.dumps({"when": "started_at", "engine": "model", "weight": "tokens_in"})
    call_command("read_evidence", str(_own(tmp_path)), "--mapping", mapping)

    data = json.loads(capsys.readouterr().out)
    assert (data["format"], data["usage"]["calls"], data["usage"]["tokens_in"]) == ("usage-columns", 9, 45)


def test_unknown_columns_say_which_option_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("read_evidence", str(_own(tmp_path)))

    said = capsys.readouterr().err
    assert 'Say what they mean with --mapping \'{"COLUMN": "MEANING", …}\'' in said
    assert len(said.splitlines()) == 1 and len(said) < 400


@pytest.mark.parametrize("name", ["a\nb.jsonl", "*?[x].jsonl", "-- $(x) '\".csv", "zoë.pdf", "\udcff\udcfe"])
def test_an_odd_file_name_is_only_a_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD.read_bytes())

    done = command(path)

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["usage"]["calls"] == 20


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    done = command(tmp_path / "pipe")

    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


def test_the_process_of_its_own_ends_in_the_reading(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(EVALUATION), "--work", str(tmp_path)]) == 0

    *progress, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert all(0 <= each["progress"] <= 1 for each in progress)
    assert last["reading"]["evaluation"]["series"]
    assert len(next(iter(last["outcomes"].values()))) == 120
    assert list(tmp_path.iterdir()) == []


def test_the_process_of_its_own_ends_in_the_error_and_the_columns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text("when,engine,weight\n" + "2026-11-01,small,5\n" * 9)

    assert main([str(file)]) == 2

    printed = capsys.readouterr()
    last = json.loads(printed.out.splitlines()[-1])
    assert printed.err.strip() == last["error"]
    assert last["columns"] == ["when", "engine", "weight"] and len(last["rows"]) == 5


@pytest.mark.parametrize("mapping", ["[", "[1]", '{"a": 1}'])
def test_a_mapping_that_is_none_is_said(mapping: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(GOOD), "--mapping", mapping]) == 2

    assert "mapping" in capsys.readouterr().err


def test_progress_of_a_large_file_grows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "large.jsonl"
    # With one bad line, so that it is read line by line.
    path.write_bytes(b"{\n" + GOOD.read_bytes() * 1000)

    assert main([str(path)]) == 0
    shares = [
        each["progress"] for line in capsys.readouterr().out.splitlines() if "progress" in (each := json.loads(line))
    ]
    assert len(shares) > 1 and shares == sorted(shares)
