"""`manage.py create_team` makes a team with its first manager, and says what is wrong otherwise."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from decider.domain.permissions import Role
from decider.models import Event, Team, User
from tests.factories.team import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def _create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_team", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_manager_gets_a_link_that_sets_the_password(client):
    said = _create("Search", "--manager", "Boss@Example.com", "--name", "Bo Boss", "--base-url", "https://x.example/")
    [link] = [line for line in said.splitlines() if line.startswith("https://x.example/")]
    manager = User.objects.get(email="boss@example.com")
    assert manager.name == "Bo Boss"
    assert Team.objects.get(name="Search").memberships.get(user=manager).role == Role.MANAGER
    page = client.get(link.removeprefix("https://x.example"), follow=True)
    assert "Set your password" in page.text
    assert Event.objects.get(verb="create_team").by is None


def test_somebody_with_an_account_gets_no_link():
    UserFactory.create(email="boss@example.com")
    assert "have an account already" in _create("Search", "--manager", "BOSS@example.com")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("Search", "nonsense", "“nonsense” is not an e-mail address."),
        (" ", "boss@example.com", "The team needs a name."),
        ("x" * 101, "boss@example.com", "101 characters; 100 is the most"),
        ("taken", "boss@example.com", "There is already a team called “taken”"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing_behind(name, email, sentence):
    TeamFactory.create(name="Taken")
    with pytest.raises(CommandError, match=sentence):
        _create(name, "--manager", email)
    assert Team.objects.count() == 1
    assert not User.objects.exists()
