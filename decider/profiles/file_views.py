"""A task's profile as a file: out of the task, into a new one, or in the place of its answers."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from decider.domain.reading import DocumentError, ProfileErrors, load_document
from decider.models import Project, Task
from decider.profiles.actions import import_task, replace_answers
from decider.profiles.documents import as_json, as_yaml
from decider.profiles.rules import check_can_add_to, check_can_change
from decider.profiles.task_forms import ImportForm, ProfileFileForm
from decider.projects.actions import NameTaken
from decider.teams.access import load, load_to_edit, role_of

if TYPE_CHECKING:
    from decider.http import Request

WRITERS = {"json": (as_json, "application/json"), "yaml": (as_yaml, "application/yaml")}


@require_safe
def task_export(request: "Request", task_id: int, form: str) -> HttpResponse:
    """The profile as a file that `task_import` reads back to the same answers."""
    task = load(Task.objects, request, task_id)
    write, content_type = WRITERS[form]
    response = HttpResponse(write(task.profile_data()), content_type=f"{content_type}; charset=utf-8")
    name = slugify(task.name) or f"task-{task.pk}"
    response["Content-Disposition"] = f'attachment; filename="{name}-profile.{form}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def task_import(request: "Request", project_id: int) -> HttpResponse:
    """A new task from a file; nothing is written unless all of it is right."""
    project = load_to_edit(Project.objects, request, project_id)
    check_can_add_to(project)
    form = ImportForm(*_posted(request))
    errors: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            document = load_document(form.cleaned_data["document"])
            task = import_task(project=project, document=document, name=form.cleaned_data["name"], by=request.user)
        except (DocumentError, ProfileErrors) as wrong:
            errors = _errors(wrong)
        except NameTaken as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, f"{task.name} has been imported.")
            return redirect("task", task_id=task.pk)
    context = {"project": project, "form": form, "errors": errors}
    return render(request, "profiles/task_import.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def task_replace(request: "Request", task_id: int) -> HttpResponse:
    """A file's answers in the place of the task's; nothing is written unless all of it is right."""
    task = load_to_edit(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    form = ProfileFileForm(*_posted(request))
    errors: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            replace_answers(task=task, document=load_document(form.cleaned_data["document"]), by=request.user)
        except (DocumentError, ProfileErrors) as wrong:
            errors = _errors(wrong)
        else:
            messages.success(request, "The answers have been replaced by those of the file.")
            return redirect("task", task_id=task.pk)
    context = {"task": task, "form": form, "errors": errors}
    return render(request, "profiles/task_replace.html", context, status=422 if errors or form.errors else 200)


def _posted(request: "Request") -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _errors(wrong: DocumentError | ProfileErrors) -> list[tuple[str, str]]:
    """Pairs of key path and sentence."""
    if isinstance(wrong, ProfileErrors):
        return [(error.path, error.message) for error in wrong.errors]
    return [("", str(wrong))]
