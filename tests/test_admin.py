"""An operator reads every row, adds people and prices, and cannot touch what a team decided."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from decider.decisions.actions import submit
from decider.models import Decision, Event, GpuPrice, Invitation, Membership, ModelPrice, Project, Task, Team, User
from decider.projects.actions import create_project
from tests.factories.invitation import InvitationFactory
from tests.factories.team import UserFactory

OURS = [model for model in admin.site._registry if model._meta.app_label == "decider"]
WRITABLE = {User, ModelPrice, GpuPrice}


@pytest.fixture
def operator(client_for, db):
    return client_for(UserFactory.create(is_staff=True, is_superuser=True, email="operator@example.com"))


@pytest.fixture
def rows(draft, author, manager, team):
    InvitationFactory.create(team=team, created_by=manager)
    create_project(team=team, name="Logged", by=author)
    Decision.objects.filter(pk=draft.pk).update(override_reason="Because.")
    draft.refresh_from_db()
    submit(decision=draft, by=author, expected_version=1, expected_answers_version=1, now=timezone.now())


def test_every_list_and_row_opens_and_what_teams_wrote_is_read_only(operator, rows):
    """One test, because submitting a decision takes longer than looking at every page."""
    seen = set()
    for model in OURS:
        names, row = f"admin:decider_{model._meta.model_name}", model.objects.first()
        assert operator.get(reverse(f"{names}_changelist")).status_code == 200, model
        if row is not None:
            seen.add(model)
            assert operator.get(reverse(f"{names}_change", args=[row.pk])).status_code == 200, model
        if model in WRITABLE:
            continue
        assert operator.get(reverse(f"{names}_add")).status_code == 403, model
        if row is not None:
            assert operator.post(reverse(f"{names}_change", args=[row.pk]), {}).status_code == 403, model
            assert operator.post(reverse(f"{names}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403, model
            assert model.objects.filter(pk=row.pk).exists()
    assert seen >= {User, Team, Membership, Invitation, Project, Task, Decision, Event}


def test_the_token_of_an_invitation_is_not_shown(operator, team):
    invitation = InvitationFactory.create(team=team)
    page = operator.get(reverse("admin:decider_invitation_change", args=[invitation.pk])).text
    assert invitation.token_sha256 not in page


def test_an_operator_adds_a_person_who_can_sign_in(operator, client):
    typed = {"email": "New@Example.com", "name": "Nia", "usable_password": "true"}
    passwords = {"password1": "an entirely new phrase", "password2": "an entirely new phrase"}
    answer = operator.post(reverse("admin:decider_user_add"), {**typed, **passwords})
    assert answer.status_code == 302
    typed = {"username": "new@example.com", "password": "an entirely new phrase"}
    assert client.post(reverse("sign_in"), typed).url == reverse("home")


def test_people_are_closed_not_deleted(operator, author):
    assert operator.post(reverse("admin:decider_user_delete", args=[author.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=author.pk).exists()


def test_somebody_whose_account_is_closed_is_out_at_once(client_for, author):
    client = client_for(author)
    User.objects.filter(pk=author.pk).update(is_active=False)
    assert client.get(reverse("people")).status_code == 302
