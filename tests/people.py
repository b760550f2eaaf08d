"""The usual four people of one team and its neighbour, as fixtures for every test."""

import pytest
from django.test import Client

from decider.domain.permissions import Role
from decider.models import Team, User
from tests.factories.people import MembershipFactory, TeamFactory, UserFactory


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory(name="Platform")


def _person(team: Team, name: str, role: Role) -> User:
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    MembershipFactory(team=team, user=user, role=role)
    return user


@pytest.fixture
def author(team: Team) -> User:
    """A member: writes projects, tasks and decisions."""
    return _person(team, "Ada Author", Role.MEMBER)


@pytest.fixture
def manager(team: Team) -> User:
    return _person(team, "Mia Manager", Role.MANAGER)


@pytest.fixture
def viewer(team: Team) -> User:
    return _person(team, "Vic Viewer", Role.VIEWER)


@pytest.fixture
def stranger(db: None) -> User:
    """A manager of another team, who must see nothing of this one."""
    return _person(TeamFactory(name="Elsewhere"), "Sam Stranger", Role.MANAGER)


class SignedIn:
    """`as_(person)` is a browser in which that person is signed in."""

    def __call__(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def as_() -> SignedIn:
    return SignedIn()
