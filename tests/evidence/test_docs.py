"""The lists of formats and meanings in the docs are those of the program, and its commands are named."""

import re
from pathlib import Path

import pytest

from decider.evidence.readers.evaluation import MEANINGS as OF_EVALUATIONS
from decider.evidence.readers.recognise import formats
from decider.evidence.readers.usage.mapping import MEANINGS as OF_LOGS

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_every_format_is_described_once_and_none_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.+?) \| (\w+) \|$", DOCS, flags=re.MULTILINE)

    assert rows == [(each.name, each.label, each.kind.value) for each in formats()]


@pytest.mark.parametrize(("kind", "meanings"), [("a usage log", OF_LOGS), ("an evaluation", OF_EVALUATIONS)])
def test_every_meaning_of_a_column_is_described_as_the_page_offers_it(kind: str, meanings: dict[str, str]) -> None:
    (table,) = re.findall(rf"^\| column of {kind} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", DOCS, flags=re.MULTILINE)

    assert re.findall(r"^\| `(\w+)` \| (.+) \|$", table, flags=re.MULTILINE) == list(meanings.items())


@pytest.mark.parametrize("command", ["read_evidence", "import_evidence", "read_warehouse"])
def test_the_readme_names_every_command_and_leads_to_the_docs(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## From the command line\n")[2].partition("\n## ")[0]

    assert f"python manage.py {command} " in section
    assert "(docs/evidence.md)" in section
    assert (ROOT / "decider" / "management" / "commands" / f"{command}.py").exists()
    assert f"python manage.py {command} " in DOCS
