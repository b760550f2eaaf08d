"""The start page leads on."""

from collections.abc import Callable

from django.test import Client

from decider.models import User


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/"


def test_whoever_is_signed_in_sees_the_projects(client_for: Callable[[User | None], Client], author: User) -> None:
    assert client_for(author).get("/").headers["Location"] == "/projects/"
