"""How a view loads what the signed-in person may see, and learns what they may do with it."""

from typing import TYPE_CHECKING, Any

from django.http import Http404

from decider.domain.permissions import Role, check_can_edit, check_can_manage_people
from decider.models import Membership
from decider.teams.roles import role_in

if TYPE_CHECKING:
    from decider.http import Request
    from decider.models import Team

SESSION_KEY = "team_id"

__all__ = [
    "SESSION_KEY",
    "NoTeam",
    "current_team",
    "current_team_to_edit",
    "current_team_to_manage",
    "enter",
    "load",
    "load_to_edit",
    "role_in",
    "role_of",
]


class NoTeam(Exception):
    """The signed-in person belongs to no team; the middleware shows them what to do."""


def role_of(request: "Request") -> Role | None:
    """The signed-in person's role in the team that this request is about."""
    return Role(request.membership.role) if request.membership else None


def load(rows: Any, request: "Request", row_id: int) -> Any:
    """The row with this id, if it belongs to one of the person's teams.

    `rows` is a manager or queryset with `for_user`, such as `Task.objects`. The request's team
    and membership become those of the row, so the page shows the team it is about.

    Raises:
        Http404: there is no such row, or it belongs to a team of strangers.
    """
    row = rows.for_user(request.user).filter(pk=row_id).first()
    if row is None:
        raise Http404
    enter(request, row.team)
    return row


def load_to_edit(rows: Any, request: "Request", row_id: int) -> Any:
    """As `load`, for a person who means to change the row.

    Raises:
        Http404: there is no such row, or it belongs to a team of strangers.
        NotPermitted: the person is a viewer.
    """
    row = load(rows, request, row_id)
    check_can_edit(role_of(request))
    return row


def enter(request: "Request", team: "Team") -> None:
    """Make `team` the one that this request, and the pages after it, are about.

    Raises:
        Http404: the signed-in person is not a member.
    """
    if request.team is None or request.team.pk != team.pk:
        membership = Membership.objects.select_related("team").filter(user_id=request.user.pk, team=team).first()
        if membership is None:
            raise Http404
        request.membership, request.team = membership, membership.team
    if request.session.get(SESSION_KEY) != team.pk:
        request.session[SESSION_KEY] = team.pk


def current_team(request: "Request") -> "Team":
    """The team that the person is working in.

    Raises:
        NoTeam: they belong to none.
    """
    if request.team is None:
        raise NoTeam
    return request.team


def current_team_to_edit(request: "Request") -> "Team":
    """As `current_team`; raises `NotPermitted` for a viewer."""
    team = current_team(request)
    check_can_edit(role_of(request))
    return team


def current_team_to_manage(request: "Request") -> "Team":
    """As `current_team`; raises `NotPermitted` for anyone but a manager."""
    team = current_team(request)
    check_can_manage_people(role_of(request))
    return team
