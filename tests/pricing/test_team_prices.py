"""A team's own prices: managers write them down, the team alone uses them, and no row is ever changed."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from decider.decisions.snapshots import build_snapshot
from decider.domain.options import ModelName
from decider.estimates.actions import assess_task
from decider.models import Decision, Event, Project, Task, Team, TeamGpuPrice, TeamModelPrice, User
from decider.models.price_book import load_price_book
from decider.pricing.listing import OURS, listing
from tests.factories.decision import DecisionFactory
from tests.factories.price import GpuPriceFactory, ModelPriceFactory, TeamGpuPriceFactory, TeamModelPriceFactory
from tests.factories.project import TaskFactory

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User | None], Client]
TODAY = datetime.date(2026, 11, 24)
MODEL = ModelName(provider="acme", name="acme-1")
DISCOUNT = {"kind": "discount", "percent": "15", "valid_from": "2026-11-01", "source": "Contract 17"}
OWN = {"kind": "own", "input": "1.5", "output": "6", "valid_from": "2026-11-01"}


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


def input_price(team: Team | None, day: datetime.date = TODAY, model: ModelName = MODEL) -> Decimal | None:
    found = load_price_book(day, team).find(model)
    return found.prices.input if found else None  # type: ignore[return-value]


def change(client: Client, row: Any, data: dict[str, Any]) -> Any:
    return client.post(reverse("model_price_change", args=[row.pk]), data)


def test_a_managers_discount_counts_for_the_team_from_its_day_on(
    manager: User, team: Team, other_team: Team, client_for: ClientFor
) -> None:
    row = ModelPriceFactory.create(input=2, cache_read="0.5")
    answer = change(client_for(manager), row, DISCOUNT)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("model_price", args=[row.pk])
    assert [input_price(who) for who in (team, other_team, None)] == [Decimal("1.70"), 2, 2]
    assert input_price(team, datetime.date(2026, 10, 31)) == 2
    written = TeamModelPrice.objects.get()
    assert (written.by, written.discount, written.source) == (manager, Decimal("0.15"), "Contract 17")


def test_the_deed_is_in_the_event_log(manager: User, team: Team, client_for: ClientFor) -> None:
    change(client_for(manager), ModelPriceFactory.create(), DISCOUNT)
    event = Event.objects.get(verb="set_price")
    assert (event.team, event.by, event.subject_type) == (team, manager, "teammodelprice")
    assert event.data["name"] == "acme-1"
    assert event.data["discount"] == Decimal("0.15")


def test_own_prices_stand_alone_and_the_lists_facts_stay(manager: User, team: Team, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create(cache_read=1, training=9, retires_on=datetime.date(2027, 1, 14), tunable=True)
    data = OWN | {"tier_above": "200000", "tier_input": "3", "tier_output": "12"}
    assert change(client_for(manager), row, data).status_code == 302
    found = load_price_book(TODAY, team).find(MODEL)
    assert found
    assert (found.prices.input, found.prices.cache_read, found.prices.training) == (Decimal("1.5"), None, None)
    (tier,) = found.prices.tiers
    assert (tier.above_input_tokens, tier.input, tier.cache_read) == (200000, 3, None)
    assert (found.retires_on, found.tunable, found.checked_on) == (datetime.date(2027, 1, 14), True, TODAY)


def test_the_list_price_comes_back_by_another_row_and_history_keeps_both(
    manager: User, team: Team, client_for: ClientFor
) -> None:
    row, client = ModelPriceFactory.create(), client_for(manager)
    change(client, row, DISCOUNT)
    change(client, row, {"kind": "list", "valid_from": "2026-11-20"})
    assert [input_price(team, datetime.date(2026, 11, day)) for day in (10, 20)] == [Decimal("1.70"), 2]
    page = client.get(reverse("model_price", args=[row.pk])).content.decode()
    assert "Ours: 15 % off" in page
    assert "List again" in page
    assert "Max Manager" in page


def test_of_two_rows_for_one_day_the_last_one_counts(manager: User, team: Team, client_for: ClientFor) -> None:
    row, client = ModelPriceFactory.create(), client_for(manager)
    for percent in ("15", "20"):
        change(client, row, DISCOUNT | {"percent": percent})
    assert input_price(team) == Decimal("1.60")
    assert TeamModelPrice.objects.count() == 2


def test_what_counts_already_is_not_written_again(manager: User, client_for: ClientFor) -> None:
    row, client = ModelPriceFactory.create(), client_for(manager)
    change(client, row, DISCOUNT)
    answer = change(client, row, DISCOUNT | {"valid_from": "2026-11-20"})
    assert answer.status_code == 422
    assert "This is what counts already, since 01 November 2026." in answer.content.decode()
    assert TeamModelPrice.objects.count() == 1


def test_the_price_is_used_for_the_teams_tasks_and_frozen_with_a_decision(
    manager: User, team: Team, project: Project, client_for: ClientFor
) -> None:
    row = ModelPriceFactory.create()
    task = TaskFactory.create(project=project, answers=answers())
    change(client_for(manager), row, DISCOUNT)
    assert assess_task(task, day=TODAY).profile.options[0].prices.input == Decimal("1.70")  # type: ignore[union-attr]
    decision: Decision = DecisionFactory.create(task=task, author=manager)
    frozen = build_snapshot(decision, day=TODAY)["profile"]["options"][0]["prices"]
    assert (frozen["input"], frozen["source"]) == (
        Decimal("1.7"),
        "15 % off the list price https://example.com/pricing",
    )


def test_another_teams_task_is_reckoned_with_the_list(
    manager: User, other_team: Team, client_for: ClientFor, django_assert_num_queries: Callable[[int], Any]
) -> None:
    row = ModelPriceFactory.create()
    change(client_for(manager), row, DISCOUNT)
    theirs = TaskFactory.create(project__team=other_team, answers=answers())
    assert assess_task(theirs, day=TODAY).profile.options[0].prices.input == 2  # type: ignore[union-attr]
    with django_assert_num_queries(4):
        load_price_book(TODAY, other_team)


def answers() -> dict[str, Any]:
    option = {
        "key": "p", "adaptation": "prompt", "hosting": "public_api", "model": {"provider": "acme", "name": "acme-1"},
    }  # fmt: skip
    tokens, volume = {"request": 500, "output": 50}, {"calls_per_month": 1000}
    return {"kind": "other", "tokens": tokens, "volume": volume, "options": [option]}


def test_what_a_team_agreed_is_shown_to_nobody_else(
    manager: User, viewer: User, stranger: User, client_for: ClientFor
) -> None:
    row = ModelPriceFactory.create()
    change(client_for(manager), row, DISCOUNT)
    address = reverse("model_price", args=[row.pk])
    assert "Contract 17" in client_for(viewer).get(address).content.decode()
    theirs = client_for(stranger).get(address)
    assert theirs.status_code == 200
    for secret in ("Contract 17", "15 %", "$1.70", "Max Manager"):
        assert secret not in theirs.content.decode()
        assert secret not in client_for(stranger).get(reverse("price_list")).content.decode()


def test_members_read_and_are_told_why_they_cannot_change(author: User, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create()
    assert "Set our price" not in client_for(author).get(reverse("model_price", args=[row.pk])).content.decode()
    refused = change(client_for(author), row, DISCOUNT)
    assert refused.status_code == 403
    assert "Only a manager of the team can change the prices that it has agreed." in refused.content.decode()
    assert not TeamModelPrice.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"percent": ""}, "Say how many percent, more than 0 and less than 100."),
        ({"percent": "100"}, "Say how many percent, more than 0 and less than 100."),
        ({"percent": "a lot"}, "Type a number such as 15."),
        ({"percent": "NaN"}, "Type a number such as 15."),
        ({"kind": ""}, "Choose one."),
        ({"valid_from": "2026-02-31"}, "This is no day of the calendar."),
        ({"valid_from": "0001-01-01"}, "Choose a day from 2015 to 2099."),
        ({"kind": "own", "output": ""}, "Own prices need this one. An unknown price never counts as $0."),
        ({"kind": "own", "input": "-1"}, "A price is never negative."),
        ({"kind": "own", "input": "1e400"}, "Ensure that there are no more than"),
        ({"kind": "own", "input": "1", "output": "1", "tier_above": "9"}, "Say what such a long call costs"),
        ({"kind": "own", "input": "1", "output": "1", "tier_input": "9"}, "Say from how many tokens on"),
        ({"source": "x" * 301}, "at most 300 characters"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    data: dict[str, str], sentence: str, manager: User, client_for: ClientFor
) -> None:
    answer = change(client_for(manager), ModelPriceFactory.create(), DISCOUNT | data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    for typed in data.values():
        assert typed == "" or f'value="{typed}"' in page
    assert not TeamModelPrice.objects.exists()


def test_the_form_begins_with_what_counts_today(manager: User, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create(input="0.0625", cache_write="2.50")
    page = client_for(manager).get(reverse("model_price_change", args=[row.pk])).content.decode()
    assert 'value="0.0625"' in page
    assert 'value="2.5"' in page
    assert f'value="{TODAY}"' in page


def test_a_private_model_is_found_by_its_teams_options_alone(
    manager: User, team: Team, other_team: Team, client_for: ClientFor
) -> None:
    client = client_for(manager)
    data = {"name": "inhouse-1", "provider": "inhouse", "input": "1", "output": "3", "valid_from": "2026-11-01"}
    answer = client.post(reverse("team_model_new"), data | {"tunable": "yes", "context_limit_tokens": "32000"})
    row = TeamModelPrice.objects.get()
    assert answer["Location"] == reverse("team_model", args=[row.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "32,000 tokens" in page
    model = ModelName(provider="inhouse", name="inhouse-1")
    assert [input_price(who, model=model) for who in (team, other_team)] == [1, None]
    assert [line.price.name for line in listing(TODAY, team=team, kind=OURS).models] == ["inhouse-1"]
    client.post(reverse("team_model_change", args=[row.pk]), data | {"input": "2", "valid_from": "2026-11-20"})
    assert input_price(team, model=model) == 2
    client.post(reverse("team_model_change", args=[row.pk]), data | {"valid_from": "2026-11-22", "input": ""})
    assert input_price(team, model=model) == 2


def test_a_model_that_is_listed_is_not_added_a_second_time(manager: User, client_for: ClientFor) -> None:
    ModelPriceFactory.create()
    data = {"name": "ACME-1", "provider": "acme", "input": "1", "output": "3", "valid_from": "2026-11-01"}
    answer = client_for(manager).post(reverse("team_model_new"), data)
    assert answer.status_code == 422
    assert "ACME-1 from acme is in the price book already" in answer.content.decode()


def test_a_private_model_that_gets_listed_is_changed_on_the_lists_page(
    manager: User, team: Team, client_for: ClientFor
) -> None:
    own = TeamModelPriceFactory.create(team=team, by=manager, provider="acme", name="Acme-1")
    row = ModelPriceFactory.create()
    answer = client_for(manager).get(reverse("team_model_change", args=[own.pk]))
    assert answer["Location"] == reverse("model_price_change", args=[row.pk])
    assert [line.url for line in listing(TODAY, team=team).models] == [reverse("model_price", args=[row.pk])]


def test_gpus_are_agreed_alike(manager: User, team: Team, other_team: Team, client_for: ClientFor) -> None:
    row, client = GpuPriceFactory.create(peak_flops=10**15), client_for(manager)
    address = reverse("gpu_price_change", args=[row.pk])
    assert client.post(address, DISCOUNT | {"percent": "50"}).status_code == 302
    rates = [load_price_book(TODAY, who).gpu("H100-80G") for who in (team, other_team)]
    assert [rate and rate.usd_per_hour for rate in rates] == [2, 4]
    assert client.post(address, {"kind": "own", "usd_per_hour": "1.25", "valid_from": "2026-11-02"}).status_code == 302
    rate = load_price_book(TODAY, team).gpu("H100-80G")
    assert rate
    assert (rate.usd_per_hour, rate.peak_flops) == (Decimal("1.25"), 10**15)
    assert client.post(address, {"kind": "list", "valid_from": "2026-12-01"}).status_code == 302
    page = client.get(reverse("gpu_price", args=[row.pk])).content.decode()
    assert "$1.25" in page
    assert "List again" in page
    assert "1,000 TFLOP/s" in page


def test_a_gpu_of_the_teams_own_is_the_teams_own(
    manager: User, team: Team, other_team: Team, client_for: ClientFor
) -> None:
    client = client_for(manager)
    data = {"gpu": "X100", "provider": "Cellar", "usd_per_hour": "0.5", "valid_from": "2026-11-01", "teraflops": "500"}
    answer = client.post(reverse("team_gpu_new"), data)
    assert client.get(answer["Location"]).status_code == 200
    rate = load_price_book(TODAY, team).gpu("x100")
    assert rate
    assert (rate.usd_per_hour, rate.peak_flops) == (Decimal("0.5"), 500 * 10**12)
    assert load_price_book(TODAY, other_team).gpu("x100") is None
    row = TeamGpuPrice.objects.get()
    client.post(reverse("team_gpu_change", args=[row.pk]), data | {"usd_per_hour": "0.25"})
    changed = load_price_book(TODAY, team).gpu("x100")
    assert changed
    assert changed.usd_per_hour == Decimal("0.25")
    again = client.post(reverse("team_gpu_new"), data)
    assert "is in the price book already" in again.content.decode()


@pytest.mark.parametrize("make", [TeamModelPriceFactory, TeamGpuPriceFactory])
def test_the_database_keeps_every_row_as_it_was_written(make: Any) -> None:
    row = make.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(note="It was always like this.")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize(
    ("make", "facts"),
    [
        (TeamModelPriceFactory, {"kind": "discount", "discount": None}),
        (TeamModelPriceFactory, {"kind": "discount", "discount": 1}),
        (TeamModelPriceFactory, {"kind": "own", "output": None}),
        (TeamModelPriceFactory, {"kind": "list", "discount": Decimal("0.1")}),
        (TeamModelPriceFactory, {"training": -1}),
        (TeamGpuPriceFactory, {"kind": "own", "usd_per_hour": None}),
        (TeamGpuPriceFactory, {"usd_per_hour": -1}),
        (ModelPriceFactory, {"batch_cache_read": -1}),
        (GpuPriceFactory, {"usd_per_hour": -1}),
    ],
)
def test_the_database_refuses_rows_that_mean_nothing(make: Any, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.create(**facts)


def test_a_discount_on_what_is_not_listed_leaves_it_without_a_price(team: Team, task: Task) -> None:
    TeamModelPriceFactory.create(team=team, kind="discount", discount=Decimal("0.1"), input=None, output=None)
    assert input_price(team, model=ModelName(provider="inhouse", name="inhouse-1")) is None
    assert listing(TODAY, team=team).total == 0


# --- the pages of a day -----------------------------------------------------------------------------------------


def test_the_prices_of_another_day_are_shown_and_said(author: User, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create(input=2)
    ModelPriceFactory.create(input=7, valid_from=datetime.date(2026, 12, 1))
    client = client_for(author)
    for address in (reverse("price_list"), reverse("model_price", args=[row.pk])):
        assert "$7.00" in client.get(address, {"day": "2026-12-01"}).content.decode()
        assert (
            "Prices as of 1 December 2026, not of today." in client.get(address, {"day": "2026-12-01"}).content.decode()
        )
    early = client.get(reverse("model_price", args=[row.pk]), {"day": "2020-01-01"}).content.decode()
    assert "No price on this day" in early
    assert "1 Jan 2026" in early


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "9999-12-31", "<b>", "\0"])
def test_a_day_that_is_none_is_a_sentence_and_today_is_shown(day: str, author: User, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create()
    for address in (reverse("price_list"), reverse("model_price", args=[row.pk])):
        answer = client_for(author).get(address, {"day": day})
        assert answer.status_code == 422
        assert "The prices of today are shown." in answer.content.decode()
        assert "<b>" not in answer.content.decode()


def test_a_models_page_shows_every_price_key_fact_and_row(author: User, client_for: ClientFor) -> None:
    row = ModelPriceFactory.create(
        reasoning="3.25", batch_cache_write="0.875", training=25, tuned_output="12.5", hosting_per_hour="3.99",
        tunable=True, tunable_until=datetime.date(2027, 1, 6), tunable_where="Another cloud", licence="Apache 2.0",
        open_weights=True, retires_on=datetime.date(2027, 1, 14), successor="acme-2", context_limit_tokens=128000,
        structured_output=True, minimum_cacheable_prefix_tokens=1024, changed_by="prices.json",
        tiers=[{"above_input_tokens": 200000, "input": 4, "output": 9}],
        fact_sources={"retires_on": "https://example.org/deprecations"},
    )  # fmt: skip
    page = client_for(author).get(reverse("model_price", args=[row.pk])).content.decode()
    for shown in (
        "$3.25", "$0.875", "$25.00", "$12.50", "$3.99", "Input above 200,000 tokens", "Another cloud", "Apache 2.0",
        "acme-2", "128,000 tokens", "1,024 tokens", "https://example.org/deprecations", "prices.json", "24 Nov 2026",
    ):  # fmt: skip
        assert shown in page.replace("\u00a0", " "), shown
    assert "the last jobs can be started on 6 January 2027" in page.replace("\u00a0", " ")


def test_a_source_that_is_no_address_is_never_a_link(team: Team, manager: User, client_for: ClientFor) -> None:
    row = TeamModelPriceFactory.create(team=team, by=manager, source="javascript:alert(1)")
    page = client_for(manager).get(reverse("team_model", args=[row.pk])).content.decode()
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_many_models_come_in_pages_and_a_search_goes_through_all(author: User, client_for: ClientFor) -> None:
    for number in range(101):
        ModelPriceFactory.create(name=f"m-{number:03}", label=f"Model {number:03}")
    client = client_for(author)
    first = client.get(reverse("price_list")).content.decode()
    assert "Model 099" in first
    assert "Model 100" not in first
    assert "Model 100" in client.get(reverse("price_list"), {"page": 2}).content.decode()
    assert "Model 100" in client.get(reverse("price_list"), {"q": "m-100"}).content.decode()
