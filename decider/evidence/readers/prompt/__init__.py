"""A prompt in use, taken apart: what it instructs, shows, defines, knows and asks, and what of it tuning would burn in.

The rules look at marks that people put into prompts (headings, tags, labels, placeholders); see `dividing`. They are
the same for everybody and every time, and what they say can be corrected by hand on the page.
"""

import math
from fractions import Fraction

from decider.domain.cost import kept_examples, kept_instructions
from decider.domain.evidence import EvidenceError, Kind, PromptParts, Reading
from decider.domain.options import Adaptation, Option
from decider.evidence.readers.formats import Format
from decider.evidence.readers.prompt.chat import chat
from decider.evidence.readers.prompt.parts import chat_parts, text_of, text_parts, tokens_of
from decider.evidence.readers.prompt.thorough import (
    CLEAR_INSTRUCTIONS,
    LANGUAGE_NOTE,
    OUTPUT_SCHEMA,
    VALIDATION_NOTE,
    has_and_missing,
)
from decider.evidence.readers.prompt.words import Part
from decider.evidence.readers.safe_json import storable
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.tokens import ESTIMATE_NOTE, O200K, token_counter

NAME = "prompt"
MAX_CHARACTERS = 1_000_000
MAX_LINES = 100_000
# Shares that stay are those of a tuned option that states none.
_TUNED = Option(key="tuned", adaptation=Adaptation.FINE_TUNE)


def read_prompt(text: str, *, encoding: str = O200K) -> Reading:
    """A pasted prompt with its parts, their tokens, and what of a thorough prompt it has.

    The parts of a plain text are the text, cut; a text is taken as chat if it is JSON with messages.

    Raises:
        EvidenceError: the text is empty, or has more than a million characters or 100,000 lines.
    """
    if len(text) > MAX_CHARACTERS:
        raise EvidenceError(
            f"The prompt has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken apart: "
            "leave out most of the context."
        )
    text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise EvidenceError("The prompt is empty: paste the text that is sent to the model.")
    if text.count("\n") > MAX_LINES:
        raise EvidenceError(
            f"The prompt has {text.count(chr(10)) + 1:,} lines; at most {MAX_LINES:,} are taken apart: "
            "leave out most of the context."
        )
    counter = token_counter(encoding)
    messages = chat(text)
    parts, examples = text_parts(text, counter) if messages is None else chat_parts(text, messages, counter)
    stable = tokens_of(parts, Part.INSTRUCTIONS, Part.SCHEMA)
    shown = tokens_of(parts, Part.EXAMPLES)
    tokens = sum(part.tokens for part in parts)
    # Whole tokens, half ones up; the rest is kept, so that the two add up to the prompt.
    burnt_in = math.floor(
        stable * (1 - kept_instructions(_TUNED)) + shown * (1 - kept_examples(_TUNED)) + Fraction(1, 2)
    )
    has, missing = has_and_missing(
        instructions=text_of(parts, Part.INSTRUCTIONS), schema=text_of(parts, Part.SCHEMA), examples=examples,
        examples_seen=not any(part.placeholder for part in parts if part.part == Part.EXAMPLES),
    )  # fmt: skip
    unclear = not {CLEAR_INSTRUCTIONS, OUTPUT_SCHEMA} <= {*has, *missing}
    return Reading(
        kind=Kind.PROMPT,
        format=NAME,
        bytes=len(text.encode()),
        rows=1,
        accepted=1,
        notes=(
            VALIDATION_NOTE,
            *((LANGUAGE_NOTE,) if unclear else ()),
            *((ESTIMATE_NOTE,) if counter.is_estimate else ()),
        ),
        prompt=PromptParts(
            parts=tuple(parts),
            tokens=tokens,
            tokens_by=counter.name,
            examples=examples,
            has=has,
            missing=missing,
            burnt_in_tokens=burnt_in,
            kept_tokens=tokens - burnt_in,
        ),
    )


def read(source: Source) -> Reading:
    """The prompt that a text file holds."""
    if source.path.stat().st_size > 4 * MAX_CHARACTERS:
        raise EvidenceError(f"The file is no prompt: at most {MAX_CHARACTERS:,} characters are taken apart.")
    return read_prompt(source.path.read_text(encoding="utf-8-sig", errors="replace"))


def _never(_: Source) -> bool:
    return False


FORMATS: tuple[Format, ...] = (
    Format(
        name=NAME,
        label="A prompt, as text or chat messages in JSON",
        tool="Prompt",
        kind=Kind.PROMPT,
        shapes=(Shape.TEXT,),
        # Any text may be a prompt: only a person can say so.
        matches=_never,
        read=read,
    ),
)
