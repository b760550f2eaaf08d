"""The library of published cases: facts about the world, the same for every signed-in person."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decider.cases.library import COLLECTIONS, LONGEST_SEARCH, filters, find_case, library, search, tally
from decider.cases.wording import BASES

if TYPE_CHECKING:
    from decider.http import Request

PER_PAGE = 20


@require_safe
def case_list(request: "Request") -> HttpResponse:
    """Cases that fit the search; htmx gets the list alone. An unknown value of a filter filters nothing."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    offered = [(each, request.GET.get(each.name, "")) for each in filters()]
    chosen = {each.name: value for each, value in offered if value in each.choices}
    found = search(words, chosen)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "search": words,
        "filters": [(each, chosen.get(each.name, "")) for each, _ in offered],
        "chosen": chosen,
        "is_narrowed": bool(words or chosen),
        "tally": tally(found),
        "total": len(library()),
        "collections": COLLECTIONS,
    }
    return render(request, "cases/list.html" + ("#found" if request.htmx else ""), context)


@require_safe
def case(request: "Request", slug: str) -> HttpResponse:
    """One case with its figures and its source."""
    found = find_case(slug)
    if found is None:
        raise Http404
    context = {
        "case": found,
        "basis": BASES.get(found.basis, found.basis),
        "collection": COLLECTIONS[found.collection],
    }
    return render(request, "cases/case.html", context)
