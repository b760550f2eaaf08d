"""The sample files for fine-tuning: every figure of their manifest."""

import json
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import Reading, TrainingFile
from decider.evidence.readers import training
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.reading import read_file
from decider.evidence.readers.tokens import CL100K, token_counter

DATA = Path(__file__).parents[2] / "data" / "evidence" / "open"
MANIFEST = json.loads((DATA / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
SAMPLES = {entry["file"]: entry["answers"] for entry in MANIFEST if entry["file"].startswith("finetune/")}

pytestmark = pytest.mark.parametrize(("name", "answers"), SAMPLES.items(), ids=list(SAMPLES))


def _read(name: str) -> tuple[Reading, TrainingFile]:
    reading = read_file(DATA / name)
    assert reading.training is not None
    return reading, reading.training


def test_every_line_with_an_error_is_named_with_its_codes(name: str, answers: dict[str, Any]) -> None:
    reading, found = _read(name)
    planned = {
        int(line): {code for code in codes if not code.startswith("warn_")}
        for line, codes in answers["planned_findings_per_line"].items()
    }

    assert {bad.line: {bad.code, *bad.also} for bad in found.bad_lines} == {k: v for k, v in planned.items() if v}
    assert found.bad_lines_count == reading.rejected_count == answers["n_lines_with_errors"]
    assert [(row.line, row.reason) for row in reading.rejected] == [(bad.line, bad.reason) for bad in found.bad_lines]


def test_every_line_with_a_warning_is_named_with_its_code(name: str, answers: dict[str, Any]) -> None:
    _, found = _read(name)
    planned = {
        (int(line), code)
        for line, codes in answers["planned_findings_per_line"].items()
        for code in codes
        if code.startswith("warn_")
    }

    assert {(warning.line, warning.code) for warning in found.warnings} == planned
    assert found.warnings_count == len(planned)


def test_examples_are_counted_compared_and_repeated_as_planned(name: str, answers: dict[str, Any]) -> None:
    reading, found = _read(name)

    assert found.examples == answers["examples_parsed"]
    assert found.good_examples == reading.accepted == answers["n_clean_examples"]
    assert reading.rows == answers["lines_total"] - len(answers["blank_lines"])
    assert [list(group) for group in found.duplicates] == answers["exact_duplicate_groups"]
    assert [list(group) for group in found.conflicts] == answers["conflicting_label_groups"]
    assert found.epochs == answers["cookbook_default_epochs"]
    assert (
        any("At least 10 good examples" in sentence for sentence in found.missing)
        is not (answers["enough_examples_min10"])
    )


@pytest.mark.skipif(token_counter().is_estimate, reason="rs-bpe is not installed")
def test_tokens_are_exact_in_both_encodings(name: str, answers: dict[str, Any], tmp_path: Path) -> None:
    _, newer = _read(name)
    older = training.read(open_source(DATA / name, work=tmp_path), encoding=CL100K).training
    assert older is not None

    assert (newer.tokens, newer.tokens_by) == (answers["tokens_o200k_total_clean"], "o200k_base")
    assert (older.tokens, older.tokens_by) == (answers["tokens_cl100k_total_clean"], "cl100k_base")
    assert older.longest_tokens == answers["tokens_cl100k_max"]
    assert older.median_tokens == answers["tokens_cl100k_p50_linear"]
    assert older.assistant_tokens == answers["assistant_tokens_cl100k_total"]
    assert [over for _, over, _ in older.limits] == [answers[f"n_over_{n}"] for n in (4096, 16385, 65536)]
    assert older.limits[0][2] == answers["cookbook_billing_tokens_4096_cap"]
