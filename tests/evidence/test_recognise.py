import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from decider.domain.evidence import EvidenceError, Kind, Reading, Rejected
from decider.evidence.readers import recognise as module
from decider.evidence.readers.columns import UnknownColumns
from decider.evidence.readers.formats import Format
from decider.evidence.readers.reading import read_file
from decider.evidence.readers.source import Limits, Shape, Source


def _rows_with(key: str) -> Callable[[Source], bool]:
    return lambda source: bool(source.sample) and all(key in row for row in source.sample)


def _read(source: Source) -> Reading:
    lines = list(source.lines())
    rejected = tuple(Rejected(line.number, line.problem or "") for line in lines if line.problem)
    return Reading(
        kind=Kind.USAGE,
        format="",
        rows=len(lines),
        accepted=len(lines) - len(rejected),
        rejected=rejected,
        rejected_count=len(rejected),
    )


def _format(name: str, key: str, *shapes: Shape) -> Format:
    matches = (lambda source: key in source.document) if shapes == (Shape.DOCUMENT,) else _rows_with(key)
    return Format(name=name, label=name.upper(), tool=name, kind=Kind.USAGE, shapes=shapes, matches=matches, read=_read)


@pytest.fixture(autouse=True)
def _three_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    known = (
        _format("whole", "whole", Shape.DOCUMENT),
        _format("first", "first", Shape.LINES),
        _format("second", "second", Shape.LINES),
    )
    monkeypatch.setattr(module, "formats", lambda: known)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    def run(content: str, **options: object) -> Reading:
        path = tmp_path / "file"
        path.write_text(content, encoding="utf-8")
        return read_file(path, **options)  # type: ignore[arg-type]

    return run


Run = Callable[..., Reading]


def test_a_reading_carries_what_identifies_its_file(read: Run) -> None:
    reading = read('{"first": 1}\n{"first": 2}\nx\n')

    assert (reading.format, reading.tool, reading.rows, reading.rejected_count) == ("first", "first", 3, 1)
    assert (reading.bytes, len(reading.sha256)) == (28, 64)


@pytest.mark.parametrize(
    "content",
    [
        '[{"second": 1}, {"second": 2}]',
        '[\n{"second": 1},\n{"second": 2}\n]',
        '{"second": 1}{"second": 2}',
        '{\n"second": 1\n}\n{\n"second": 2\n}',
    ],
)
def test_rows_in_an_array_or_one_after_the_other_are_rows(read: Run, content: str) -> None:
    assert (read(content).format, read(content).rows) == ("second", 2)


def test_a_single_row_is_a_file_of_one_row(read: Run) -> None:
    assert read('{"first": 1}').rows == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"first": 1}\n{"second": 2}\n', "mixes formats.*row 2 looks like SECOND"),
        ('{"first": 1}\n{"x": 2}\n', "mixes formats.*row 2 does not"),
        ('{"whole": 1}\n{"whole": 2}\n', "extra data after the first document"),
        ('{"whole":\n1}\n{"whole": 2}\n', r"extra data after the first document \(line 3\)"),
        ('{"resourceMetrics": []}', "OpenTelemetry metrics"),
        ('{"resourceLogs": []}\n{"resourceLogs": []}\n', "OpenTelemetry logs"),
        ('{"x": 1}', "Unknown format: the JSON document is an object with x"),
        ('["x"]', "Unknown format.*a list of 1"),
        ("[]", "an empty list"),
        ("1\n2\n", "Unknown columns"),
        ("a,b\n", "no rows"),
        ("[1]\n[2]\n[3]\n", "extra data|No line"),
    ],
)
def test_what_fits_no_format_is_said_in_a_sentence(read: Run, content: str, sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence) as caught:
        read(content)

    assert len(str(caught.value)) < 400


def test_a_table_of_no_known_tool_can_be_mapped_by_its_columns(read: Run) -> None:
    with pytest.raises(UnknownColumns, match="Map its columns") as caught:
        read("when,tokens\n2026-10-01,5\n2026-10-02,\x1b[31m6\n")

    assert caught.value.columns == ("when", "tokens")
    assert caught.value.rows == (("2026-10-01", "5"), ("2026-10-02", "[31m6"))


def test_unknown_lines_can_be_mapped_by_their_keys(read: Run) -> None:
    rows = "".join(json.dumps({"n": number, "x" * 500: None}) + "\n" for number in range(9))
    with pytest.raises(UnknownColumns) as caught:
        read(rows)

    assert caught.value.columns == ("n", "x" * 500)
    assert len(caught.value.rows) == 5
    assert len(str(caught.value)) < 400


def test_an_unknown_array_of_rows_can_be_mapped_too(read: Run) -> None:
    with pytest.raises(UnknownColumns) as caught:
        read('[{"n": 1}, {"n": 2}]')

    assert (caught.value.columns, caught.value.rows) == (("n",), (("1",), ("2",)))


def test_at_most_two_hundred_columns_are_offered_and_few_are_named(read: Run) -> None:
    names = [f"column{number}" for number in range(1500)]
    with pytest.raises(UnknownColumns) as caught:
        read(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")

    assert len(caught.value.columns) == 200
    assert len(str(caught.value)) < 400


def test_the_format_can_be_told(read: Run) -> None:
    assert read('{"x": 1}\n{"x": 2}\n', as_format="second").format == "second"


@pytest.mark.parametrize(
    ("content", "asked", "sentence"),
    [
        ('{"x": 1}\n{"x": 2}\n', "third", "no format 'third'. Formats: whole, first, second"),
        ("a,b\n1,2\n", "first", "first is read from JSON lines, and this file is a table"),
        ("a,b\n1,2\n", "x" * 900, "no format"),
    ],
)
def test_a_format_that_cannot_be_is_said(read: Run, content: str, asked: str, sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence) as caught:
        read(content, as_format=asked)

    assert len(str(caught.value)) < 400


def test_the_scratch_folder_is_left_empty_whether_it_ends_well_or_not(tmp_path: Path, read: Run) -> None:
    work = tmp_path / "work"
    work.mkdir()
    read('[{"first": 1}]', work=work)
    with pytest.raises(EvidenceError):
        read('[{"x": 1}]', work=work)

    assert list(work.iterdir()) == []


def test_limits_are_an_argument(read: Run) -> None:
    with pytest.raises(EvidenceError, match="at most"):
        read('{"first": 1}\n{"first": 2}\n', limits=Limits(file=5))


def test_a_table_without_a_line_of_names_says_so_and_is_not_offered_to_the_mapper(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("c-1,2026-10-27 03:47:32.773,2672,35,0.0053\nc-2,2026-10-27 03:48:00.1,100,3,0.01\n")

    with pytest.raises(EvidenceError, match="looks like a row, not like names of columns") as caught:
        read_file(file)
    assert not isinstance(caught.value, UnknownColumns)


def test_a_column_whose_name_no_database_keeps_is_not_offered_for_mapping(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    duckdb.sql("SELECT 1 AS whXn, 2 AS weight").write_parquet(str(path))
    path.write_bytes(path.read_bytes().replace(b"whXn", b"wh\0n"))

    with pytest.raises(UnknownColumns) as caught:
        read_file(path)

    assert (caught.value.columns, caught.value.rows) == (("weight",), (("2",),))


def test_a_scratch_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"whole": 1}\n{"whole": 1}\n')

    with pytest.raises(EvidenceError, match="cannot be read: No such file"):
        read_file(path, work=tmp_path / "gone")
