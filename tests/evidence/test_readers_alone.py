"""The readers know neither Django nor the rest of the product: they run in a process of their own."""

import sys
from pathlib import Path

import pytest

from decider.evidence.readers.recognise import formats
from tests.sources import ROOT, imports, run_without_django

READERS = ROOT / "decider" / "evidence" / "readers"
ALLOWED = ("decider.domain", "decider.evidence.readers", "duckdb", "zstandard", "numpy", "scipy", "rs_bpe")


@pytest.mark.parametrize("path", sorted(READERS.rglob("*.py")), ids=lambda path: str(path.relative_to(READERS)))
def test_a_reader_imports_the_domain_the_engine_and_arithmetic_alone(path: Path) -> None:
    wrong = {
        module
        for module in imports(path)
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not any(module == allowed or module.startswith(f"{allowed}.") for allowed in ALLOWED)
    }

    assert not wrong


def test_a_file_is_read_where_django_is_not_installed() -> None:
    program = """
import sys
from decider.evidence.readers.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
    sample = ROOT / "tests" / "data" / "evidence" / "open" / "litellm" / "slp_full_20.jsonl"
    done = run_without_django(program, str(sample))

    assert done.returncode == 0, done.stderr
    assert '"calls": 20' in done.stdout


def test_names_of_formats_are_their_own_and_fit_a_command_line() -> None:
    names = [each.name for each in formats()]

    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in names)
    assert all(each.label and each.shapes for each in formats())
