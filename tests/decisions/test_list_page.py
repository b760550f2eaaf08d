"""The list shows the team's decisions, filtered and searched; archived drafts only on demand."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decider.decisions.actions import archive_draft
from decider.models import Decision, Project, Team, User
from tests.factories import decided
from tests.factories.decision import DecisionFactory
from tests.factories.project import ProjectFactory, TaskFactory

ClientFor = Callable[[User | None], Client]
URL = "/decisions/"


def titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return [decision.title for decision in answer.context["page"]]


@pytest.fixture
def named(project: Project, author: User) -> Callable[[str], Decision]:
    def make(title: str, **texts: str) -> Decision:
        return DecisionFactory.create(task=TaskFactory.create(project=project), author=author, title=title, **texts)

    return make


def test_an_empty_list_says_where_decisions_begin(client_for: ClientFor, author: User) -> None:
    answer = client_for(author).get(URL)
    assert "No decision yet" in answer.content.decode()


def test_everybody_in_the_team_sees_it_and_strangers_see_none_of_it(
    client_for: ClientFor, draft: Decision, author: User, manager: User, viewer: User, stranger: User
) -> None:
    for person in (author, manager, viewer):
        assert titles(client_for(person)) == [draft.title]
    assert draft.title not in client_for(stranger).get(URL).content.decode()


def test_visitors_sign_in_first(client_for: ClientFor, draft: Decision) -> None:
    answer = client_for(None).get(URL)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('sign_in')}?next={URL}")


def test_it_filters_by_state(client_for: ClientFor, named: Callable[[str], Decision], viewer: User) -> None:
    named("Still a draft")
    decided.submit(named("Handed in"))
    assert titles(client_for(viewer), "?state=submitted") == ["Handed in"]
    assert titles(client_for(viewer), "?state=draft") == ["Still a draft"]


def test_it_filters_by_project(client_for: ClientFor, draft: Decision, team: Team, viewer: User) -> None:
    other = ProjectFactory.create(team=team)
    DecisionFactory.create(task=TaskFactory.create(project=other), title="Elsewhere")
    assert titles(client_for(viewer), f"?project={other.pk}") == ["Elsewhere"]


def test_a_strangers_project_is_no_filter(client_for: ClientFor, draft: Decision, viewer: User) -> None:
    foreign = ProjectFactory.create()
    assert client_for(viewer).get(f"{URL}?project={foreign.pk}").context["form"].errors


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ticket", ["Tickets by language"]),
        ("?q=language tickets", ["Tickets by language"]),
        ("?q=BECAUSE", ["Brand voice"]),
        ("?q=nothing like it", []),
        ("?q=%25", []),
        ("?state=unheard-of", ["Brand voice", "Tickets by language"]),
        ("?page=999", ["Brand voice", "Tickets by language"]),
        ("?page=x", ["Brand voice", "Tickets by language"]),
        ("?q=%00", ["Brand voice", "Tickets by language"]),
    ],
)
def test_it_searches_and_bears_with_any_address(
    client_for: ClientFor, named: Callable[..., Decision], viewer: User, query: str, found: list[str]
) -> None:
    named("Tickets by language", rationale="Cheap.")
    named("Brand voice", rationale="Because it is subtle.")
    assert titles(client_for(viewer), query) == found


def test_archived_drafts_are_shown_on_demand(client_for: ClientFor, draft: Decision, author: User) -> None:
    archive_draft(decision=draft, by=author, at=timezone.now())
    assert titles(client_for(author)) == []
    assert titles(client_for(author), "?archived=on") == [draft.title]


def test_long_lists_have_pages_that_keep_the_filter(
    client_for: ClientFor, named: Callable[[str], Decision], viewer: User
) -> None:
    for number in range(27):
        named(f"Decision number {number}")
    client = client_for(viewer)
    assert len(titles(client)) == 25
    assert len(titles(client, "?page=2")) == 2
    assert "?state=draft&amp;page=2" in client.get(f"{URL}?state=draft").content.decode()


def test_htmx_gets_the_rows_alone(client_for: ClientFor, draft: Decision, viewer: User) -> None:
    answer = client_for(viewer).get(URL, headers={"HX-Request": "true"})
    assert draft.title in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client_for: ClientFor, named: Callable[[str], Decision], viewer: User, django_assert_max_num_queries: Callable
) -> None:
    for number in range(12):
        named(f"Decision {number}")
    client = client_for(viewer)
    with django_assert_max_num_queries(12):
        client.get(URL)
