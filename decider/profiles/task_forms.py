"""What is typed about a task as a whole: its name, and a file with its profile."""

from typing import Any

from django import forms

from decider.domain.documents import LARGEST_DOCUMENT


class NameForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120, help_text="One job for a model, such as “Ticket triage”.")


class ProfileFileForm(forms.Form):
    """A task profile as a file or as text; exactly one of the two."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text="A task profile in JSON or YAML, as “Export” writes it.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.yaml,.yml,application/json,application/yaml"}),
    )
    text = forms.CharField(
        label="Or paste it here",
        required=False,
        strip=False,
        max_length=LARGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """The file's text; empty where none was chosen."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_DOCUMENT:
            raise forms.ValidationError("This file is too large for a task profile, which is a few kilobytes.")
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("This file is not text in UTF-8. Is it the right one?") from None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file, text = found.get("file", ""), found.get("text", "").strip()
        if not self.errors and file.strip() and text:
            self.add_error("text", "Give either a file or a text, not both.")
        elif not self.errors and not file.strip() and not text:
            self.add_error("file", "Choose a file that is not empty, or paste the profile below.")
        found["document"] = file if file.strip() else text
        return found


class ImportForm(ProfileFileForm):
    name = forms.CharField(
        label="Name", required=False, max_length=120, help_text="Left empty, the task is called as the profile says."
    )
    field_order = ("file", "text", "name")
