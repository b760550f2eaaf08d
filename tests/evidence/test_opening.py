import gzip
import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

import duckdb
import pytest

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.source import Limits, ReadOptions, Shape, Source

ROWS = b'{"a": 1}\n{"a": 2}\n'
TABLE = "name,count\nzoë,1\njürgen,2\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def opened(tmp_path: Path, content: bytes, *, limits: Limits | None = None, name: str = "file") -> Source:
    path = tmp_path / name
    path.write_bytes(content)
    return open_source(path, work=tmp_path / "work", options=ReadOptions(limits=limits or Limits()))


def packed(content: bytes) -> bytes:
    """As gzip, the same bytes at any second: tests are named by them, and all workers must find the same names."""
    return gzip.compress(content, mtime=0)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "blank lines only"),
        (b"SQLite format 3\x00" + bytes(100), "SQLite"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x80\x04\x95\x00", "pickle, which is never loaded"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"(\xb5/\xfd\x04", "zstd"),
        (b"BZh9\x01\x02", "bzip2"),
        (b"\n <!doctype html><p>x", "HTML or XML"),
        (b'<?xml version="1.0"?><a/>', "HTML or XML"),
        ("name,x\n".encode("utf-16-be"), "UTF-16 text without a byte order mark"),
        ("name,x\n".encode("utf-16-le"), "UTF-16 text without a byte order mark"),
        (bytes(range(256)) * 4, "NUL bytes"),
        (bytes(range(128, 256)) * 4, "not UTF-8 text"),
        (b"\xff\xfea\x00b", "begins as UTF-16 and is damaged"),
        (b"PAR1" + bytes(4000), "not readable as such"),
        (b"PAR1" + bytes(100) + struct.pack("<I", 40) + b"PAR1", "not readable as such"),
        (b"PAR1", "not readable as such"),
        (b"PK\x03\x04" + bytes(50), "zip is damaged"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("xl/workbook.xml"), "an Excel workbook: save the sheet as CSV"),
        (zipped("logs.jsonl"), "no Inspect log"),
        (zipped("samples/1_epoch_1.json"), "no header.json"),
        (packed(b""), "holds nothing"),
        (packed(packed(ROWS)), "another gzip"),
        (packed(ROWS)[:-9], "ends too early"),
        (packed(ROWS)[:-8] + bytes(8), "checksum is wrong"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "gzip file is damaged"),
        (b"42", "the single JSON value 42"),
        (b'"text"', "the single JSON value"),
        (b'{"a": [1, 2', "line 1"),
    ],
)
def test_what_is_not_read_is_refused_by_name(tmp_path: Path, work: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence) as caught:
        opened(tmp_path, content)

    assert len(str(caught.value)) < 400 and str(caught.value).isprintable()


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        b"\xef\xbb\xbf" + TABLE.encode(),
        b"\xff\xfe" + TABLE.encode("utf-16-le"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TABLE.encode("utf-32-le"),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        packed(TABLE.encode()),
        packed(b"\xff\xfe" + TABLE.encode("utf-16-le")),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
    ],
)
def test_one_table_in_any_packing_and_encoding_is_one_table(tmp_path: Path, work: Path, content: bytes) -> None:
    source = opened(tmp_path, content)

    assert source.shape is Shape.TABLE
    assert source.header == ("name", "count")
    assert [(record.number, record.cells) for record in source.records()] == [(2, ["zoë", "1"]), (3, ["jürgen", "2"])]
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.bytes == len(content)
    assert source.path.parent == work


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (ROWS, Shape.LINES),
        (b'{"a": 1', None),
        (b'{"a": 1}', Shape.DOCUMENT),
        (b'{\n "a": 1\n}\n', Shape.DOCUMENT),
        (b"[]", Shape.DOCUMENT),
        (b'[{"a": 1},\n {"a": 2}]', Shape.DOCUMENT),
        (b'{"a": \n{"a": 1}\n{"a": 2}\n', Shape.LINES),
        (b'{"a": 1}\n{"a": 2', Shape.LINES),
        (b'{\n"a": 1\n}\n{\n"a": 2\n}\n', Shape.LINES),
        (zipped("header.json"), Shape.ZIP),
        (zipped("_journal/start.json"), Shape.ZIP),
    ],
)
def test_the_shape_is_told_by_content(tmp_path: Path, work: Path, content: bytes, shape: Shape | None) -> None:
    if shape is None:
        with pytest.raises(EvidenceError):
            opened(tmp_path, content)
        return
    assert opened(tmp_path, content).shape is shape


def test_documents_over_several_lines_keep_the_lines_they_start_on(tmp_path: Path, work: Path) -> None:
    source = opened(tmp_path, b'{\n"a": 1\n}\n{\n"a": 2\n}\n')

    assert [(line.number, line.value) for line in source.lines()] == [(1, {"a": 1}), (4, {"a": 2})]
    assert source.second_document_line == 4


@pytest.mark.parametrize("name", ["folder", "missing", "pipe"])
def test_what_is_no_file_is_refused_without_being_opened(tmp_path: Path, work: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(EvidenceError, match=r"no such file|not a file"):
        open_source(tmp_path / name, work=work)


@pytest.mark.parametrize(
    ("limits", "content", "sentence"),
    [
        (Limits(file=10), b"x" * 11, "at most"),
        (Limits(document=10), b'{"a":\n"xxxxxxxx"}', "one document"),
        (Limits(document_values=10), b"[" + b"1," * 20 + b"1]", "more than 10 values"),
        (Limits(columns=3), b"a,b,c,d\n", "more than 3 columns"),
        (Limits(line=10), b"a,b," + b"c" * 20 + b"\n", "longer than"),
        (Limits(unpacked=100), packed(b"x" * 101), "unpacks from"),
        (Limits(ratio=10, ratio_from=10_000), packed(b"x" * 20_000), "unpacks from"),
    ],
)
def test_every_limit_ends_in_a_sentence(
    tmp_path: Path, work: Path, limits: Limits, content: bytes, sentence: str
) -> None:
    with pytest.raises(EvidenceError, match=sentence):
        opened(tmp_path, content, limits=limits)


def test_a_million_columns_are_not_listed(tmp_path: Path, work: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        opened(tmp_path, b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n")

    assert len(str(caught.value)) < 200


def test_a_parquet_file_is_known_by_its_columns(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x.parquet"
    duckdb.sql("SELECT 1 AS calls, 'x' AS model").write_parquet(str(path))

    source = open_source(path, work=work)

    assert source.shape is Shape.PARQUET
    assert source.header == ("calls", "model")


@pytest.mark.parametrize("name", ["a\nb", "*.csv", "[x]", "'; --", "ü" * 60])
def test_the_name_of_a_file_says_nothing_and_breaks_nothing(tmp_path: Path, work: Path, name: str) -> None:
    assert opened(tmp_path, ROWS, name=name).shape is Shape.LINES


@pytest.mark.parametrize(
    ("content", "decimal_comma"),
    [
        ("a;b\n1.234;0,5\n", True),
        ("a;b\n1.234,50;x\n", True),
        ("a;b\n1.234;5\n", False),
        ("a;b\n1.5;0.25\n", False),
        ('a,b\n"1,5",2\n', False),
    ],
)
def test_a_decimal_comma_is_told_by_numbers_that_leave_no_doubt(
    tmp_path: Path, work: Path, content: str, decimal_comma: bool
) -> None:
    assert opened(tmp_path, content.encode()).decimal_comma is decimal_comma


def test_the_first_objects_are_at_hand_and_bad_lines_are_passed_over(tmp_path: Path, work: Path) -> None:
    content = b"".join(b'{"a": %d}\n' % number for number in range(30)).replace(b'{"a": 3}', b'{"a": NaN}')

    source = opened(tmp_path, content)

    assert [row["a"] for row in source.sample] == [0, 1, 2, *range(4, 21)]
