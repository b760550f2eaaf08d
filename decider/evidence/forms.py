"""What is posted about evidence: a file, a prompt, choices, and which facts to apply."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from decider.evidence.actions import LONGEST_PROMPT
from decider.evidence.offers import Choices

_ROLE = "role."


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file.", "missing": "Choose a file."},
        help_text="A usage log, the results of an evaluation, or a file for fine-tuning. Its content tells what it is, "
        "not its name.",
        widget=forms.FileInput(attrs={"data-drop-input": ""}),
    )
    against = forms.FileField(
        label="Evaluation set to look for in a training file",
        required=False,
        allow_empty_file=True,
        help_text="Questions that stand in both would be answered from memory, and the score would say nothing.",
        widget=forms.FileInput(),
    )


class PromptForm(forms.Form):
    text = forms.CharField(
        label="The prompt in use",
        strip=False,
        max_length=LONGEST_PROMPT,
        error_messages={"required": "Paste the prompt that is in use: there is nothing in the field."},
        help_text="All of one call: instructions, examples, schema, context and the request. Chat messages as JSON "
        "will do as well.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )


def read_choices(data: Mapping[str, Any]) -> Choices:
    """The choices in an address or a form; what does not read as one counts as not made."""
    roles = {
        name.removeprefix(_ROLE): int(str(value))
        for name, value in data.items()
        if name.startswith(_ROLE) and re.fullmatch(r"[0-9]{1,4}", str(value))
    }
    return Choices(model=str(data.get("model", "")), roles=roles, ranges=data.get("ranges") == "yes")


def says_choices(data: Mapping[str, Any]) -> bool:
    """Whether an address or a form says something about them, be it that none is made."""
    return any(name in ("model", "ranges") or name.startswith(_ROLE) for name in data)


def choices_data(choices: Choices) -> list[tuple[str, str]]:
    """The choices as pairs of name and value, for hidden fields and addresses."""
    pairs = [(f"{_ROLE}{role}", str(at)) for role, at in choices.roles.items()]
    if choices.model:
        pairs.append(("model", choices.model))
    return pairs + ([("ranges", "yes")] if choices.ranges else [])


def read_version(text: str, current: int) -> int:
    """The version of the answers that a page showed; never one that does not exist yet."""
    return min(int(text), current) if re.fullmatch(r"[0-9]{1,9}", text) else current
