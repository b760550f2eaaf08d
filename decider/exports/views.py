"""A decision as a file: PDF, Markdown, JSON. Anybody in the team may read one, a draft's too."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decider.domain.reading import ProfileErrors
from decider.exports.documents import Document, document_of
from decider.exports.file_names import content_disposition, file_name
from decider.exports.json_export import render_json
from decider.exports.markdown import render_markdown
from decider.exports.pdf import render_pdf
from decider.models import Decision
from decider.teams.access import load

if TYPE_CHECKING:
    from decider.http import Request


@require_safe
def decision_pdf(request: "Request", decision_id: int) -> HttpResponse:
    """The report; shown in the browser, or saved with `?download`."""
    decision = load(Decision.objects, request, decision_id)
    return _answer(request, decision, _pdf, "application/pdf", "pdf", download="download" in request.GET)


@require_safe
def decision_markdown(request: "Request", decision_id: int) -> HttpResponse:
    decision = load(Decision.objects, request, decision_id)
    return _answer(request, decision, _markdown, "text/markdown; charset=utf-8", "md", download=True)


@require_safe
def decision_json(request: "Request", decision_id: int) -> HttpResponse:
    decision = load(Decision.objects, request, decision_id)
    return _answer(request, decision, _json, "application/json", "json", download=True)


def _pdf(document: Document) -> bytes:
    return render_pdf(document.report())


def _markdown(document: Document) -> bytes:
    return render_markdown(document).encode(errors="replace")


def _json(document: Document) -> bytes:
    return render_json(document).encode(errors="replace")


def _answer(
    request: "Request",
    decision: Decision,
    make: Callable[[Document], bytes],
    content_type: str,
    extension: str,
    *,
    download: bool,
) -> HttpResponse:
    """The file; of a draft whose figures cannot be reckoned yet, a page that says what is missing."""
    try:
        content = make(document_of(decision))
    except ProfileErrors as problem:
        context = {"decision": decision, "errors": problem.errors}
        return render(request, "exports/not_yet.html", context, status=422)
    name = file_name(decision.title, decision.pk, decision.revision, decision.state, extension)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition(name, download=download),
            "X-Content-Type-Options": "nosniff",
            # A decision's state changes under the same address, and it belongs to one team.
            "Cache-Control": "private, no-store",
        },
    )
