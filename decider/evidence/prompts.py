"""A pasted prompt as the contract's evidence object."""

from dataclasses import replace
from typing import Any

from decider.evidence.readers.prompt import read_prompt


def reading_of(text: str, *, sha256: str, size: int) -> dict[str, Any]:
    """The prompt's parts with their tokens.

    Raises:
        EvidenceError: it cannot be taken apart.
    """
    return replace(read_prompt(text), sha256=sha256, bytes=size).data()
