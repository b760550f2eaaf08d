"""The list of formats in the docs is that of the program."""

import re
from pathlib import Path

from decider.evidence.readers.recognise import formats

DOCS = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"


def test_every_format_is_described_once_and_none_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.+?) \| (\w+) \|$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert rows == [(each.name, each.label, each.kind.value) for each in formats()]
