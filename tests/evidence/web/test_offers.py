"""The table of measured facts: one row for what belongs together, honest intervals, and nothing chosen too eagerly."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from decider.domain.steps import UNANSWERED
from decider.evidence.apply_actions import apply_facts
from decider.evidence.in_force import in_force
from decider.evidence.offers import Choices, Offers, offers
from decider.evidence.stored import stored_reading
from decider.models import Event, Evidence, Measurement, Task
from decider.profiles.actions import Conflict, save_answers
from decider.profiles.merging import Base
from tests.evidence.web.conftest import LITELLM
from tests.factories.evidence import USAGE, EvidenceFactory, evaluation, series

CELLS = {"both_pass": 56, "only_option_passes": 9, "only_current_passes": 10, "both_fail": 1}
PAIRED = "options.ft-small.paired"
ROLES = {"current": 0, "ft-small": 1}


def _offers(row: Evidence, **choices: Any) -> Offers:
    reading = stored_reading(row)
    assert reading is not None
    return offers(row.task, row, reading, Choices(**choices))


def _ticked(page: str) -> set[str]:
    return set(re.findall(r'name="fact" value="([^"]+)"[^>]* checked', page))


@pytest.fixture
def same_cases(task: Task) -> Evidence:
    """Today's prompt (first) and the tuned option on the same 76 cases."""
    reading = evaluation(series("prompt", 76, 0.8684, 0.77, 0.93), series("tuned", 76, 0.8553, 0.76, 0.92))
    reading["evaluation"]["paired"] = [
        {"a": "prompt", "b": "tuned", "metric": "accuracy", "both_pass": 56, "only_a_passes": 10,
         "only_b_passes": 9, "both_fail": 1, "dropped": 2},
    ]  # fmt: skip
    row: Evidence = EvidenceFactory.create(task=task, reading=reading, file_name="both.json")
    return row


@pytest.fixture
def pasted(client: Client, task: Task) -> Callable[[str], Evidence]:
    def pasted(text: str) -> Evidence:
        client.post(reverse("evidence_prompt", args=[task.pk]), {"text": text})
        return Evidence.objects.latest("pk")

    return pasted


def test_the_table_of_the_same_cases_is_one_row(same_cases: Evidence, client: Client, task: Task) -> None:
    address = reverse("evidence", args=[task.pk, same_cases.pk])
    page = client.get(address, {f"role.{role}": at for role, at in ROLES.items()}).content.decode()
    page = page.replace("\N{NO-BREAK SPACE}", " ")

    assert f'name="fact" value="{PAIRED}"' in page
    assert f'value="{PAIRED}.both_pass"' not in page
    assert "on the same 76 cases" in page
    assert "both pass 56, only it 9, only today’s prompt 10, neither 1" in page


def test_the_table_is_applied_whole(same_cases: Evidence, client: Client, task: Task) -> None:
    posted = {"fact": [PAIRED], "version": task.answers_version, **{f"role.{role}": at for role, at in ROLES.items()}}
    page = client.post(reverse("evidence_apply", args=[task.pk, same_cases.pk]), posted, follow=True).content.decode()

    task.refresh_from_db()
    assert task.answers["options"][1]["paired"] == CELLS
    assert "4 answers were taken over as measured." in page
    assert set(in_force(task)) == {f"{PAIRED}.{name}" for name in CELLS}
    applied = {each["fact"]: each["value"] for each in Event.objects.get(verb="apply_evidence").data["facts"]}
    assert applied == {f"{PAIRED}.{name}": value for name, value in CELLS.items()}


def test_a_cell_alone_is_not_offered(same_cases: Evidence, client: Client, task: Task) -> None:
    posted = {"fact": [f"{PAIRED}.both_pass"], **{f"role.{role}": at for role, at in ROLES.items()}}
    response = client.post(reverse("evidence_apply", args=[task.pk, same_cases.pk]), posted)

    assert response.status_code == 422
    assert not Measurement.objects.exists()


def test_one_cell_that_somebody_changed_stops_the_whole_table(same_cases: Evidence, task: Task) -> None:
    seen = Base(task.answers_version)
    save_answers(task=task, answers={f"{PAIRED}.both_fail": 4}, by=None)

    with pytest.raises(Conflict):
        apply_facts(
            evidence=same_cases, task=task, facts=[PAIRED], choices=Choices(roles=ROLES), base=seen, by=task.created_by
        )
    task.refresh_from_db()
    assert task.answers["options"][1]["paired"] == {"both_fail": 4}


def test_a_table_stated_in_part_is_not_the_same(same_cases: Evidence, task: Task) -> None:
    def row() -> Any:
        return next(offer for offer in _offers(same_cases, roles=ROLES).facts if offer.path == PAIRED)

    assert (row().present, row().is_same, row().is_applied) == ("not answered", False, False)
    save_answers(task=task, answers={f"{PAIRED}.both_pass": 56}, by=None)
    same_cases.task.refresh_from_db()
    assert (row().present, row().is_same) == ("not known yet", False)
    rest = {f"{PAIRED}.{name}": value for name, value in CELLS.items()}
    save_answers(task=task, answers=rest, by=None)
    same_cases.task.refresh_from_db()
    assert (row().present, row().is_same, row().is_applied) == (row().measured, True, False)


def test_the_key_of_an_option_may_hold_points(task: Task, same_cases: Evidence) -> None:
    task.answers["options"][1]["key"] = "gpt-4.1.ft"
    task.save()
    same_cases.task.refresh_from_db()

    found = _offers(same_cases, roles={"current": 0, "gpt-4.1.ft": 1})
    assert "options.gpt-4.1.ft.paired" in {offer.path for offer in found.facts}


def test_each_interval_says_of_how_many_per_cent_it_is(
    read: Callable[..., Evidence], same_cases: Evidence, client: Client, task: Task
) -> None:
    row = read(LITELLM)
    usage = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert "90 % interval:" in usage
    assert "95 % interval:" not in usage

    scores = client.get(reverse("evidence", args=[task.pk, same_cases.pk]), {"role.current": "0"}).content.decode()
    assert "95 % interval: 77" in scores
    assert "90 % interval:" not in scores


def test_a_range_is_asked_about_only_where_one_can_be_given(
    read: Callable[..., Evidence], same_cases: Evidence
) -> None:
    assert _offers(read(LITELLM)).has_ranges
    assert not _offers(same_cases, roles=ROLES).has_ranges


def test_the_command_names_the_per_cent_of_an_interval(task: Task) -> None:
    out = StringIO()
    call_command("import_evidence", str(task.pk), str(LITELLM), stdout=out)
    assert "(90 % interval: " in out.getvalue()


TERSE = "Say hello to {{name}}."
STEPS = "Extract every diagnosis from the record. Answer with JSON only: a list of the codes, in the order of the text."


def test_a_yes_of_the_team_is_not_chosen_to_become_a_no(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    row = pasted(TERSE)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    assert 'value="prompting.output_schema"' in page
    assert "prompting.output_schema" not in _ticked(page)
    assert "weaker than your word" in page
    # Half a sentence is no prompt that was tried.
    assert 'value="prompting.tried"' not in page


def test_what_says_the_same_already_is_chosen_so_that_it_is_measured(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    page = client.get(reverse("evidence", args=[task.pk, pasted(STEPS).pk])).content.decode()

    assert "prompting.tried" in _ticked(page)


def test_a_no_or_nothing_of_the_team_may_be_replaced(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    task.answers["prompting"] |= {"output_schema": False, "clear_instructions": None}
    task.save()
    row = pasted(TERSE)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    assert {"prompting.output_schema", "prompting.clear_instructions"} <= _ticked(page)


def test_examples_that_were_not_recognised_take_nothing_away(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    row = pasted(TERSE)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    assert not {"prompting.examples", "tokens.examples", "tokens.instructions"} & _ticked(page)
    assert "they may stand among the instructions" in page


def test_the_text_of_one_call_does_not_replace_what_calls_usually_hold(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    address = reverse("evidence", args=[task.pk, pasted(f"{STEPS}\n\nTicket: fell off a horse").pk])
    page = client.get(address).content.decode()
    assert 'value="tokens.request"' in page
    assert "tokens.request" not in _ticked(page)
    assert "holds one call’s text or a place for it" in page

    del task.answers["tokens"]["request"]
    task.save()
    assert "tokens.request" in _ticked(client.get(address).content.decode())


def test_a_log_does_replace_it(client: Client, task: Task) -> None:
    page = client.get(reverse("evidence", args=[task.pk, EvidenceFactory.create(task=task).pk])).content.decode()

    assert "tokens.output" in _ticked(page)
    assert "holds one call’s text" not in page


def _training(task: Task) -> Evidence:
    reading = {
        **{name: value for name, value in evaluation().items() if name != "evaluation"},
        "kind": "training", "format": "openai-chat-jsonl",
        "training": {"examples": 120, "good_examples": 120, "tokens": 60_000, "tokens_by": "o200k_base", "epochs": 4},
    }  # fmt: skip
    row: Evidence = EvidenceFactory.create(task=task, reading=reading)
    return row


def test_a_stated_plan_of_training_is_not_chosen_to_be_replaced(client: Client, task: Task) -> None:
    row = _training(task)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    assert not {"options.ft-small.training.tokens", "options.ft-small.training.epochs"} & _ticked(page)
    assert "need not be the one that this option is trained on" in page
    assert "default does not undo a plan" in page


@pytest.mark.parametrize(
    ("stated", "is_ticked"),
    [(5000, False), (100, True), (None, True), ({"low": 100, "high": 5000}, True), ({"low": 200, "high": 5000}, False)],
)
def test_a_file_of_fewer_examples_than_stated_may_be_a_part_of_them(
    client: Client, task: Task, stated: Any, is_ticked: bool
) -> None:
    task.answers["data"]["labelled_examples"] = stated
    task.save()
    page = client.get(reverse("evidence", args=[task.pk, _training(task).pk])).content.decode()

    assert ("data.labelled_examples" in _ticked(page)) == is_ticked
    assert ("may hold a part alone" in page) != is_ticked


def test_a_training_that_was_not_stated_is_chosen(client: Client, task: Task) -> None:
    for name in ("tokens", "epochs"):
        del task.answers["options"][1]["training"][name]
    task.save()
    page = client.get(reverse("evidence", args=[task.pk, _training(task).pk])).content.decode()

    assert {"options.ft-small.training.tokens", "options.ft-small.training.epochs"} <= _ticked(page)


def test_without_a_choice_only_what_is_proposed_is_applied(task: Task) -> None:
    task.answers["data"]["labelled_examples"] = 50
    task.save()
    applied = apply_facts(evidence=_training(task), task=task, facts=None, choices=Choices(), by=None)

    assert [offer.path for offer in applied] == ["data.labelled_examples"]
    task.refresh_from_db()
    assert task.answers["options"][1]["training"]["tokens"] == 3_000_000


def test_a_prompt_is_written_by_no_tool_and_has_no_rows(
    pasted: Callable[[str], Evidence], client: Client, task: Task
) -> None:
    page = client.get(reverse("evidence", args=[task.pk, pasted(TERSE).pk])).content.decode()

    assert "What was understood" in page
    assert "Written by" not in page
    assert "<dt>Rows</dt>" not in page


def test_what_contradicts_the_stated_answers_is_said_before_the_facts(client: Client, task: Task) -> None:
    task.answers["tokens"]["instructions"] = 3000
    task.save()
    row = EvidenceFactory.create(task=task)
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    warning = page.index("This file contradicts your answers")
    assert warning < page.index('name="fact"')
    assert page.index("fewer than the") > warning
    assert f'href="{reverse("step", args=[task.pk, "tokens"])}#' in page[warning : page.index('name="fact"')]
    found = _offers(row)
    assert [each.name for each in found.contradictions] and not [
        name for name, why in found.refused if "fewer than the" in why
    ]


def _score(task: Task, cases: int) -> Evidence:
    row: Evidence = EvidenceFactory.create(task=task, reading=evaluation(series("prompt", cases, 0.9, 0.8, 0.95)))
    return row


@pytest.mark.parametrize(("cases", "is_ticked"), [(76, False), (200, True), (500, True)])
def test_a_score_of_fewer_cases_is_not_chosen_to_replace_one_of_more(
    client: Client, task: Task, cases: int, is_ticked: bool
) -> None:
    task.answers["quality"] |= {"current": Decimal("0.83"), "sample_size": 200, "scale": "share"}
    task.save()
    page = client.get(reverse("evidence", args=[task.pk, _score(task, cases).pk])).content.decode()

    assert ({"quality.current", "quality.sample_size"} <= _ticked(page)) == is_ticked
    assert ("your answer rests on 200\xa0cases, this evaluation scored 76" in page) != is_ticked


def test_the_score_of_an_option_is_weighed_by_its_own_cases(task: Task) -> None:
    task.answers["options"][1]["quality"] = {"expected": Decimal("0.83"), "sample_size": 500}
    task.save()
    row = _score(task, 76)
    row.task.refresh_from_db()
    found = {offer.path: offer for offer in _offers(row, roles={"ft-small": 0}).facts}

    assert "rests on 500" in found["options.ft-small.quality.expected"].why_not_chosen
    assert "rests on 500" in found["options.ft-small.quality.sample_size"].why_not_chosen


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (1_200_000, "400 times less than your answer: is this log all of the task’s calls?"),
        ({"low": 40_000, "high": 1_200_000}, "13.18 times less"),
        (100, "30.35 times more"),
        (20_000, ""),
        ({"low": 2_000, "high": 1_200_000}, ""),
        (None, ""),
    ],
)
def test_a_number_ten_times_away_from_the_answer_is_left_to_the_person(task: Task, stated: Any, said: str) -> None:
    task.answers["volume"]["calls_per_month"] = stated
    task.save()
    row = EvidenceFactory.create(task=task)
    row.task.refresh_from_db()
    offer = next(offer for offer in _offers(row).facts if offer.path == "volume.calls_per_month")

    assert offer.is_proposed == (not said)
    if said:
        number, _, rest = said.partition(" times ")
        shown = re.search(r"([\d,]+) times (.*)", offer.why_not_chosen)
        assert shown is not None and rest in shown[2]
        assert abs(int(shown[1].replace(",", "")) - float(number)) <= float(number) / 20


@pytest.mark.parametrize("stated", [1900, None, UNANSWERED])
@pytest.mark.parametrize(("calls", "is_chosen"), [(20, False), (99, False), (100, True)])
def test_a_95th_percentile_of_few_calls_is_left_to_the_person(
    client: Client, task: Task, stated: Any, calls: int, is_chosen: bool
) -> None:
    task.answers["latency"].pop("current_p95_ms")
    if stated is not UNANSWERED:
        task.answers["latency"]["current_p95_ms"] = stated
    task.save()
    row = EvidenceFactory.create(task=task, reading={**USAGE, "usage": {**USAGE["usage"], "latency_n": calls}})
    row.task.refresh_from_db()
    offer = next(offer for offer in _offers(row).facts if offer.path == "latency.current_p95_ms")

    assert offer.is_proposed is is_chosen
    reason = f"Not chosen for you: it rests on {calls}\N{NO-BREAK SPACE}calls, and with fewer than 100"
    assert offer.why_not_chosen.startswith(reason) is not is_chosen
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert (reason in page) is not is_chosen


def test_what_a_log_says_is_not_weighed_like_a_look_at_a_prompt(task: Task) -> None:
    task.answers["latency"]["streaming"] = True
    task.save()
    reading = {**USAGE, "usage": {**USAGE["usage"], "streamed_calls": 0}}
    row = EvidenceFactory.create(task=task, reading=reading)
    row.task.refresh_from_db()
    offer = next(offer for offer in _offers(row).facts if offer.path == "latency.streaming")

    assert offer.parts[0].answer is False
    assert offer.why_not_chosen == ""


def test_an_answer_that_is_measured_from_another_file_says_which(client: Client, task: Task) -> None:
    first = EvidenceFactory.create(task=task, file_name="october.jsonl")
    apply_facts(evidence=first, task=task, facts=["latency.current_p95_ms"], choices=Choices(), by=None)
    second = EvidenceFactory.create(task=task, file_name="november.jsonl")
    page = client.get(reverse("evidence", args=[task.pk, second.pk])).content.decode()
    assert 'measured from <span class="file-name">october.jsonl</span>' in page

    page = client.get(reverse("evidence", args=[task.pk, first.pk])).content.decode()
    assert '<p class="under">from this file</p>' in page
