"""From a posted form to saved answers: what is valid is saved, the rest is kept in the form and flagged."""

from collections.abc import Mapping
from typing import Any

from decider.domain.reading import ProfileErrors
from decider.models import Task, User
from decider.profiles.actions import Conflict, Saved, save_answers
from decider.profiles.answers import flatten
from decider.profiles.forms import FactForm


def save_form(task: Task, form: FactForm, *, by: User) -> None:
    """Save the valid answers of a form that was read; contradictions and clashes are put beside their fields.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or nobody may at present.
    """
    answers = form.answers
    try:
        _save(task, form, answers, by)
    except ProfileErrors as errors:
        wrong = form.add_errors(errors.errors)
        rest = {fact: answer for fact, answer in answers.items() if fact not in wrong}
        try:
            _save(task, form, rest, by)
        except ProfileErrors:
            # The culprit is an answer whose error is named at another one: find it.
            _save_singly(task, form, rest, by)
    form.refresh(flatten(task.answers), task.answers_version)


def _save_singly(task: Task, form: FactForm, answers: Mapping[str, Any], by: User) -> None:
    for fact, answer in answers.items():
        try:
            _save(task, form, {fact: answer}, by)
        except ProfileErrors as errors:
            form.add_errors(errors.errors)
            field = form[fact.removeprefix(form.prefix)]
            field.error = field.error or "This does not fit with another answer, so it has not been saved."


def _save(task: Task, form: FactForm, answers: Mapping[str, Any], by: User) -> None:
    try:
        saved: Saved = save_answers(task=task, answers=answers, base=form.base, by=by)
    except Conflict as conflict:
        saved = conflict.saved
        form.add_clashes(conflict.clashes, saved.version)
    form.refreshed += [fact.removeprefix(form.prefix) for fact in saved.news]
