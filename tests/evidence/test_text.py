from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.text import Line, Record, read_lines, read_records

LIMIT = 1000


def lines_of(tmp_path: Path, content: bytes, limit: int = LIMIT) -> list[Line]:
    path = tmp_path / "x"
    path.write_bytes(content)
    return list(read_lines(path, limit=limit))


def records_of(tmp_path: Path, content: bytes, columns: int = 2, limit: int = LIMIT) -> list[Record]:
    path = tmp_path / "x"
    path.write_bytes(content)
    return list(read_records(path, delimiter=",", columns=columns, limit=limit))


def test_lines_are_counted_with_blank_ones_and_whatever_their_end(tmp_path: Path) -> None:
    found = lines_of(tmp_path, b'{"a":1}\r\n\n  \n{"a":2}\n{"a":3}')

    assert [(line.number, line.value) for line in found] == [(1, {"a": 1}), (4, {"a": 2}), (5, {"a": 3})]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b"{", "cut off"),
        (b"[1]", "not an object"),
        (b'{"a":\x00}', "NUL"),
        (b'{"a":"\xff"}', "not UTF-8 text (byte 7"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":"' + b"x" * LIMIT + b'"}', "longer than"),
        (b'{"a":1} {"a":2}', "extra data"),
        (b"[" * 900, "nested deeper"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, bad: bytes, problem: str) -> None:
    first, second, third = lines_of(tmp_path, b'{"a":1}\n' + bad + b'\n{"a":3}\n')

    assert (first.value, third.value) == ({"a": 1}, {"a": 3})
    assert second.number == 2 and second.value is None
    assert second.problem is not None and problem in second.problem


def test_a_line_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    whole = b'{"a":"' + b"x" * (LIMIT - 8) + b'"}'

    for end in (b"", b"\n", b"\r\n"):
        assert lines_of(tmp_path, whole + end)[0].problem is None
    assert lines_of(tmp_path, whole.replace(b"x", b"xxxx", 1))[0].problem == "is longer than 0 MB"


def test_records_know_the_line_they_start_on(tmp_path: Path) -> None:
    found = records_of(tmp_path, b'"a\nb",c\n1,"x\ny"\n\n2,z\n')

    assert found == [Record(3, ["1", "x\ny"], None), Record(6, ["2", "z"], None)]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b"1", "has 1 cells, the header has 2"),
        (b"1,2,3", "has 3 cells"),
        (b'1,"x"y', "text after a closing quote"),
        (b"1,\xff", "not UTF-8 text"),
        (b"1,\x00", "NUL"),
    ],
)
def test_a_bad_record_is_named_and_the_others_are_read(tmp_path: Path, bad: bytes, problem: str) -> None:
    first, second, third = records_of(tmp_path, b"a,b\n1,2\n" + bad + b"\n3,4\n")

    assert (first.cells, third.cells) == (["1", "2"], ["3", "4"])
    assert second.number == 3 and second.cells is None
    assert second.problem is not None and problem in second.problem


def test_empty_cells_beyond_the_header_are_no_problem(tmp_path: Path) -> None:
    assert records_of(tmp_path, b"a,b\n1,2,,\n") == [Record(2, ["1", "2"], None)]


@pytest.mark.parametrize("content", [b'a,b\n1,2\n3,"x\n4,5\n6,7\n', b'a,b\n1,2\n3,x"y,z\n4,5\n'])
def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EvidenceError, match="line 3"):
        records_of(tmp_path, content)


def test_an_open_quote_does_not_fill_the_memory(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="line 2 is longer than"):
        records_of(tmp_path, b'a,b\n1,"' + b"x\n" * 10_000)


def test_a_line_of_a_million_cells_is_named_and_not_taken_apart(tmp_path: Path) -> None:
    found = records_of(tmp_path, b"a,b\n1,2\n" + b"," * 1_000_001 + b"\n3,4\n", limit=2_000_000)

    assert [record.problem for record in found] == [None, "has more than 1,000,000 cells", None]


def test_a_cell_may_be_longer_than_the_modules_own_limit(tmp_path: Path) -> None:
    prompt = b"x" * 200_000

    found = records_of(tmp_path, b"a,b\n1," + prompt + b"\n", limit=1_000_000)

    assert found[0].cells == ["1", prompt.decode()]


@given(content=st.binary(max_size=400))
def test_any_bytes_are_lines_and_records_or_an_evidence_error(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    path.write_bytes(content)

    numbers = [line.number for line in read_lines(path, limit=50)]
    assert numbers == sorted(set(numbers))
    try:
        starts = [record.number for record in read_records(path, delimiter=",", columns=2, limit=50)]
    except EvidenceError:
        return
    assert starts == sorted(set(starts))
