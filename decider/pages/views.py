"""Home, the method page and the health check."""

from django import db
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decider.domain.policy import Policy
from decider.http import Request
from decider.models import Team
from decider.pages.lifecycle_diagram import draw
from decider.pages.method import ARGUMENTS_AGAINST, ARGUMENTS_FOR, contents, thresholds


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    """The projects of whoever is signed in, else the sign-in page."""
    return redirect("project_list" if request.user.is_authenticated else "sign_in")


@login_not_required
@require_safe
def method(request: Request) -> HttpResponse:
    """The framework: its questions, arguments, thresholds and arithmetic. Open to everybody."""
    policy = Policy()
    context = {
        "policy": policy,
        "contents": contents(),
        "for_prompting": ARGUMENTS_AGAINST,
        "for_fine_tuning": ARGUMENTS_FOR,
        "thresholds": thresholds(policy),
        "life_cycle": draw(),
    }
    return render(request, "pages/method.html", context)


@login_not_required
@never_cache
@require_safe
def health(request: Request) -> HttpResponse:  # noqa: ARG001
    """200 if the database answers and has our tables, else 503."""
    try:
        Team.objects.exists()
    except db.Error:
        return JsonResponse({"status": "unavailable", "database": "not answering or not migrated"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})
