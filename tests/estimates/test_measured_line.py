"""The result says how many of its facts are measured, and where more can be measured if that would help."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from decider.models import Task, User
from tests.factories.answers import triage_answers
from tests.factories.evidence import EvidenceFactory, MeasurementFactory

ClientFor = Callable[[User | None], Client]
MEASURE = "Measure it: upload a usage log or an evaluation"


def _measured(task: Task, **facts: object) -> None:
    evidence = EvidenceFactory.create(task=task)
    for fact, value in facts.items():
        MeasurementFactory.create(evidence=evidence, fact=fact.replace("__", "."), value=value)


def _page(client: Client, task: Task) -> str:
    return client.get(reverse("result", args=[task.pk])).content.decode()


def test_measured_facts_are_counted_with_a_way_to_the_evidence(task: Task, author: User, client_for: ClientFor) -> None:
    _measured(task, volume__calls_per_month=1_200_000, latency__current_p95_ms=1900)
    html = _page(client_for(author), task)

    assert f'<a href="{reverse("evidence_list", args=[task.pk])}"><span class="number">2</span> of the facts' in html


def test_a_fact_that_was_changed_since_is_not_counted(task: Task, author: User, client_for: ClientFor) -> None:
    _measured(task, volume__calls_per_month=5, latency__current_p95_ms=1900)

    assert "One of the facts behind this is measured" in _page(client_for(author), task)


def test_a_result_that_stands_without_evidence_says_nothing_of_it(
    task: Task, author: User, client_for: ClientFor
) -> None:
    assert reverse("evidence_list", args=[task.pk]) not in _page(client_for(author), task)


def test_a_provisional_result_leads_to_where_it_can_be_measured(
    task: Task, author: User, viewer: User, client_for: ClientFor
) -> None:
    task.answers = {}
    task.save()

    assert MEASURE in _page(client_for(author), task)
    # Who cannot upload is not asked to.
    assert MEASURE not in _page(client_for(viewer), task)


def test_an_unsupported_result_leads_there_too_and_counts_what_is_measured(
    task: Task, author: User, client_for: ClientFor
) -> None:
    paired = {"both_pass": 56, "only_option_passes": 9, "only_current_passes": 10, "both_fail": 1}
    answers = triage_answers()
    answers["options"][1]["paired"] = paired
    task.answers = answers
    task.save()
    _measured(task, **{"options.ft-small.paired.both_pass": 56})
    html = _page(client_for(author), task)

    assert ">Unsupported</a>" in html
    assert "One of the facts behind this is measured. " in html
    assert "Measure more: upload" in html
    # What the evaluation says against it stands with the verdict, and not once more among the advice.
    before, _, after = html.partition("How the answer comes about")
    said = "scores 1.3 points below today’s prompt on the same"
    assert said in before.replace("\xa0", " ")
    assert said not in after.replace("\xa0", " ")


def test_a_trial_of_other_figures_counts_nothing_as_measured(task: Task, author: User, client_for: ClientFor) -> None:
    _measured(task, volume__calls_per_month=1_200_000)
    html = client_for(author).get(reverse("what_if", args=[task.pk]), {"volume.calls_per_month": "10"})

    assert "behind this" not in html.content.decode()


def test_each_measured_fact_costs_no_query_of_its_own(
    task: Task, author: User, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _measured(task, volume__calls_per_month=1_200_000, latency__current_p95_ms=1900)
    client = client_for(author)
    _page(client, task)
    # Two more than without any (tests/estimates/test_result_page.py): what the files say is held against the answers.
    with django_assert_max_num_queries(14):
        _page(client, task)
