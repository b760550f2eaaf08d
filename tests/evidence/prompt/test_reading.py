"""Any text: never an error but for one that is empty or too long, in linear time, and nothing lost."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from decider.domain.evidence import EvidenceError, Kind, PromptParts
from decider.domain.evidence_data import evidence_data, reading_from
from decider.evidence.readers.prompt import MAX_CHARACTERS, MAX_LINES, read_prompt
from decider.evidence.readers.prompt.dividing import MAX_PIECES
from decider.evidence.readers.reading import read_file
from decider.evidence.readers.tokens import token_counter

# What prompts are made of, so that random texts meet the rules.
LINES = [
    "# Examples",
    "## Example 1",
    "### Response:",
    "**Output format:**",
    "[INPUT]",
    "== Context ==",
    "<examples>",
    "</examples>",
    "<example>",
    "</example>",
    "<ticket>{{ticket}}</ticket>",
    "```json",
    "```",
    '"""',
    "---",
    "{",
    "}",
    '{"a": 1}',
    "[",
    "]",
    "Input: late parcel",
    "Output: shipping",
    "Output:",
    "Q: Why?",
    "A: So.",
    "late -> shipping",
    "late ->",
    "- item",
    "",
    "Here is the ticket:",
    "Here are some examples:",
    "Return JSON with these fields:",
    "Now classify this:",
    "{{input}}",
    "Context: {context}",
    "{% for example in examples %}",
    "{% endfor %}",
    "You must answer politely.",
    "Name:",
    "  ",
    "\f",
    '{"input": "a", "output": "b"}',
    'Return {"label": "bug"}.',
    "</x>",
    "<x>",
    "\u2028",
    "é" * 500,
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(LINES), max_size=40).map("\n".join))


def _prompt(text: str) -> PromptParts:
    prompt = read_prompt(text).prompt
    assert prompt is not None
    return prompt


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")


@given(TEXTS)
@example('"""\n"""')
@example("<a></a>\n</a>")
@example("A: \nA: ")
@example("```\n# Examples\n")
def test_the_parts_are_the_text_whatever_it_is(text: str) -> None:
    assume(text.strip())
    prompt = _prompt(text)

    # JSON with messages cannot come out of these texts: no key of it is "messages".
    assert "".join(part.text for part in prompt.parts) == _plain(text)
    assert all(1 <= part.first_line <= part.last_line for part in prompt.parts)
    before = [part.last_line for part in prompt.parts]
    assert all(last < part.first_line for last, part in zip(before, prompt.parts[1:], strict=False))
    assert all(one.part != other.part for one, other in zip(prompt.parts, prompt.parts[1:], strict=False))
    assert 0 <= prompt.burnt_in_tokens <= prompt.tokens
    assert prompt.examples >= 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "type", "role"]), inner),
    max_leaves=8,
)
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "developer", "user", "assistant", "tool", "x"]), "content": JSON},
    optional={"name": JSON, "tool_calls": JSON, "weight": JSON},
)
CHATS = st.lists(MESSAGE, min_size=1, max_size=8) | st.fixed_dictionaries(
    {"messages": st.lists(MESSAGE, min_size=1, max_size=8)},
    optional={"system": JSON, "tools": JSON, "response_format": JSON, "text": JSON, "model": JSON},
)


@given(CHATS, st.sampled_from([None, 1]))
def test_any_chat_is_taken_apart(chat: object, indent: int | None) -> None:
    text = json.dumps(chat, indent=indent)

    prompt = _prompt(text)

    assert prompt.tokens == sum(part.tokens for part in prompt.parts)
    assert all(1 <= part.first_line <= part.last_line <= text.count("\n") + 1 for part in prompt.parts)
    lines = [part.first_line for part in prompt.parts]
    assert lines == sorted(lines)


def test_a_chat_costs_what_its_messages_cost_in_all() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Late"},
        {"role": "assistant", "content": "shipping"},
        {"role": "user", "content": "Crash"},
    ]

    assert _prompt(json.dumps(messages)).tokens == token_counter().example({"messages": messages})


def test_of_equal_keys_the_last_messages_count() -> None:
    prompt = _prompt(
        '{"messages": [{"role": "user", "content": "one"}], "messages": [{"role": "user", "content": "two"}]}'
    )

    assert [part.text for part in prompt.parts] == ["two"]


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\u2003"])
def test_an_empty_prompt_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(EvidenceError, match="empty"):
        read_prompt(text)


def test_a_prompt_that_is_too_long_is_refused_in_a_sentence() -> None:
    with pytest.raises(EvidenceError, match="1,000,001 characters"):
        read_prompt("x" * (MAX_CHARACTERS + 1))
    with pytest.raises(EvidenceError, match="100,002 lines"):
        read_prompt("x\n" * (MAX_LINES + 1))


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        " ",
        "\n",
        "{",
        "[",
        "{{",
        "<",
        "<a>\n",
        "</a>\n",
        "a: ",
        "a:\n",
        "A: b\nQ: c\n",
        "Input:\n",
        "Input: a\nOutput: b\n",
        "```\n",
        '"""\n',
        "# x\n",
        "**a",
        "** a **\n",
        "- ",
        "a -> b\n",
        "->",
        "===",
        "{{a",
        "{\n",
        "{\n}\n",
        '{"input": ',
        "[\n[",
        '{"input":1,"output":2}\n',
        "Here is the ticket:\nx\n",
        "# Examples\n# Context\n",
        "<a>\n</a>\n",
        "answer with ",
        "\\",
        '[{"role":"user"},',
        "é",
        "{% for example %}\n",
        "<INSERT",
        "[[a",
        "Example 1\n",
    ],
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()

    try:
        prompt = _prompt(text)
    except EvidenceError:
        assert not text.strip()
        return

    # A tenth of it is usual; what grows with the square of the length takes minutes.
    assert time.process_time() - started < 8
    assert len(prompt.parts) <= MAX_PIECES
    assert "".join(part.text for part in prompt.parts) == text


def test_what_validation_cannot_show_is_said() -> None:
    assert any("cannot be seen in a prompt" in note for note in read_prompt("Classify the ticket.").notes)


def test_a_prompt_is_read_from_a_file_only_if_asked(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("<instructions>\nAnswer.\n</instructions>\n<question>{{q}}</question>\n", encoding="utf-8")

    reading = read_file(path, as_format="prompt")

    assert (reading.kind, reading.format) == (Kind.PROMPT, "prompt")
    assert reading.sha256 and reading.bytes == path.stat().st_size
    assert reading.prompt is not None
    assert [part.part for part in reading.prompt.parts] == ["instructions", "request"]
    assert reading_from(evidence_data(reading)) == reading
    with pytest.raises(EvidenceError):
        read_file(path)


def test_a_prompt_in_utf_16_and_one_that_is_no_text_end_well(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_bytes("Classify the ticket: {{ticket}}".encode("utf-16"))
    prompt = read_file(path, as_format="prompt").prompt
    assert prompt is not None
    assert prompt.parts[0].text == "Classify the ticket: {{ticket}}"

    path.write_bytes(b"%PDF-1.7\n\x00\x01")
    with pytest.raises(EvidenceError):
        read_file(path, as_format="prompt")
    path.write_text("x" * (5 * MAX_CHARACTERS), encoding="utf-8")
    with pytest.raises(EvidenceError, match="no prompt"):
        read_file(path, as_format="prompt")
