"""Pairs of a request and its answer in a prompt: the examples that it shows."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from decider.evidence.readers.prompt import marks


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lines for word in line.split(","))


INPUTS = _words(
    "input, inputs, text, ticket, question, q, user, human, customer, email, message, review, sentence, query, request",
    "comment, tweet, utterance, example_input, sample_input, problem, passage, document, source, prompt, english, post",
    "user_input, statement, context, title, headline, subject, user input, example input, sample input, input text",
    "customer message, user message, user query",
    "eingabe, frage, anfrage, nachricht, kunde, kundin, satz, anliegen, entrée, texte, phrase, requête, courriel",
    "entrada, texto, pregunta, consulta, mensaje, cliente, testo, domanda, richiesta, messaggio, frase, pergunta",
    "mensagem, invoer, vraag, bericht, tekst, zin, klant",
)
OUTPUTS = _words(
    "output, outputs, answer, a, label, labels, category, class, assistant, response, classification, sentiment, json",
    "result, results, sql, intent, summary, translation, reply, completion, ideal_output, expected_output, ai, bot",
    "agent, model, extracted, tags, expected output, example output, sample output, ideal output, ideal response",
    "correct answer, json output",
    "ausgabe, antwort, ergebnis, kategorie, klasse, zusammenfassung, übersetzung, sortie, réponse, résultat",
    "catégorie, classe, étiquette, résumé, traduction, salida, respuesta, resultado, categoría, clase, etiqueta",
    "resumen, traducción, risposta, risultato, categoria, classe, etichetta, riassunto, traduzione, saída, resposta",
    "resumo, tradução, uitvoer, antwoord, resultaat, categorie, klasse, samenvatting, vertaling",
)
_JSON_INPUTS = INPUTS | {"messages"}
# A line of JSON that is longer is not parsed.
_LONGEST_JSON = 20_000
# Nor one with more brackets, which may be nested deeply.
_MOST_BRACKETS = 50


@dataclass(frozen=True, slots=True)
class Pairs:
    """Lines (from 0) of answered pairs, and the line on which a last request begins that nothing answers."""

    # For each pair: its first line and the line behind its last.
    spans: tuple[tuple[int, int], ...] = ()
    open_at: int | None = None


def labelled_pairs(lines: list[str], blocked: list[bool]) -> Pairs:
    """Pairs by labels at the beginning of lines; `blocked` lines end what stands before them.

    "Input:" and "Output:" and their like are known; any two labels are a pair where the one follows the other twice.
    """
    found = [(place, label) for place, line in enumerate(lines) if not blocked[place] and (label := marks.label(line))]
    names = [label.name for _, label in found]
    follows = Counter(pairwise(names))
    spans: list[tuple[int, int]] = []
    open_at: int | None = None
    place = 0
    while place < len(found):
        start, asked = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        if following is None or not _is_pair(asked.name, following[1].name, follows):
            if asked.name in INPUTS:
                open_at = start
            place += 1
            continue
        end = _end(lines, following[0], found[place + 2][0] if place + 2 < len(found) else len(lines), blocked)
        if following[1].rest or any(lines[line].strip() for line in range(following[0] + 1, end)):
            spans.append((start, end))
            open_at = None
        else:
            open_at = start
        place += 2
    return Pairs(tuple(spans), open_at)


def _is_pair(asked: str, answered: str, follows: Counter[tuple[str, str]]) -> bool:
    if asked in INPUTS and answered in OUTPUTS:
        return True
    return asked != answered and follows[asked, answered] >= 2 and follows[answered, asked] >= 1


def _end(lines: list[str], answer: int, limit: int, blocked: list[bool]) -> int:
    """The line behind an answer: at a blocked line or the next label, or behind the paragraph that it begins."""
    line = answer + 1
    # An answer may begin below its label, or behind a fence.
    while line < limit and not blocked[line]:
        if not lines[line].strip() and any(lines[at].strip() for at in range(max(answer, line - 1), line)):
            break
        line += 1
    return line


def arrow_lines(lines: list[str], blocked: list[bool]) -> list[bool]:
    """Lines such as "late parcel → shipping", where at least two follow each other."""
    found = [not blocked[at] and bool(line.strip()) and marks.is_arrow_pair(line) for at, line in enumerate(lines)]
    return [
        is_pair and ((at > 0 and found[at - 1]) or (at + 1 < len(found) and found[at + 1]))
        for at, is_pair in enumerate(found)
    ]


def json_lines(lines: list[str]) -> list[bool]:
    """Lines that are a JSON object with a request and an answer each."""
    return [_is_json_pair(line.strip().rstrip(",")) for line in lines]


def _is_json_pair(line: str) -> bool:
    if (
        len(line) > _LONGEST_JSON
        or not (line.startswith("{") and line.endswith("}"))
        or line.count("{") + line.count("[") > _MOST_BRACKETS
    ):
        return False
    try:
        value = json.loads(line)
    except ValueError:
        return False
    keys = {str(key).lower() for key in value}
    return "messages" in keys or bool(keys & _JSON_INPUTS and keys & OUTPUTS)
