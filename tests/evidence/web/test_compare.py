"""Two uploads, one finding: the comparison is applied to today's prompt and an option, each fact from its own file."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decider.evidence.apply_actions import apply_facts
from decider.evidence.in_force import in_force
from decider.evidence.offers import Choices
from decider.models import Event, Evidence, Measurement, Task, User
from decider.profiles.actions import save_answers
from tests.factories.evidence import EvidenceFactory, evaluation, series

PAIRED = "options.ft-small.paired"
EXPECTED = "options.ft-small.quality.expected"
FACTS = ("quality.current", "quality.sample_size", EXPECTED, "options.ft-small.quality.sample_size", PAIRED)
# What the prompt and the tuned model got on the same 76 cases; one more case each that the other did not answer.
PROMPT = [*[True] * 56, *[False] * 9, *[True] * 10, False]
TUNED = [*[True] * 56, *[True] * 9, *[False] * 10, False]


def _upload(task: Task, name: str, outcomes: list[Any] | None, metric: str = "accuracy") -> Evidence:
    answered = outcomes or [True] * 76
    score = round(sum(map(float, answered)) / len(answered), 4)
    one = {**series(name, len(answered), score, max(0, score - 0.08), min(1, score + 0.08)), "metric": metric}
    cases = None if outcomes is None else {f"{name}\t{metric}\t": {str(at): got for at, got in enumerate(outcomes)}}
    row: Evidence = EvidenceFactory.create(task=task, reading=evaluation(one), outcomes=cases, file_name=f"{name}.json")
    return row


@pytest.fixture
def prompt(task: Task) -> Evidence:
    return _upload(task, "prompt", PROMPT)


@pytest.fixture
def tuned(task: Task) -> Evidence:
    return _upload(task, "tuned", TUNED)


def _page(client: Client, task: Task, first: Evidence, second: Evidence, **data: str) -> str:
    asked = {"a": f"{first.pk}:0", "b": f"{second.pk}:0", **data}
    response = client.get(reverse("evidence_compare", args=[task.pk]), asked)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def _apply(client: Client, task: Task, first: Evidence, second: Evidence, *facts: str, **data: Any) -> Any:
    posted = {
        "a": f"{first.pk}:0", "b": f"{second.pk}:0", "today": "a", "option": "ft-small", "fact": list(facts),
        "version": str(task.answers_version), **data,
    }  # fmt: skip
    response = client.post(reverse("evidence_compare_apply", args=[task.pk]), posted)
    task.refresh_from_db()
    return response


def test_a_comparison_on_the_same_cases_is_offered_to_the_only_tuned_option(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    page = _page(client, task, prompt, tuned)

    for fact in FACTS:
        assert f'name="fact" value="{fact}"' in page
    assert "both pass 56, only it 9, only today’s prompt 10, neither 1" in page


def test_the_second_may_be_todays_prompt(client: Client, task: Task, prompt: Evidence, tuned: Evidence) -> None:
    page = _page(client, task, tuned, prompt, today="b", option="ft-small")

    assert "both pass 56, only it 9, only today’s prompt 10, neither 1" in page
    _apply(client, task, tuned, prompt, *FACTS, today="b")
    assert task.answers["options"][1]["paired"]["only_option_passes"] == 9
    assert Measurement.objects.get(fact="quality.current").evidence == prompt


def test_nothing_is_offered_until_the_option_is_said(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    assert 'name="fact"' not in _page(client, task, prompt, tuned, option="")
    assert 'name="fact"' not in _page(client, task, prompt, tuned, option="of-somebody-else")
    task.answers["options"] = []
    task.save()
    page = _page(client, task, prompt, tuned)
    assert 'name="fact"' not in page
    assert reverse("options", args=[task.pk]) in page


def test_each_fact_is_measured_from_its_own_file(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence, author: User
) -> None:
    response = _apply(client, task, prompt, tuned, *FACTS)

    assert response.headers["Location"] == reverse("result", args=[task.pk])
    option = task.answers["options"][1]
    assert float(task.answers["quality"]["current"]) == 0.8684
    assert task.answers["quality"]["sample_size"] == 76
    assert float(option["quality"]["expected"]) == 0.8553
    assert option["quality"]["sample_size"] == 76
    assert option["paired"] == {
        "both_pass": 56,
        "only_option_passes": 9,
        "only_current_passes": 10,
        "both_fail": 1,
    }
    sources = {row.fact: row.evidence for row in Measurement.objects.all()}
    assert sources["quality.current"] == sources["quality.sample_size"] == prompt
    assert {source for fact, source in sources.items() if fact.startswith("options.")} == {tuned}
    assert set(in_force(task)) == set(sources)
    assert Measurement.objects.get(fact=f"{PAIRED}.both_pass").how == (
        "Of 76 cases that both answered. Compared: “prompt · accuracy” of prompt.json with “tuned · accuracy” of "
        "tuned.json."
    )


def test_each_file_has_its_event(client: Client, task: Task, prompt: Evidence, tuned: Evidence, author: User) -> None:
    _apply(client, task, prompt, tuned, *FACTS)

    events = {event.subject_id: event for event in Event.objects.filter(verb="apply_evidence")}
    assert set(events) == {prompt.pk, tuned.pk}
    assert {each["fact"] for each in events[prompt.pk].data["facts"]} == {"quality.current", "quality.sample_size"}
    assert {event.by for event in events.values()} == {author}
    assert Event.objects.filter(verb="change_answers").count() == 1


def test_a_gap_that_is_not_shown_makes_the_result_unsupported(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    address = reverse("result", args=[task.pk])
    assert ">Unsupported</a>" not in client.get(address).content.decode()
    _apply(client, task, prompt, tuned, *FACTS)

    page = client.get(address).content.decode()
    assert ">Unsupported</a>" in page
    assert "which may be chance" in page


def test_a_gap_that_is_shown_does_not(client: Client, task: Task) -> None:
    prompt = _upload(task, "prompt", [*[True] * 160, *[False] * 40])
    tuned = _upload(task, "tuned", [*[True] * 196, *[False] * 4])
    assert _apply(client, task, prompt, tuned, *FACTS).status_code == 302

    assert "which may be chance" not in client.get(reverse("result", args=[task.pk])).content.decode()


def test_an_answer_that_was_changed_meanwhile_stops_everything(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence, manager: User
) -> None:
    seen = str(task.answers_version)
    save_answers(task=task, answers={EXPECTED: 1}, by=manager)
    response = _apply(client, task, prompt, tuned, *FACTS, version=seen)

    assert response.status_code == 409
    assert "Max Manager changed" in response.content.decode()
    assert task.answers["options"][1]["quality"] == {"expected": 1}
    assert float(task.answers["quality"]["current"]) == 0.88
    assert not Measurement.objects.exists()


def test_nothing_chosen_is_said_and_nothing_is_written(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    version = task.answers_version
    response = _apply(client, task, prompt, tuned)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose at least one" in page
    assert '<a href="#fact-1">Go to the facts</a>' in page
    assert page.index('class="field-error" id="nothing-chosen"') < page.index('aria-describedby="nothing-chosen"')
    assert task.answers_version == version


def test_a_file_that_was_deleted_meanwhile_is_said(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    pk = tuned.pk
    Evidence.objects.filter(pk=pk).delete()
    tuned.pk = pk
    response = _apply(client, task, prompt, tuned, *FACTS)

    assert response.status_code == 422
    assert "no longer there" in response.content.decode()
    assert not Measurement.objects.exists()


def test_the_evaluations_of_another_task_are_not_compared(
    client: Client, task: Task, prompt: Evidence, other_team: Any
) -> None:
    foreign = _upload(EvidenceFactory.create().task, "foreign", TUNED)

    assert _apply(client, task, prompt, foreign, *FACTS).status_code == 422
    assert not Measurement.objects.exists()


def test_without_a_common_case_there_is_nothing_to_apply_together(client: Client, task: Task) -> None:
    first, second = _upload(task, "one", None), _upload(task, "two", None)

    assert "no case in common, so they cannot be applied" in _page(client, task, first, second)
    assert _apply(client, task, first, second, *FACTS).status_code == 422


def test_different_metrics_are_not_applied_as_one_difference(client: Client, task: Task, prompt: Evidence) -> None:
    other = _upload(task, "tuned", TUNED, metric="politeness")

    assert "measured differently (“accuracy” and “politeness”)" in _page(client, task, prompt, other)
    assert _apply(client, task, prompt, other, *FACTS).status_code == 422


def test_scores_of_the_same_cases_have_no_table_of_passes(client: Client, task: Task) -> None:
    first = _upload(task, "one", [0.25, 0.5, 0.75, 1.0])
    second = _upload(task, "two", [0.5, 0.5, 1.0, 1.0])
    page = _page(client, task, first, second)

    assert 'value="quality.current"' in page
    assert f'value="{PAIRED}"' not in page


def test_a_viewer_sees_it_and_applies_nothing(
    client_for: Callable[[User | None], Client], viewer: User, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    client = client_for(viewer)
    page = _page(client, task, prompt, tuned)

    assert "both pass 56" in page
    assert 'name="fact"' not in page
    assert _apply(client, task, prompt, tuned, *FACTS).status_code == 403


def test_only_the_cases_of_the_two_are_loaded(client: Client, task: Task, prompt: Evidence, tuned: Evidence) -> None:
    for at in range(5):
        _upload(task, f"more-{at}", TUNED)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        _page(client, task, prompt, tuned)

    loading = [query["sql"] for query in captured if '"outcomes"' in query["sql"]]
    assert len(loading) == 1
    assert f"IN ({prompt.pk}, {tuned.pk})" in loading[0] or f"IN ({tuned.pk}, {prompt.pk})" in loading[0]


def _chosen(client: Client, task: Task) -> tuple[list[str], str]:
    page = client.get(reverse("evidence_compare", args=[task.pk])).content.decode()
    return re.findall(r'<option value="([\d:]+)" selected>', page), page


def test_the_newest_two_that_share_cases_are_proposed(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    # Newer, but of another measure, of other cases, or without a word on single cases.
    _upload(task, "polite", PROMPT, metric="politeness")
    other = _upload(task, "others", None)
    other.outcomes = {"others\taccuracy\t": {f"of another set {at}": True for at in range(76)}}
    other.save()
    _upload(task, "whole", None)
    codes, page = _chosen(client, task)

    assert codes == [f"{prompt.pk}:0", f"{tuned.pk}:0"]
    assert "These are the newest two of one measure that answered the same cases" in page
    # Proposed, not compared: nothing is claimed yet.
    assert "What it shows" not in page


def test_what_was_applied_as_todays_prompt_comes_first_and_is_called_so(
    client: Client, task: Task, prompt: Evidence, tuned: Evidence
) -> None:
    _apply(client, task, prompt, tuned, *FACTS, today="b")
    codes, page = _chosen(client, task)

    assert codes == [f"{tuned.pk}:0", f"{prompt.pk}:0"]
    assert page.count("(today’s prompt)</option>") == 2
    assert "The first is today’s prompt, by what was applied." in page
    # The other way round it is still the same one.
    assert re.search(r'<option value="b" selected>the second: tuned', _page(client, task, prompt, tuned))


def test_of_a_file_with_two_series_the_one_said_to_be_todays_prompt_is_called_so(client: Client, task: Task) -> None:
    both = evaluation(series("new", 76, 0.88, 0.8, 0.95), series("old", 76, 0.8684, 0.77, 0.93))
    cases = {f"{name}\taccuracy\t": {str(at): got for at, got in enumerate(PROMPT)} for name in ("new", "old")}
    row = EvidenceFactory.create(task=task, reading=both, outcomes=cases, file_name="both.json")
    assert _chosen(client, task)[0] == [f"{row.pk}:0", f"{row.pk}:1"]
    apply_facts(
        evidence=row, task=task, facts=["quality.current"], choices=Choices(roles={"current": 1}), by=None
    )  # fmt: skip
    codes, page = _chosen(client, task)

    assert codes == [f"{row.pk}:1", f"{row.pk}:0"]
    assert "old · accuracy · both.json (today’s prompt)" in page


def test_a_comparison_of_one_file_is_remembered_with_it(client: Client, task: Task) -> None:
    both = evaluation(series("new", 76, 0.88, 0.8, 0.95), series("old", 76, 0.8684, 0.77, 0.93))
    cases = {f"{name}\taccuracy\t": {str(at): got for at, got in enumerate(PROMPT)} for name in ("new", "old")}
    row = EvidenceFactory.create(task=task, reading=both, outcomes=cases, file_name="both.json")
    assert _apply(client, task, row, row, *FACTS, b=f"{row.pk}:1", today="b").status_code == 302

    row.refresh_from_db()
    assert row.choices["roles"] == {"current": 1, "ft-small": 0}
    assert _chosen(client, task)[0] == [f"{row.pk}:1", f"{row.pk}:0"]
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert re.search(r'<option value="1" selected>old', page)


def test_two_without_a_case_in_common_are_not_proposed(client: Client, task: Task, prompt: Evidence) -> None:
    _upload(task, "whole", None)
    _, page = _chosen(client, task)

    assert "These are the newest two" not in page
