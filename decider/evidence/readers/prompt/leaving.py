"""Lines that say themselves what they are: an example, a form of the answer, an instruction behind the examples."""

import re

from decider.evidence.readers.prompt import marks
from decider.evidence.readers.prompt.pairs import INPUTS, OUTPUTS
from decider.evidence.readers.prompt.survey import Survey
from decider.evidence.readers.prompt.words import Part, part_of_heading

_START = r"\s{0,3}(?:\*\*)?(?:(?:now|finally|please|remember|important|note|then|bitte|nun|jetzt)[,:]?\s(?:that\s)?)?"
# How a line begins that tells the model what to answer …
_ANSWER = re.compile(
    _START + r"(?:return|answer|respond|reply|output|print|format|provide|produce|"
    r"your (?:answer|output|response|reply)|the (?:answer|output|response)|antworte|antworten sie|gib|geben sie|"
    r"réponds|répondez|renvoie|responde|devuelve|"
    r"rispondi|restituisci|responda|retorne|antwoord|geef)\b(?!\**:)",
    re.IGNORECASE,
)
# … and one that tells it what to do.
_TOLD = re.compile(
    _START + r"(?:you (?:must|should|will|are|may|have)|do not|don't|never|always|make sure|ensure|only|use|avoid|"
    r"classify|label|extract|summari[sz]e|translate|choose|pick|decide|assign|rewrite|think|write|follow|"
    r"verwende|klassifiziere|niemals|immer|classe|classez|clasifica|classifica|classifique)\b(?!\**:)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:json|yaml|xml|csv|markdown|format|schema|fields?|keys?|labels?|only|exactly|one of|object|array|words?|nur|"
    r"uniquement|sólo|solo|soltanto|apenas|alleen)\b",
    re.IGNORECASE,
)
# A line that ends like a sentence, or is longer than a label, is running text, which may go on behind a blank line.
_LONGEST_LABEL = 120


def leaves_examples(found: Survey, at: int, before: str, after_blank: bool) -> bool:
    """Whether a line among examples is none of theirs: what the model is told behind the last of them.

    A paragraph behind the last pair that says what to answer or to do, or begins with "Output format:". Where the
    answers of the examples are running text, only one that says the form of the answer: any other may be theirs.
    """
    line = found.lines[at][: marks.LOOKED_AT]
    is_paragraph = after_blank or marks.is_separator(before) or (at > 0 and found.paired[at - 1])
    if not is_paragraph or found.paired[at] or found.shows_more[at] or marks.heading(line) or marks.tag(line):
        return False
    if _begins_part(line):
        return True
    answers = _ANSWER.match(line) is not None
    if answers and (_FORM.search(line) or shows_json(line)):
        return True
    is_prose = len(before) > _LONGEST_LABEL or before.rstrip().endswith((".", "!", "?", ","))
    return bool(before) and not is_prose and (answers or _TOLD.match(line) is not None)


def _begins_part(line: str) -> bool:
    """ "Output format: …", "Rules:"; not "Label:", which may be an example's."""
    label = marks.label(line)
    if label is None or line.lstrip().startswith(("-", "*")) or label.name in INPUTS | OUTPUTS:
        return False
    part = part_of_heading(label.name)
    return part is Part.SCHEMA or (part is Part.INSTRUCTIONS and not label.rest)


def schema_label(line: str) -> str | None:
    """The label of a line that says the form of the answer behind it: "Return JSON: {label: text}"."""
    label = marks.label(line)
    if label is None or not label.rest or label.name in INPUTS | OUTPUTS:
        return None
    return line.split(":", 1)[0].strip(" *") if part_of_heading(label.name) is Part.SCHEMA else None


def is_example(line: str) -> bool:
    """ "Example: my parcel is late, so shipping"."""
    label = marks.label(line)
    return label is not None and bool(label.rest) and part_of_heading(label.name) is Part.EXAMPLES


def shows_json(line: str) -> bool:
    """An answer that is shown within a sentence: Return {"category": …}."""
    return '{"' in line and '":' in line and not marks.is_arrow_pair(line)
