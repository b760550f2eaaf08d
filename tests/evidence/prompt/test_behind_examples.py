"""What stands behind the examples, and under which heading a line stands."""

import pytest

from decider.domain.evidence import PromptParts
from decider.evidence.readers.prompt import read_prompt

EXAMPLES = """You are a classifier.

## Labels
- billing
- shipping

### Examples
Input: where is my box?
Output: shipping

Input: I was charged twice
Output: billing
"""
TICKET = "\n\nTicket: {{ticket}}\n"


def _prompt(text: str) -> PromptParts:
    prompt = read_prompt(text).prompt
    assert prompt is not None
    return prompt


def _parts(text: str) -> list[tuple[str, int, int]]:
    return [(part.part, part.first_line, part.last_line) for part in _prompt(text).parts]


@pytest.mark.parametrize(
    ("behind", "part", "lines"),
    [
        ('Return JSON: {"label": string}', "schema", 1),
        ("Return JSON: {label: text}", "schema", 1),
        ('Return JSON:\n{"label": "shipping"}', "schema", 2),
        ('Return JSON: {\n  "label": "shipping"\n}', "schema", 3),
        ("Output format:\n- one word", "schema", 2),
        ("**Output format:** one word", "schema", 1),
        ("Answer with one label only.", "instructions", 1),
        ("Never guess.\nAlways choose one.", "instructions", 2),
        ("Rules:\n- Be short.", "instructions", 2),
        ("Gib nur das Label zurück.", "instructions", 1),
    ],
)
def test_what_the_model_is_told_behind_the_examples_is_none(behind: str, part: str, lines: int) -> None:
    prompt = _prompt(f"{EXAMPLES}\n{behind}{TICKET}")

    end = 13 + lines
    found = [(each.part, each.first_line, each.last_line) for each in prompt.parts]
    assert found == [
        ("instructions", 1, 5), ("examples", 7, 12), (part, 14, end), ("request", end + 2, end + 2),
    ]  # fmt: skip
    assert prompt.examples == 2
    assert "Labels" not in prompt.parts[2].title


def test_a_form_of_the_answer_needs_no_blank_line_before_it() -> None:
    found = _parts(f'{EXAMPLES}Return JSON: {{"label": string}}{TICKET}')

    assert found[1:3] == [("examples", 7, 12), ("schema", 13, 13)]


def test_a_schema_behind_the_examples_counts_as_one() -> None:
    assert "output_schema" in _prompt(f'{EXAMPLES}\nReturn JSON: {{"label": string}}{TICKET}').has


@pytest.mark.parametrize(
    "answer",
    [
        # More examples follow.
        "Output: billing\n\nReturn the label only.\n\nInput: and this?\nOutput: other",
        # The answers are letters, which go on behind a blank line.
        "Output: Dear Sam, we are sorry.\n\nReply to this letter within 30 days.",
        "Output: Dear Sam,\n\nYou will get it back.",
        # An item of a list is no paragraph, and neither is a label of the examples.
        "Output: billing\n\n- Return it",
        "Output: billing\n\nLabel: other",
    ],
)
def test_an_answer_that_goes_on_stays_an_example(answer: str) -> None:
    found = _parts(f"## Examples\nInput: late\nOutput: shipping\n\nInput: refund\n{answer}")

    assert [part for part, _, _ in found] == ["examples"]


def test_a_line_above_a_heading_is_not_named_by_it() -> None:
    assert [part.title for part in _prompt("You are a classifier.\n\n## Labels\n- billing\n").parts] == [
        "Instructions, Labels"
    ]
    assert [part.title for part in _prompt("Parcels are late.\n# Context\nIn {{land}}.\n").parts] == [
        "Instructions", "Context",
    ]  # fmt: skip


def test_instructions_are_named_by_their_headings() -> None:
    assert [part.title for part in _prompt("\n# Role\nA clerk.\n# Rules\nBe short.\n# Role\nKind.").parts] == [
        "Role, Rules"
    ]
