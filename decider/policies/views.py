"""The team's thresholds: read by everybody in it, changed by its managers, never without seeing the consequences."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decider.domain.permissions import can_change_policy, check_can_change_policy
from decider.domain.policy import Policy
from decider.models import Team
from decider.policies.actions import (
    NothingToChange,
    PolicyChangedMeanwhile,
    change_policy,
    newest_change,
    policy_at,
    policy_of,
    version_of,
)
from decider.policies.effects import Effects, effects
from decider.policies.forms import PolicyForm, typed_values
from decider.policies.thresholds import changes_in_words, history, merely_shown, thresholds
from decider.teams.access import current_team, role_of

if TYPE_CHECKING:
    from decider.http import Request

FRAMEWORK = "framework"


@require_safe
def policy(request: "Request") -> HttpResponse:
    """The thresholds in force, what they do to the team's decisions, and every change so far."""
    team = current_team(request)
    steps = history(team)
    present = steps[0].change.policy() if steps else Policy()
    before = steps[1].change.policy() if len(steps) > 1 else Policy()
    groups = thresholds(present)
    context = {
        "groups": groups,
        "count": sum(len(group.thresholds) for group in groups),
        "differing": sum(threshold.differs for group in groups for threshold in group.thresholds),
        "history": steps,
        "newest": steps[0] if steps else None,
        "is_framework": present == Policy(),
        "effects": effects(team, policy=present, instead_of=before),
        "may_change": can_change_policy(role_of(request)),
    }
    return render(request, "policies/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_change(request: "Request") -> HttpResponse:
    """The form; `?from=framework` fills it with the framework's thresholds."""
    team = _team_to_change(request)
    newest = newest_change(team)
    present = newest.policy() if newest else Policy()
    if request.method != "POST":
        shown = Policy() if request.GET.get("from") == FRAMEWORK else present
        form = PolicyForm(shown=shown, version=version_of(newest))
        found = effects(team, policy=shown, instead_of=present) if shown != present else None
        return _form(request, form, found=found)
    form = PolicyForm(request.POST, shown=present, version=version_of(newest))
    if not form.is_valid():
        return _form(request, form)
    try:
        change_policy(
            team=team,
            policy=form.policy,
            reason=form.cleaned_data["reason"],
            by=request.user,
            expected_version=form.cleaned_data["version"],
        )
    except NothingToChange as same:
        form.add_error(None, str(same))
        return _form(request, form)
    except PolicyChangedMeanwhile as conflict:
        return _conflict(request, form, conflict)
    messages.success(request, "The new thresholds are in force. What was submitted before keeps its own.")
    return redirect("policy")


@require_POST
def policy_preview(request: "Request") -> HttpResponse:
    """Which decisions the typed thresholds would change; nothing is saved. htmx gets that part alone."""
    team = _team_to_change(request)
    newest = newest_change(team)
    present = newest.policy() if newest else Policy()
    form = PolicyForm(request.POST, shown=present, version=version_of(newest), preview=True)
    found = effects(team, policy=form.policy, instead_of=present) if form.is_valid() else None
    return _form(request, form, found=found, is_preview=True)


def _team_to_change(request: "Request") -> Team:
    team = current_team(request)
    check_can_change_policy(role_of(request))
    return team


def _form(
    request: "Request", form: PolicyForm, *, found: Effects | None = None, is_preview: bool = False, **context: Any
) -> HttpResponse:
    """The form's page with what its thresholds would do; 422 where what was typed did not pass."""
    template = "policies/change.html" + ("#effects" if is_preview and request.htmx else "")
    context |= {"form": form, "effects": found, "is_preview": is_preview}
    return render(request, template, context, status=422 if form.errors else 200)


def _conflict(request: "Request", form: PolicyForm, conflict: PolicyChangedMeanwhile) -> HttpResponse:
    """What this person typed stays, what they left alone takes the newer value, and the next save may replace it."""
    team = current_team(request)
    seen, now = policy_at(team, form.cleaned_data["version"]), policy_of(team)
    untouched = {name: getattr(now, name) for name in merely_shown(seen, form.policy)}
    again = PolicyForm(
        {**form.typed(), **typed_values(now, untouched), "version": version_of(conflict.newest)},
        shown=now,
        version=version_of(conflict.newest),
    )
    again.is_valid()
    again.add_error(None, str(conflict))
    return _form(request, again, theirs=changes_in_words(seen, now))
