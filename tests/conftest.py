"""What every test can ask for: the same four people in their usual roles, a team, a fixed day."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from decider.domain.permissions import Role
from decider.models import Decision, Project, Task, Team, User, frozen
from tests.factories.answers import triage_answers
from tests.factories.decision import DecisionFactory
from tests.factories.project import ProjectFactory, TaskFactory
from tests.factories.team import MembershipFactory, TeamFactory, UserFactory
from tests.network import refuse_outside_network

# The same examples on every run, and no failure because a machine was busy.
hypothesis_settings.register_profile(
    "decider", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("decider")


# What a test asks for, itself or through other fixtures, that sees a database.
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="run only the tests that see a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-database"):
        return
    without = [item for item in items if not _sees_a_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _sees_a_database(item)]


def _sees_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None:
        return True
    return not _DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True, scope="session")
def _no_outside_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        refuse_outside_network(monkeypatch)
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_may_delete_frozen_rows() -> Iterator[None]:
    """Emptying the tables after a test with real transactions is the one deletion that is meant.

    The triggers that keep submitted decisions and the event log are taken off for that moment.
    """
    original = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        frozen.remove(connection)
        try:
            original(self, **options)
        finally:
            frozen.install(connection)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture
def today() -> datetime.date:
    return datetime.date(2026, 11, 24)


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory.create(name="Support Engineering")


@pytest.fixture
def author(team: Team) -> User:
    """A member who writes tasks and decisions."""
    return _person("Ana Author", team, Role.MEMBER)


@pytest.fixture
def manager(team: Team) -> User:
    return _person("Max Manager", team, Role.MANAGER)


@pytest.fixture
def viewer(team: Team) -> User:
    return _person("Vera Viewer", team, Role.VIEWER)


@pytest.fixture
def other_team(db: None) -> Team:
    return TeamFactory.create(name="Another Company")


@pytest.fixture
def stranger(other_team: Team) -> User:
    """A manager of another team: the most powerful person who must see nothing of ours."""
    return _person("Sam Stranger", other_team, Role.MANAGER)


@pytest.fixture
def project(team: Team, author: User) -> Project:
    return ProjectFactory.create(team=team, created_by=author, name="Help desk")


@pytest.fixture
def task(project: Project) -> Task:
    """A task with every question answered; fine-tuning pays."""
    return TaskFactory.create(project=project, name="Ticket triage", answers=triage_answers())


@pytest.fixture
def draft(task: Task, author: User) -> Decision:
    return DecisionFactory.create(task=task, author=author)


@pytest.fixture
def client_for(db: None) -> Callable[[User | None], Client]:
    """A test client that is signed in as a person, or as nobody for None."""

    def client_for(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return client_for


def _person(name: str, team: Team, role: Role) -> User:
    user = UserFactory.create(name=name, email=f"{name.split()[0].lower()}@example.com")
    MembershipFactory.create(team=team, user=user, role=role)
    return user
