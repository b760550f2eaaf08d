"""The requests of an evaluation file, to find examples of a training file that are also tested on.

Any file will do: results of an evaluation tool, JSON lines or a table of cases. All its texts are taken but those that
are answers by their name, because a tool may call a request anything; each is kept as a short hash of its normalised
form.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.source import Shape, Source, parse_json

# Different texts that are kept: some 100 bytes each.
MAX_TEXTS = 1_000_000
# A text longer than this is normalised no further: two requests that agree so far are the same.
_LONGEST = 100_000
# What answers, scores and reasons are called: a label such as "refund" must not pass for a request.
_ANSWERS = re.compile(
    r"^(outputs?|response|responses|completion|expected.*|actual.*|ideal|target|targets|reference|references|answer|"
    r"answers|label|labels|gold|score|scores|grad.*|metrics.*|assert.*|feedback.*|reference\..*|outputs\..*|error|"
    r"errors|reason|status|model|provider|role|type|choices|filtered_resps|resps)$",
    re.IGNORECASE,
)


def normalised(text: str) -> bytes:
    """A short hash of a text without its case, spacing and ways to write a character."""
    words = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split()
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def user_texts(messages: list[dict[str, Any]]) -> Iterator[str]:
    """The texts of the user's messages."""
    for message in messages:
        if message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, str):
                yield content
            elif isinstance(content, list):
                yield "\n".join(part["text"] for part in content if isinstance(part.get("text"), str))


def requests_of(path: Path, source: Source) -> frozenset[bytes]:
    """Hashes of all texts of an evaluation file that may be requests.

    Raises:
        EvidenceError: the file cannot be read, or holds no texts.
    """
    scratch = source.work / "against"
    scratch.mkdir(exist_ok=True)
    try:
        other = open_source(path, work=scratch, name=path.name, options=replace(source.options, against=None))
        found = _hashes(other)
    except EvidenceError as error:
        raise EvidenceError(f"The evaluation file to compare with: {error}") from None
    if not found:
        raise EvidenceError("The evaluation file to compare with holds no texts: choose one that holds the requests.")
    return frozenset(found)


def _hashes(source: Source) -> set[bytes]:
    found: set[bytes] = set()
    for text in _texts(source):
        if text.strip():
            found.add(normalised(text))
            if len(found) > MAX_TEXTS:
                raise EvidenceError(f"it holds more than {MAX_TEXTS:,} different texts: choose the file of the cases.")
    return found


def _texts(source: Source) -> Iterator[str]:
    if source.shape is Shape.DOCUMENT:
        yield from _within(source.document)
    elif source.shape is Shape.LINES:
        for line in source.lines():
            yield from _within(line.value)
    elif source.shape is Shape.TABLE:
        yield from _cells(source)
    else:
        raise EvidenceError("export it as JSON, JSON lines or CSV: other files are not compared.")


def _cells(source: Source) -> Iterator[str]:
    asked = [place for place, name in enumerate(source.header) if not _ANSWERS.match(name.strip())]
    for record in source.records():
        if record.cells is not None:
            for place in asked:
                yield from _within(record.cells[place])


def _within(value: Any, *, parse: bool = True) -> Iterator[str]:
    """All texts of a value; `parse`: texts that are JSON themselves, such as a rendered chat, are looked into."""
    if isinstance(value, str):
        yield value
        if parse and value.lstrip()[:1] in ("[", "{"):
            yield from _within_text(value)
    elif isinstance(value, list):
        for item in value:
            yield from _within(item, parse=parse)
    elif isinstance(value, Mapping):
        if value.get("role") == "assistant":
            return
        for key, item in value.items():
            if not _ANSWERS.match(key):
                yield from _within(item, parse=parse)


def _within_text(text: str) -> Iterator[str]:
    try:
        inner = parse_json(text)
    except EvidenceError:
        return
    yield from _within(inner, parse=False)
