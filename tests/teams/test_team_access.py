"""Every row is loaded through the person's teams; refusals come back as sentences."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from decider.domain.permissions import NotPermitted, Role
from decider.models import Project, Team, User
from decider.teams.access import SESSION_KEY, NoTeam, current_team, load, load_to_edit
from decider.teams.roles import role_in
from tests.factories.project import ProjectFactory
from tests.factories.team import MembershipFactory, TeamFactory, UserFactory


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request as `TeamMiddleware` leaves it for a person who works in no team yet."""

    def request_of(user: User):
        request = rf.get("/")
        request.user, request.team, request.membership, request.session = user, None, None, {}
        return request

    return request_of


def test_a_row_of_ones_team_is_loaded_and_its_team_becomes_the_current_one(request_of, author, project):
    request = request_of(author)
    assert load(Project.objects, request, project.pk) == project
    assert request.team == project.team
    assert request.membership.role == Role.MEMBER
    assert request.session[SESSION_KEY] == project.team_id


def test_a_row_of_strangers_looks_as_if_it_did_not_exist(request_of, stranger, project):
    request = request_of(stranger)
    with pytest.raises(Http404):
        load(Project.objects, request, project.pk)
    assert request.team is None


def test_a_viewer_loads_a_row_but_not_to_edit_it(request_of, viewer, project):
    assert load(Project.objects, request_of(viewer), project.pk) == project
    with pytest.raises(NotPermitted, match="Ask a manager"):
        load_to_edit(Project.objects, request_of(viewer), project.pk)


def test_a_person_without_a_team_has_no_current_team(request_of, db):
    with pytest.raises(NoTeam):
        current_team(request_of(UserFactory.create()))


def test_a_role_is_that_of_the_team_asked_about(author, team, other_team):
    MembershipFactory.create(user=author, team=other_team, role=Role.VIEWER)
    assert role_in(author, team) == Role.MEMBER
    assert role_in(author, other_team) == Role.VIEWER
    assert role_in(author, TeamFactory.create()) is None


def test_a_visitor_is_sent_to_sign_in_and_back(client, project):
    page = reverse("project", kwargs={"project_id": project.pk})
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('sign_in')}?next={page}"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, project):
    page = reverse("project_edit", kwargs={"project_id": project.pk})
    address = reverse("project_archive", kwargs={"project_id": project.pk})
    answer = client.post(address, headers={"referer": f"http://testserver{page}"})
    assert answer.url == f"{reverse('sign_in')}?next={page}"
    elsewhere = client.post(address, headers={"referer": "http://evil.example/x"})
    assert elsewhere.url == f"{reverse('sign_in')}?next=/"


def test_an_htmx_request_without_a_session_reloads_the_whole_page(client, db):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/projects/?q=a"}
    answer = client.get(reverse("project_list"), headers=headers)
    assert answer.headers["HX-Redirect"] == f"{reverse('sign_in')}?next=/projects/%3Fq%3Da"


def test_answers_vary_with_the_htmx_header(client, db):
    assert "HX-Request" in client.get(reverse("sign_in")).headers["Vary"]


def test_a_refusal_is_a_page_with_its_sentence(client_for, viewer):
    answer = client_for(viewer).get(reverse("project_new"))
    assert answer.status_code == 403
    assert "Ask a manager of the team for the role member." in answer.text
    part = client_for(viewer).get(reverse("project_new"), headers={"hx-request": "true"})
    assert part.status_code == 403
    assert "<html" not in part.text
    assert "Ask a manager" in part.text


def test_the_team_last_worked_in_is_the_current_one(client_for, author, team, other_team):
    membership = MembershipFactory.create(user=author, team=other_team)
    type(membership).objects.filter(pk=membership.pk).update(created_at=membership.created_at + timedelta(days=1))
    theirs = ProjectFactory.create(team=other_team, name="Theirs")
    client = client_for(author)
    assert "Theirs" not in client.get(reverse("project_list")).text
    client.get(reverse("project", kwargs={"project_id": theirs.pk}))
    assert "Theirs" in client.get(reverse("project_list")).text


def test_switching_leads_to_the_chosen_team(client_for, author, other_team):
    MembershipFactory.create(user=author, team=other_team)
    client = client_for(author)
    answer = client.post(reverse("switch_team"), {"team": other_team.pk})
    assert answer.url == reverse("project_list")
    assert other_team.name in client.get(reverse("people")).text


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_switching_never_leads_to_another_site(client_for, author, team, following):
    answer = client_for(author).post(reverse("switch_team"), {"team": team.pk, "next": following})
    assert answer.url == reverse("project_list")


@pytest.mark.parametrize("chosen", ["", "x", "²", "-1", "9" * 40])
def test_switching_to_nonsense_is_not_found(client_for, author, chosen):
    assert client_for(author).post(reverse("switch_team"), {"team": chosen}).status_code == 404


def test_switching_to_a_team_of_strangers_is_not_found(client_for, author, other_team: Team):
    assert client_for(author).post(reverse("switch_team"), {"team": other_team.pk}).status_code == 404


def test_somebody_without_a_team_is_told_what_to_do(client_for, db):
    lonely = UserFactory.create(email="lonely@example.com")
    answer = client_for(lonely).get(reverse("project_list"), follow=True)
    assert answer.status_code == 200
    assert "lonely@example.com" in answer.text
    assert "You are in no team yet" in answer.text
