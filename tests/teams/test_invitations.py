"""People join a team by a link that works once, for one person, for seven days."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted, Role
from decider.models import Event, Invitation, Membership, User
from decider.teams.invitation_actions import (
    accept_as_new_person,
    accept_invitation,
    invite,
    open_invitation,
    withdraw_invitation,
)
from tests.factories.invitation import InvitationFactory
from tests.factories.team import MembershipFactory, TeamFactory, UserFactory
from tests.together import at_once

PASSWORD = "plenty of words here"


def _join(token: str) -> str:
    return reverse("join", kwargs={"token": token})


def test_only_a_hash_of_the_token_is_kept(team, manager):
    invitation, token = invite(team=team, email="New@Example.com", role=Role.MEMBER, by=manager)
    assert invitation.email == "new@example.com"
    assert token not in str(Invitation.objects.values())
    assert token not in str(Event.objects.values())
    assert open_invitation(token) == invitation


@pytest.mark.parametrize("who", ["author", "viewer", "stranger"])
def test_nobody_but_a_manager_invites_or_withdraws(request, team, manager, who):
    invitation, _ = invite(team=team, email="new@example.com", role=Role.MEMBER, by=manager)
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        invite(team=team, email="other@example.com", role=Role.MANAGER, by=person)
    with pytest.raises(NotPermitted):
        withdraw_invitation(invitation=invitation, by=person)


def test_a_newer_link_replaces_an_older_one(team, manager):
    _, older = invite(team=team, email="new@example.com", role=Role.MEMBER, by=manager)
    _, newer = invite(team=team, email="new@example.com", role=Role.VIEWER, by=manager)
    assert open_invitation(older) is None
    assert open_invitation(newer) is not None


def test_somebody_in_the_team_cannot_be_invited_again(client_for, team, author, manager):
    answer = client_for(manager).post(reverse("invite"), {"email": author.email.upper(), "role": "viewer"})
    assert answer.status_code == 409
    assert f"{author.email} is in this team already." in answer.text


def test_the_link_is_shown_once_to_the_manager(client_for, manager):
    client = client_for(manager)
    answer = client.post(reverse("invite"), {"email": "new@example.com", "role": "member"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    link = answer.context["link"]
    assert link in answer.text
    page = client.get(reverse("people")).text
    assert "new@example.com" in page
    assert link not in page


def test_a_wrong_address_is_named_beside_its_field_and_kept(client_for, manager):
    answer = client_for(manager).post(reverse("invite"), {"email": "not an address", "role": "member"})
    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.text
    assert 'value="not an address"' in answer.text
    assert not Invitation.objects.exists()


def test_a_new_person_sets_name_and_password_and_is_in(client, team):
    invitation = InvitationFactory.create(team=team, token="abc", email="new@example.com", role=Role.MEMBER)
    page = client.get(_join("abc"))
    assert team.name in page.text
    answer = client.post(
        _join("abc"), {"name": "Nia New", "password": PASSWORD, "password_again": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("project_list")
    person = User.objects.get(email="new@example.com")
    assert person.name == "Nia New"
    assert person.check_password(PASSWORD)
    assert Membership.objects.get(user=person, team=team).role == Role.MEMBER
    invitation.refresh_from_db()
    assert invitation.used_at is not None
    assert Event.objects.get(verb="accept_invitation").by == person


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "password": PASSWORD, "password_again": PASSWORD}, "Say what you are called."),
        ({"name": "Nia", "password": PASSWORD, "password_again": "another"}, "The two passwords are not the same."),
        ({"name": "Nia", "password": "short", "password_again": "short"}, "This password is too short."),
        ({"name": "Nia", "password": "1234567890123", "password_again": "1234567890123"}, "entirely numeric"),
    ],
)
def test_bad_input_on_joining_is_explained_and_the_name_kept(client, team, typed, sentence):
    InvitationFactory.create(team=team, token="abc")
    answer = client.post(_join("abc"), typed)
    assert sentence in answer.text
    assert f'value="{typed["name"]}"' in answer.text or not typed["name"]
    assert not Membership.objects.exists()


def test_a_signed_in_person_joins_with_one_button(client_for, team, stranger):
    InvitationFactory.create(team=team, token="abc", email=stranger.email, role=Role.VIEWER)
    client = client_for(stranger)
    assert "Join the team" in client.get(_join("abc")).text
    client.post(_join("abc"))
    assert Membership.objects.get(user=stranger, team=team).role == Role.VIEWER
    assert team.name in client.get(reverse("people")).text


def test_somebody_with_an_account_signs_in_first(client, team, stranger):
    InvitationFactory.create(team=team, token="abc", email=stranger.email)
    page = client.get(_join("abc")).text
    assert f"{reverse('sign_in')}?next={_join('abc')}" in page
    client.post(_join("abc"), {"name": "Thief", "password": PASSWORD, "password_again": PASSWORD})
    assert not Membership.objects.filter(user=stranger, team=team).exists()


def test_a_link_for_somebody_else_is_not_accepted(client_for, team, stranger):
    invitation = InvitationFactory.create(team=team, token="abc", email="new@example.com")
    answer = client_for(stranger).post(_join("abc"))
    assert answer.status_code == 409
    assert "you are signed in as" in answer.text
    invitation.refresh_from_db()
    assert invitation.used_at is None


@pytest.mark.parametrize(
    "spoilt",
    [
        {"used_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(hours=1)},
    ],
    ids=["used", "withdrawn", "expired"],
)
def test_a_link_that_is_over_opens_nothing(client, team, stranger, spoilt):
    invitation = InvitationFactory.create(team=team, token="abc", email=stranger.email, **spoilt)
    for answer in (client.get(_join("abc")), client.post(_join("abc")), client.get(_join("never-made"))):
        assert answer.status_code == 404
        assert "This invitation does not work any more" in answer.text
    with pytest.raises(NotPossible):
        accept_invitation(invitation=invitation, by=stranger)
    with pytest.raises(NotPossible):
        accept_as_new_person(invitation=invitation, name="Nia", password=PASSWORD)
    assert not team.memberships.exists()


def test_a_link_expires_after_seven_days(team, manager):
    invitation, _ = invite(team=team, email="new@example.com", role=Role.MEMBER, by=manager)
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)


def test_a_manager_withdraws_an_invitation(client_for, team, manager):
    invitation = InvitationFactory.create(team=team, token="abc")
    address = reverse("invitation_withdraw", kwargs={"invitation_id": invitation.pk})
    client_for(manager).post(address)
    assert open_invitation("abc") is None
    assert client_for(manager).post(address).status_code == 409


def test_joining_twice_is_refused_with_a_sentence(team, author):
    invitation = InvitationFactory.create(team=team, email=author.email)
    with pytest.raises(NotPossible, match="already"):
        accept_invitation(invitation=invitation, by=author)
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_an_account_made_meanwhile_is_not_taken_over(team):
    invitation = InvitationFactory.create(team=team, email="new@example.com")
    person = UserFactory.create(email="new@example.com")
    with pytest.raises(NotPossible, match="Sign in"):
        accept_as_new_person(invitation=invitation, name="Thief", password=PASSWORD)
    person.refresh_from_db()
    assert not person.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_opened_twice_at_once_is_used_once():
    invitation = InvitationFactory.create(email="new@example.com")
    outcomes = at_once(
        lambda: accept_as_new_person(invitation=invitation, name="One", password=PASSWORD),
        lambda: accept_as_new_person(invitation=invitation, name="Two", password=PASSWORD),
    )
    assert Membership.objects.filter(user__email="new@example.com").count() == 1
    assert sum(isinstance(outcome, NotPossible) for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_invite_the_same_address_at_once_leave_one_open_link():
    team = TeamFactory.create()
    first = MembershipFactory.create(team=team, role=Role.MANAGER).user
    second = MembershipFactory.create(team=team, role=Role.MANAGER).user
    at_once(
        lambda: invite(team=team, email="new@example.com", role=Role.MEMBER, by=first),
        lambda: invite(team=team, email="new@example.com", role=Role.VIEWER, by=second),
    )
    assert Invitation.objects.count() == 2
    assert Invitation.objects.open_at(timezone.now()).count() == 1
