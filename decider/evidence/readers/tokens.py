"""How many tokens a text is: exactly where the optional rs-bpe is installed, else estimated from its length.

The rules for chat messages are those of OpenAI's cookbook for fine-tuning data (3 tokens a message, 3 an example).
"""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from decider.evidence.readers.safe_json import storable

# Of gpt-4o, gpt-4.1 and newer; the models that can be tuned today.
O200K = "o200k_base"
# Of gpt-3.5-turbo and gpt-4.
CL100K = "cl100k_base"
ESTIMATE = "estimate"
CHARACTERS_PER_TOKEN = 4
# Measured against o200k_base on English prose, source code and Chinese (design note on libraries).
ESTIMATE_NOTE = (
    "Token counts are estimated as characters ÷ 4, because the exact counter is not installed: "
    "about 3 % too low for English, 20 % too high for code, 53 % too low for Chinese."
)
TOKENS_PER_MESSAGE = 3
TOKENS_PER_NAME = 1
TOKENS_PER_EXAMPLE = 3
# Texts of at most this many characters are remembered: system messages and labels come again on every line.
_REMEMBERED_LENGTH = 4_000


def estimated(text: str) -> int:
    """Characters ÷ 4, rounded up, so that a text that is not empty is at least one token."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """Counts tokens; `name` is the encoding, or "estimate"."""

    name: str
    _count: Callable[[str], int]
    _remembered: Callable[[str], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_remembered", functools.lru_cache(maxsize=2_048)(self._count))

    @property
    def is_estimate(self) -> bool:
        return self.name == ESTIMATE

    def count(self, text: str) -> int:
        """Tokens of a text; deterministic, and words of the model's own language (<|endoftext|>) are plain text."""
        return self._remembered(text) if len(text) <= _REMEMBERED_LENGTH else self._count(text)

    def value(self, value: Any) -> int:
        """Tokens of a value of a message: a text, parts of which those with text count, or other JSON as it is sent."""
        if value is None:
            return 0
        if isinstance(value, str):
            return self.count(value)
        if isinstance(value, list) and value and all(isinstance(part, Mapping) and "type" in part for part in value):
            texts = [part["text"] for part in value if isinstance(part.get("text"), str)]
            if texts or all(part["type"] != "function" for part in value):
                return sum(map(self.count, texts))
        return self.count(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def message(self, message: Mapping[str, Any]) -> int:
        """3 + the tokens of each value + 1 if there is a name. `weight` is a switch, not text."""
        tokens = TOKENS_PER_MESSAGE + sum(self.value(value) for key, value in message.items() if key != "weight")
        return tokens + (TOKENS_PER_NAME if "name" in message else 0)

    def example(self, example: Mapping[str, Any]) -> int:
        """Tokens of a line for fine-tuning: its messages + 3, and the definitions of its tools as JSON."""
        tools = sum(self.value(example[key]) for key in ("tools", "functions") if example.get(key))
        return TOKENS_PER_EXAMPLE + tools + sum(map(self.message, example["messages"]))


def token_counter(encoding: str = O200K) -> TokenCounter:
    """The exact counter of an encoding where rs-bpe is installed, else the estimate."""
    count = _exact(encoding)
    return TokenCounter(ESTIMATE, estimated) if count is None else TokenCounter(encoding, count)


@functools.cache
def _exact(encoding: str) -> Callable[[str], int] | None:
    try:
        from rs_bpe import openai
    except ImportError:
        return None
    count: Callable[[str], int] = {O200K: openai.o200k_base, CL100K: openai.cl100k_base}[encoding]().count
    # It takes UTF-8 only: a lone surrogate counts as the character that replaces it.
    return lambda text: count(storable(text))
