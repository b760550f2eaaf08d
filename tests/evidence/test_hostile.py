"""Every hostile file ends in right figures or in one clear sentence, in time and within its memory."""

import json
import math
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError, Reading
from decider.evidence.readers.reading import read_file
from tests.evidence.comparing import evaluation_differences, percentiles, usage_differences

ROOT = Path(__file__).parent.parent.parent
HOSTILE = ROOT / "tests" / "data" / "evidence" / "hostile"
FILES: list[dict[str, Any]] = json.loads((HOSTILE / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
BY_NAME = {entry["file"]: entry for entry in FILES}
SECONDS = 10
MEGABYTES = 512
BOMBS = (
    "eval_zip_bomb.eval",
    "eval_overlapping_bomb.eval",
    "eval_zstd_bomb.eval",
    "eval_lying_size.eval",
    "million_columns.csv",
    "deep_nesting.json",
    "many_blank_lines.jsonl",
    "entity_bomb.xml",
)

# Of what an answer must speak, where the manifest's `must` is more than a line number: in the error, a note or the
# reason of a rejected row.
SAYS = {
    "concatenated_documents.json": "extra data after the first document",
    "whitespace_only.jsonl": "no records were found",
    "many_blank_lines.jsonl": "no records",
    "json_null.json": "unknown format",
    "json_number.json": "unknown format",
    "json_array_of_strings.json": "unknown format",
    "mixed_formats.jsonl": "mixes formats",
    "utf16be_nobom.csv": "utf-16",
    "nan_infinity.jsonl": "nan",
    "nan_tokens.csv": "number|nan",
    "end_before_start.jsonl": "before",
    "zero_results.json": "no results",
    "future_version.json": "version",
    "mixed_time_zones.csv": "utc",
    "bad_dates.csv": "date|time",
    "broken_quotes.csv": "quote on line 11",
    "ragged_rows.csv": "cells",
    "header_only.csv": "no rows",
    "no_header.csv": "unknown columns",
    "duplicate_columns.csv": "twice|more than once",
    "million_columns.csv": "columns",
    "one_huge_line_no_newline.json": "not valid json",
    "deep_nesting.json": "nested",
    "deep_nesting_objects.json": "nested",
    "html_report.html": "html",
    "html_named.json": "html",
    "entity_bomb.xml": "xml",
    "random_bytes.json": "not text|not utf-8 text",
    "sqlite_named.json": "sqlite",
    "parquet_named.jsonl": "parquet.*(json|csv)",
    "pickle_named.json": "pickle",
    "otlp_no_genai.jsonl": "genai|no llm|model",
    "gzip_truncated.jsonl.gz": "gzip file is damaged",
    "gzip_bad_crc.jsonl.gz": "gzip file is damaged",
    "eval_no_header.eval": "no header",
    "docx_named.eval": "word",
    "eval_zstd_partial.eval": "64|missing",
    "eval_zstd_damaged.eval": "damaged",
    "eval_unknown_method.eval": "method 98.*not supported",
    "eval_duplicate_members.eval": "twice|more than once|duplicate",
}


def said(outcome: Reading | EvidenceError) -> str:
    if isinstance(outcome, EvidenceError):
        return str(outcome)
    rows = [f"line {row.line}: {row.reason}" for row in outcome.rejected]
    return "\n".join((*outcome.notes, *rows))


def outcome_of(name: str) -> Reading | EvidenceError:
    try:
        return read_file(HOSTILE / name)
    except EvidenceError as error:
        return error


def figure_differences(reading: Reading, figures: Mapping[str, Any]) -> Iterator[str]:
    if reading.usage is not None:
        yield from usage_differences(reading.usage, figures)
        if "latency_ms" in figures:
            yield from percentiles("latency", reading.usage.latency, figures["latency_ms"])
        return
    assert reading.evaluation is not None
    if "n_rows" in figures:
        wanted = {"by_provider_and_prompt": {"the only one": {"provider": "", **figures}}}
        yield from evaluation_differences(reading.evaluation, wanted)
        return
    for key, passes in (("label_exact", figures["label_exact_C"]), ("includes", figures["includes_C"])):
        found = [each for each in reading.evaluation.series if each.metric.split("/")[0] == key]
        if [(each.n, each.passes) for each in found] != [(figures["n_samples"], passes)]:
            yield f"{key}: {found}"


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("name", [entry["file"] for entry in FILES])
def test_a_hostile_file_ends_as_its_manifest_says(name: str) -> None:
    entry = BY_NAME[name]
    started = time.monotonic()
    outcome = outcome_of(name)

    assert time.monotonic() - started < SECONDS
    if isinstance(outcome, EvidenceError):
        assert entry["expect"] != "accept", str(outcome)
        sentence = str(outcome)
        assert 10 < len(sentence) < 400 and sentence.isprintable()
    else:
        assert entry["expect"] != "reject", outcome
        if entry["expect"] == "accept_with_warning_or_reject" and not entry["must"].startswith("either recognise"):
            assert said(outcome), "accepted without a word"
        if entry["figures_if_accepted"]:
            assert list(figure_differences(outcome, entry["figures_if_accepted"])) == []
    for line in re.findall(r"\b(?:name|naming) (?:the )?line \(?(\d+)", entry["must"]):
        assert re.search(rf"line {line}\b", said(outcome), re.IGNORECASE), said(outcome)
    if name in SAYS:
        assert re.search(SAYS[name], said(outcome), re.IGNORECASE), said(outcome)


@pytest.mark.parametrize("name", [entry["file"] for entry in FILES])
def test_no_reading_holds_a_number_that_is_none_or_a_text_that_no_database_takes(name: str) -> None:
    outcome = outcome_of(name)
    if isinstance(outcome, EvidenceError):
        assert str(outcome).encode("utf-8")
        return
    data = outcome.data()

    text = json.dumps(data, allow_nan=False, ensure_ascii=False)
    assert text.encode("utf-8") and "\\u0000" not in text
    assert all(math.isfinite(number) and number >= 0 for number in numbers(data))


def test_a_thousand_models_are_kept_within_bounds() -> None:
    reading = read_file(HOSTILE / "many_models.jsonl")

    assert reading.usage is not None
    assert reading.usage.models == 1000
    assert len(reading.usage.by_model) <= 60
    assert sum(model.calls or 0 for model in reading.usage.by_model.values()) == 1000


def test_times_of_mixed_units_fall_within_one_day() -> None:
    outcome = outcome_of("epoch_units.jsonl")

    if isinstance(outcome, Reading):
        assert outcome.usage is not None and outcome.usage.first_at and outcome.usage.last_at
        assert (outcome.usage.last_at - outcome.usage.first_at).days < 2


def test_the_same_file_gives_the_same_reading_twice() -> None:
    first, second = read_file(HOSTILE / "same_again_a.jsonl"), read_file(HOSTILE / "same_again_a.jsonl")

    assert first.data() == second.data()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_a_process_of_bounded_memory(name: str, tmp_path: Path) -> None:
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from decider.evidence.readers.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        # Not `ru_maxrss`, which begins with what the process that started this one had.
        "peak = re.search(r'VmHWM:\\s*(\\d+) kB', Path('/proc/self/status').read_text())\n"
        "print(int(peak[1]) // 1024)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(HOSTILE / name), "--work", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS * 3,
        check=False,
    )

    assert done.returncode in (0, 2), done.stderr
    *_, answer, megabytes = done.stdout.splitlines()
    assert set(json.loads(answer)) & {"reading", "error"}
    assert int(megabytes) < MEGABYTES
    assert list(tmp_path.iterdir()) == []


def test_a_gzip_bomb_is_stopped_before_it_fills_the_disk(tmp_path: Path) -> None:
    import gzip

    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb", compresslevel=9) as out:
        for _ in range(100):
            out.write(b"\n" * 1024**2)

    with pytest.raises(EvidenceError, match="unpacks from"):
        read_file(bomb, work=tmp_path)
    assert list(tmp_path.iterdir()) == [bomb]


@pytest.mark.parametrize("name", ["eval_path_traversal.eval", "pickle_named.json"])
def test_nothing_is_written_beside_the_file_or_where_its_content_says(name: str, tmp_path: Path) -> None:
    before = sorted(HOSTILE.iterdir())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        outcome_of(name)

    assert sorted(HOSTILE.iterdir()) == before
    assert list(tmp_path.iterdir()) == []
    assert not Path("/srv/app_hacked").exists()
