"""Evaluation files made by hand, small enough to be counted on fingers."""

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from decider.domain.evidence import Evaluation, Reading, Series
from decider.evidence.readers.reading import read_file

OPEN = Path(__file__).parents[2] / "data" / "evidence" / "open"
HOSTILE = OPEN.parent / "hostile"


def read(folder: Path, content: str | bytes, *, name: str = "file", **options: Any) -> Reading:
    """The reading of a file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, **options)


def lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def evaluation(reading: Reading) -> Evaluation:
    assert reading.evaluation is not None
    return reading.evaluation


def series(reading: Reading, metric: str, name: str | None = None, filter_: str | None = None) -> Series:
    """The one series of this metric (of this option)."""
    (found,) = (
        each
        for each in evaluation(reading).series
        if each.metric == metric and name in (None, each.name) and filter_ in (None, each.filter)
    )
    return found


def promptfoo_row(
    case: int,
    passed: bool | None,
    *,
    provider: str = "a",
    prompt: str = "p",
    prompt_index: int = 0,
    named: Mapping[str, float] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """`passed` None is an error."""
    return {
        "success": bool(passed),
        "score": 1 if passed else 0,
        "failureReason": {True: 0, False: 1, None: 2}[passed],
        "error": None if passed else "why",
        "latencyMs": 100,
        "cost": 0,
        "provider": {"id": provider, "label": provider},
        "promptIdx": prompt_index,
        "prompt": {"label": prompt, "raw": prompt},
        "testIdx": case,
        "vars": {"text": f"case {case}"},
        "namedScores": dict(named or {}),
        "gradingResult": None if passed is None else {"pass": passed, "componentResults": [{"pass": passed}]},
        "response": {"output": "x"},
        **more,
    }


def promptfoo(rows: Iterable[Mapping[str, Any]], version: int = 3) -> str:
    return json.dumps({"evalId": "e", "results": {"version": version, "results": list(rows)}})


def sample(case: int, score: object, *, epoch: int = 1, **more: Any) -> dict[str, Any]:
    """An Inspect sample with one scorer, or an error where `score` is None."""
    made: dict[str, Any] = {"id": case, "epoch": epoch, "input": f"case {case}", "target": "t", **more}
    if score is None:
        return made | {"error": {"message": "429"}, "scores": {}}
    return made | {"scores": {"match": {"value": score}}}


def log(
    samples: list[dict[str, Any]] | None, *, status: str = "success", total: int | None = None, **config: Any
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "version": 2,
        "status": status,
        "eval": {
            "task": "t",
            "model": "m",
            "config": config,
            "packages": {"inspect_ai": "0.3.285"},
            "scorers": [{"name": "match"}],
            "dataset": {},
        },
        "results": {"total_samples": len(samples or []) if total is None else total, "scores": []},
    }
    return made if samples is None else made | {"samples": samples}


@dataclass(frozen=True)
class Member:
    """A member of a zip, as honest or as false as a test wants it."""

    name: str
    content: bytes
    method: int = 8
    flags: int = 0
    stated_size: int | None = None
    checksum: int | None = None
    packed: bytes | None = None
    # Offset that the list states instead of the true one.
    offset: int | None = None


_PACKERS: dict[int, Callable[[bytes], bytes]] = {
    0: bytes,
    8: lambda content: zlib.compress(content, wbits=-15),
    93: lambda content: zstandard.ZstdCompressor().compress(content),
}


def zipped(members: Iterable[Member]) -> bytes:
    """A zip of these members; `zipfile` would write only true ones."""
    body, directory = bytearray(), bytearray()
    number = 0
    for member in members:
        number += 1
        packed = member.packed if member.packed is not None else _PACKERS.get(member.method, bytes)(member.content)
        size = len(member.content) if member.stated_size is None else member.stated_size
        checksum = zlib.crc32(member.content) if member.checksum is None else member.checksum
        name = member.name.encode()
        common = struct.pack(
            "<5H3L2H", 20, member.flags, member.method, 0, 33, checksum, len(packed), size, len(name), 0
        )
        at = len(body) if member.offset is None else member.offset
        body += b"PK\x03\x04" + common + name + packed
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, at) + name
    end = struct.pack("<4H2LH", 0, 0, number, number, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def eval_log(samples: list[dict[str, Any]], *more: Member, method: int = 8, **header: Any) -> bytes:
    """An `.eval` archive of these samples."""
    made = log(samples, **header)
    del made["samples"]
    members = [
        Member(f"samples/{each['id']}_epoch_{each['epoch']}.json", json.dumps(each).encode(), method)
        for each in samples
    ]
    return zipped([*members, *more, Member("header.json", json.dumps(made).encode(), method)])
