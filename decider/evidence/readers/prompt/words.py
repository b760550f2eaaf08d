"""What the words of headings, tags, labels and placeholders say about the part of a prompt that they begin."""

import re
from enum import StrEnum
from itertools import pairwise


class Part(StrEnum):
    INSTRUCTIONS = "instructions"
    EXAMPLES = "examples"
    SCHEMA = "schema"
    CONTEXT = "context"
    REQUEST = "request"


_WORDS: dict[Part, str] = {
    Part.EXAMPLES: "example examples demonstration demonstrations demo demos sample samples shot shots fewshot "
    "few_shot",
    Part.SCHEMA: "schema schemas format formats structure json yaml xml fields keys columns template output_format "
    "response_format output_schema json_schema object shape",
    Part.CONTEXT: "context background document documents doc docs data knowledge reference references source sources "
    "passage passages article articles transcript history conversation facts materials excerpt excerpts chunks "
    "snippets retrieved contract report metadata table tables profile catalogue catalog account inventory "
    "search_results",
    Part.REQUEST: "request question query input inputs user_input userinput ticket tickets email mail message review "
    "text sentence comment tweet utterance complaint customer_message user_message user_query user_question "
    "inquiry statement headline title code diff turn item content review_text ticket_text body snippet",
    Part.INSTRUCTIONS: "instruction instructions task role rule rules guideline guidelines constraint constraints "
    "step steps persona tone style voice objective objectives goal goals system requirements definitions definition "
    "labels label categories category classes class notes note important policy policies criteria process approach "
    "reminder reminders tips considerations purpose overview audience identity capabilities limitations rubric "
    "thinking reasoning",
}
# German, French, Spanish, Italian, Portuguese, Dutch; words that English has too are above.
_ELSEWHERE: dict[Part, str] = {
    Part.EXAMPLES: "beispiel beispiele beispielen exemple exemples ejemplo ejemplos esempio esempi exemplo exemplos "
    "voorbeeld voorbeelden muster",
    Part.SCHEMA: "schemata ausgabeformat antwortformat formato formati formatos felder schéma esquema "
    "struktur estructura struttura estrutura uitvoerformaat",
    Part.CONTEXT: "kontext hintergrund dokument dokumente daten wissen quelle quellen contexte contexto contesto "
    "documento documentos documenti données datos dati dados verlauf historique historial quellentext "
    "bron bronnen achtergrond",
    Part.REQUEST: "anfrage frage fragen eingabe eingaben nachricht kundennachricht entrée entrées texte requête "
    "demande courriel entrada entradas texto pregunta consulta mensaje correo ingresso testo domanda richiesta "
    "messaggio pergunta mensagem invoer vraag bericht tekst anliegen",
    Part.INSTRUCTIONS: "anweisung anweisungen aufgabe aufgaben regel regeln rolle ton stil ziel ziele kategorie "
    "kategorien klassen hinweis hinweise richtlinien tâche tâches consigne consignes règle règles rôle catégorie "
    "catégories objectif instrucción instrucciones tarea reglas papel categoría categorías objetivo istruzione "
    "istruzioni compito regole ruolo categorie instrução instruções tarefa regras categorias opdracht instructie "
    "instructies regels",
}
_PART_OF = {
    word: part for meanings in (_WORDS, _ELSEWHERE) for part, words in meanings.items() for word in words.split()
}
# Two words that say more than the last one alone.
_PHRASES: dict[str, Part] = {
    "output format": Part.SCHEMA, "response format": Part.SCHEMA, "answer format": Part.SCHEMA,
    "output structure": Part.SCHEMA, "expected output": Part.SCHEMA, "desired output": Part.SCHEMA,
    "output requirements": Part.SCHEMA, "return format": Part.SCHEMA, "json schema": Part.SCHEMA,
    "output specification": Part.SCHEMA, "few shot": Part.EXAMPLES, "source code": Part.REQUEST,
    "format rules": Part.SCHEMA, "formatting rules": Part.INSTRUCTIONS, "search results": Part.CONTEXT,
    "your turn": Part.REQUEST, "customer data": Part.CONTEXT, "user profile": Part.CONTEXT,
    "conversation history": Part.CONTEXT, "chat history": Part.CONTEXT, "knowledge base": Part.CONTEXT,
    "database schema": Part.CONTEXT, "table schema": Part.CONTEXT,
    "input format": Part.INSTRUCTIONS, "input data": Part.REQUEST, "output": Part.SCHEMA, "response": Part.SCHEMA,
    "ausgabe": Part.SCHEMA, "antwort": Part.SCHEMA, "sortie": Part.SCHEMA, "réponse": Part.SCHEMA,
    "salida": Part.SCHEMA, "respuesta": Part.SCHEMA, "risposta": Part.SCHEMA, "saída": Part.SCHEMA,
    "resposta": Part.SCHEMA, "uitvoer": Part.SCHEMA, "antwoord": Part.SCHEMA,
    "the user": Part.REQUEST, "user": Part.REQUEST, "customer": Part.REQUEST, "return": Part.SCHEMA,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:_[^\W\d_]+)*")
# A heading of more characters is a sentence.
_LONGEST_HEADING = 160


def part_of_heading(heading: str) -> Part | None:
    """The part that a heading, or a line that ends with a colon, begins: "Output format" → schema.

    "example" anywhere decides, then two words that belong together, then the last word that is known:
    "Answer the question from this context" begins the context.
    """
    words = [word.lower() for word in _WORD.findall(heading[:_LONGEST_HEADING].replace("-", " "))]
    if any(_PART_OF.get(word) is Part.EXAMPLES for word in words):
        return Part.EXAMPLES
    for first, second in pairwise(words):
        if part := _PHRASES.get(f"{first} {second}"):
            return part
    if len(words) == 1 and (part := _PHRASES.get(words[0])):
        return part
    return next((_PART_OF[word] for word in reversed(words) if word in _PART_OF), None)


def part_of_name(name: str) -> Part | None:
    """The part that a tag or a placeholder stands for: `few_shot_examples`, `customerMessage`, `docs2`."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name[:_LONGEST_HEADING])
    whole = name.lower()
    if part := _PART_OF.get(whole):
        return part
    return part_of_heading(re.sub(r"[_\-.\d]+", " ", spaced))
