"""The request as our views see it: signed-in user, team, role and htmx details, typed."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from decider.models import Membership, Team, User


class Request(HttpRequest):
    """A request that has passed `TeamMiddleware`.

    `team` and `membership` are the user's current team, or None for a visitor
    or for a user who belongs to no team.
    """

    user: "User"  # type: ignore[assignment]
    team: "Team | None"
    membership: "Membership | None"
    htmx: "HtmxDetails"
    csp_nonce: Any
