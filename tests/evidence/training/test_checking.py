"""A training file as a whole: one pass, every line named, and what is missing to start."""

import json
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import MAX_BAD_LINES, MAX_NAMED, EvidenceError, Kind
from decider.evidence.readers.reading import read_file
from decider.evidence.readers.training.lengths import Lengths, default_epochs
from decider.evidence.readers.training.missing import missing
from tests.evidence.training.given import chat, chats, checked, message, read, write


@pytest.mark.parametrize(
    ("examples", "epochs"),
    [(0, 3), (1, 25), (4, 25), (5, 20), (9, 11), (33, 3), (34, 3), (8_333, 3), (8_334, 2), (12_501, 1), (90_000, 1)],
)
def test_the_default_number_of_epochs_is_the_cookbooks(examples: int, epochs: int) -> None:
    assert default_epochs(examples) == epochs


def test_long_examples_are_billed_as_far_as_the_model_reads_them() -> None:
    lengths = Lengths()
    for tokens in (10, 5_000, 70_000):
        lengths.add(tokens)

    assert lengths.limits() == ((4_096, 2, 10 + 2 * 4_096), (16_385, 1, 21_395), (65_536, 1, 70_546))
    assert (lengths.total, lengths.longest, lengths.median()) == (75_010, 70_000, 5_000)


def test_a_good_file_lacks_only_what_it_is_tested_on(tmp_path: Path) -> None:
    reading = read(tmp_path, chats(60))

    assert (reading.kind, reading.rows, reading.accepted, reading.rejected_count) == (Kind.TRAINING, 60, 60, 0)
    assert reading.training is not None
    assert reading.training.missing == ()
    (sentence,) = reading.training.advice
    assert "held-out set" in sentence
    assert reading.training.classes == (("bug", 30), ("shipping", 30))


def test_all_that_is_wrong_with_a_line_is_said_in_one_entry(tmp_path: Path) -> None:
    bad = {"messages": [message("bot", ""), "Hello"]}

    (named,) = checked(tmp_path, [*chats(2), bad]).bad_lines

    assert named.line == 3
    assert {named.code, *named.also} == {"unrecognized_role", "content_empty", "message_not_object", "no_assistant"}
    assert "Message 1" in named.reason and "Message 2" in named.reason


def test_a_sentence_about_a_line_stays_short_whatever_the_line_holds(tmp_path: Path) -> None:
    bad = {"messages": [message("x" * 5_000, text="\x1b[31m") for _ in range(500)]}

    (named,) = checked(tmp_path, [*chats(2), bad]).bad_lines

    assert len(named.reason) < 400
    assert named.reason.endswith("more.")
    assert named.reason.isprintable()


@pytest.mark.parametrize("broken", ['{"messages": [', "nonsense", '{"messages": NaN}', '"text"', "3", "null", "[]"])
def test_a_line_that_is_no_object_is_named_and_the_rest_is_checked(broken: str, tmp_path: Path) -> None:
    found = checked(tmp_path, [*chats(3), broken, *chats(2)])

    (named,) = found.bad_lines
    assert named.line == 4
    is_json = broken in ('"text"', "3", "null", "[]")
    assert named.code == ("data_type" if is_json else "not_json")
    assert found.examples == (6 if is_json else 5)
    assert found.good_examples == 5


SHAREGPT = {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}


@pytest.mark.parametrize(
    ("line", "name", "tool"),
    [
        ({"prompt": "late", "completion": " shipping"}, "prompt-completion-jsonl", "prompt and completion (legacy)"),
        (SHAREGPT, "sharegpt-jsonl", "ShareGPT format"),
        (
            {"input": {}, "preferred_output": [], "non_preferred_output": []},
            "preference-jsonl",
            "preference pairs (DPO)",
        ),
        ({"prompt": "a", "chosen": "b", "rejected": "c"}, "preference-jsonl", "preference pairs (DPO)"),
    ],
)
def test_a_file_in_another_shape_is_called_so_with_all_its_lines_bad(
    line: dict[str, Any], name: str, tool: str, tmp_path: Path
) -> None:
    reading = read(tmp_path, [line] * 12)

    assert (reading.kind, reading.accepted, reading.rejected_count) == (Kind.TRAINING, 0, 12)
    assert (reading.format, reading.tool) == (name, tool)
    assert reading.training is not None
    assert reading.training.good_examples == reading.training.tokens == 0
    assert len(reading.training.bad_lines) == 12
    assert reading.training.advice == ()


def test_a_file_is_called_by_the_shape_of_most_of_its_lines(tmp_path: Path) -> None:
    assert read(tmp_path, [SHAREGPT, *chats(3)]).format == "openai-chat-jsonl"
    assert read(tmp_path, [*chats(1), SHAREGPT, SHAREGPT]).format == "sharegpt-jsonl"


def test_blank_lines_are_warned_of_and_counted_beyond_what_is_named(tmp_path: Path) -> None:
    lines = [chat(), *[""] * 3_000, chat("Another")]

    found = checked(tmp_path, lines)

    assert found.good_examples == 2
    blank = [warning for warning in found.warnings if warning.code == "warn_blank_line"]
    assert [warning.line for warning in blank] == list(range(2, MAX_NAMED + 2))
    assert found.warnings_count == 3_000


def test_every_bad_line_is_named_up_to_20_000_and_counted_beyond(tmp_path: Path) -> None:
    reading = read(tmp_path, [*chats(20), *['{"messages": 1}'] * (MAX_BAD_LINES + 5)])

    assert reading.training is not None
    assert [bad.line for bad in reading.training.bad_lines] == list(range(21, MAX_BAD_LINES + 21))
    assert reading.training.bad_lines_count == reading.rejected_count == MAX_BAD_LINES + 5
    assert len(reading.rejected) == MAX_NAMED


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('[{"role": "user", "content": "You classify."}]', "The line is a list, not an object with `messages`."),
        ('"text"', "The line is a text, not an object with `messages`."),
        ("-3", "The line is a number, not an object with `messages`."),
        ("null", "The line is null, not an object with `messages`."),
        ('{"messages": [{"role": "us', "Not valid JSON at column 24: Unterminated string."),
    ],
)
def test_a_line_that_is_no_object_is_described_in_whole_words(line: str, sentence: str, tmp_path: Path) -> None:
    (named,) = checked(tmp_path, [*chats(3), line]).bad_lines

    assert named.reason == sentence


def test_an_array_of_examples_is_checked_and_told_to_become_lines(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text(json.dumps([*chats(11), {"messages": []}], indent=1), encoding="utf-8")

    found = read_file(path).training

    assert found is not None
    assert (found.good_examples, [bad.line for bad in found.bad_lines], found.warnings) == (11, [12], ())
    assert found.missing[0].startswith("JSON lines:")


def test_system_messages_that_differ_are_named_before_a_job(tmp_path: Path) -> None:
    other = {"messages": [message("system", "Be brief."), message("user"), message("assistant", "bug")]}

    assert any("2 different system messages" in sentence for sentence in checked(tmp_path, [*chats(60), other]).advice)


def test_few_examples_and_rare_labels_are_named_before_a_job(tmp_path: Path) -> None:
    found = checked(tmp_path, [*chats(38), chat("One", "refund"), chat("Two", "refund")])

    assert any("50 to 100" in sentence for sentence in found.advice)
    assert any("“refund” has fewer than 10" in sentence for sentence in found.advice)


def test_answers_that_are_texts_are_no_classes(tmp_path: Path) -> None:
    assert checked(tmp_path, [chat(f"Ticket {n}", f"Answer {n} in words") for n in range(30)]).classes == ()
    assert checked(tmp_path, [chat(f"Ticket {n}", "Yes.\nNo.") for n in range(30)]).classes == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [(1, "1 line has an error: mend or remove it."), (2, "2 lines have an error: mend or remove them.")],
)
def test_lines_with_errors_stop_a_job_until_they_are_mended(tmp_path: Path, bad: int, said: str) -> None:
    assert checked(tmp_path, [*chats(60), *[{"messages": []}] * bad]).missing == (said,)


def test_a_file_that_is_too_large_stops_a_job_and_too_long_an_example_is_advised_against(tmp_path: Path) -> None:
    found = checked(tmp_path, [*chats(60), chat("word " * 70_000)])

    (sentence,) = missing(found, size=600 * 1024**2)
    assert "600 MB" in sentence
    assert any("65,536 tokens" in sentence for sentence in found.advice)
    (warning,) = [warning for warning in found.warnings if warning.code == "warn_over_4096"]
    assert warning.line == 61
    assert "65,536" in warning.reason


def test_a_log_of_chats_is_no_training_file(tmp_path: Path) -> None:
    lines = [{"id": "1", "model": "m", "messages": [message("user")], "latency": 3, "cost": 1} for _ in range(3)]

    with pytest.raises(EvidenceError):
        read_file(write(tmp_path / "log.jsonl", lines))
