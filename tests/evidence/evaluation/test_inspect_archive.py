"""Hostile `.eval` archives: right figures or one sentence, and nothing is written by a member's name."""

import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.evaluation.inspect_archive import MEMBER_BYTES, WINDOW_BYTES
from decider.evidence.readers.reading import read_file
from decider.evidence.readers.source import Limits
from tests.evidence.evaluation.given import Member, eval_log, log, read, sample, series, zipped

SAMPLES = [sample(1, "C"), sample(2, "I"), sample(3, "C")]


def _extra(content: bytes = b"{}", **more: object) -> Member:
    return Member("samples/9_epoch_1.json", content, **more)  # type: ignore[arg-type]


def _header() -> Member:
    made = log(SAMPLES)
    del made["samples"]
    return Member("header.json", json.dumps(made).encode())


@pytest.mark.parametrize("method", [8, 93])
def test_a_member_that_unpacks_to_more_than_its_limit_ends_the_reading(tmp_path: Path, method: int) -> None:
    bomb = eval_log(SAMPLES, _extra(b" " * (MEMBER_BYTES + 1), method=method))
    limits = Limits(ratio=1_000_000_000)

    with pytest.raises(EvidenceError, match="unpacks to more than 64 MB"):
        read(tmp_path, bomb, limits=limits)


def test_many_small_bombs_are_stopped_by_the_limit_for_all(tmp_path: Path) -> None:
    members = [Member(f"samples/b{index}_epoch_1.json", b" " * 1_000_000) for index in range(20)]

    with pytest.raises(EvidenceError, match="unpacks to more than 10 MB"):
        read(tmp_path, eval_log(SAMPLES, *members), limits=Limits(unpacked=10 * 1024**2))


def test_what_packs_better_than_any_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="more than 200 times its size"):
        read(tmp_path, eval_log(SAMPLES, _extra(b" " * 40 * 1024**2)))


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="overlap"):
        read(tmp_path, eval_log(SAMPLES, _extra(offset=0)))


@pytest.mark.parametrize("name", ["header.json", "samples/1_epoch_1.json"])
def test_a_member_that_stands_twice_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvidenceError, match="more than once"):
        read(tmp_path, eval_log(SAMPLES, Member(name, b"{}")))


def test_a_sample_that_holds_more_than_it_states_is_named_and_left_out(tmp_path: Path) -> None:
    reading = read(tmp_path, eval_log(SAMPLES, _extra(json.dumps(sample(9, "C")).encode(), stated_size=10)))

    assert series(reading, "match").n == 3
    assert "holds more than the 10 bytes" in reading.rejected[0].reason


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (_extra(checksum=1), "wrong checksum"),
        (_extra(b"{" * 40), "Not valid JSON|ends too early"),
        (_extra(b"[1]"), "is no object"),
        (_extra(b"[" * 10_000), "nested deeper"),
        (_extra(b'{"id": NaN}'), "NaN"),
        (_extra(packed=b"\xff\xff\xff"), "cannot be unpacked"),
        (_extra(packed=b"not zstd", method=93), "cannot be unpacked"),
        (
            _extra(packed=zstandard.ZstdCompressor().compress(b"{}" * 500)[:-3], stated_size=1000, method=93),
            "ends after",
        ),
    ],
)
def test_a_damaged_sample_is_named_and_the_others_are_read(tmp_path: Path, member: Member, why: str) -> None:
    reading = read(tmp_path, eval_log(SAMPLES, member))

    assert series(reading, "match").n == 3
    assert reading.rejected_count == 1
    assert any(part in reading.rejected[0].reason for part in why.split("|"))


def test_a_long_sample_is_read_within_the_limit_that_holds_for_documents(tmp_path: Path) -> None:
    long = eval_log([*SAMPLES, sample(4, "C", store=[0] * 600_000)])

    assert series(read(tmp_path, long), "match").n == 4
    with pytest.raises(EvidenceError, match="too many values"):
        read(tmp_path, long, limits=Limits(document_values=500_000))


def test_a_damaged_header_ends_the_reading(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"The log is damaged: header\.json has a wrong checksum"):
        read(tmp_path, zipped([Member("header.json", b"{}", checksum=5)]))


def test_a_log_whose_samples_are_all_damaged_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="No row can be used"):
        read(tmp_path, zipped([_extra(checksum=1), _header()]))


@pytest.mark.parametrize("flags", [1, 0x40])
def test_an_encrypted_member_is_refused(tmp_path: Path, flags: int) -> None:
    with pytest.raises(EvidenceError, match="encrypted"):
        read(tmp_path, eval_log(SAMPLES, _extra(flags=flags)))


def test_an_unknown_packing_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"packed with method 98 \(PPMd\), which is not supported"):
        read(tmp_path, eval_log(SAMPLES, _extra(method=98)))


def test_a_zstandard_stream_of_several_frames_is_read_whole(tmp_path: Path) -> None:
    content = json.dumps(sample(9, "C")).encode()
    pack = zstandard.ZstdCompressor().compress
    frames = pack(content[:20]) + pack(content[20:])

    reading = read(tmp_path, eval_log(SAMPLES, _extra(content, method=93, packed=frames)))

    assert series(reading, "match").n == 4


def test_a_zstandard_window_of_a_gigabyte_is_never_allocated(tmp_path: Path) -> None:
    # Magic number, no content size, window of 2^30 bytes, one empty last block (RFC 8878).
    frame = b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([(30 - 10) << 3]) + b"\x01\x00\x00"
    assert zstandard.get_frame_parameters(frame).window_size == 1024**3 > WINDOW_BYTES

    reading = read(tmp_path, eval_log(SAMPLES, _extra(b"", method=93, packed=frame)))

    assert "needs more than 32 MB of memory" in reading.rejected[0].reason


@pytest.mark.parametrize(
    "name", ["../up.json", "/abs.json", "..\\up.json", "C:\\x.json", "samples/../../x_epoch_1.json", "other.txt"]
)
def test_members_with_strange_names_are_not_looked_at(tmp_path: Path, name: str) -> None:
    before = set(tmp_path.parent.iterdir())

    reading = read(tmp_path, eval_log(SAMPLES, Member(name, b"bad")))

    assert series(reading, "match").n == 3
    assert any("1 members with names that no Inspect log has" in note for note in reading.notes)
    assert set(tmp_path.parent.iterdir()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_log_that_is_still_written_gives_no_series_and_a_note(tmp_path: Path) -> None:
    members = [Member("_journal/start.json", b"{}"), Member("samples/1_epoch_1.json", json.dumps(SAMPLES[0]).encode())]

    reading = read(tmp_path, zipped(members))

    assert reading.evaluation is not None and reading.evaluation.series == ()
    assert any("still going" in note for note in reading.notes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), method=st.sampled_from([0, 8, 93]))
def test_flipped_bytes_end_in_figures_or_in_one_sentence(tmp_path: Path, data: st.DataObject, method: int) -> None:
    content = bytearray(eval_log(SAMPLES, method=method))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "log"
    path.write_bytes(content)

    said = ""
    try:
        reading = read_file(path)
    except EvidenceError as error:
        said = str(error)
    else:
        said = reading.data()["format"]
    assert 0 < len(said) < 400
