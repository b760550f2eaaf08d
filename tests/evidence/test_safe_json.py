import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.safe_json import depth, parse_json, parse_noting, parse_several, shown

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def _replaced(value: object) -> object:
    if isinstance(value, str):
        return "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, list):
        return [_replaced(item) for item in value]
    if isinstance(value, dict):
        return {_replaced(key): _replaced(item) for key, item in value.items()}
    return value


@given(VALUES)
def test_what_python_writes_is_read_as_python_reads_it_but_for_unstorable_characters(value: object) -> None:
    text = json.dumps(value)

    assert parse_json(text) == _replaced(json.loads(text))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "ends too early"),
        ('{"a": 1', "ends too early"),
        ('{"a": 1,}', "line 1, column"),
        ("nul", "Not valid JSON at line 1, column 1"),
        ('{"a":1}\n{"a":2}', r"extra data after the first document \(line 2"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ("[-Infinity]", "-Infinity is not a JSON number"),
        ("[1e999]", "too large"),
        ("[" + "9" * 400 + ".0]", "too large"),
        ("[" + "9" * 101 + "]", "integer of 101 digits"),
        ("[" + "9" * 5000 + "]", "integer of 5,000 digits"),
        ("[" * 201 + "]" * 201, "nested deeper than 200"),
        ("[" * 100_000, "nested deeper than 200"),
        ('{"a":' * 100_000, "nested deeper than 200"),
    ],
)
def test_json_that_is_not_read_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence) as caught:
        parse_json(text)

    assert len(str(caught.value)) < 400


def test_depth_and_digits_at_the_limit_are_read() -> None:
    assert parse_json("9" * 100) == int("9" * 100)
    deep = parse_json("[" * 200 + "]" * 200)
    assert json.dumps(deep) == "[" * 200 + "]" * 200


def test_brackets_in_strings_are_no_depth() -> None:
    text = json.dumps({"a": "[{" * 5_000, "b": '\\"[' * 500})

    assert depth(text.encode()) == 1
    assert parse_json(text)["a"] == "[{" * 5_000


def test_quotes_that_never_close_cost_one_pass() -> None:
    started = time.monotonic()
    with pytest.raises(EvidenceError):
        parse_json('["' + '\\"' * 500_000 + "[" * 300)

    assert time.monotonic() - started < 2


def test_of_equal_keys_the_last_counts_and_is_named() -> None:
    value, repeated = parse_noting('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}', duplicates=True)

    assert value == {"a": 3, "b": {"c": 2}}
    assert repeated == ["c", "a"]


def test_characters_that_no_database_takes_are_replaced_in_keys_too() -> None:
    value = parse_json('{"a\\u0000": ["\\ud800x", "\\ud83d\\ude00"]}')

    assert value == {"a\ufffd": ["\ufffdx", "😀"]}


def test_too_many_values_in_one_piece_are_refused() -> None:
    with pytest.raises(EvidenceError, match="more than 500,000 values"):
        parse_json("[" + "0," * 500_001 + "0]")


def test_several_documents_come_with_the_lines_they_start_on() -> None:
    assert parse_several('\n{"a":\n1}\n\n{"b": 2} [3]') == [(2, {"a": 1}), (5, {"b": 2}), (5, [3])]


@given(st.text(max_size=300))
def test_text_in_messages_is_short_and_printable(text: str) -> None:
    assert len(shown(text)) <= 80
    assert not any(char < " " or "\ud800" <= char <= "\udfff" for char in shown(text))
