"""Sample files, the right answers that came with them, and small files of one's own."""

import json
from pathlib import Path
from typing import Any

from decider.domain.evidence import Reading, Usage
from decider.evidence.readers.reading import read_file

OPEN = Path(__file__).parents[2] / "data" / "evidence" / "open"
_ANSWERS = {
    entry["file"]: entry["answers"]
    for entry in json.loads((OPEN / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
}


def answers(file: str) -> dict[str, Any]:
    """What the manifest says of a sample file."""
    return _ANSWERS[file]


def sample(file: str) -> Reading:
    return read_file(OPEN / file)


def usage_of(reading: Reading) -> Usage:
    assert reading.usage is not None
    return reading.usage


def read_text(folder: Path, text: str, **options: Any) -> Reading:
    """The reading of a file with this content."""
    path = folder / "file"
    path.write_text(text, encoding="utf-8")
    return read_file(path, **options)


def read_lines(folder: Path, *rows: Any) -> Reading:
    """The reading of JSON lines."""
    return read_text(folder, "".join(json.dumps(row) + "\n" for row in rows))
