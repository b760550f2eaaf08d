"""What every request passes: sign-in unless the page is public, the person's team, refusals as pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.models import Membership
from decider.teams.access import SESSION_KEY, NoTeam

if TYPE_CHECKING:
    from decider.http import Request


class SignInMiddleware(LoginRequiredMiddleware):
    """Send visitors to the sign-in page, unless the view says `login_not_required`.

    Django's own middleware answers a POST with `next` at an address that cannot be opened, and
    an htmx request with a sign-in form inside the page; both go back to the page they came from.
    """

    def handle_no_permission(  # type: ignore[override]  # an htmx redirect is a 200 with a header
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        htmx = getattr(request, "htmx", None)
        if request.method in ("GET", "HEAD") and not htmx:
            return super().handle_no_permission(request, view_func)
        address, field = self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        answer = redirect_to_login(_page_of(request), address, field)
        return HttpResponseClientRedirect(answer.url) if htmx else answer


class OperatorsMiddleware:
    """The operators' pages do not exist for signed-in people who are no operators; visitors may sign in there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        if match and "admin" in match.app_names and request.user.is_authenticated and not request.user.is_staff:
            raise Http404


class TeamMiddleware:
    """Set `request.team` and `request.membership`; turn refusals into pages with their sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: "Request") -> HttpResponseBase:
        request.membership = _current_membership(request)
        request.team = request.membership.team if request.membership else None
        response = self.get_response(request)
        # One URL answers htmx with a part of its page: caches must keep the two apart.
        patch_vary_headers(response, ["HX-Request"])
        return response

    def process_exception(self, request: "Request", exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotPermitted):
            return _refusal(request, "This is not yours to change", exception, 403)
        if isinstance(exception, NotPossible):
            return _refusal(request, "This cannot be done any more", exception, 409)
        if isinstance(exception, NoTeam):
            return redirect("no_team")
        return None


def _current_membership(request: "Request") -> Membership | None:
    """The person's membership in the team they last worked in, else in the first one they joined."""
    if not request.user.is_authenticated:
        return None
    memberships = list(
        Membership.objects.filter(user_id=request.user.pk).select_related("team").order_by("created_at", "pk")
    )
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in memberships if each.team_id == chosen), memberships[0] if memberships else None)


def _page_of(request: HttpRequest) -> str:
    """The page on which a form or htmx request was sent, as a path; the start page if it is not known."""
    htmx = getattr(request, "htmx", None)
    page = (htmx and htmx.current_url) or request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _refusal(request: "Request", title: str, exception: Exception, status: int) -> HttpResponse:
    template = "teams/refusal.html" + ("#sentence" if request.htmx else "")
    return render(request, template, {"title": title, "sentence": str(exception)}, status=status)
