"""How many examples a prompt shows."""

import re
from collections.abc import Iterable

from decider.evidence.readers.prompt import marks
from decider.evidence.readers.prompt.pieces import Piece
from decider.evidence.readers.prompt.survey import Survey
from decider.evidence.readers.prompt.words import Part

_EXAMPLE_TAG = re.compile(
    r"<(?:example|sample|demo|demonstration|shot|beispiel|exemple|ejemplo|esempio|exemplo|voorbeeld)"
    r"(?:[_-]?\d{1,4})?(?:\s[^<>]{0,200})?>",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\s{0,8}(?:#{1,6}\s|\*\*|\[|- |={2,}\s?)?(?:example|sample|case|shot|beispiel|exemple|ejemplo|esempio|exemplo|"
    r"voorbeeld)\s{0,2}(?:no\.?\s?|nr\.?\s?|n°\s?)?#?\d{1,4}\b",
    re.IGNORECASE,
)
_KEY = re.compile(
    r'"(?:input|text|question|query|ticket|user|message|prompt|request|review|email)"\s{0,4}:', re.IGNORECASE
)
_LABELLED = re.compile(
    r"\s{0,8}(?:[-*]\s)?\**(?:example|beispiel|exemple|ejemplo|esempio|exemplo|voorbeeld)\**\s?:", re.IGNORECASE
)
_ITEM = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s")


def count_examples(pieces: Iterable[Piece], found: Survey) -> int:
    """Examples in the parts that hold examples, by the first notation that is found.

    Tags (<example>), numbered headings (Example 3), pairs (Input: / Output:, →, lines of JSON), keys of JSON,
    labels (Example: …), items of a list. Pairs whose answer is a placeholder are none.
    """
    spans = [(piece.first, piece.end) for piece in pieces if piece.part is Part.EXAMPLES]
    lines = [found.lines[at] for start, end in spans for at in range(start, end)]
    return (
        sum(len(_EXAMPLE_TAG.findall(line)) for line in lines)
        or sum(_NUMBERED.match(line[: marks.LOOKED_AT]) is not None for line in lines)
        or _pairs(spans, found)
        or sum(len(_KEY.findall(line)) for line in lines)
        or sum(_LABELLED.match(line) is not None for line in lines)
        or sum(_ITEM.match(line) is not None for line in lines)
    )


def _pairs(spans: list[tuple[int, int]], found: Survey) -> int:
    within = [False] * (len(found.lines) + 1)
    for start, end in spans:
        within[start:end] = [True] * (end - start)
    labelled = [span for span in found.pairs.spans if within[span[0]]]
    in_labelled = [False] * len(found.lines)
    for start, end in labelled:
        in_labelled[start:end] = [True] * (end - start)
    others = sum(
        within[at] and paired and not in_labelled[at] and not marks.placeholders(found.lines[at])
        for at, paired in enumerate(found.paired)
    )
    return others + sum(not any(map(marks.placeholders, found.lines[start:end])) for start, end in labelled)
