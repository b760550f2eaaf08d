"""Prompts as people write them, each taken apart as its author would."""

from pathlib import Path

import pytest

from decider.domain.evidence import PromptParts
from decider.evidence.readers.prompt import read_prompt

PROMPTS = Path(__file__).parent / "prompts"
# Instructions, examples, schema, context, request.
N, E, S, C, R = "instructions", "examples", "schema", "context", "request"
CLEAR, SCHEMA, SHOWN = "clear_instructions", "output_schema", "examples"

# Name: parts with their first and last line, examples, what of a thorough prompt it has.
TABLE: dict[str, tuple[list[tuple[str, int, int]], int, set[str]]] = {
    "agent_system.txt": ([(N, 1, 7), (C, 9, 13), (R, 15, 16)], 0, {CLEAR}),
    "alpaca_template.txt": ([(N, 1, 4), (R, 6, 9)], 0, {CLEAR}),
    "arithmetic_qa.txt": ([(E, 1, 5), (R, 7, 8)], 2, set()),
    "brand_voice_emails.txt": ([(N, 1, 1), (E, 3, 9), (R, 11, 12)], 2, {CLEAR}),
    "capitals_headings.txt": ([(N, 1, 5), (S, 7, 8), (E, 10, 15), (R, 17, 18)], 2, {CLEAR, SCHEMA}),
    "documents_xml.txt": ([(N, 1, 3), (C, 4, 8), (E, 9, 14), (R, 15, 15)], 1, set()),
    "extraction_markdown.txt": ([(N, 1, 6), (S, 8, 12), (E, 14, 21), (R, 23, 24)], 2, {CLEAR, SCHEMA}),
    "invoice_quotes.txt": ([(N, 1, 1), (S, 3, 7), (N, 9, 9), (R, 11, 14)], 0, {CLEAR, SCHEMA}),
    "jinja_loop.txt": ([(N, 1, 1), (E, 3, 6), (R, 8, 9)], 0, {CLEAR}),
    "json_array_examples.txt": ([(N, 1, 1), (E, 3, 7), (R, 9, 9)], 2, {CLEAR}),
    "medical_long.txt": ([(N, 1, 7), (S, 9, 20), (E, 22, 42), (R, 44, 45)], 5, {CLEAR, SCHEMA, SHOWN}),
    "meeting_bold.txt": ([(N, 1, 6), (C, 8, 10)], 0, {CLEAR}),
    "numbered_inline_examples.txt": ([(N, 1, 1), (E, 3, 13), (R, 15, 16)], 3, {CLEAR, SCHEMA}),
    "plain_sentence.txt": ([(N, 1, 1)], 0, {CLEAR}),
    "rag_template.txt": ([(N, 1, 1), (C, 2, 2), (R, 4, 4)], 0, set()),
    "review_code.txt": ([(N, 1, 1), (S, 3, 3), (R, 5, 9)], 0, {CLEAR, SCHEMA}),
    "sql_json_lines.txt": ([(N, 1, 1), (C, 3, 4), (E, 6, 7), (R, 9, 9)], 2, set()),
    "tickets_pairs.txt": ([(N, 1, 2), (E, 4, 8), (R, 10, 11)], 2, {CLEAR, SCHEMA}),
    "translation_arrows.txt": ([(N, 1, 1), (E, 3, 4), (R, 5, 5)], 2, set()),
    "tweets_generic.txt": ([(N, 1, 1), (E, 2, 7), (R, 8, 9)], 3, set()),
    # Other languages than English.
    "german_tickets.txt": ([(N, 1, 3), (E, 5, 10), (R, 12, 14)], 2, {CLEAR}),
    "french_tickets.txt": ([(N, 1, 1), (E, 3, 9), (R, 11, 12)], 2, {CLEAR}),
    "spanish_tickets.txt": ([(N, 1, 2), (E, 4, 9), (R, 11, 12)], 2, {CLEAR}),
    "chinese_tickets.txt": ([(N, 1, 1), (R, 3, 3)], 0, set()),
    # Chat messages in JSON.
    "chat_few_shot.json": ([(N, 2, 2), (E, 3, 6), (R, 7, 7)], 2, {CLEAR, SCHEMA}),
    "anthropic_messages.json": ([(N, 4, 4), (E, 4, 4), (C, 6, 11), (R, 6, 11), (R, 12, 12)], 1, {CLEAR}),
    "chat_with_schema.json": ([(N, 3, 3), (R, 4, 4), (S, 6, 9), (N, 10, 10)], 0, {SCHEMA}),
}
# What cannot be known: rules for English find nothing elsewhere, and examples may be put in with each call.
UNKNOWN = {
    "jinja_loop.txt": {SHOWN},
    "german_tickets.txt": {SCHEMA},
    "french_tickets.txt": {SCHEMA},
    "spanish_tickets.txt": {SCHEMA},
    "chinese_tickets.txt": {CLEAR, SCHEMA},
}


def _read(name: str) -> PromptParts:
    prompt = read_prompt((PROMPTS / name).read_text(encoding="utf-8")).prompt
    assert prompt is not None
    return prompt


def test_every_prompt_in_the_folder_is_in_the_table() -> None:
    assert {path.name for path in PROMPTS.iterdir()} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_prompt_is_taken_apart_as_its_author_would(name: str) -> None:
    parts, examples, has = TABLE[name]
    prompt = _read(name)

    assert [(part.part, part.first_line, part.last_line) for part in prompt.parts] == parts
    assert prompt.examples == examples
    assert set(prompt.has) == has
    assert set(prompt.missing) == {CLEAR, SCHEMA, SHOWN} - has - UNKNOWN.get(name, set())


@pytest.mark.parametrize("name", [name for name in TABLE if name.endswith(".txt")])
def test_the_parts_of_a_text_are_the_text_and_their_lines_are_where_they_say(name: str) -> None:
    text = (PROMPTS / name).read_text(encoding="utf-8")
    lines = text.split("\n")
    parts = _read(name).parts

    assert "".join(part.text for part in parts) == text
    for part in parts:
        assert part.text.rstrip("\n") == "\n".join(lines[part.first_line - 1 : part.last_line])


@pytest.mark.parametrize("name", TABLE)
def test_what_is_burnt_in_and_what_stays_are_all_tokens(name: str) -> None:
    prompt = _read(name)
    by_part = {kind: sum(part.tokens for part in prompt.parts if part.part == kind) for kind in (N, E, S, C, R)}

    assert prompt.tokens == sum(by_part.values()) == prompt.burnt_in_tokens + prompt.kept_tokens
    # Examples go, context and request stay, seven tenths of what is stable go; rounded once, half tokens up.
    assert prompt.burnt_in_tokens == (10 * by_part[E] + 7 * (by_part[N] + by_part[S]) + 5) // 10
