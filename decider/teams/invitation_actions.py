"""What is done to invitations: one-time links by which people join a team."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import Role, check_can_manage_people
from decider.events import record
from decider.models import Invitation, Membership, Team, User
from decider.teams.links import fingerprint, new_token
from decider.teams.roles import role_in

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(*, team: Team, email: str, role: Role, by: User) -> tuple[Invitation, str]:
    """Make a one-time link for one person; an older link for the same address stops working.

    Returns the invitation and its token, of which only a hash is kept.

    Raises:
        NotPermitted: `by` does not manage the team.
        NotPossible: the person is in the team already.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    check_can_manage_people(role_in(by, team))
    email = email.strip().lower()
    if Membership.objects.filter(team=team, user__email__iexact=email).exists():
        raise NotPossible(f"{email} is in this team already.")
    now = timezone.now()
    Invitation.objects.open_at(now).filter(team=team, email=email).update(withdrawn_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        team=team, email=email, role=role, token_sha256=fingerprint(token), created_by=by, expires_at=now + VALID_FOR
    )
    record(team=team, by=by, verb="invite", subject=invitation, email=email, role=str(role))
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Make an open invitation's link stop working.

    Raises:
        NotPermitted: `by` does not manage the team.
        NotPossible: the link has been used, withdrawn or has expired.
    """
    invitation = _lock(invitation)
    check_can_manage_people(role_in(by, invitation.team))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(team=invitation.team, by=by, verb="withdraw_invitation", subject=invitation, email=invitation.email)
    return invitation


def open_invitation(token: str) -> Invitation | None:
    """The invitation that this link is for, while it can be used."""
    open_now = Invitation.objects.open_at(timezone.now())
    return open_now.filter(token_sha256=fingerprint(token)).select_related("team", "created_by").first()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Let a person who has an account join the team.

    Raises:
        NotPossible: the link is for another address, does not work any more, or the person is
            in the team already.
    """
    if invitation.email != by.email.lower():
        raise NotPossible(f"This invitation is for {invitation.email}, and you are signed in as {by.email}.")
    return _join(_lock(invitation), by)


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, name: str, password: str) -> Membership:
    """Create the account of the invited person and let them join the team.

    Raises:
        NotPossible: the link does not work any more, or the address has an account by now.
    """
    invitation = _lock(invitation)
    has_account = NotPossible(f"There is already an account for {invitation.email}. Sign in to join the team.")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise has_account
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError:
        raise has_account from None
    return _join(invitation, user)


def _join(invitation: Invitation, user: User) -> Membership:
    try:
        with transaction.atomic():
            membership = Membership.objects.create(team=invitation.team, user=user, role=invitation.role)
    except IntegrityError:
        raise NotPossible(f"You are in the team {invitation.team} already.") from None
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    record(
        team=invitation.team, by=user, verb="accept_invitation", subject=user,
        email=user.email, role=str(invitation.role), invitation=invitation.pk,
    )  # fmt: skip
    return membership


def _lock(invitation: Invitation) -> Invitation:
    """The invitation as it is now, locked, so that a link that two people open is used once."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("team").get(pk=invitation.pk)
    if locked.used_at or locked.withdrawn_at or locked.expires_at <= timezone.now():
        raise NotPossible("This invitation does not work any more. Ask a manager of the team for a new one.")
    return locked
