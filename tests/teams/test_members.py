"""A manager changes roles and removes people, and a team never loses its last manager."""

import pytest
from django.db import transaction
from django.urls import reverse

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted, Role
from decider.events import record
from decider.models import Event, Membership
from decider.teams.actions import LastManager, change_role, create_team, make_reset_link, remove_member
from tests.factories.team import MembershipFactory, TeamFactory, UserFactory
from tests.together import at_once


def _membership(user, team) -> Membership:
    return Membership.objects.get(user=user, team=team)


def test_a_manager_changes_a_role_and_the_log_says_so(team, author, manager):
    change_role(membership=_membership(author, team), role=Role.VIEWER, by=manager)
    assert _membership(author, team).role == Role.VIEWER
    event = Event.objects.get(verb="change_role")
    assert (event.by, event.team) == (manager, team)
    assert event.data == {"email": author.email, "before": "member", "after": "viewer"}


def test_the_same_role_again_is_no_event(team, author, manager):
    change_role(membership=_membership(author, team), role=Role.MEMBER, by=manager)
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", ["author", "viewer", "stranger"])
def test_nobody_but_a_manager_of_the_team_changes_its_people(request, team, manager, author, who):
    person = request.getfixturevalue(who)
    for deed in (
        lambda: change_role(membership=_membership(manager, team), role=Role.VIEWER, by=person),
        lambda: remove_member(membership=_membership(manager, team), by=person),
        lambda: make_reset_link(membership=_membership(author, team), by=person),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert _membership(manager, team).role == Role.MANAGER


def test_the_last_manager_cannot_step_down_or_leave(team, author, manager):
    with pytest.raises(LastManager, match="only manager"):
        change_role(membership=_membership(manager, team), role=Role.MEMBER, by=manager)
    with pytest.raises(LastManager, match="only manager"):
        remove_member(membership=_membership(manager, team), by=manager)


def test_with_a_second_manager_the_first_may_leave(team, author, manager):
    change_role(membership=_membership(author, team), role=Role.MANAGER, by=manager)
    remove_member(membership=_membership(manager, team), by=manager)
    assert not Membership.objects.filter(user=manager).exists()
    assert Event.objects.filter(verb="remove_member", subject_id=manager.pk).exists()


def test_somebody_who_left_meanwhile_cannot_be_removed_again(team, author, manager):
    membership = _membership(author, team)
    remove_member(membership=_membership(author, team), by=manager)
    with pytest.raises(NotPossible, match="not in the team any more"):
        remove_member(membership=membership, by=manager)


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_remove_each_other_at_once_leave_one():
    team = TeamFactory.create()
    first = MembershipFactory.create(team=team, role=Role.MANAGER)
    second = MembershipFactory.create(team=team, role=Role.MANAGER)
    outcomes = at_once(
        lambda: remove_member(membership=second, by=first.user),
        lambda: remove_member(membership=first, by=second.user),
    )
    assert Membership.objects.filter(team=team, role=Role.MANAGER).count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "NotPermitted"]


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_step_down_at_once_leave_one():
    team = TeamFactory.create()
    first = MembershipFactory.create(team=team, role=Role.MANAGER)
    second = MembershipFactory.create(team=team, role=Role.MANAGER)
    outcomes = at_once(
        lambda: change_role(membership=first, role=Role.MEMBER, by=first.user),
        lambda: change_role(membership=second, role=Role.MEMBER, by=second.user),
    )
    assert Membership.objects.filter(team=team, role=Role.MANAGER).count() == 1
    assert sum(isinstance(outcome, LastManager) for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    team = TeamFactory.create()
    with pytest.raises(transaction.TransactionManagementError):
        record(team=team, by=None, verb="wave", subject=team)
    assert not Event.objects.exists()


def test_a_team_name_is_taken_once_whatever_its_case(team, manager):
    with pytest.raises(NotPossible, match="Choose another name"):
        create_team(name=team.name.upper(), manager=manager, by=manager)


def test_removal_takes_effect_at_once(client_for, team, author, manager, project):
    client, page = client_for(author), reverse("project", kwargs={"project_id": project.pk})
    assert client.get(page).status_code == 200
    address = reverse("member_remove", kwargs={"membership_id": _membership(author, team).pk})
    assert client_for(manager).post(address).url == reverse("people")
    assert client.get(page).status_code == 404
    assert client.get(reverse("project_list")).url == reverse("no_team")


def test_the_page_refuses_to_remove_the_last_manager_with_a_sentence(client_for, team, manager):
    address = reverse("member_remove", kwargs={"membership_id": _membership(manager, team).pk})
    answer = client_for(manager).post(address)
    assert answer.status_code == 409
    assert "Make somebody else a manager first." in answer.text


def test_a_manager_changes_a_role_on_the_page(client_for, team, author, manager):
    address = reverse("member_role", kwargs={"membership_id": _membership(author, team).pk})
    answer = client_for(manager).post(address, {"role": "viewer"}, follow=True)
    assert "Ana Author is now a viewer of this team." in answer.text
    assert _membership(author, team).role == Role.VIEWER


def test_a_role_that_does_not_exist_is_refused_with_a_sentence(client_for, team, author, manager):
    address = reverse("member_role", kwargs={"membership_id": _membership(author, team).pk})
    answer = client_for(manager).post(address, {"role": "owner"})
    assert answer.status_code == 422
    assert "Choose one of the three roles." in answer.text


def test_only_managers_see_the_controls(client_for, manager, author, viewer):
    assert "Add somebody" in client_for(manager).get(reverse("people")).text
    for person in (author, viewer):
        page = client_for(person).get(reverse("people")).text
        assert "Add somebody" not in page
        assert "Reset password" not in page
        assert manager.email in page


def test_people_of_other_teams_are_not_shown(client_for, manager, stranger):
    assert stranger.email not in client_for(manager).get(reverse("people")).text


def test_a_role_in_one_team_gives_no_rights_in_another(team, author):
    elsewhere = MembershipFactory.create(role=Role.MANAGER).team
    MembershipFactory.create(user=author, team=elsewhere, role=Role.MANAGER)
    victim = MembershipFactory.create(team=team, user=UserFactory.create())
    with pytest.raises(NotPermitted):
        remove_member(membership=victim, by=author)
