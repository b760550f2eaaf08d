"""Token counts: exact where rs-bpe is installed, else an estimate that is labelled."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.evidence.readers import tokens
from decider.evidence.readers.prompt import read_prompt
from decider.evidence.readers.tokens import CL100K, O200K, TokenCounter, token_counter

exact = pytest.mark.skipif(token_counter().is_estimate, reason="rs-bpe is not installed")


@pytest.fixture
def estimate(monkeypatch: pytest.MonkeyPatch) -> TokenCounter:
    monkeypatch.setitem(sys.modules, "rs_bpe", None)
    monkeypatch.setattr(tokens, "_exact", tokens._exact.__wrapped__)
    return token_counter()


@exact
@pytest.mark.parametrize(
    ("encoding", "text", "count"),
    [
        # Published examples of tiktoken.
        (CL100K, "tiktoken is great!", 6),
        (O200K, "hello world", 2),
        (CL100K, "hello world", 2),
        (CL100K, "お誕生日おめでとう", 9),
        (O200K, "お誕生日おめでとう", 8),
        (CL100K, "antidisestablishmentarianism", 6),
        (O200K, "", 0),
        # The model's own words are plain text in what somebody pastes.
        (O200K, "<|endoftext|>", 7),
        (O200K, "\ud800", 1),
    ],
)
def test_counts_are_those_of_the_encoding(encoding: str, text: str, count: int) -> None:
    assert token_counter(encoding).count(text) == count
    assert token_counter(encoding).name == encoding


@exact
@given(st.text(st.characters(), max_size=200))
def test_no_text_is_refused(text: str) -> None:
    assert 0 <= token_counter().count(text) <= 4 * len(text)


def test_the_estimate_is_characters_by_four_and_says_so(estimate: TokenCounter) -> None:
    assert (estimate.name, estimate.is_estimate) == ("estimate", True)
    assert [estimate.count(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]
    reading = read_prompt("Classify the ticket.")
    assert reading.prompt is not None
    assert reading.prompt.tokens_by == "estimate"
    assert any("characters ÷ 4" in note and "53 %" in note for note in reading.notes)


def test_a_message_costs_three_more_than_its_values_and_a_name_one_more(estimate: TokenCounter) -> None:
    # "user" is 1, "abcdefgh" 2.
    assert estimate.message({"role": "user", "content": "abcdefgh"}) == 3 + 1 + 2
    assert estimate.message({"role": "user", "content": "abcdefgh", "name": "ann"}) == 3 + 1 + 2 + 1 + 1
    assert estimate.message({"role": "user", "content": "abcdefgh", "weight": 1}) == 3 + 1 + 2
    assert estimate.message({"role": "user", "content": None}) == 3 + 1
    assert estimate.example({"messages": [{"role": "user", "content": "abcdefgh"}] * 2}) == 2 * 6 + 3


def test_content_in_parts_counts_its_texts_and_calls_count_as_they_are_sent(estimate: TokenCounter) -> None:
    parts = [{"type": "text", "text": "abcdefgh"}, {"type": "image_url", "image_url": {"url": "data:" + "x" * 9_000}}]
    call = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]

    assert estimate.value(parts) == 2
    assert estimate.value(parts[1:]) == 0
    assert estimate.value(call) == estimate.count(
        '[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]'
    )
    assert estimate.example({"messages": [], "tools": [{"type": "function"}]}) == 3 + estimate.count(
        '[{"type":"function"}]'
    )
