"""The price book's pages: the prices of a day, and each model or GPU with its history."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from decider.domain.permissions import can_set_prices
from decider.models import GpuPrice, ModelPrice, TeamGpuPrice, TeamModelPrice
from decider.pricing.detail import Detail, gpu_detail, model_detail
from decider.pricing.forms import DayForm
from decider.pricing.listing import EVERYTHING, KINDS, STALE_AFTER, listing
from decider.teams.access import current_team, load, role_of

if TYPE_CHECKING:
    from decider.http import Request

LONGEST_SEARCH = 100
PER_PAGE = 100


@require_safe
def price_list(request: "Request") -> HttpResponse:
    """Every price valid on the day that fits the search; htmx gets the tables alone."""
    team = current_team(request)
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    kind = request.GET.get("show", EVERYTHING)
    kind = kind if kind in KINDS else EVERYTHING
    form, day = _asked_day(request)
    found = listing(day, team=team, search=search, kind=kind)
    context = {
        "listing": found,
        "page": Paginator(found.models, PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "kind": kind,
        "kinds": KINDS,
        "everything": EVERYTHING,
        "stale_after_days": STALE_AFTER.days,
        "may_set": can_set_prices(role_of(request)),
        **_day_context(form, day),
    }
    template = "pricing/price_list.html" + ("#prices" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
def model_price(request: "Request", price_id: int) -> HttpResponse:
    """One listed model: every price, every fact, every dated row, with the team's own beside the list's."""
    team = current_team(request)
    row = get_object_or_404(ModelPrice, pk=price_id)
    form, day = _asked_day(request)
    detail = model_detail(row.provider, row.name, team=team, day=day)
    return _page(request, detail, form, day, change=reverse("model_price_change", args=[row.pk]))


@require_safe
def team_model(request: "Request", team_price_id: int) -> HttpResponse:
    """A model that only the team has."""
    row = load(TeamModelPrice.objects, request, team_price_id)
    form, day = _asked_day(request)
    detail = model_detail(row.provider, row.name, team=row.team, day=day)
    return _page(request, detail, form, day, change=reverse("team_model_change", args=[row.pk]))


@require_safe
def gpu_price(request: "Request", gpu_price_id: int) -> HttpResponse:
    """One GPU at one provider."""
    team = current_team(request)
    row = get_object_or_404(GpuPrice, pk=gpu_price_id)
    form, day = _asked_day(request)
    detail = gpu_detail(row.gpu, row.provider, team=team, day=day)
    return _page(request, detail, form, day, change=reverse("gpu_price_change", args=[row.pk]), is_gpu=True)


@require_safe
def team_gpu(request: "Request", team_gpu_price_id: int) -> HttpResponse:
    """A GPU that only the team has."""
    row = load(TeamGpuPrice.objects, request, team_gpu_price_id)
    form, day = _asked_day(request)
    detail = gpu_detail(row.gpu, row.provider, team=row.team, day=day)
    return _page(request, detail, form, day, change=reverse("team_gpu_change", args=[row.pk]), is_gpu=True)


def _page(
    request: "Request", detail: Detail, form: DayForm, day: datetime.date, *, change: str, is_gpu: bool = False
) -> HttpResponse:
    context = {
        "detail": detail,
        "change_url": change,
        "is_gpu": is_gpu,
        "may_set": can_set_prices(role_of(request)),
        "stale_after_days": STALE_AFTER.days,
        **_day_context(form, day),
    }
    return render(request, "pricing/detail.html", context, status=422 if form.errors else 200)


def _asked_day(request: "Request") -> tuple[DayForm, datetime.date]:
    """The day asked for; today where none is, or where what was typed is no day (the form then says so)."""
    form = DayForm(request.GET)
    asked = form.cleaned_data.get("day") if form.is_valid() else None
    return form, asked or timezone.localdate()


def _day_context(form: DayForm, day: datetime.date) -> dict[str, Any]:
    today = timezone.localdate()
    return {"day_form": form, "day": day, "today": today, "is_today": day == today}
