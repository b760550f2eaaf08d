"""Examples that are also in the evaluation file."""

import json
import re
from pathlib import Path

import pytest

from tests.evidence.training.given import chat, chats, checked, message, read, write

DATA = Path(__file__).parents[2] / "data" / "evidence" / "open"


def _lines(*requests: str) -> list[dict[str, object]]:
    return [*chats(10), *(chat(request) for request in requests)]


def test_a_request_is_found_whatever_its_case_and_spacing(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(
        'case,message,expected\n1,"Where  IS my\nparcel?",shipping\n2,Ｎｅｗ ticket,bug\n', encoding="utf-8"
    )

    found = checked(tmp_path, _lines("where is my parcel?", "New Ticket", "Another"), against=cases)

    assert found.leaks == (11, 12)
    assert found.leaks_count == 2
    assert any("2 examples have a request that is also in the evaluation file" in each for each in found.advice)


def test_results_of_promptfoo_are_taken_for_their_variables(tmp_path: Path) -> None:
    results = DATA / "promptfoo" / "classify.jsonl"
    asked = json.loads(results.read_text(encoding="utf-8").splitlines()[0])["testCase"]["vars"]["message"]

    for path in (results, DATA / "promptfoo" / "classify.json", DATA / "promptfoo" / "classify.csv"):
        assert checked(tmp_path, _lines("Never asked", asked), against=path).leaks == (12,)


def test_answers_and_labels_of_the_evaluation_are_no_requests(tmp_path: Path) -> None:
    cases = write(
        tmp_path / "cases.jsonl",
        [{"input": "Late", "expected_output": "shipping", "output": "bug", "score": "one"}, {"input": "Crash"}],
    )

    assert checked(tmp_path, _lines("shipping", "bug", "one"), against=cases).leaks == ()


def test_chats_are_compared_by_the_messages_of_the_user(tmp_path: Path) -> None:
    conversation = [message("user", "Late parcel"), message("assistant", "Lost?"), message("user", "Yes it is")]
    cases = write(tmp_path / "cases.jsonl", [{"messages": conversation}, {"prompt": json.dumps(conversation[:1])}])
    parts = {"messages": [message("user", [{"type": "text", "text": "late PARCEL"}]), message("assistant", "shipping")]}

    assert checked(tmp_path, [*_lines("Lost?", "Yes it is"), parts], against=cases).leaks == (12, 13)


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "empty"), ("<html>", "HTML"), ('[{"output": "a"}]', "no texts")],
)
def test_an_evaluation_file_that_cannot_be_compared_is_said(content: str, words: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.write_text(content, encoding="utf-8")

    found = read(tmp_path, _lines(), against=cases)

    # The training file is no worse for it.
    assert found.training is not None
    assert (found.training.good_examples, found.training.leaks) == (10, None)
    assert re.search(f"^Leaks were not looked for. The evaluation file to compare with.*{words}", found.notes[0])


def test_without_an_evaluation_file_leaks_are_unknown_and_with_one_there_may_be_none(tmp_path: Path) -> None:
    cases = write(tmp_path / "cases.jsonl", [{"input": "Late"}, {"input": "Crash"}])

    assert checked(tmp_path, _lines()).leaks is None
    found = checked(tmp_path, chats(60), against=cases)
    assert (found.leaks, found.leaks_count, found.advice) == ((), 0, ())
