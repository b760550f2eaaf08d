"""What of a thorough prompt a text has: clear instructions, examples, an output schema. Validation cannot be seen."""

import re

from decider.domain.policy import Policy

EXAMPLES, CLEAR_INSTRUCTIONS, OUTPUT_SCHEMA = "examples", "clear_instructions", "output_schema"
VALIDATION_NOTE = "Whether answers are validated cannot be seen in a prompt: say so yourself."
# Fewer words of instructions are a wish; ours.
LEAST_WORDS = 12

_DIRECTIVE = re.compile(
    r"\b(?:must|should|shall|always|never|only|do not|don't|avoid|ensure|make sure|use|return|answer|respond|reply|"
    r"write|classify|extract|summari[sz]e|translate|generate|identify|list|output|decide|choose|assign|rewrite|convert|label|"
    r"your (?:task|job|goal|role)|you (?:are|will|can|may))\b",
    re.IGNORECASE,
)
# A sentence that says what alone may be answered is a schema too: "Answer with the label only."
_CLOSED_ANSWER = re.compile(
    r"\b(?:answer|respond|reply|return|output|print)\b[^.\n]{0,40}"
    r"(?:\b(?:with|as|in)\b[^.\n]{0,60}\bonly\b|\b(?:only with|with only|only the|just the|nothing but|exactly one|"
    r"one of|a single|valid json|json object|json array|as json|in json|as csv|as yaml|as xml|label only|json only)\b)",
    re.IGNORECASE,
)
# Characters of the instructions that are looked at.
_LOOKED_AT = 100_000


def has_and_missing(*, instructions: str, schema: str, examples: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the parts of a thorough prompt that are there, and of those that are not.

    Five examples, as the framework asks for; at least 12 words of instructions with something to do or to avoid; a
    schema, or a sentence that says what alone may be answered.
    """
    instructions = instructions[:_LOOKED_AT]
    found = {
        EXAMPLES: examples >= Policy().thorough_examples,
        CLEAR_INSTRUCTIONS: len(instructions.split()) >= LEAST_WORDS and bool(_DIRECTIVE.search(instructions)),
        OUTPUT_SCHEMA: bool(schema.strip()) or bool(_CLOSED_ANSWER.search(instructions)),
    }
    return (
        tuple(code for code, is_there in found.items() if is_there),
        tuple(code for code, is_there in found.items() if not is_there),
    )
