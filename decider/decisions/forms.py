"""The form of a draft. A draft may be incomplete; what it still needs is said when it is to be submitted."""

import datetime
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms

from decider.decisions.picks import Pick, split, value_of
from decider.domain.lifecycle import State
from decider.domain.submission import MAX_TEXT, revisit_sentence
from decider.models import Decision, Project, Team
from decider.wording import state_name

TEXTS = ("override_reason", "rationale", "alternatives_rejected", "consequences")


class LongText(forms.CharField):
    """Several lines of text, one line end counted as one character, as the browser counts it."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        too_long = f"This is longer than {MAX_TEXT:,} characters: shorten it, or link to the rest."
        messages = {"max_length": too_long, **kwargs.pop("error_messages", {})}
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=MAX_TEXT, widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _text(label: str, help_text: str, rows: int = 4) -> LongText:
    return LongText(label=label, help_text=help_text, required=False, rows=rows)


class DraftForm(forms.Form):
    """What a person writes in a draft. `pick` is the choice: a verdict and, where there is one, an option."""

    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="As it stands in lists and on the report.",
        error_messages={"required": "Give the decision a title."},
    )
    pick = forms.ChoiceField(
        label="What are you going to do?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what you are going to do.",
            "invalid_choice": "This is no longer among the options. Choose again.",
        },
    )
    override_reason = _text(
        "Why not what is recommended?",
        "Needed because the choice departs from the recommendation. It is printed beside it.",
        3,
    )
    rationale = _text(
        "Rationale",
        "Why this is the right choice, for somebody who reads only this. Needed before you can submit. "
        "Plain text; it prints as typed.",
        6,
    )
    alternatives_rejected = _text("Alternatives rejected", "What else you considered, and why not.")
    consequences = _text("Consequences", "What follows: work to do, costs to carry, what gets harder.")
    revisit_on = forms.DateField(
        label="Look at it again on",
        required=False,
        help_text="A day in the future, if prices, volume or models may change the answer.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a day as year-month-day, like 2027-06-30."},
    )
    # The version of the draft that the form was filled from, and what its fields held then.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, picks: list[Pick], day: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["pick"].choices = [(pick.value, pick.label) for pick in picks]  # type: ignore[attr-defined]
        for name in ("alternatives_rejected", "consequences", "revisit_on"):
            self.fields[name].say_optional = True  # type: ignore[attr-defined]

    def clean_revisit_on(self) -> datetime.date | None:
        revisit_on = self.cleaned_data["revisit_on"]
        if late := revisit_sentence(revisit_on, day=self.day):
            raise forms.ValidationError(late)
        return revisit_on

    def texts(self) -> dict[str, Any]:
        """What was written, as columns of the decision."""
        choice, option_key = split(self.cleaned_data["pick"])
        written = {name: self.cleaned_data[name] for name in ("title", *TEXTS, "revisit_on")}
        return {**written, "choice": choice, "option_key": option_key}


def initial_of(decision: Decision) -> dict[str, Any]:
    """What the form shows of a draft."""
    shown = {name: getattr(decision, name) for name in ("title", *TEXTS, "revisit_on")}
    return {
        **shown,
        "pick": value_of(decision.choice, decision.option_key),
        "version": decision.version,
        "seen": _fingerprints(shown | {"pick": value_of(decision.choice, decision.option_key)}),
    }


def merged(typed: Mapping[str, Any], newer: Decision) -> tuple[dict[str, Any], list[str]]:
    """Typed values over a newer draft: untouched fields take the newer text, the others keep what was typed.

    Answers the values for the form, and the fields in which both people wrote.
    """
    now = initial_of(newer)
    seen = dict(part.split("=", 1) for part in str(typed.get("seen") or "").split(";") if "=" in part)
    values, both = {"version": now["version"], "seen": now["seen"]}, []
    for name in ("title", "pick", *TEXTS, "revisit_on"):
        written = str(typed.get(name) or "").replace("\r\n", "\n").strip()
        current = str(now[name] or "")
        if name in typed and seen.get(name) != _fingerprint(written):
            values[name] = typed[name]
            if written != current and seen.get(name) != _fingerprint(current):
                both.append(name)
        else:
            values[name] = now[name]
    return values, both


def _fingerprints(shown: Mapping[str, Any]) -> str:
    return ";".join(f"{name}={_fingerprint(str(value or ''))}" for name, value in shown.items())


def _fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


class FilterForm(forms.Form):
    """Which decisions the list shows."""

    q = forms.CharField(
        label="Search", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any state"), *((state.value, state_name(state)) for state in State)],
    )
    project = forms.ModelChoiceField(
        label="Project", required=False, queryset=Project.objects.none(), empty_label="Any project"
    )
    archived = forms.BooleanField(label="Archived drafts too", required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = Project.objects.filter(team=team)  # type: ignore[attr-defined]
