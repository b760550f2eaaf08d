"""The parts of a prompt with their tokens: of a text, or of chat messages in JSON."""

from collections.abc import Iterable
from dataclasses import replace

from decider.domain.evidence import PromptPart
from decider.evidence.readers.prompt.chat import Stretch
from decider.evidence.readers.prompt.counting import count_examples
from decider.evidence.readers.prompt.dividing import divide
from decider.evidence.readers.prompt.placeholders import is_placeholder
from decider.evidence.readers.prompt.words import Part
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.tokens import TOKENS_PER_EXAMPLE, TokenCounter

_LONGEST_TITLE = 80
# Roles of messages that stand for an example when they come before the last of the user.
_TURNS = ("user", "assistant", "tool", "function")
# Parts that may come with the call. Instructions with a placeholder are as long as they look.
_FILLED = (Part.EXAMPLES, Part.CONTEXT, Part.REQUEST)


def text_parts(text: str, counter: TokenCounter) -> tuple[list[PromptPart], int]:
    """Parts that follow each other and together are the text, and the number of examples."""
    pieces, found = divide(text)
    parts = []
    for piece in pieces:
        content = "".join(found.lines[piece.first : piece.end])
        last = piece.first + len(content.rstrip().split("\n")) if content.strip() else piece.end
        parts.append(_part(piece.part, piece.title, content, counter.count(content), (piece.first + 1, last)))
    return parts, count_examples(pieces, found)


def chat_parts(text: str, stretches: list[Stretch], counter: TokenCounter) -> tuple[list[PromptPart], int]:
    """Parts of messages, and the number of examples.

    The system message and the last of the user are taken apart like texts; pairs of messages before the last of the
    user are examples. A part has its message's lines in the pasted JSON. Its tokens are those of the message's
    format too.
    """
    messages = [stretch for stretch in stretches if stretch.name == "message"]
    last_user = max((at for at, message in enumerate(messages) if message.role == "user"), default=len(messages) - 1)
    last = messages[last_user]
    has_system = any(stretch.role in ("system", "developer") for stretch in stretches)
    parts: list[PromptPart] = []
    examples = 0
    shots: list[Stretch] = []
    for stretch in stretches:
        if stretch.name == "message" and stretch.role in _TURNS and stretch.start < last.start:
            shots.append(stretch)
            continue
        if shots:
            parts.append(_shots(text, shots, counter))
            examples += sum(shot.role == "assistant" for shot in shots)
            shots = []
        if stretch.is_schema or stretch.is_tools:
            part = Part.SCHEMA if stretch.is_schema else Part.INSTRUCTIONS
            parts.append(_whole(part, stretch.name, stretch, counter.count(stretch.raw)))
        elif stretch.start > last.start and stretch.name == "message":
            # The beginning of the answer, or what a tool found out for the request.
            part = Part.CONTEXT if stretch.role in ("tool", "function") else Part.REQUEST
            parts.append(_whole(part, f"{stretch.role} message", stretch, counter.message(stretch.value)))
        else:
            default = Part.REQUEST if stretch is last and has_system else Part.INSTRUCTIONS
            found, count = _message(stretch, default, counter)
            parts += found
            examples += count
    return _with_more_tokens(parts, TOKENS_PER_EXAMPLE), examples


def _message(stretch: Stretch, default: Part, counter: TokenCounter) -> tuple[list[PromptPart], int]:
    content = stretch.content
    pieces, found = divide(content, default)
    value = stretch.value if stretch.name == "message" else {"role": "system", "content": stretch.value}
    more = counter.message(value) - counter.value(value.get("content"))
    parts = []
    for piece in pieces:
        words = "".join(found.lines[piece.first : piece.end])
        title = piece.title or f"{stretch.role} message"
        lines = (stretch.first_line, stretch.last_line)
        parts.append(_part(piece.part, title, words, counter.count(words) + more, lines))
        more = 0
    if not parts:
        parts = [_part(default, f"{stretch.role} message", "", more, (stretch.first_line, stretch.last_line))]
    return parts, count_examples(pieces, found)


def _shots(text: str, shots: list[Stretch], counter: TokenCounter) -> PromptPart:
    tokens = sum(counter.message(shot.value) for shot in shots)
    words = text[shots[0].start : shots[-1].start + len(shots[-1].raw)]
    return _part(Part.EXAMPLES, "Messages", words, tokens, (shots[0].first_line, shots[-1].last_line))


def _whole(part: Part, title: str, stretch: Stretch, tokens: int) -> PromptPart:
    text = stretch.content if stretch.name == "message" else stretch.raw
    return _part(part, title, text, tokens, (stretch.first_line, stretch.last_line))


def _part(part: Part, title: str, text: str, tokens: int, lines: tuple[int, int]) -> PromptPart:
    name = shown(title.replace("_", " "), _LONGEST_TITLE) or part.value
    return PromptPart(
        part=part.value,
        title=name[:1].upper() + name[1:],
        text=text,
        tokens=tokens,
        first_line=lines[0],
        last_line=lines[1],
        placeholder=part in _FILLED and is_placeholder(text),
    )


def _with_more_tokens(parts: list[PromptPart], tokens: int) -> list[PromptPart]:
    return [*parts[:-1], replace(parts[-1], tokens=parts[-1].tokens + tokens)]


def tokens_of(parts: Iterable[PromptPart], *kinds: Part) -> int:
    return sum(part.tokens for part in parts if part.part in kinds)


def text_of(parts: Iterable[PromptPart], kind: Part) -> str:
    return "\n".join(part.text for part in parts if part.part == kind)
