"""What is done to teams: the team itself and the people in it."""

from django.db import IntegrityError, transaction

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import Role, check_can_manage_people
from decider.events import record
from decider.models import Membership, Team, User
from decider.teams.links import password_path
from decider.teams.roles import role_in


class LastManager(NotPossible):
    """The team would be left without anybody to manage it."""


@transaction.atomic
def create_team(*, name: str, manager: User, by: User | None) -> Team:
    """Create a team whose first manager is `manager`; `by` is None for a command.

    Raises:
        NotPossible: another team has that name.
    """
    taken = NotPossible(f"There is already a team called “{name}”. Choose another name.")
    if Team.objects.filter(name__iexact=name).exists():
        raise taken
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name)
    except IntegrityError:
        raise taken from None
    Membership.objects.create(team=team, user=manager, role=Role.MANAGER)
    record(team=team, by=by, verb="create_team", subject=team, name=name, manager=manager.email)
    return team


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User) -> Membership:
    """Give a member another role.

    Raises:
        NotPermitted: `by` does not manage the team.
        NotPossible: the person has left, or is the last manager.
    """
    membership = _lock(membership, by=by)
    if membership.role == role:
        return membership
    if role != Role.MANAGER:
        _check_not_last_manager(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record(
        team=membership.team, by=by, verb="change_role", subject=membership.user,
        email=membership.user.email, before=str(before), after=str(role),
    )  # fmt: skip
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a person out of the team, at once; what they wrote stays.

    Raises:
        NotPermitted: `by` does not manage the team.
        NotPossible: the person has left already, or is the last manager.
    """
    membership = _lock(membership, by=by)
    _check_not_last_manager(membership)
    record(
        team=membership.team, by=by, verb="remove_member", subject=membership.user,
        email=membership.user.email, role=membership.role,
    )  # fmt: skip
    membership.delete()


@transaction.atomic
def make_reset_link(*, membership: Membership, by: User) -> str:
    """The path of a one-time link by which a member sets a new password.

    Raises:
        NotPermitted: `by` does not manage the team.
        NotPossible: the link would open more than this team to whoever holds it.
    """
    membership = _lock(membership, by=by)
    user = membership.user
    if user.pk == by.pk:
        raise NotPossible("This is your own account: change your password instead.")
    if user.is_staff or user.is_superuser or user.memberships.exclude(team=membership.team).exists():
        raise NotPossible(
            f"{user} can open more than this team, so only they can reset the password: "
            "by e-mail, from the sign-in page."
        )
    record(team=membership.team, by=by, verb="make_reset_link", subject=user, email=user.email)
    return password_path(user)


def _lock(membership: Membership, *, by: User) -> Membership:
    """The membership as it is now, with the team's people locked until the transaction ends.

    Locking the team's row makes two managers who act at once act one after the other, so that
    each sees what the other did. (On SQLite every transaction is alone from its start.)
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=membership.team_id)
    check_can_manage_people(role_in(by, team))
    current = Membership.objects.select_related("user", "team").filter(pk=membership.pk).first()
    if current is None:
        raise NotPossible("This person is not in the team any more.")
    return current


def _check_not_last_manager(membership: Membership) -> None:
    others = Membership.objects.filter(team=membership.team, role=Role.MANAGER).exclude(pk=membership.pk)
    if membership.role == Role.MANAGER and not others.exists():
        raise LastManager(f"{membership.user} is the only manager of this team. Make somebody else a manager first.")
