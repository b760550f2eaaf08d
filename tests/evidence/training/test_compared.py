"""Duplicates and conflicts, by hashes in bounded memory."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from decider.evidence.readers.training import compared
from decider.evidence.readers.training.compared import Compared, fingerprint
from tests.evidence.training.given import chat, chats, checked


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=40))
def test_groups_are_those_of_a_comparison_of_all_with_all(examples: list[tuple[int, int]]) -> None:
    found = Compared()
    duplicates: dict[Any, list[int]] = {}
    requests: dict[int, dict[int, int]] = {}
    for line, (request, answer) in enumerate(examples, 1):
        example = chat(str(request), str(answer))
        found.add(line, example)
        found.add_good(line, example)
        duplicates.setdefault((request, answer), []).append(line)
        requests.setdefault(request, {})[line] = answer

    same = sorted(tuple(lines) for lines in duplicates.values() if len(lines) > 1)
    differs = sorted(tuple(answers) for answers in requests.values() if len(set(answers.values())) > 1)
    assert list(found.duplicates().named) == same
    assert list(found.conflicts().named) == differs
    assert found.duplicates().good_lines == sum(map(len, same))
    assert found.conflicts().good_lines == sum(map(len, differs))


def test_the_order_of_keys_and_the_weight_make_no_other_example() -> None:
    assert fingerprint({"a": 1, "b": "é\ud800"}) == fingerprint({"b": "é\ud800", "a": 1})
    found = Compared()
    for line, weight in ((1, 0), (2, 1)):
        example = chat()
        example["messages"][-1]["weight"] = weight
        found.add_good(line, example)

    assert found.conflicts().count == 0


def test_other_tools_make_another_request() -> None:
    found = Compared()
    found.add_good(1, chat(answer="one"))
    found.add_good(2, chat(answer="two", tools=[]))

    assert found.conflicts().count == 0


def test_a_warning_names_three_other_lines_and_counts_the_rest(tmp_path: Path) -> None:
    found = checked(tmp_path, [*chats(10), *[chat("Same")] * 6])

    assert found.duplicates == ((11, 12, 13, 14, 15, 16),)
    by_line = {warning.line: warning.reason for warning in found.warnings}
    assert "lines 11, 12, 13 and 2 more" in by_line[16]
    assert "lines 12, 13, 14 and 2 more" in by_line[11]


def test_a_file_of_one_example_repeated_names_a_bounded_number_of_lines(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(compared, "MAX_NAMED_LINES", 100)

    found = checked(tmp_path, [chat()] * 3_000)

    assert found.duplicates == (tuple(range(1, 101)),)
    assert found.duplicates_count == 1
    assert found.warnings_count == 3_000


def test_only_as_many_examples_are_compared_as_fit_and_it_is_said(monkeypatch: Any, tmp_path: Path) -> None:
    from tests.evidence.training.given import read

    monkeypatch.setattr(compared, "MAX_COMPARED", 5)
    reading = read(tmp_path, [*chats(5), chat(), chat()])

    assert reading.training is not None
    assert reading.training.duplicates == ()
    assert any("first" in note for note in reading.notes)


def test_only_good_examples_repeat_one_that_can_be_learned_from(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"messages": []}
    found = checked(tmp_path, [*chats(12), *chats(2), *chats(1), *[empty] * 9])

    # Lines 13 to 15 repeat the first two; nine empty ones are no examples that could be repeated.
    assert (found.good_examples, found.repeated_examples, found.duplicates_count) == (15, 3, 3)
