"""`manage.py load_demo` loads the demo once, all of it or nothing, and opens no door outside local mode."""

import io

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from decider.models import Event, Team, User
from decider.teams.demo import PEOPLE, demo_people


def _load(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_it_loads_and_a_second_time_changes_nothing(price_book: None, without_figures: None) -> None:
    assert "3 projects, 8 tasks, 9 decisions" in _load()
    events = Event.objects.count()

    assert "is there already; nothing was changed" in _load()

    assert Event.objects.count() == events
    assert Team.objects.count() == 1


def test_in_local_mode_its_people_can_sign_in(
    price_book: None, without_figures: None, settings: Settings, client
) -> None:
    settings.LOCAL_MODE = True
    said = _load()
    assert "changepassword" not in said
    assert demo_people() == list(PEOPLE)
    for person in PEOPLE:
        assert client.login(username=person.email, password=person.password)


def test_elsewhere_nobody_can_sign_in_with_the_printed_password(
    price_book: None, without_figures: None, settings: Settings, client
) -> None:
    said = _load()
    for person in PEOPLE:
        assert f"changepassword {person.email}" in said
        assert not client.login(username=person.email, password=person.password)
    settings.LOCAL_MODE = True
    assert demo_people() == []


def test_an_account_that_exists_keeps_its_password(
    price_book: None, without_figures: None, settings: Settings, client
) -> None:
    settings.LOCAL_MODE = True
    User.objects.create_user(PEOPLE[0].email, "my own long password", name="Ada")
    _load()
    assert client.login(username=PEOPLE[0].email, password="my own long password")


@pytest.mark.parametrize("arguments", [(), ("--day", "2026-08-01")], ids=["no price book", "a day before the prices"])
def test_without_prices_nothing_is_loaded(db: None, arguments: tuple[str, ...]) -> None:
    if arguments:
        call_command("load_prices", verbosity=0)
    with pytest.raises(CommandError, match=r"no price for gpt-6\.1-terra.*load_prices"):
        _load(*arguments)
    assert not Team.objects.exists()
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_a_day_is_written_as_year_month_and_day(db: None) -> None:
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        _load("--day", "24.11.2026")
