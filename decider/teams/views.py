"""The people of a team: who they are, what they may do, inviting and removing them."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import can_manage_people, check_can_manage_people
from decider.models import Invitation, Membership, Team
from decider.teams.access import current_team, current_team_to_manage, enter, load, role_of
from decider.teams.actions import change_role, make_reset_link, remove_member
from decider.teams.forms import ROLES, InviteForm, RoleForm
from decider.teams.invitation_actions import invite as make_invitation
from decider.teams.invitation_actions import withdraw_invitation

if TYPE_CHECKING:
    from decider.http import Request


@require_safe
def people(request: "Request") -> HttpResponse:
    return _people_page(request, current_team(request))


@require_POST
@never_cache
def invite(request: "Request") -> HttpResponse:
    """Make an invitation and show its link, this once: it is not kept."""
    team = current_team_to_manage(request)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people_page(request, team, invite_form=form, status=422)
    try:
        invitation, token = make_invitation(team=team, by=request.user, **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error("email", str(refusal))
        return _people_page(request, team, invite_form=form, status=409)
    link = request.build_absolute_uri(reverse("join", kwargs={"token": token}))
    return render(request, "teams/invited.html", {"invitation": invitation, "link": link})


@require_POST
def invitation_withdraw(request: "Request", invitation_id: int) -> HttpResponse:
    invitation = load(Invitation.objects, request, invitation_id)
    withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, f"The invitation of {invitation.email} does not work any more.")
    return redirect("people")


@require_POST
def member_role(request: "Request", membership_id: int) -> HttpResponse:
    membership = _load_to_manage(request, membership_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _people_page(request, membership.team, refusal="Choose one of the three roles.", status=422)
    try:
        changed = change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
    except NotPossible as refusal:
        return _people_page(request, membership.team, refusal=str(refusal), status=409)
    messages.success(request, f"{changed.user} is now a {changed.role} of this team.")
    return redirect("people")


@require_POST
def member_remove(request: "Request", membership_id: int) -> HttpResponse:
    membership = _load_to_manage(request, membership_id)
    try:
        remove_member(membership=membership, by=request.user)
    except NotPossible as refusal:
        return _people_page(request, membership.team, refusal=str(refusal), status=409)
    if membership.user == request.user:
        messages.success(request, f"You have left {membership.team}.")
        return redirect("home")
    messages.success(request, f"{membership.user} is no longer in this team.")
    return redirect("people")


@require_POST
@never_cache
def member_reset_link(request: "Request", membership_id: int) -> HttpResponse:
    """Show a manager a one-time link by which a member sets a new password."""
    membership = _load_to_manage(request, membership_id)
    try:
        path = make_reset_link(membership=membership, by=request.user)
    except NotPossible as refusal:
        return _people_page(request, membership.team, refusal=str(refusal), status=409)
    return render(
        request, "teams/reset_link.html", {"member": membership.user, "link": request.build_absolute_uri(path)}
    )


@require_POST
def switch_team(request: "Request") -> HttpResponse:
    """Work in another of one's teams, and go on where `next` says, if that is on this site."""
    chosen = request.POST.get("team", "")
    enter(request, Team(pk=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0))
    following = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(following if is_ours else "project_list")


@require_safe
def no_team(request: "Request") -> HttpResponse:
    return redirect("project_list") if request.team else render(request, "teams/no_team.html")


def _load_to_manage(request: "Request", membership_id: int) -> Membership:
    membership = load(Membership.objects, request, membership_id)
    check_can_manage_people(role_of(request))
    return membership


def _people_page(
    request: "Request", team: Team, *, invite_form: InviteForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    may_manage = can_manage_people(role_of(request))
    context: dict[str, Any] = {
        "members": team.memberships.select_related("user").order_by("user__name", "pk"),
        "may_manage": may_manage,
        "refusal": refusal,
    }
    if may_manage:
        context["invite_form"] = invite_form or InviteForm()
        context["invitations"] = team.invitations.open_at(timezone.now())
        context["roles"] = ROLES
    return render(request, "teams/people.html", context, status=status)
