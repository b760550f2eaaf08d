"""What of a thorough prompt a text has: clear instructions, examples, an output schema. Validation cannot be seen."""

import re

from decider.domain.policy import Policy

EXAMPLES, CLEAR_INSTRUCTIONS, OUTPUT_SCHEMA = "examples", "clear_instructions", "output_schema"
VALIDATION_NOTE = "Whether answers are validated cannot be seen in a prompt: say so yourself."
LANGUAGE_NOTE = (
    "The rules that look for clear instructions and for the form of the answer know little of this language: what "
    "they did not find may be there, so say it yourself."
)
# Fewer words of instructions are a wish; ours.
LEAST_WORDS = 12

_DIRECTIVE = re.compile(
    r"\b(?:must|should|shall|always|never|only|do not|don't|avoid|ensure|make sure|use|return|answer|respond|reply|"
    r"write|classify|extract|summari[sz]e|translate|generate|identify|list|output|decide|choose|assign|rewrite|convert|label|"
    r"your (?:task|job|goal|role)|you (?:are|will|can|may))\b",
    re.IGNORECASE,
)
# The like in German, French, Spanish, Italian, Portuguese and Dutch: what they find is there.
_DIRECTIVE_ELSEWHERE = re.compile(
    r"\b(?:musst|muss|müssen|sollst|soll|sollen|immer|niemals|nur|nicht|verwende|klassifiziere|ordne|antworte|gib|"
    r"schreibe|fasse|übersetze|extrahiere|erstelle|wähle|du bist|sie sind|dois|doit|devez|toujours|jamais|uniquement|"
    r"utilise|utilisez|classe|classez|réponds|répondez|écris|écrivez|résume|résumez|traduis|traduisez|extrais|tu es|"
    r"vous êtes|debes|debe|siempre|nunca|solo|sólo|clasifica|responde|escribe|traduce|extrae|eres|devi|deve|sempre|"
    r"classifica|rispondi|scrivi|riassumi|traduci|estrai|sei|classifique|responda|escreva|resuma|traduza|extraia|"
    r"apenas|somente|você é|moet|altijd|nooit|alleen|classificeer|antwoord|schrijf|vertaal|gebruik|je bent)\b",
    re.IGNORECASE,
)
# A sentence that says what alone may be answered is a schema too: "Answer with the label only."
_CLOSED_ANSWER = re.compile(
    r"\b(?:answer|respond|reply|return|output|print)\b[^.\n]{0,40}"
    r"(?:\b(?:with|as|in)\b[^.\n]{0,60}\bonly\b|\b(?:only with|with only|only the|just the|nothing but|exactly one|"
    r"one of|a single|valid json|json object|json array|as json|in json|as csv|as yaml|as xml|label only|json only)\b)",
    re.IGNORECASE,
)
# Words that tell English from other languages.
_ENGLISH = re.compile(
    r"\b(?:the|of|to|and|you|your|this|that|from|with|are|it|should|each|which|when|into)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:der|die|das|und|ein|eine|einen|nicht|mit|für|ist|le|les|la|des|et|est|pour|avec|une|el|los|las|y|es|para|"
    r"con|del|il|lo|gli|che|per|non|os|uma|não|em|het|een|van|de|met|niet)\b",
    re.IGNORECASE,
)
# Characters of the instructions that are looked at.
_LOOKED_AT = 100_000


def has_and_missing(
    *, instructions: str, schema: str, examples: int, examples_seen: bool = True
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the parts of a thorough prompt that are there, and of those that are not.

    Five examples, as the framework asks for; at least 12 words of instructions with something to do or to avoid; a
    schema, or a sentence that says what alone may be answered. What cannot be known is neither: rules for one
    language say nothing in another, and `examples_seen` is False where examples are put in with each call.
    """
    instructions = instructions[:_LOOKED_AT]
    is_english = _is_english(instructions)
    directive = _DIRECTIVE if is_english else _DIRECTIVE_ELSEWHERE
    known = is_english or not instructions.strip()
    found = {
        EXAMPLES: True if examples >= Policy().thorough_examples else (False if examples_seen else None),
        CLEAR_INSTRUCTIONS: _known(
            len(instructions.split()) >= LEAST_WORDS and bool(directive.search(instructions)), known
        ),
        OUTPUT_SCHEMA: _known(bool(schema.strip()) or bool(_CLOSED_ANSWER.search(instructions)), known),
    }
    return (
        tuple(code for code, is_there in found.items() if is_there),
        tuple(code for code, is_there in found.items() if is_there is False),
    )


def _known(is_there: bool, known: bool) -> bool | None:
    return is_there if is_there or known else None


def _is_english(text: str) -> bool:
    """Whether rules for English hold; a short text without telling words is English by what it says to do."""
    english, other = len(_ENGLISH.findall(text)), len(_OTHER.findall(text))
    return english > other or (english == other == 0 and _DIRECTIVE.search(text) is not None)
