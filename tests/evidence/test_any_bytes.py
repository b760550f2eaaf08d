"""No file, however damaged, ends in anything but figures or an evidence error."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError, Reading
from decider.evidence.readers.reading import read_file

DATA = Path(__file__).parent.parent / "data" / "evidence"
# Small files of every shape and of most tools.
SAMPLES = sorted(
    path
    for path in DATA.rglob("*")
    if path.is_file() and path.stat().st_size < 40_000 and path.name != "MANIFEST.json" and "bomb" not in path.name
)
STARTS = [b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"[", b"{", b'"']
PUT_IN = [b"null", b"-1", b"1e99", b'"', b"{", b"[]", b"\n", b",", b"NaN", b"9" * 30]
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any-bytes")


def ends_well(folder: Path, content: bytes) -> None:
    path = folder / "file"
    path.write_bytes(content)
    outcome = outcome_of(path)

    if isinstance(outcome, EvidenceError):
        assert 0 < len(str(outcome)) < 400 and str(outcome).isprintable()
    else:
        assert json.dumps(outcome.data(), allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert list(folder.iterdir()) == [path]


def outcome_of(path: Path) -> Reading | EvidenceError:
    try:
        return read_file(path, work=path.parent)
    except EvidenceError as error:
        return error


@FEW
@given(content=st.binary(max_size=3_000))
def test_random_bytes(folder: Path, content: bytes) -> None:
    ends_well(folder, content)


@FEW
@given(
    start=st.sampled_from(
        [b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"[", b"{", b'"']
    ),
    content=st.binary(max_size=500),
)
def test_random_bytes_after_a_known_start(folder: Path, start: bytes, content: bytes) -> None:
    ends_well(folder, start + content)


@MANY
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_a_sample_that_is_cut_off(folder: Path, sample: Path, data: st.DataObject) -> None:
    content = sample.read_bytes()

    ends_well(folder, content[: data.draw(st.integers(0, len(content)))])


@MANY
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_a_sample_with_bytes_put_in_or_taken_out(folder: Path, sample: Path, data: st.DataObject) -> None:
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"null", b"-1", b"1e99", b'"', b"{", b"[]", b"\n", b",", b"NaN", b"9" * 30])
        )

    ends_well(folder, bytes(content))


JSON_SAMPLES = [
    path for path in SAMPLES if path.suffix in (".json", ".jsonl") and path.read_bytes()[:1] in (b"{", b"[")
]
ODD = st.sampled_from(
    [None, True, -1, 0, 1e300, 10**30, "", "x", "2026-99-99T00:00:00Z", [], {}, [None], {"": 1}, [[]]]
)


def changed(value: object, data: st.DataObject) -> object:
    """The value with one thing somewhere in it replaced."""
    while True:
        if isinstance(value, dict) and value and data.draw(st.integers(0, 5)):
            key = data.draw(st.sampled_from(sorted(value)))
            return {**value, key: changed(value[key], data)}
        if isinstance(value, list) and value and data.draw(st.integers(0, 5)):
            at = data.draw(st.integers(0, len(value) - 1))
            return [*value[:at], changed(value[at], data), *value[at + 1 :]]
        return data.draw(ODD)


@MANY
@given(sample=st.sampled_from(JSON_SAMPLES), data=st.data())
def test_a_sample_in_which_a_value_is_of_another_type(folder: Path, sample: Path, data: st.DataObject) -> None:
    text = sample.read_text(encoding="utf-8", errors="replace")
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        values = []
        for line in text.splitlines():
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                continue
    if not values:
        return
    at = data.draw(st.integers(0, len(values) - 1))
    values[at] = changed(values[at], data)

    ends_well(folder, "\n".join(json.dumps(value) for value in values).encode())


@FEW
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_a_damaged_gzip_of_a_sample(folder: Path, sample: Path, data: st.DataObject) -> None:
    content = bytearray(gzip.compress(sample.read_bytes()[:5_000], mtime=0))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    ends_well(folder, bytes(content))
