"""The pages of the thresholds: everybody reads, a manager changes, and nothing typed is lost."""

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.policy import Policy
from decider.models import Decision, PolicyChange, Task, Team, User
from decider.policies.actions import policy_of
from decider.policies.thresholds import GROUPS
from decider.wording import policy_name
from tests.policies.conftest import Typed, change

ClientFor = Callable[[User | None], Client]
PAGE, CHANGE, PREVIEW = "/policy/", "/policy/change/", "/policy/preview/"


def read(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_threshold_belongs_to_one_group() -> None:
    names = [name for _, _, group in GROUPS for name in group]
    assert sorted(names) == sorted(each.name for each in fields(Policy))


@pytest.mark.parametrize("who", ["viewer", "author", "manager"])
def test_everybody_in_the_team_reads_every_threshold_and_whose_it_is(
    who: str, request: pytest.FixtureRequest, client_for: ClientFor
) -> None:
    html = read(client_for(request.getfixturevalue(who)))

    for each in fields(Policy):
        row = re.search(
            rf"<tr[^>]*>\s*<th scope=\"row\">{re.escape(policy_name(each.name))}</th>.*?</tr>", html, re.DOTALL
        )
        assert row, each.name
        assert ("tag-ours" in row[0]) == (each.metadata["from"] == "ours")
    assert ("Change the thresholds" in html) is (who == "manager")


def test_the_page_says_what_differs_who_changed_it_when_and_why(
    team: Team, author: User, manager: User, client_for: ClientFor
) -> None:
    change(team, manager, reason="<b>Audit</b> of May", thorough_examples=Decimal(9))

    html = read(client_for(author))

    assert "1 of 13 thresholds differently" in html
    assert "Max Manager" in html
    assert "&lt;b&gt;Audit&lt;/b&gt; of May" in html
    assert re.search(r"<del>5\s?examples</del>.*<ins>9\s?examples</ins>", html.replace("\u00a0", " "))


def test_a_strangers_page_shows_nothing_of_ours(
    team: Team, manager: User, stranger: User, client_for: ClientFor
) -> None:
    change(team, manager, reason="Our secret", thorough_examples=Decimal(9))

    html = read(client_for(stranger))

    assert "Our secret" not in html
    assert "the framework’s own thresholds" in html


def test_a_manager_saves_what_was_typed(team: Team, manager: User, client_for: ClientFor, typed: Typed) -> None:
    answer = client_for(manager).post(
        CHANGE,
        typed(low_volume_calls="50,000", ceiling_from_attainment="90", computed_cost_decides_at_low_volume="on"),
    )

    assert answer.status_code == 302
    assert answer["Location"] == reverse("policy")
    assert policy_of(team) == Policy(
        low_volume_calls=Decimal(50000),
        ceiling_from_attainment=Decimal("0.9"),
        computed_cost_decides_at_low_volume=True,
    )


def test_the_form_shows_what_is_in_force_and_saves_it_back_to_the_last_digit(
    team: Team, manager: User, client_for: ClientFor
) -> None:
    values = {"close_within_share": Decimal("0.005"), "exhausted_weeks": Decimal("1.25")}
    change(team, manager, **values)
    client = client_for(manager)
    html = read(client, CHANGE)
    shown = dict(re.findall(r'<input type="(?:text|hidden)" name="(\w+)" value="([^"]*)"', html))

    answer = client.post(CHANGE, {**shown, "reason": "Nothing new"})

    assert answer.status_code == 422
    assert "thresholds in force already" in answer.content.decode()
    assert policy_of(team) == Policy(**values)


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"thorough_examples": ""}, "Write a number: no threshold can be open."),
        ({"thorough_examples": "many"}, "Write a number, such as"),
        ({"thorough_examples": "-1"}, "Write 0 or more."),
        ({"ceiling_from_attainment": "101"}, "Write 100 % or less."),
        ({"ceiling_from_attainment": "0.9"}, "without the sign, 0.9 could mean either"),
        ({"ceiling_from_attainment": "40"}, "Must be below “Share of the target from which fine-tuning may close"),
        ({"low_volume_calls": "2 million"}, "Must not be above “Volume above which the crossover must be shown”"),
        ({"cycle_weeks_least": "5"}, "Must not be above “Longest fine-tuning cycle” (4"),
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 2001}, "longer than 2,000 characters"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_kept(
    over: dict[str, str], sentence: str, team: Team, manager: User, client_for: ClientFor, typed: Typed
) -> None:
    answer = client_for(manager).post(CHANGE, typed(**over))
    html = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in html
    assert "<title>Error:" in html
    assert (next(iter(over.values())).strip() or "error-summary") in html
    assert not PolicyChange.objects.exists()


def test_every_mistake_is_told_at_once(manager: User, client_for: ClientFor, typed: Typed) -> None:
    html = (
        client_for(manager).post(CHANGE, typed(ceiling_from_attainment="30", low_volume_calls="many")).content.decode()
    )

    assert "Must be below “Share of the target from which fine-tuning may close the gap” (30\u00a0%)." in html
    assert "Write a number, such as" in html
    # What cannot be read contradicts nothing.
    assert "Must not be above" not in html


def test_two_managers_at_once_the_second_is_told_and_may_save_again(
    team: Team, manager: User, client_for: ClientFor, typed: Typed
) -> None:
    change(team, manager, reason="First", thorough_examples=Decimal(9))
    client = client_for(manager)

    refused = client.post(CHANGE, typed(version=0, thorough_examples="7", reason="Second"))
    html = refused.content.decode()

    assert refused.status_code == 422
    assert "Max Manager changed the thresholds on" in html
    assert 'name="thorough_examples" value="7"' in html
    assert "Second" in html
    assert "What was changed meanwhile" in html
    assert policy_of(team).thorough_examples == 9
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    again = client.post(CHANGE, typed(version=int(version[1]), thorough_examples="7", reason="Second"))
    assert again.status_code == 302
    assert policy_of(team).thorough_examples == 7


def test_what_the_second_manager_left_alone_takes_the_first_ones_value(
    team: Team, manager: User, client_for: ClientFor, typed: Typed
) -> None:
    change(team, manager, thorough_examples=Decimal(9), computed_cost_decides_at_low_volume=True)

    html = client_for(manager).post(CHANGE, typed(version=0, low_volume_calls="50 000")).content.decode()

    assert 'name="low_volume_calls" value="50 000"' in html
    assert 'name="thorough_examples" value="9"' in html
    assert re.search(r'name="computed_cost_decides_at_low_volume"[^>]*checked', html)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_preview_names_the_decisions_that_change_and_saves_nothing(
    htmx: bool, draft: Decision, manager: User, client_for: ClientFor, typed: Typed
) -> None:
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client_for(manager).post(PREVIEW, typed(thorough_examples="9", reason=""), headers=headers)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "1 of 1 open decision would get another recommendation." in html
    assert draft.title in html
    assert ("<html" in html) is not htmx
    assert htmx or 'name="thorough_examples" value="9"' in html
    assert not PolicyChange.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_the_preview_of_bad_input_says_what_is_wrong(
    htmx: bool, draft: Decision, manager: User, client_for: ClientFor, typed: Typed
) -> None:
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client_for(manager).post(PREVIEW, typed(thorough_examples="many"), headers=headers)

    assert answer.status_code == 422
    assert "Write a number, such as" in answer.content.decode()


def test_the_frameworks_thresholds_are_filled_in_with_what_they_would_change(
    team: Team, draft: Decision, manager: User, client_for: ClientFor
) -> None:
    change(team, manager, thorough_examples=Decimal(9))

    html = read(client_for(manager), f"{CHANGE}?from=framework")

    assert 'name="thorough_examples" value="5"' in html
    assert 'name="version" value="1"' in html
    assert "1 of 1 open decision would get another recommendation." in html
    assert policy_of(team).thorough_examples == 9


def test_after_a_change_the_page_lists_the_decisions_it_changed(
    team: Team, draft: Decision, manager: User, viewer: User, client_for: ClientFor
) -> None:
    change(team, manager, thorough_examples=Decimal(9))

    html = read(client_for(viewer))

    assert "Open decisions that get another recommendation" in html
    assert draft.title in html


def test_a_what_if_is_reckoned_with_the_teams_thresholds_too(
    team: Team, task: Task, manager: User, client_for: ClientFor
) -> None:
    change(team, manager, thorough_examples=Decimal(9))

    html = read(client_for(manager), f"{reverse('what_if', args=[task.pk])}?volume.calls_per_month=1300000")

    assert "verdict-prompt_first" in html


def test_the_method_page_and_the_menu_lead_to_it(author: User, client_for: ClientFor) -> None:
    html = read(client_for(author), "/method/")

    assert html.count(f'href="{PAGE}"') == 2
    assert f'href="{PAGE}"' not in read(client_for(None), "/method/")


def test_advice_speaks_of_the_teams_own_weeks(team: Team, task: Task, manager: User, client_for: ClientFor) -> None:
    change(team, manager, exhausted_weeks=Decimal(3))

    html = read(client_for(manager), reverse("result", args=[task.pk])).replace("\u00a0", " ")

    assert "Only 1.5 weeks of prompt work spent, of the 3 weeks after which the team calls prompting exhausted" in html
