"""Signing in and out; changing a password; one-time links for a new one."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from decider.domain.lifecycle import NotPossible
from decider.models import Membership, User
from decider.teams.actions import make_reset_link
from decider.teams.demo import PEOPLE
from decider.teams.links import password_path
from tests.factories.team import PASSWORD, MembershipFactory, UserFactory

NEW = "an entirely new phrase"


def _sign_in(client, email: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("sign_in"), {"username": email, "password": password, **more})


def _set_password(client, path: str, password: str = NEW):
    """Follow a one-time link and type a new password twice."""
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password})


def test_an_address_is_read_in_any_case(client, author):
    assert _sign_in(client, f" {author.email.upper()} ").url == reverse("home")


def test_signing_in_leads_to_the_page_that_was_asked_for(client, author):
    assert _sign_in(client, author.email, next="/team/").url == "/team/"


def test_signing_in_never_leads_to_another_site(client, author):
    assert _sign_in(client, author.email, next="https://evil.example/").url == reverse("home")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, author):
    wrong, unknown = _sign_in(client, author.email, "wrong"), _sign_in(client, "nobody@example.com")
    for answer in (wrong, unknown):
        assert "This e-mail address and password do not match." in answer.text
    assert f'value="{author.email}"' in wrong.text


def test_signing_out_is_a_deed_not_a_link(client_for, author):
    client = client_for(author)
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).url == reverse("sign_in")
    assert client.get(reverse("people")).status_code == 302


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, client_for, author):
    other = client_for(author)
    _sign_in(client, author.email)
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("password_change"), typed).url == reverse("home")
    assert client.get(reverse("people")).status_code == 200
    assert other.get(reverse("people")).status_code == 302
    author.refresh_from_db()
    assert author.check_password(NEW)


def test_a_wrong_old_password_is_explained(client_for, author):
    typed = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    answer = client_for(author).post(reverse("password_change"), typed)
    assert "Your old password was entered incorrectly." in answer.text


def test_a_mailed_link_sets_a_new_password_once(client, author):
    client.post(reverse("password_reset"), {"email": author.email.upper()})
    [message] = mail.outbox
    assert message.to == [author.email]
    path = re.search(r"http://testserver(/\S+)", message.body)[1]
    assert _set_password(client, path).url == reverse("password_reset_complete")
    author.refresh_from_db()
    assert author.check_password(NEW)
    again = client.get(path, follow=True)
    assert "This link does not work any more" in again.text


def test_an_unknown_address_is_answered_like_a_known_one(client, db):
    answer = client.post(reverse("password_reset"), {"email": "nobody@example.com"})
    assert answer.url == reverse("password_reset_done")
    assert not mail.outbox


def test_a_person_who_never_set_a_password_can_ask_for_a_link(client, db):
    person = User.objects.create_user("new@example.com", name="Nia")
    client.post(reverse("password_reset"), {"email": person.email})
    assert len(mail.outbox) == 1


def test_a_manager_hands_a_member_a_link_for_a_new_password(client, client_for, team, author, manager):
    membership = Membership.objects.get(user=author, team=team)
    answer = client_for(manager).post(reverse("member_reset_link", kwargs={"membership_id": membership.pk}))
    assert "no-store" in answer.headers["Cache-Control"]
    path = answer.context["link"].removeprefix("http://testserver")
    _set_password(client, path)
    author.refresh_from_db()
    assert author.check_password(NEW)


def test_a_manager_cannot_take_over_somebody_who_is_in_another_team_too(team, author, manager):
    MembershipFactory.create(user=author)
    with pytest.raises(NotPossible, match="only they can reset"):
        make_reset_link(membership=Membership.objects.get(user=author, team=team), by=manager)


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_a_manager_cannot_take_over_an_operator(team, author, manager, power):
    User.objects.filter(pk=author.pk).update(**{power: True})
    with pytest.raises(NotPossible):
        make_reset_link(membership=Membership.objects.get(user=author, team=team), by=manager)


def test_a_link_in_a_managers_hands_ends_when_the_person_joins_another_team(client, author):
    path = password_path(author)
    MembershipFactory.create(user=author)
    assert "This link does not work any more" in client.get(path, follow=True).text


def test_ones_own_password_is_changed_not_reset(client_for, team, manager):
    membership = Membership.objects.get(user=manager, team=team)
    answer = client_for(manager).post(reverse("member_reset_link", kwargs={"membership_id": membership.pk}))
    assert answer.status_code == 409
    assert "change your password instead" in answer.text


def test_demo_sign_ins_are_shown_in_local_mode_only(client, db, settings):
    UserFactory.create(email=PEOPLE[0].email)
    assert PEOPLE[0].password not in client.get(reverse("sign_in")).text
    settings.LOCAL_MODE = True
    page = client.get(reverse("sign_in")).text
    assert PEOPLE[0].password in page
    assert PEOPLE[1].email not in page
