"""A place for what comes with a call has no length; a word is no prompt; other languages are not judged by English."""

import pytest

from decider.domain.evidence import PromptParts
from decider.domain.evidence_data import evidence_data, reading_from
from decider.domain.measured import measured_facts
from decider.evidence.readers.prompt import LANGUAGE_NOTE, read_prompt

TOLD = "Sort the ticket into one of these categories: billing, bug, shipping, other. Answer with the category only.\n\n"


def _parts(text: str) -> PromptParts:
    prompt = read_prompt(text).prompt
    assert prompt is not None
    return prompt


def _paths(text: str) -> tuple[set[str], dict[str, str]]:
    found = measured_facts(read_prompt(text))
    return {fact.path for fact in found.facts}, {refused.path: refused.why for refused in found.refused}


@pytest.mark.parametrize(
    "request_text",
    [
        "Ticket: {{ticket_text}}",
        "Ticket: {ticket}",
        "Ticket: ${ticket}",
        "Ticket: $ticket",
        "Ticket: %s",
        "Ticket: %(ticket)s",
        "Ticket: <ticket_text>",
        "Ticket: [TICKET]",
        "Ticket: [[ticket]]",
        "Ticket: [the text of the ticket]",
        "Ticket: …",
        "Ticket:",
        "<ticket>\n{{ticket}}\n</ticket>",
        "### Input:\n[Your text here]",
        "Now classify this ticket:\n{{ticket}}",
    ],
)
def test_a_placeholder_for_the_request_is_no_length_of_a_request(request_text: str) -> None:
    assert _parts(TOLD + request_text).parts[-1].placeholder
    measured, refused = _paths(TOLD + request_text)

    assert "tokens.request" not in measured
    assert refused["tokens.request"] == "The pasted prompt has a placeholder there: a usage log knows its length."
    assert {"tokens.instructions", "prompting.tried"} <= measured


@pytest.mark.parametrize(
    "request_text",
    [
        "Ticket: my parcel is late",
        "Ticket: I paid $5 and 100 % is wrong",
        "<ticket>my parcel is late</ticket>",
        "Ticket: is a < b and c > d?",
        "Ticket: see [FAQ](https://example.com) and [1]: [see above]",
    ],
)
def test_a_request_that_stands_there_is_measured(request_text: str) -> None:
    part = _parts(TOLD + request_text).parts[-1]

    assert (part.part, part.placeholder) == ("request", False)
    assert "tokens.request" in _paths(TOLD + request_text)[0]


def test_a_placeholder_for_context_or_examples_is_no_length_of_them() -> None:
    measured, refused = _paths(f"{TOLD}# Examples\n{{{{examples}}}}\n\n# Context\n{{{{documents}}}}\n")

    assert not {"tokens.context", "tokens.examples", "prompting.examples"} & measured
    assert {"tokens.context", "tokens.examples", "prompting.examples"} <= set(refused)


def test_a_placeholder_within_instructions_leaves_their_length() -> None:
    assert (
        "tokens.instructions" in _paths(TOLD + "Answer in {{language}}, in the polite form that this language has.")[0]
    )


def test_a_placeholder_is_kept_with_the_reading_and_readings_without_it_are_read() -> None:
    reading = read_prompt(TOLD + "Ticket: {{ticket}}")
    data = evidence_data(reading)

    assert reading_from(data) == reading
    for part in data["prompt"]["parts"]:
        del part["placeholder"]
    old = reading_from(data).prompt
    assert old is not None and not any(part.placeholder for part in old.parts)


@pytest.mark.parametrize("text", ["hi", "Ticket: {{ticket_text}}", "Classify the ticket."])
def test_a_word_is_no_prompt_that_has_been_tried(text: str) -> None:
    measured, refused = _paths(text)

    assert "prompting.tried" not in measured
    assert "hardly a prompt" in refused["prompting.tried"]


@pytest.mark.parametrize("language", ["German", "Finnish", "Chinese"])
def test_in_another_language_nothing_is_said_to_be_missing(language: str) -> None:
    text = {
        "German": "Das Ticket kommt in die passende Kategorie, und zwar mit der Sorgfalt, die der Kunde von uns kennt.",
        "Finnish": "Luokittele asiakkaan viesti johonkin näistä luokista: laskutus, toimitus, tekniikka.",
        "Chinese": "请把下面的客户消息归类为账单、物流或技术问题。",
    }[language]
    measured, _ = _paths(text)

    assert not {"prompting.clear_instructions", "prompting.output_schema"} & measured
    assert LANGUAGE_NOTE in read_prompt(text).notes


def test_what_is_found_in_another_language_is_there_and_the_rest_is_left_open() -> None:
    text = "Ordne jede Anfrage genau einer Kategorie zu: Rechnung, Versand, Technik. Antworte nur mit dem Namen."
    prompt = _parts(text)

    assert "clear_instructions" in prompt.has
    assert "output_schema" not in prompt.has + prompt.missing
    assert LANGUAGE_NOTE in read_prompt(text).notes


def test_english_instructions_without_anything_to_do_are_still_not_clear() -> None:
    assert "clear_instructions" in _parts("This is a text about the weather and about the sea.").missing
    assert LANGUAGE_NOTE not in read_prompt("This is a text about the weather and about the sea.").notes


@pytest.mark.parametrize("word", ["Example", "Beispiel", "Exemple", "Ejemplo", "Esempio", "Exemplo", "Voorbeeld"])
def test_examples_are_found_by_their_label_in_any_of_these_languages(word: str) -> None:
    prompt = _parts(f"{TOLD}{word}: late parcel, so shipping\n{word}: charged twice, so billing\n")

    assert (prompt.parts[-1].part, prompt.examples) == ("examples", 2)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("Eingabe", "Ausgabe"), ("Frage", "Antwort"), ("Entrada", "Salida"), ("Entrada", "Saída"), ("Entrée ", "Sortie ")],
)
def test_one_pair_is_an_example_in_any_of_these_languages(asked: str, answered: str) -> None:
    prompt = _parts(f"{TOLD}{asked}: abc\n{answered}: def\n\n{asked}: {{{{x}}}}\n{answered}:")

    assert ([part.part for part in prompt.parts], prompt.examples) == (["instructions", "examples", "request"], 1)
