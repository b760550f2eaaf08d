"""Usage logs: one row a call (or sums of calls) → `Usage`. `canonical` says what every log is turned into."""

from decider.evidence.readers.formats import Format
from decider.evidence.readers.usage import (
    anthropic,
    helicone,
    langfuse,
    langsmith,
    litellm,
    mapping,
    openai,
    openai_batch,
    opentelemetry,
)

# The order is the precedence: tools' own formats first, the column mapper last.
FORMATS: tuple[Format, ...] = (
    *litellm.FORMATS,
    *opentelemetry.FORMATS,
    *openai.FORMATS,
    *openai_batch.FORMATS,
    *anthropic.FORMATS,
    *langfuse.FORMATS,
    *helicone.FORMATS,
    *langsmith.FORMATS,
    *mapping.FORMATS,
)

__all__ = ["FORMATS"]
