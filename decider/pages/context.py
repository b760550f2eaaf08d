"""What every template may use: who is signed in, in which team, and what they may do there."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from decider.domain.lifecycle import State
from decider.domain.method import METHOD_VERSION
from decider.domain.permissions import Role, can_edit, can_manage_people
from decider.models import Decision, Team
from decider.reviews.own import written_by

if TYPE_CHECKING:
    from decider.models import Membership, User

# The first part of an address, and the entry of the navigation that it belongs to.
SECTIONS = {
    "projects": "projects",
    "tasks": "projects",
    "decisions": "decisions",
    "reviews": "reviews",
    "prices": "prices",
    "cases": "cases",
    "method": "method",
    "team": "team",
}


class Shell:
    """The frame around a page. Each figure is asked of the database when a template first uses it.

    A request that failed before the sign-in and team middleware has no user and no team: the frame
    is then the one that a visitor sees.
    """

    method_version = METHOD_VERSION

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def user(self) -> "User | None":
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def membership(self) -> "Membership | None":
        return getattr(self._request, "membership", None) if self.user else None

    @property
    def team(self) -> Team | None:
        return self.membership.team if self.membership else None

    @property
    def role(self) -> Role | None:
        return Role(self.membership.role) if self.membership else None

    @property
    def can_edit(self) -> bool:
        return can_edit(self.role)

    @property
    def can_manage_people(self) -> bool:
        return can_manage_people(self.role)

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @cached_property
    def teams(self) -> list[Team]:
        """Every team of the signed-in person, by name."""
        return list(Team.objects.for_user(self.user)) if self.user else []

    @cached_property
    def review_count(self) -> int:
        """Decisions of this team that wait for this manager, who reviews none of their own; 0 for anyone else."""
        if not self.is_manager or self.user is None:
            return 0
        waiting = Decision.objects.filter(task__project__team=self.team, state=State.SUBMITTED)
        others = list(waiting.exclude(author=self.user).values_list("pk", flat=True))
        return len(others) - len(written_by(self.user, others)) if others else 0

    @property
    def section(self) -> str:
        """The entry of the navigation that this page belongs to, empty for none."""
        return SECTIONS.get(self._request.path.strip("/").split("/")[0], "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` (see `Shell`), and `can_edit` and `can_manage_people` beside it."""
    frame = Shell(request)
    return {"shell": frame, "can_edit": frame.can_edit, "can_manage_people": frame.can_manage_people}
