"""A format: how a tool's file is told from others, and what reads it. All of them: `recognise.formats`."""

from collections.abc import Callable
from dataclasses import dataclass

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.source import Shape, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    # Such as "litellm-jsonl": what `--as` takes and a reading carries.
    name: str
    # For people: "LiteLLM standard logging, JSON lines".
    label: str
    tool: str
    kind: Kind
    shapes: tuple[Shape, ...]
    # Looks at what the source has at hand (`document`, `sample`, `header`), for sources of one of `shapes` only.
    # A LINES sample matches only if all of its rows do. Must not raise for any content.
    matches: Callable[[Source], bool]
    # Raises `EvidenceError` if nothing of the file can be used.
    read: Callable[[Source], Reading]
