"""Every sample file of the tools gives the figures of its manifest."""

import json
from pathlib import Path
from typing import Any

import pytest

from decider.evidence.readers.reading import read_file
from tests.evidence.comparing import differences

OPEN = Path(__file__).parent.parent / "data" / "evidence" / "open"
FILES: list[dict[str, Any]] = json.loads((OPEN / "MANIFEST.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", FILES, ids=[entry["file"] for entry in FILES])
def test_a_sample_gives_the_figures_of_its_manifest(entry: dict[str, Any]) -> None:
    reading = read_file(OPEN / entry["file"])

    assert reading.sha256 == entry["sha256"]
    assert reading.bytes == entry["bytes"]
    assert differences(reading, entry["answers"]) == []


def test_every_file_that_lies_beside_the_manifest_is_in_it() -> None:
    there = {str(path.relative_to(OPEN)) for path in OPEN.rglob("*") if path.is_file() and path.name != "MANIFEST.json"}

    assert there == {entry["file"] for entry in FILES}
