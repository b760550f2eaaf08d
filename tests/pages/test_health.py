"""The health check says whether people could be served."""

import pytest
from django import db
from django.test import Client

from decider.models import Team


def test_it_is_well_when_the_database_answers(client: Client, db: None) -> None:
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_it_is_unavailable_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def exists() -> bool:
        raise db.OperationalError("could not connect to 10.0.0.5")

    monkeypatch.setattr(Team.objects, "exists", exists)
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert "10.0.0.5" not in response.content.decode()


def test_it_asks_nobody_to_sign_in_and_starts_no_session(client: Client, db: None) -> None:
    assert not client.get("/health/").cookies
