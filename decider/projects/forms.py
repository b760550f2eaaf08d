"""What is typed about a project, and about a task when it is made."""

from typing import Any

from django import forms

from decider.projects.task_templates import task_templates

BLANK = ("", "Blank: I answer every question myself")


class ProjectForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Give the project a name."},
        help_text="The product or initiative that the tasks belong to.",
    )
    description = forms.CharField(
        label="Description",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it is for, in a sentence or two.",
    )
    # What the form was filled from; empty for a new project.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].say_optional = True  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Give the task a name."},
        help_text="One job for a model, such as “Ticket triage”.",
    )
    template = forms.ChoiceField(
        label="Start from",
        required=False,
        widget=forms.RadioSelect,
        help_text="A template answers many questions with plausible figures. Change each to yours.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            BLANK,
            *((template.slug, f"{template.title}: {template.description}") for template in task_templates()),
        ]
