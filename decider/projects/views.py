"""Projects: the list, one project with its tasks, new, edit, archive; and a new task in it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decider.domain.lifecycle import NotPossible
from decider.domain.steps import first_open_step
from decider.models import Project, Task
from decider.projects.actions import (
    ChangedMeanwhile,
    NameTaken,
    archive_project,
    create_project,
    create_task,
    edit_project,
    version_of,
)
from decider.projects.forms import ProjectForm, TaskForm
from decider.projects.listing import projects_of, task_rows, tasks_found
from decider.projects.task_templates import task_template, task_templates
from decider.teams.access import current_team, current_team_to_edit, load, load_to_edit

if TYPE_CHECKING:
    from decider.http import Request

PER_PAGE = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def project_list(request: "Request") -> HttpResponse:
    team = current_team(request)
    search, archived = request.GET.get("q", "").replace("\0", "").strip(), "archived" in request.GET
    page = Paginator(projects_of(team, archived=archived, search=search), PER_PAGE).get_page(request.GET.get("page"))
    everything = team.projects.all()
    tasks = tasks_found(page, search=search)
    context = {
        "page": page,
        "rows": [(each, tasks.get(each.pk, [])) for each in page],
        "search": search,
        "archived": archived,
        "archived_count": everything.exclude(archived_at=None).count(),
        "is_new": not page and not search and not everything.exists(),
        "task_templates": task_templates(),
    }
    return render(request, "projects/list.html" + ("#found" if request.htmx else ""), context)


@form_methods
def project_new(request: "Request") -> HttpResponse:
    """A new project; with `?template=…` also its first task, made from that template."""
    team = current_team_to_edit(request)
    template = task_template(request.GET.get("template", ""))
    form = ProjectForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        words = {key: form.cleaned_data[key] for key in ("name", "description")}
        try:
            project = create_project(team=team, by=request.user, **words)
        except NameTaken as taken:
            form.add_error("name", str(taken))
        else:
            if template is None:
                return redirect("project", project_id=project.pk)
            task = create_task(project=project, name=template.title, template_slug=template.slug, by=request.user)
            return _into(task)
    return _form(request, "projects/new.html", form, template=template)


@require_safe
def project(request: "Request", project_id: int) -> HttpResponse:
    row: Project = load(Project.objects, request, project_id)
    archived = "archived" in request.GET
    context = {
        "project": row,
        "rows": task_rows(row, archived=archived),
        "archived": archived,
        "archived_count": row.tasks.exclude(archived_at=None).count(),
        "task_templates": task_templates(),
    }
    return render(request, "projects/project.html", context)


@form_methods
def project_edit(request: "Request", project_id: int) -> HttpResponse:
    row: Project = load_to_edit(Project.objects, request, project_id)
    filled = {"name": row.name, "description": row.description, "seen": version_of(row)}
    form, theirs = ProjectForm(_posted(request), initial=filled), None
    if request.method == "POST" and form.is_valid():
        try:
            edit_project(project=row, by=request.user, **form.cleaned_data)
        except NameTaken as taken:
            form.add_error("name", str(taken))
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            # The sentence has told them; saving again replaces what they were told of.
            theirs = Project.objects.get(pk=row.pk)
            posted = request.POST.copy()
            posted["seen"] = version_of(theirs)
            form.data = posted
        else:
            messages.success(request, "The project has been saved.")
            return redirect("project", project_id=row.pk)
    return _form(request, "projects/edit.html", form, project=row, theirs=theirs)


@require_POST
def project_archive(request: "Request", project_id: int) -> HttpResponse:
    """Archive or bring back, as `archived` says (`yes` or `no`); without it, the other of what it is."""
    row: Project = load_to_edit(Project.objects, request, project_id)
    wanted = {"yes": True, "no": False}.get(request.POST.get("archived", ""), row.archived_at is None)
    archive_project(project=row, archived=wanted, by=request.user)
    messages.success(request, f"{row.name} has been {'archived' if wanted else 'brought back'}.")
    return redirect("project_list") if wanted else redirect("project", project_id=row.pk)


@form_methods
def task_new(request: "Request", project_id: int) -> HttpResponse:
    """A new task: blank or from a template (`?template=…` chooses it beforehand)."""
    row: Project = load_to_edit(Project.objects, request, project_id)
    if row.archived_at:
        raise NotPossible("This project is archived. Bring it back before you add a task to it.")
    chosen = task_template(request.GET.get("template", ""))
    form = TaskForm(
        _posted(request),
        initial={"name": chosen.title if chosen else "", "template": chosen.slug if chosen else ""},
    )
    if request.method == "POST" and form.is_valid():
        name, slug = form.cleaned_data["name"], form.cleaned_data["template"]
        try:
            return _into(create_task(project=row, name=name, template_slug=slug, by=request.user))
        except NameTaken as taken:
            form.add_error("name", str(taken))
    return _form(request, "projects/task_new.html", form, project=row)


def _into(task: Task) -> HttpResponse:
    """A task from a template opens with its answers, a blank one with the first question."""
    first = first_open_step(task.answers)
    if task.answers or first is None:
        return redirect("task", task_id=task.pk)
    return redirect("step", task_id=task.pk, step=first.slug)


def _posted(request: "Request") -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: "Request", template_name: str, form: Any, **context: Any) -> HttpResponse:
    """A form's page; 422 where what was typed did not pass."""
    return render(request, template_name, {"form": form, **context}, status=422 if form.errors else 200)
