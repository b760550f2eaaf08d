"""Files for fine-tuning, checked line by line before anybody pays for a job that a provider refuses."""

from collections.abc import Callable
from dataclasses import replace

from decider.domain.evidence import EvidenceError, Kind, Reading, Rejected
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.tokens import ESTIMATE_NOTE, O200K, token_counter
from decider.evidence.readers.training.against import requests_of
from decider.evidence.readers.training.checking import Checking
from decider.evidence.readers.training.compared import MAX_COMPARED
from decider.evidence.readers.training.lines import LineShape, shape_of_file
from decider.evidence.readers.training.missing import advice, missing


def read(source: Source, *, encoding: str = O200K) -> Reading:
    """Checks all lines. Bad lines are named and left out of the counts; a file of bad lines only is a reading too.

    Where the evaluation file to compare with cannot be read, a note says so, and leaks count as not looked for.
    """
    notes, requests = [], None
    if source.options.against is not None:
        try:
            requests = requests_of(source.options.against, source)
        except EvidenceError as error:
            notes.append(f"Leaks were not looked for. {error}")
    checking = Checking(token_counter(encoding), requests)
    # The lines of a JSON array are numbered by their place.
    is_lines = source.line_numbers is None
    for line in source.lines():
        checking.add(line, numbered_by_line=is_lines)
    training = checking.training()
    sentences = missing(training, size=source.bytes)
    if source.line_numbers is not None and len(source.line_numbers) > 1:
        sentences = ("JSON lines: the file is one JSON array; providers take one example a line.", *sentences)
    if training.tokens_by != encoding:
        notes.append(ESTIMATE_NOTE)
    if checking.is_cut:
        notes.append(f"Duplicates and conflicts were looked for among the first {MAX_COMPARED:,} examples.")
    return Reading(
        kind=Kind.TRAINING,
        # That of the shape that was recognised.
        format="",
        rows=checking.rows,
        accepted=checking.good,
        rejected=tuple(Rejected(bad.line, bad.reason) for bad in training.bad_lines),
        rejected_count=training.bad_lines_count,
        notes=tuple(notes),
        training=replace(training, missing=sentences, advice=advice(training, checking.systems)),
    )


def _matches(shape: LineShape) -> Callable[[Source], bool]:
    return lambda source: shape_of_file(source.sample) is shape


# Files in the other shapes are read too: each line is named, with what to write instead.
FORMATS: tuple[Format, ...] = tuple(
    Format(
        name=name, label=label, tool=tool, kind=Kind.TRAINING, shapes=(Shape.LINES,), matches=_matches(shape), read=read
    )
    for shape, name, tool, label in (
        (LineShape.CHAT, "openai-chat-jsonl", "OpenAI chat format", "Chat examples for fine-tuning, JSON lines"),
        (LineShape.SHAREGPT, "sharegpt-jsonl", "ShareGPT format", "ShareGPT conversations, JSON lines"),
        (LineShape.PREFERENCE, "preference-jsonl", "preference pairs (DPO)", "Preference pairs (DPO), JSON lines"),
        (
            LineShape.LEGACY, "prompt-completion-jsonl", "prompt and completion (legacy)",
            "Prompts with completions, the format of older models, JSON lines",
        ),
    )
)  # fmt: skip
