"""Measured facts become answers: the chosen ones, all or none, and known as measured from then on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from decider.estimates.actions import assess_task
from decider.evidence.in_force import in_force
from decider.models import Decision, Event, Evidence, Measurement, Task, User
from decider.profiles.actions import save_answers
from tests.evidence.web.conftest import LITELLM
from tests.factories.decided import submit
from tests.factories.decision import DecisionFactory
from tests.factories.evidence import USAGE, EvidenceFactory, evaluation, series

CALLS, LATENCY = "volume.calls_per_month", "latency.current_p95_ms"


@pytest.fixture
def log(task: Task) -> Evidence:
    row: Evidence = EvidenceFactory.create(task=task, file_name="october.jsonl")
    return row


def _apply(client: Client, row: Evidence, *facts: str, version: int | None = None, **data: str) -> int:
    posted = {"fact": list(facts), "version": str(version or row.task.answers_version), **data}
    response = client.post(reverse("evidence_apply", args=[row.task_id, row.pk]), posted)
    row.task.refresh_from_db()
    return response.status_code


def test_a_measured_fact_stands_beside_the_present_answer(log: Evidence, client: Client, task: Task) -> None:
    page = client.get(reverse("evidence", args=[task.pk, log.pk])).content.decode()

    assert f'name="fact" value="{CALLS}"' in page
    assert "answered calls in 30.0 days" in page
    assert "1,200,000" in page


def test_chosen_facts_become_answers_and_the_others_stay(log: Evidence, client: Client, task: Task) -> None:
    before = task.answers["volume"]["calls_per_month"]
    assert _apply(client, log, LATENCY) == 302

    assert log.task.answers["latency"]["current_p95_ms"] == 900
    assert log.task.answers["volume"]["calls_per_month"] == before
    assert set(in_force(log.task)) == {LATENCY}


def test_what_was_applied_is_written_down(log: Evidence, client: Client, author: User) -> None:
    _apply(client, log, LATENCY)

    row = Measurement.objects.get()
    assert (row.fact, row.value, row.evidence, row.by) == (LATENCY, 900, log, author)
    assert row.how
    event = Event.objects.get(verb="apply_evidence")
    assert event.data["facts"] == [{"fact": LATENCY, "value": 900}]
    assert Event.objects.filter(verb="change_answers").count() == 1


def test_applying_the_same_again_changes_no_answer(log: Evidence, client: Client) -> None:
    _apply(client, log, LATENCY)
    version = log.task.answers_version
    assert _apply(client, log, LATENCY) == 302

    assert log.task.answers_version == version


def test_figures_come_from_the_evidence_never_from_the_form(log: Evidence, client: Client) -> None:
    _apply(client, log, LATENCY, "quality.target", value="1", **{LATENCY: "1"})

    assert log.task.answers["latency"]["current_p95_ms"] == 900
    assert set(in_force(log.task)) == {LATENCY}


def test_nothing_chosen_is_said_and_nothing_is_written(log: Evidence, client: Client) -> None:
    version = log.task.answers_version
    response = client.post(reverse("evidence_apply", args=[log.task_id, log.pk]), {"version": str(version)})

    assert response.status_code == 422
    log.task.refresh_from_db()
    assert log.task.answers_version == version
    page = response.content.decode()
    assert '<a href="#fact-1">Go to the facts</a>' in page
    assert 'id="fact-1"' in page
    # Beside the button too, where the person was.
    assert page.index('class="field-error" id="nothing-chosen"') < page.index('aria-describedby="nothing-chosen"')


def test_an_answer_that_was_changed_meanwhile_stops_everything(
    log: Evidence, client: Client, manager: User, task: Task
) -> None:
    seen = task.answers_version
    save_answers(task=task, answers={LATENCY: 1234}, by=manager)
    posted = {"fact": [LATENCY, CALLS], "version": str(seen)}
    response = client.post(reverse("evidence_apply", args=[task.pk, log.pk]), posted)

    task.refresh_from_db()
    assert response.status_code == 409
    page = response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Max Manager changed today’s latency (p95) to 1,234 ms" in page
    assert task.answers["latency"]["current_p95_ms"] == 1234
    assert task.answers["volume"]["calls_per_month"] == 1_200_000
    assert not Measurement.objects.exists()


def test_after_seeing_it_the_same_facts_are_applied(log: Evidence, client: Client, manager: User, task: Task) -> None:
    save_answers(task=task, answers={LATENCY: 1234}, by=manager)
    task.refresh_from_db()

    assert _apply(client, log, LATENCY, version=task.answers_version) == 302
    assert log.task.answers["latency"]["current_p95_ms"] == 900


def test_an_answer_that_is_changed_by_hand_is_measured_no_more(log: Evidence, client: Client, author: User) -> None:
    _apply(client, log, LATENCY)
    save_answers(task=log.task, answers={LATENCY: 800}, by=author)
    assert in_force(log.task) == {}

    save_answers(task=log.task, answers={LATENCY: 900}, by=author)
    assert set(in_force(log.task)) == {LATENCY}


def test_your_answers_say_which_are_measured(log: Evidence, client: Client, task: Task) -> None:
    _apply(client, log, LATENCY)

    page = client.get(reverse("task", args=[task.pk])).content.decode()
    assert f'href="{reverse("evidence", args=[task.pk, log.pk])}"' in page
    assert ">measured</a>" in page


def test_the_assessment_knows_the_fact_as_measured(log: Evidence, client: Client) -> None:
    _apply(client, log, LATENCY)

    found = {each["fact"]: each["provenance"] for each in assess_task(log.task).data()["assumptions"]}
    assert found[LATENCY] == "measured"


def test_an_interval_is_applied_as_a_range_where_that_is_asked_for(
    read: Callable[..., Evidence], client: Client
) -> None:
    row = read(LITELLM)
    _apply(client, row, CALLS, ranges="yes")

    answer = row.task.answers["volume"]["calls_per_month"]
    assert answer["low"] < answer["likely"] < answer["high"]


def test_evidence_that_answers_rest_on_is_not_deleted(log: Evidence, client: Client, author: User) -> None:
    _apply(client, log, LATENCY)
    address = reverse("evidence_delete", args=[log.task_id, log.pk])
    page = client.post(address, follow=True).content.decode()
    # Said when it was asked for, and above the list of those answers.
    assert page.count("One answer rests on this file, so it cannot be deleted: change it first.") == 2
    assert Evidence.objects.filter(pk=log.pk).exists()

    save_answers(task=log.task, answers={LATENCY: 1}, by=author)
    client.post(address)
    assert not Evidence.objects.filter(pk=log.pk).exists()


def test_a_submitted_decision_stays_as_it_was(log: Evidence, client: Client, submitted: Decision) -> None:
    before = submitted.snapshot
    _apply(client, log, LATENCY, CALLS)

    assert Decision.objects.get(pk=submitted.pk).snapshot == before


@pytest.fixture
def submitted(task: Task, author: User) -> Decision:
    return submit(DecisionFactory.create(task=task, author=author))


@pytest.fixture
def two_series(task: Task) -> Evidence:
    reading = evaluation(series("prompt", 200, 0.85, 0.79, 0.89), series("tuned", 180, 0.9, 0.85, 0.94))
    row: Evidence = EvidenceFactory.create(task=task, reading=reading)
    return row


def test_somebody_says_whose_scores_these_are(two_series: Evidence, client: Client, task: Task) -> None:
    address = reverse("evidence", args=[task.pk, two_series.pk])
    assert 'name="fact"' not in client.get(address).content.decode()
    key = task.answers["options"][1]["key"]

    page = client.get(address, {"role.current": "0", f"role.{key}": "1"}).content.decode()
    assert 'value="quality.current"' in page
    assert f'value="options.{key}.quality.expected"' in page


def test_scores_go_to_the_prompt_and_the_option_they_belong_to(
    two_series: Evidence, client: Client, task: Task
) -> None:
    key = task.answers["options"][1]["key"]
    facts = ("quality.current", "quality.sample_size", f"options.{key}.quality.expected")
    assert _apply(client, two_series, *facts, **{"role.current": "0", f"role.{key}": "1"}) == 302

    answers = two_series.task.answers
    assert float(answers["quality"]["current"]) == 0.85
    assert answers["quality"]["sample_size"] == 200
    option = next(option for option in answers["options"] if option["key"] == key)
    assert float(option["quality"]["expected"]) == 0.9


@pytest.mark.parametrize("role", [{"role.current": "7"}, {"role.nobody": "0"}, {"role.current": "x"}])
def test_a_role_that_does_not_fit_is_no_role(
    two_series: Evidence, client: Client, task: Task, role: dict[str, str]
) -> None:
    assert client.get(reverse("evidence", args=[task.pk, two_series.pk]), role).status_code == 200
    assert _apply(client, two_series, "quality.current", **role) == 422


def test_one_series_is_of_todays_prompt_unless_somebody_says_otherwise(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task, reading=evaluation(series("prompt", 200, 0.85, 0.79, 0.89)))

    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert 'value="quality.current"' in page


def test_what_was_chosen_is_chosen_again_where_its_facts_were_applied(client: Client, task: Task) -> None:
    reading = evaluation(series("old prompt", 76, 0.7, 0.6, 0.8), series("new prompt", 76, 0.9, 0.8, 0.95))
    row = EvidenceFactory.create(task=task, reading=reading)
    address = reverse("evidence", args=[task.pk, row.pk])
    assert "Measured from" not in client.get(address).content.decode()
    posted = {"fact": ["quality.current"], "version": task.answers_version, "role.current": "1", "ranges": ""}
    assert client.post(reverse("evidence_apply", args=[task.pk, row.pk]), posted).status_code == 302

    row.refresh_from_db()
    assert row.choices == {"model": "", "roles": {"current": 1}, "ranges": False}
    page = client.get(address).content.decode()
    assert 'value="1" selected>new prompt' in page
    assert '<p class="under">from this file</p>' in page
    # Who says that it belongs to nobody is believed.
    assert "selected>new prompt" not in client.get(address, {"role.current": ""}).content.decode()


def test_the_model_whose_calls_were_applied_is_chosen_again(client: Client, task: Task) -> None:
    parts = {f"{time}_{of}": None for time in ("latency", "first_token") for of in ("n", "p50_ms", "p95_ms", "p99_ms")}
    counts = dict.fromkeys(("tokens_cached", "tokens_cache_write", "tokens_reasoning", "cost_usd", "errors"))
    model = {**parts, **counts, "calls": 1000, "tokens_in": 300_000, "tokens_out": 30_000}
    usage = {**USAGE["usage"], "by_model": {"small": model, "large": {**model, "tokens_out": 90_000}}, "models": 2}
    row = EvidenceFactory.create(task=task, reading={**USAGE, "usage": usage})
    posted = {"fact": ["tokens.output"], "version": task.answers_version, "model": "large"}
    assert client.post(reverse("evidence_apply", args=[task.pk, row.pk]), posted).status_code == 302

    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert "<option selected>large</option>" in page
    assert '<p class="under">from this file</p>' in page
