"""The price book's page: the same list prices for every team, with their sources."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decider.pricing.listing import EVERYTHING, KINDS, STALE_AFTER, listing
from decider.teams.access import current_team

if TYPE_CHECKING:
    from decider.http import Request

LONGEST_SEARCH = 100


@require_safe
def price_list(request: "Request") -> HttpResponse:
    """Every price valid today that fits the search; htmx gets the tables alone."""
    current_team(request)
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    kind = request.GET.get("show", EVERYTHING)
    kind = kind if kind in KINDS else EVERYTHING
    today = timezone.localdate()
    context = {
        "listing": listing(today, search=search, kind=kind),
        "search": search,
        "kind": kind,
        "kinds": KINDS,
        "everything": EVERYTHING,
        "today": today,
        "stale_after_days": STALE_AFTER.days,
    }
    return render(request, "pricing/price_list.html" + ("#prices" if request.htmx else ""), context)
