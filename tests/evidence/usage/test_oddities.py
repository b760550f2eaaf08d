"""What stands far down in a large file is read as the careful path reads it."""

from pathlib import Path

import pytest

from decider.evidence.readers.opening import open_source
from decider.evidence.readers.source import ReadOptions, Source
from decider.evidence.readers.usage.litellm import LINES, SPEND_LOGS
from decider.evidence.readers.usage.table import read_calls


def opened(folder: Path, name: str) -> Source:
    work = folder / f"work-{name}"
    work.mkdir(exist_ok=True)
    return open_source(folder / name, work=work, name=name, options=ReadOptions())


@pytest.mark.parametrize(
    ("usual", "odd", "reason"),
    [
        ("2026-10-31 09:00:00.000", "2026-10-31 09:00:00+02", None),
        ("2026-10-31 09:00:00.000", "2026-10-31 09:00:00-0200", None),
        ("2026-10-31 09:00:00.000", "2026-10-31T09:00:00Z", None),
        ("2026-10-31 09:00:00.000", "2026-10-31 09:00:00 Europe/Berlin", "startTime is no time"),
        ("2026-10-31 09:00:00.000", "2026-10-31", "startTime is no time"),
        ("2026-10-31 09:00:00.000", "infinity", "startTime is no time"),
        ("2026-10-31T09:00:00Z", "2026-10-31 09:00:00", None),
        ("2026-10-31T09:00:00+01:00", "2026-10-31 09:00:00.5", None),
        ("1793437200", "1793437200000", None),
        ("1793437200000", "1793437200", None),
        ("1793437200", "17934", "startTime is outside"),
    ],
)
def test_a_time_that_is_written_otherwise_far_down_is_read_as_with_care(
    tmp_path: Path, usual: str, odd: str, reason: str | None
) -> None:
    rows = "".join(f"acompletion,{time},5,1,0.1,m\n" for time in [*[usual] * 100, odd])
    (tmp_path / "a").write_text("call_type,startTime,prompt_tokens,completion_tokens,spend,model\n" + rows)
    fast, careful = (read_calls(opened(tmp_path, "a"), SPEND_LOGS, fast=fast) for fast in (True, False))
    assert fast == careful
    assert [each.reason.split(":")[0].startswith(reason or "") for each in fast.rejected] == ([True] if reason else [])


@pytest.mark.parametrize("word", ["True", "false", "1", "yes", "N", "1.0", "None", "", "maybe"])
def test_words_for_yes_and_no_mean_the_same_on_both_paths(tmp_path: Path, word: str) -> None:
    rows = "".join(f"2026-10-31 09:00:00,5,1,m,{each}\n" for each in [*["False"] * 60, word])
    (tmp_path / "a").write_text("startTime,prompt_tokens,completion_tokens,model,cache_hit\n" + rows)
    fast, careful = (read_calls(opened(tmp_path, "a"), SPEND_LOGS, fast=fast) for fast in (True, False))
    assert fast == careful
    assert fast.rejected_count == (word == "maybe")
    assert fast.usage is not None and fast.usage.cache_hits == (word in ("True", "1", "yes", "1.0"))


@pytest.mark.parametrize("value", ["true", '"1_000"'])
def test_what_only_the_engine_takes_for_a_number_is_rejected(tmp_path: Path, value: str) -> None:
    row = '{"call_type": "acompletion", "startTime": 1793072852, "prompt_tokens": %s, "completion_tokens": 1}\n'
    (tmp_path / "a").write_text(row % 5 * 9 + row % value + row % 5, encoding="utf-8")
    reading = read_calls(opened(tmp_path, "a"), LINES, fast=True)
    assert [(each.line, each.reason.startswith("prompt_tokens is n")) for each in reading.rejected] == [(10, True)]
