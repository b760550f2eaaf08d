"""The wizard's last step: the list of options, and the page of one."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from decider.domain.lifecycle import NotPossible
from decider.domain.reading import ProfileErrors
from decider.domain.steps import OPTIONS, answer_at, previous_step, step_called
from decider.evidence.in_force import in_force
from decider.models import Task
from decider.profiles import option_actions as actions
from decider.profiles.navigation import steps_of
from decider.profiles.option_forms import OptionForm
from decider.profiles.option_list import book_of_today, chosen_options, option_rows, own_options
from decider.profiles.rules import check_can_change, why_not_change
from decider.profiles.saving import save_form
from decider.profiles.standing import standing_of
from decider.teams.access import load, load_to_edit, role_of
from decider.wording.facts import split_path

if TYPE_CHECKING:
    from decider.http import Request

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def options(request: "Request", task_id: int) -> HttpResponse:
    """The list; on POST what its buttons say: `adopt`, `clear`, `remove`, `up` or `down` with an option's key."""
    if request.method == "POST":
        task = load_to_edit(Task.objects, request, task_id)
        _change_list(request, task)
        return redirect("options", task_id=task.pk)
    task = load(Task.objects, request, task_id)
    standing, measured = standing_of(task), Counter(split_path(fact)[0] for fact in in_force(task))
    context = _frame(request, task) | {
        # Each with what it lacks to be priced, where a model without a price says so itself, and its measured answers.
        "options": [
            (
                row,
                [each for each in standing.lacking.get(row.key, []) if not (row.trouble and each[0] == "prices")],
                measured[row.key],
            )
            for row in option_rows(task)
        ],
        "is_own": bool(own_options(task)),
        "previous": previous_step(step_called(OPTIONS), task.answers),
        "standing": standing,
    }
    return render(request, "profiles/options.html", context)


@require_http_methods(METHODS)
def option_new(request: "Request", task_id: int) -> HttpResponse:
    """A new option, after those that are there."""
    task = load_to_edit(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    form = _form(request, task, None)
    if request.method == "POST" and form.is_fine:
        book = book_of_today(task)
        try:
            actions.add_option(task=task, option=form.nested, chosen=chosen_options(task, book), by=request.user)
        except ProfileErrors as errors:
            form.add_errors(errors.errors)
        except actions.KeyTaken as taken:
            form["key"].error = str(taken)
        else:
            messages.success(request, f"{form['key'].answer} has been added.")
            return redirect("options", task_id=task.pk)
    return _option_page(request, task, form, is_new=True)


@require_http_methods(METHODS)
def option(request: "Request", task_id: int, key: str) -> HttpResponse:
    """One option of the task's own list."""
    task = (load_to_edit if request.method == "POST" else load)(Task.objects, request, task_id)
    stored = next((each for each in own_options(task) if each["key"] == key), None)
    if stored is None:
        return _gone(request, task, key)
    form = _form(request, task, stored)
    if request.method == "POST" and form.is_fine:
        _save(request, task, form)
        if form.is_fine:
            messages.success(request, f"{form['key'].answer} has been saved.")
            return redirect("options", task_id=task.pk)
    return _option_page(request, task, form, is_new=False)


def _save(request: "Request", task: Task, form: OptionForm) -> None:
    try:
        save_form(task, form, by=request.user)
        if form.is_fine and form["key"].answer != form.old_key:
            actions.rename_option(task=task, key=form.old_key, new_key=form["key"].answer, by=request.user)
    except actions.KeyTaken as taken:
        form["key"].error = str(taken)
    except NotPossible as reason:
        form.other_errors.append(str(reason))


def _change_list(request: "Request", task: Task) -> None:
    def key(button: str) -> str:
        return request.POST.get(button, "")

    if "adopt" in request.POST:
        actions.list_options(task=task, options=chosen_options(task, book_of_today(task)), by=request.user)
    elif "clear" in request.POST:
        actions.clear_options(task=task, by=request.user)
    elif key("remove"):
        actions.remove_option(task=task, key=key("remove"), by=request.user)
        messages.success(request, f"{key('remove')} has been removed.")
    elif key("up"):
        actions.move_option(task=task, key=key("up"), places=-1, by=request.user)
    elif key("down"):
        actions.move_option(task=task, key=key("down"), places=1, by=request.user)


def _gone(request: "Request", task: Task, key: str) -> HttpResponse:
    """The option was removed or renamed in another tab: what was typed becomes a new one, if it is saved again."""
    if request.method != "POST":
        raise Http404
    form = _form(request, task, None)
    form.other_errors.append(
        f"“{key}” was removed or renamed meanwhile. What you typed is below: save it to add it again."
    )
    return _option_page(request, task, form, is_new=True, status=409)


def _form(request: "Request", task: Task, stored: dict[str, Any] | None) -> OptionForm:
    return OptionForm(
        stored,
        version=task.answers_version,
        in_shares=answer_at(task.answers, "quality.scale") != "number",
        taken=[each["key"] for each in own_options(task) if each is not stored],
        posted=request.POST if request.method == "POST" else None,
    )


def _frame(request: "Request", task: Task) -> dict[str, Any]:
    step = step_called(OPTIONS)
    return {
        "task": task,
        "step": step,
        "steps": steps_of(task, step),
        "why_not": why_not_change(task, role_of(request)),
    }


def _option_page(
    request: "Request", task: Task, form: OptionForm, *, is_new: bool, status: int | None = None
) -> HttpResponse:
    book = book_of_today(task)
    measured = {} if is_new else in_force(task)
    for field in form.fields:
        field.measured = measured.get(form.prefix + field.path)
    context = _frame(request, task) | {
        "form": form,
        "is_new": is_new,
        "models": sorted(book.models.values(), key=lambda price: (price.name, price.provider)),
        "providers": sorted({price.provider for price in book.models.values()}),
        "gpus": sorted({price.gpu for price in book.gpus.values()}),
    }
    if status is None:
        clash = any(field.conflict for field in form.fields)
        status = 409 if clash else 200 if form.is_fine else 422
    return render(request, "profiles/option.html", context, status=status)
