"""The demo team's people: the manager's team, and the author's way into it by an invitation."""

from decider.domain.permissions import Role
from decider.models import Team, User
from decider.teams.actions import create_team
from decider.teams.demo import PEOPLE, DemoPerson
from decider.teams.invitation_actions import accept_invitation, invite


def join_people(team_name: str, *, sign_in: bool) -> tuple[Team, dict[str, User]]:
    """Create the team with the demo people in it; the people by the first part of their address ("author").

    An account that exists already joins as it is: its password stays.
    """
    people = {_word(person): _account(person, sign_in=sign_in) for person in PEOPLE}
    manager = people["manager"]
    team = create_team(name=team_name, manager=manager, by=None)
    for person in PEOPLE:
        user = people[_word(person)]
        if user != manager:
            invitation, _ = invite(team=team, email=user.email, role=Role(person.role), by=manager)
            accept_invitation(invitation=invitation, by=user)
    return team, people


def _word(person: DemoPerson) -> str:
    return person.email.partition("@")[0]


def _account(person: DemoPerson, *, sign_in: bool) -> User:
    there = User.objects.filter(email__iexact=person.email).first()
    return there or User.objects.create_user(person.email, person.password if sign_in else None, name=person.name)
