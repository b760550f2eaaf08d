"""What a team has agreed for itself: managers write it down, one dated row at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from decider.domain.permissions import check_can_set_prices
from decider.models import GpuPrice, ModelPrice, Team, TeamGpuPrice, TeamModelPrice
from decider.pricing.detail import Detail, gpu_detail, model_detail
from decider.pricing.forms import GpuPriceForm, ModelPriceForm
from decider.pricing.prefill import gpu_initial, model_initial
from decider.pricing.private_forms import PrivateGpuForm, PrivateModelForm
from decider.pricing.team_actions import (
    AlreadyListed,
    NothingChanged,
    add_private_gpu,
    add_private_model,
    set_gpu_price,
    set_model_price,
)
from decider.teams.access import current_team, load, role_of

if TYPE_CHECKING:
    from decider.http import Request

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def model_price_change(request: "Request", price_id: int) -> HttpResponse:
    """The team's price of a listed model, from a day on."""
    row = get_object_or_404(ModelPrice, pk=price_id)
    team = _team_to_set(request)
    detail = model_detail(row.provider, row.name, team=team, day=timezone.localdate())
    form = ModelPriceForm(_posted(request), initial=model_initial(detail))
    named = {"provider": row.provider, "name": row.name, "label": detail.title}
    return _saved_or_form(
        request, form, detail, reverse("model_price", args=[row.pk]),
        lambda columns: set_model_price(team=team, by=request.user, **named, **columns),
    )  # fmt: skip


@form_methods
def team_model_new(request: "Request") -> HttpResponse:
    """A model that the list does not have."""
    team = _team_to_set(request)
    form = PrivateModelForm(_posted(request), initial={"valid_from": timezone.localdate()})
    return _added_or_form(
        request, form, "A model of your own", "name", "team_model",
        lambda columns: add_private_model(team=team, by=request.user, **columns),
    )  # fmt: skip


@form_methods
def team_model_change(request: "Request", team_price_id: int) -> HttpResponse:
    """Other prices or facts of a model that only the team has, from a day on."""
    row: TeamModelPrice = _load_to_set(TeamModelPrice.objects, request, team_price_id)
    listed = ModelPrice.objects.filter(provider__iexact=row.provider, name__iexact=row.name).order_by("pk").first()
    if listed is not None:
        return redirect("model_price_change", price_id=listed.pk)
    detail = model_detail(row.provider, row.name, team=row.team, day=timezone.localdate())
    form = PrivateModelForm(_posted(request), initial=model_initial(detail), named=True)

    def save(columns: dict[str, Any]) -> TeamModelPrice:
        facts = {**columns, "kind": "own", "label": columns["label"] or row.label}
        return set_model_price(team=row.team, by=request.user, provider=row.provider, name=row.name, **facts)

    return _saved_or_form(request, form, detail, reverse("team_model", args=[row.pk]), save)


@form_methods
def gpu_price_change(request: "Request", gpu_price_id: int) -> HttpResponse:
    """The team's price of a listed GPU, from a day on."""
    row = get_object_or_404(GpuPrice, pk=gpu_price_id)
    team = _team_to_set(request)
    detail = gpu_detail(row.gpu, row.provider, team=team, day=timezone.localdate())
    form = GpuPriceForm(_posted(request), initial=gpu_initial(detail))
    return _saved_or_form(
        request, form, detail, reverse("gpu_price", args=[row.pk]),
        lambda columns: set_gpu_price(team=team, by=request.user, gpu=row.gpu, provider=row.provider, **columns),
    )  # fmt: skip


@form_methods
def team_gpu_new(request: "Request") -> HttpResponse:
    """A GPU that the list does not have."""
    team = _team_to_set(request)
    form = PrivateGpuForm(_posted(request), initial={"valid_from": timezone.localdate()})
    return _added_or_form(
        request, form, "A GPU of your own", "gpu", "team_gpu",
        lambda columns: add_private_gpu(team=team, by=request.user, **columns),
    )  # fmt: skip


@form_methods
def team_gpu_change(request: "Request", team_gpu_price_id: int) -> HttpResponse:
    """Another price of a GPU that only the team has, from a day on."""
    row: TeamGpuPrice = _load_to_set(TeamGpuPrice.objects, request, team_gpu_price_id)
    listed = GpuPrice.objects.filter(gpu__iexact=row.gpu, provider__iexact=row.provider).order_by("pk").first()
    if listed is not None:
        return redirect("gpu_price_change", gpu_price_id=listed.pk)
    detail = gpu_detail(row.gpu, row.provider, team=row.team, day=timezone.localdate())
    form = PrivateGpuForm(_posted(request), initial=gpu_initial(detail), named=True)
    return _saved_or_form(
        request, form, detail, reverse("team_gpu", args=[row.pk]),
        lambda columns: set_gpu_price(
            team=row.team, by=request.user, kind="own", gpu=row.gpu, provider=row.provider, **columns
        ),
    )  # fmt: skip


def _team_to_set(request: "Request") -> Team:
    team = current_team(request)
    check_can_set_prices(role_of(request))
    return team


def _load_to_set(rows: Any, request: "Request", row_id: int) -> Any:
    row = load(rows, request, row_id)
    check_can_set_prices(role_of(request))
    return row


def _posted(request: "Request") -> Any:
    return request.POST if request.method == "POST" else None


def _saved_or_form(
    request: "Request", form: Any, detail: Detail, back: str, save: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            row = save({**form.columns(), "checked_on": timezone.localdate()})
        except NothingChanged as same:
            form.add_error(None, str(same))
        else:
            messages.success(request, f"Saved: the price of {detail.title} from {exact_day(row.valid_from)} on.")
            return redirect(back)
    return _form(request, form, f"Our price of {detail.title}", back=back, back_label=detail.title, detail=detail)


def _added_or_form(
    request: "Request", form: Any, title: str, named: str, page: str, save: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            row = save({**form.columns(), "checked_on": timezone.localdate()})
        except AlreadyListed as listed:
            form.add_error(named, str(listed))
        else:
            messages.success(request, f"{getattr(row, named)} is in your team’s price book now.")
            return redirect(page, row.pk)
    return _form(request, form, title, back=reverse("price_list"), back_label="Prices")


def exact_day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def _form(request: "Request", form: BaseForm, title: str, **context: Any) -> HttpResponse:
    """A form's page; 422 where what was typed did not pass."""
    status = 422 if form.errors else 200
    return render(request, "pricing/change.html", {"form": form, "title": title, **context}, status=status)
