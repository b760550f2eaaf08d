"""The frame shows each person what is theirs, and asks the database for little."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from decider.domain.permissions import Role
from decider.events import record
from decider.models import Decision, Membership, Project, Task, Team, User
from decider.pages.context import Shell, shell
from tests.factories.decision import DecisionFactory
from tests.factories.project import TaskFactory
from tests.factories.team import MembershipFactory

ClientFor = Callable[[User | None], Client]


def shell_of(user: User | None, team: Team | None = None, path: str = "/projects/") -> Shell:
    request = RequestFactory().get(path)
    if user is not None:
        request.user = user
        request.membership = Membership.objects.filter(user=user, team=team).first()  # type: ignore[attr-defined]
    return Shell(request)


@pytest.fixture
def submitted(task: Task, author: User) -> Decision:
    return DecisionFactory.create(
        task=task, author=author, state="submitted", snapshot="{}", submitted_at=timezone.now()
    )


def test_a_manager_sees_how_many_decisions_wait_for_them(
    submitted: Decision, another_draft: Decision, manager: User, team: Team
) -> None:
    assert shell_of(manager, team).review_count == 1


@pytest.fixture
def another_draft(project: Project, author: User) -> Decision:
    """A draft about another task: it waits for nobody."""
    return DecisionFactory.create(task=TaskFactory.create(project=project, name="Another"), author=author)


def test_their_own_decisions_do_not_wait_for_a_manager(
    submitted: Decision, manager: User, team: Team, project: Project
) -> None:
    DecisionFactory.create(
        task=TaskFactory.create(project=project, name="Another"),
        author=manager,
        state="submitted",
        snapshot="{}",
        submitted_at=timezone.now(),
    )
    assert shell_of(manager, team).review_count == 1


def test_a_decision_that_a_manager_wrote_a_part_of_does_not_wait_for_them(
    submitted: Decision, manager: User, team: Team
) -> None:
    record(team=team, by=manager, verb="edit", subject=submitted)
    assert shell_of(manager, team).review_count == 0


def test_decisions_wait_for_nobody_but_a_manager_of_their_team(
    submitted: Decision, author: User, viewer: User, stranger: User, team: Team, other_team: Team
) -> None:
    assert shell_of(author, team).review_count == 0
    assert shell_of(viewer, team).review_count == 0
    assert shell_of(stranger, other_team).review_count == 0


@pytest.mark.parametrize(
    ("role", "may_edit", "may_manage"),
    [(Role.VIEWER, False, False), (Role.MEMBER, True, False), (Role.MANAGER, True, True)],
)
def test_templates_know_what_a_person_may_do(
    role: Role, may_edit: bool, may_manage: bool, team: Team, viewer: User
) -> None:
    Membership.objects.filter(user=viewer).update(role=role)
    frame = shell_of(viewer, team)
    assert (frame.can_edit, frame.can_manage_people) == (may_edit, may_manage)


def test_a_request_that_never_reached_the_middleware_has_a_visitors_frame() -> None:
    context = shell(HttpRequest())
    assert context["shell"].user is None
    assert context["shell"].teams == []
    assert context["shell"].review_count == 0
    assert context["can_edit"] is False
    assert context["can_manage_people"] is False


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/projects/3/", "projects"),
        ("/tasks/3/steps/volume/", "projects"),
        ("/decisions/3/report.pdf", "decisions"),
        ("/reviews/", "reviews"),
        ("/", ""),
        ("/projectsandmore/", ""),
    ],
)
def test_a_page_belongs_to_one_entry_of_the_navigation(path: str, section: str) -> None:
    assert shell_of(None, path=path).section == section


def test_the_frame_asks_nothing_of_the_database_until_it_is_drawn(
    manager: User, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    frame = shell_of(manager, team)
    with django_assert_num_queries(0):
        assert frame.can_edit
        assert frame.role == Role.MANAGER


def test_somebody_in_one_team_has_no_switch_and_somebody_in_two_has_one(
    client_for: ClientFor, author: User, other_team: Team
) -> None:
    assert "/switch" not in client_for(author).get("/method/").content.decode()

    MembershipFactory.create(team=other_team, user=author, role=Role.VIEWER)
    page = client_for(author).get("/method/").content.decode()
    switch = re.search(r"<form[^>]*switch[^>]*>.*?</form>", page, re.DOTALL)
    assert switch
    assert 'method="post"' in switch[0]
    assert "csrfmiddlewaretoken" in switch[0]
    assert f'value="{other_team.pk}"' in switch[0]


def test_a_visitor_sees_the_way_in_and_no_doors_that_are_shut(client: Client, db: None) -> None:
    page = client.get("/method/").content.decode()
    assert "Sign in" in page
    assert "Sign out" not in page
    assert "/decisions/" not in page


def test_signing_out_is_a_form(client_for: ClientFor, author: User) -> None:
    page = client_for(author).get("/method/").content.decode()
    assert re.search(r'<form method="post" action="[^"]*sign-out[^"]*">', page)


@pytest.mark.parametrize(
    "template", ["base.html", "_alone.html", "404.html", "403.html", "403_csrf.html", "500.html", "400.html"]
)
def test_no_page_has_code_or_styles_in_it(template: str) -> None:
    html = render_to_string(template)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\s(style|on\w+)=", html)
    assert "<style" not in html
    assert not re.search(r'(src|href)="(https?:)?//', html)


def test_a_page_that_does_not_exist_keeps_the_frame(client_for: ClientFor, author: User) -> None:
    response = client_for(author).get("/nowhere/")
    assert response.status_code == 404
    assert author.name in response.content.decode()
    assert "There is nothing here" in response.content.decode()


def test_a_form_without_its_token_is_told_what_to_do(author: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    response = client.post("/sign-out/")
    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


def test_a_failure_is_a_page_that_needs_neither_user_nor_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No database fixture: the page must come without a query, and tell nothing of the cause."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret cause")

    client.raise_request_exception = False
    monkeypatch.setattr("decider.pages.views.contents", fail)
    response = client.get("/method/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "secret cause" not in response.content.decode()


def test_a_request_that_cannot_be_read_is_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BadRequest

    monkeypatch.setattr("decider.pages.views.contents", fail)
    response = client.get("/method/")
    assert response.status_code == 400
    assert "This request cannot be read" in response.content.decode()


def test_htmx_is_told_to_run_no_code_and_to_ask_nobody_else(client: Client, db: None) -> None:
    page = client.get("/method/").content.decode()
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", page)
    assert config
    for rule in (
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
    ):
        assert rule in config[1]
    assert '"X-CSRFToken": "' in page
