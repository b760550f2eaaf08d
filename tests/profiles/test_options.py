"""The options of a task: a chosen set until the team lists its own; added, changed, moved, renamed, removed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.models import Event, Project, Task, User
from decider.profiles.actions import archive_task, save_answers
from decider.profiles.option_actions import KeyTaken, add_option, free_key, move_option, remove_option, rename_option
from decider.profiles.option_list import book_of_today, chosen_options
from tests.factories.answers import triage_answers
from tests.factories.project import TaskFactory

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def bare(project: Project) -> Task:
    """A task that lists no options; the price book is empty, so the set that is chosen is too."""
    return TaskFactory.create(project=project, name="Bare")


def _keys(task: Task) -> list[str]:
    return [option["key"] for option in Task.objects.get(pk=task.pk).answers.get("options", [])]


def _option(task: Task, key: str) -> dict[str, Any]:
    return next(each for each in Task.objects.get(pk=task.pk).answers["options"] if each["key"] == key)


def _prompted(key: str = "new") -> dict[str, Any]:
    return {"key": key, "adaptation": "prompt", "hosting": "public_api", "model": {"name": "m"}}


def _posted(client: Client, task: Task, key: str, /, **changed: str) -> dict[str, str]:
    """What a browser would post from the page of an option, with some fields changed."""
    form = client.get(reverse("option", args=[task.pk, key])).context["form"]
    data = {
        f"{field.path}.{suffix}" if suffix else field.path: text
        for field in form.fields
        for suffix, text in field.typed.items()
        if suffix != "unknown"
    }
    data |= {"version": str(form.base.version), "form": form.base.form}
    return data | {name.replace("__", "."): text for name, text in changed.items()}


def test_the_list_shows_each_option_with_its_price(client_for: ClientFor, author: User, task: Task) -> None:
    page = client_for(author).get(reverse("options", args=[task.pk])).content.decode()

    assert "Prompt gpt-4.1" in page
    assert "$0.80</span> in" in page
    assert "own prices" in page
    assert reverse("options", args=[task.pk]) == f"/tasks/{task.pk}/steps/options/"


def test_a_new_option_needs_only_how_and_where(client_for: ClientFor, author: User, task: Task) -> None:
    response = client_for(author).post(
        reverse("option_new", args=[task.pk]),
        {"adaptation": "hybrid", "hosting": "private_api", "model.name": "GPT 4.1 nano", "prices.input": "0.10"},
    )

    assert response.url == reverse("options", args=[task.pk])
    assert _keys(task) == ["prompt-large", "ft-small", "hybrid-gpt-4.1-nano"]
    assert _option(task, "hybrid-gpt-4.1-nano") == {
        "key": "hybrid-gpt-4.1-nano",
        "adaptation": "hybrid",
        "hosting": "private_api",
        "model": {"name": "GPT 4.1 nano"},
        "prices": {"input": Decimal("0.1")},
    }


def test_a_new_option_that_cannot_be_priced_says_at_once_what_it_lacks(
    client_for: ClientFor, author: User, task: Task
) -> None:
    client = client_for(author)
    typed = {"key": "own", "adaptation": "prompt", "hosting": "self_hosted", "model.name": "llama-3.1-8b"}
    typed |= {"self_hosting.gpu": "H100-80G", "self_hosting.gpu_usd_per_hour": "2.5"}
    page = client.post(reverse("option_new", args=[task.pk]), typed, follow=True).content.decode()

    field = "self_hosting-output_tokens_per_second_per_replica"
    assert "give the output tokens per second of a replica" in page
    assert f'href="{reverse("option", args=[task.pk, "own"])}#{field}"' in page
    assert f'id="{field}"' in client.get(reverse("option", args=[task.pk, "own"])).content.decode()
    assert page.count("Fill it in") == 1


def test_the_list_names_hosting_beside_the_prices_of_tokens(client_for: ClientFor, author: User, task: Task) -> None:
    task.answers["options"][1]["prices"]["hosting_per_hour"] = Decimal("3.99")
    task.save()
    page = client_for(author).get(reverse("options", args=[task.pk])).content.decode()

    assert "$3.99</span> an hour for hosting" in page


def test_leaving_all_prices_empty_leaves_them_to_the_price_book(
    client_for: ClientFor, author: User, task: Task
) -> None:
    client = client_for(author)
    cleared = {name: "" for name in _posted(client, task, "ft-small") if name.startswith("prices.")}

    client.post(reverse("option", args=[task.pk, "ft-small"]), _posted(client, task, "ft-small") | cleared)

    assert "prices" not in _option(task, "ft-small")
    assert _option(task, "ft-small")["training"] == triage_answers()["options"][1]["training"]


def test_showing_and_saving_an_option_changes_nothing(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)

    for key in _keys(task):
        response = client.post(reverse("option", args=[task.pk, key]), _posted(client, task, key))
        assert response.status_code == 302

    task.refresh_from_db()
    assert task.answers == triage_answers()
    assert not Event.objects.exists()


def test_a_change_of_an_option_is_an_event_of_its_facts(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)

    client.post(
        reverse("option", args=[task.pk, "ft-small"]),
        _posted(client, task, "ft-small", prices__input="0.7", instructions_kept="30"),
    )

    assert _option(task, "ft-small")["prices"]["input"] == Decimal("0.7")
    assert _option(task, "ft-small")["instructions_kept"] == Decimal("0.3")
    assert {change["fact"] for change in Event.objects.get().data["changes"]} == {
        "options.ft-small.prices.input",
        "options.ft-small.instructions_kept",
    }


def test_what_is_wrong_is_flagged_and_nothing_is_saved(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)

    response = client.post(
        reverse("option", args=[task.pk, "ft-small"]),
        _posted(client, task, "ft-small", prices__input="cheap", prices__output="1", key="bad key!"),
    )
    page = response.content.decode()

    assert response.status_code == 422
    assert 'value="cheap"' in page
    assert "Write a number" in page
    assert "letters, digits, points and dashes only" in page
    assert _option(task, "ft-small") == triage_answers()["options"][1]


def test_machines_belong_to_self_hosted_options_only(client_for: ClientFor, author: User, task: Task) -> None:
    posted = {"adaptation": "prompt", "hosting": "public_api", "self_hosting.gpu": "H100-80G"}
    client, address = client_for(author), reverse("option_new", args=[task.pk])

    refused = client.post(address, posted)
    assert refused.status_code == 422
    assert "Facts about machines are stated below" in refused.content.decode()

    client.post(address, posted | {"hosting": "self_hosted"})
    assert _option(task, "prompt-self-hosted")["self_hosting"] == {"gpu": "H100-80G"}


def test_a_key_is_taken_once(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)
    posted = {"key": "ft-small", "adaptation": "prompt", "hosting": "public_api"}

    assert client.post(reverse("option_new", args=[task.pk]), posted).status_code == 422
    renamed = client.post(
        reverse("option", args=[task.pk, "prompt-large"]), _posted(client, task, "prompt-large", key="ft-small")
    )
    assert renamed.status_code == 422
    assert _keys(task) == ["prompt-large", "ft-small"]
    with pytest.raises(KeyTaken):
        add_option(task=task, option=_prompted("ft-small"), by=author)
    with pytest.raises(KeyTaken):
        rename_option(task=task, key="prompt-large", new_key="ft-small", by=author)


def test_renaming_keeps_place_and_facts(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)

    client.post(
        reverse("option", args=[task.pk, "prompt-large"]),
        _posted(client, task, "prompt-large", key="today", prices__input="3"),
    )

    assert _keys(task) == ["today", "ft-small"]
    assert _option(task, "today")["prices"] == {"input": 3, "output": 8, "cache_read": Decimal("0.5")}


def test_buttons_move_and_remove(client_for: ClientFor, author: User, task: Task) -> None:
    client, address = client_for(author), reverse("options", args=[task.pk])

    client.post(address, {"down": "prompt-large"})
    assert _keys(task) == ["ft-small", "prompt-large"]
    client.post(address, {"up": "prompt-large"})
    assert _keys(task) == ["prompt-large", "ft-small"]
    client.post(address, {"remove": "prompt-large"})
    assert _keys(task) == ["ft-small"]
    client.post(address, {"clear": "yes"})
    assert "options" not in Task.objects.get(pk=task.pk).answers


def test_moving_past_an_end_or_a_missing_option_changes_nothing(author: User, task: Task) -> None:
    move_option(task=task, key="ft-small", places=5, by=author)
    move_option(task=task, key="gone", places=1, by=author)
    remove_option(task=task, key="gone", by=author)

    assert _keys(task) == ["prompt-large", "ft-small"]
    assert not Event.objects.exists()


def test_adding_to_a_chosen_set_keeps_the_set(author: User, bare: Task) -> None:
    add_option(task=bare, option=_prompted(), chosen=[_prompted("a"), _prompted("b")], by=author)
    assert _keys(bare) == ["a", "b", "new"]

    add_option(task=bare, option=_prompted("next"), chosen=[_prompted("x")], by=author)
    assert _keys(bare) == ["a", "b", "new", "next"]


def test_a_chosen_set_becomes_ones_own_as_it_is(
    client_for: ClientFor, author: User, bare: Task, price_book: None
) -> None:
    chosen = chosen_options(bare, book_of_today(bare))
    client, address = client_for(author), reverse("options", args=[bare.pk])
    assert "this set is chosen for the task" in client.get(address).content.decode()

    client.post(address, {"adopt": "yes"})

    bare.refresh_from_db()
    assert len(chosen) >= 3
    assert bare.answers["options"] == chosen
    assert all("prices" not in option for option in chosen), "prices stay those of the day"


def test_prices_come_from_the_price_book_of_the_day(
    client_for: ClientFor, author: User, bare: Task, price_book: None
) -> None:
    page = client_for(author).get(reverse("options", args=[bare.pk])).content.decode()

    assert "price book" in page
    assert "per 1 M tokens" in page


def test_an_option_without_a_price_says_so(client_for: ClientFor, author: User, bare: Task) -> None:
    add_option(task=bare, option=_prompted(), by=author)

    page = client_for(author).get(reverse("options", args=[bare.pk])).content.decode()

    assert "The price book has no price for m" in page


def test_a_second_tab_is_told_what_changed_in_the_option(
    client_for: ClientFor, author: User, manager: User, task: Task
) -> None:
    client, address = client_for(manager), reverse("option", args=[task.pk, "ft-small"])
    posted = _posted(client, task, "ft-small", prices__input="0.5")
    save_answers(task=task, answers={"options.ft-small.prices.input": Decimal("0.6")}, by=author)

    told = client.post(address, posted)
    page = told.content.decode()

    assert told.status_code == 409
    assert f"{author.name} changed this" in page
    assert "$0.60" in page
    assert _option(task, "ft-small")["prices"]["input"] == Decimal("0.6")
    chosen = {"conflict.prices.input": "2", "resolve.prices.input": "mine"}
    assert client.post(address, posted | chosen).status_code == 302
    assert _option(task, "ft-small")["prices"]["input"] == Decimal("0.5")


def test_an_option_removed_meanwhile_keeps_what_was_typed(
    client_for: ClientFor, author: User, manager: User, task: Task
) -> None:
    client, address = client_for(manager), reverse("option", args=[task.pk, "ft-small"])
    posted = _posted(client, task, "ft-small", prices__input="0.5")
    remove_option(task=task, key="ft-small", by=author)

    told = client.post(address, posted)

    assert told.status_code == 409
    assert "removed or renamed meanwhile" in told.content.decode()
    assert 'name="prices.input" value="0.5"' in told.content.decode()
    client.post(reverse("option_new", args=[task.pk]), posted)
    assert _option(task, "ft-small")["prices"]["input"] == Decimal("0.5")
    with pytest.raises(NotPossible):
        rename_option(task=task, key="gone", new_key="x", by=author)


def test_a_key_with_awkward_letters_has_a_page(client_for: ClientFor, author: User, project: Project) -> None:
    key = "a/b c?d#e%2F"
    task = TaskFactory.create(project=project, answers={"options": [_prompted(key)]})
    client = client_for(author)

    response = client.post(reverse("option", args=[task.pk, key]), _posted(client, task, key, model__name="n"))

    assert response.status_code == 302
    assert _option(task, key)["model"]["name"] == "n"


def test_viewers_read_and_strangers_find_nothing(
    client_for: ClientFor, viewer: User, stranger: User, task: Task
) -> None:
    pages = [("options", []), ("option", ["ft-small"])]
    for name, more in pages:
        address = reverse(name, args=[task.pk, *more])
        shown = client_for(viewer).get(address)
        assert shown.status_code == 200
        assert "Viewers can read everything" in shown.content.decode()
        assert client_for(viewer).post(address, {"remove": "ft-small"}).status_code == 403
        assert client_for(stranger).get(address).status_code == 404
        assert client_for(stranger).post(address, {"remove": "ft-small"}).status_code == 404
    assert client_for(viewer).get(reverse("option_new", args=[task.pk])).status_code == 403
    with pytest.raises(NotPermitted):
        remove_option(task=task, key="ft-small", by=viewer)
    assert _keys(task) == ["prompt-large", "ft-small"]


def test_an_option_that_is_not_there_is_not_found(client_for: ClientFor, author: User, task: Task) -> None:
    assert client_for(author).get(reverse("option", args=[task.pk, "gone"])).status_code == 404


def test_an_archived_task_keeps_its_options(client_for: ClientFor, author: User, task: Task) -> None:
    client = client_for(author)
    posted = _posted(client, task, "ft-small", prices__input="0.5")
    archive_task(task=task, by=author, archived=True)

    late = client.post(reverse("option", args=[task.pk, "ft-small"]), posted)

    assert late.status_code == 422
    assert "This task is archived" in late.content.decode()
    assert 'value="0.5"' in late.content.decode()
    assert client.post(reverse("options", args=[task.pk]), {"remove": "ft-small"}).status_code == 409
    assert _keys(task) == ["prompt-large", "ft-small"]


@pytest.mark.parametrize(
    ("wanted", "taken", "key"),
    [
        ("prompt GPT 4.1", [], "prompt-gpt-4.1"),
        ("prompt GPT 4.1", ["prompt-gpt-4.1"], "prompt-gpt-4.1-2"),
        ("x", ["x", "x-2"], "x-3"),
        ("日本", [], "option"),
        ("--a--", [], "a"),
    ],
)
def test_a_short_name_is_made_from_the_model(wanted: str, taken: list[str], key: str) -> None:
    assert free_key(wanted, taken) == key
