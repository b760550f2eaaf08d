"""What is measured is said, and counted alike, wherever people answer, look and decide."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.decisions.snapshots import build_snapshot
from decider.evidence.apply_actions import apply_facts
from decider.evidence.in_force import in_force
from decider.evidence.offers import Choices
from decider.exports.page_one import page_one
from decider.models import Evidence, Task, User
from decider.profiles.actions import save_answers
from decider.profiles.answers import flatten
from decider.wording import fact_name, option_labels
from decider.wording.measured import measured_sentence
from decider.wording.numbers import capitalised
from tests.evidence.web.conftest import DATA
from tests.factories.decided import submit
from tests.factories.decision import DecisionFactory
from tests.factories.evidence import EvidenceFactory, MeasurementFactory, evaluation, series

PAIRED = "options.ft-small.paired"


@pytest.fixture
def compared(task: Task) -> Evidence:
    """A log and an evaluation that were applied: six answers by the log and by the scores, four by the comparison."""
    log = EvidenceFactory.create(task=task)
    facts = ["volume.calls_per_month", "latency.current_p95_ms", "tokens.output"]
    apply_facts(evidence=log, task=task, facts=facts, choices=Choices(), by=None)
    reading = evaluation(series("prompt", 76, 0.8684, 0.77, 0.93), series("tuned", 76, 0.8553, 0.76, 0.92))
    reading["evaluation"]["paired"] = [
        {"a": "prompt", "b": "tuned", "metric": "accuracy", "both_pass": 56, "only_a_passes": 10,
         "only_b_passes": 9, "both_fail": 1, "dropped": 2},
    ]  # fmt: skip
    row: Evidence = EvidenceFactory.create(task=task, reading=reading)
    facts = ["quality.current", "quality.sample_size", PAIRED]
    roles = {"current": 0, "ft-small": 1}
    apply_facts(evidence=row, task=task, facts=facts, choices=Choices(roles=roles), by=None)
    task.refresh_from_db()
    return row


def test_every_page_counts_what_is_measured_alike(compared: Evidence, client: Client, task: Task) -> None:
    assert len(in_force(task)) == 9

    answers = client.get(reverse("task", args=[task.pk])).content.decode()
    assert '<strong class="number">9</strong> of these answers are measured' in answers
    result = client.get(reverse("result", args=[task.pk])).content.decode()
    assert '<span class="number">9</span> of the facts behind this are measured' in result
    listed = client.get(reverse("evidence_list", args=[task.pk])).content.decode()
    assert sorted(re.findall(r'"Answers measured">(\d+)<', listed)) == ["3", "6"]
    decide = client.get(reverse("decision_new", args=[task.pk])).content.decode()
    assert re.search(r"9 of the \d+\xa0facts that the team gave are measured, the others stated\.", decide)
    # The table shows four of them in one row, and says so.
    assert "These are 4 answers in one row." in client.get(
        reverse("evidence", args=[task.pk, compared.pk])
    ).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_decision_keeps_how_much_was_measured_when_it_was_submitted(
    compared: Evidence, client: Client, task: Task, author: User
) -> None:
    draft = DecisionFactory.create(task=task, author=author)
    address = reverse("decision", args=[draft.pk])
    assert "9 of the" in client.get(address).content.decode()

    frozen = submit(draft, by=author)
    task.answers["volume"]["calls_per_month"] = 7
    task.answers["tokens"]["output"] = 7
    task.save()
    assert len(in_force(task)) == 7
    page = client.get(address).content.decode()
    assert "9 of the" in page[: page.index("Rationale")]
    assert "9 of the" in page_one(frozen.snapshot_data(), {}, "submitted")["firmness"]


def test_a_first_page_without_measured_facts_does_not_speak_of_them(task: Task, author: User) -> None:
    draft = DecisionFactory.create(task=task, author=author)

    assert "measured" not in page_one(build_snapshot(draft, day=task.created_at.date()), {}, "draft")["firmness"]


@pytest.mark.parametrize(
    ("provenances", "said"),
    [
        ([], ""),
        (["default", "unknown"], ""),
        (["stated", "default"], "None of the facts that the team gave is measured."),
        (["measured", "stated"], "1 of the 2 facts that the team gave is measured, the others stated."),
        (["measured", "measured", "unknown"], "All facts that the team gave are measured."),
    ],
)
def test_the_sentence_counts_what_the_team_gave(provenances: list[str], said: str) -> None:
    rows: list[dict[str, Any]] = [{"fact": str(at), "provenance": each} for at, each in enumerate(provenances)]

    assert measured_sentence(rows).replace("\N{NO-BREAK SPACE}", " ") == said


def test_what_is_still_used_says_why_it_cannot_be_deleted_before_anybody_asks(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task)
    address = reverse("evidence", args=[task.pk, row.pk])
    assert "Delete this evidence…" in client.get(address).content.decode()

    task.answers["volume"]["calls_per_month"] = Decimal(3000)
    task.save()
    MeasurementFactory.create(evidence=row)
    page = client.get(address).content.decode()
    assert "Delete this evidence…" not in page
    assert "One answer rests on this file, so it cannot be deleted: change it first." in page
    assert f'<a href="{reverse("step", args=[task.pk, "volume"])}#volume-calls_per_month">Calls a month</a>' in page


def _resting(client: Client, row: Evidence) -> list[str]:
    """What the page lists of the answers that rest on a file, and that each link leads to its field."""
    page = client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode()
    part = page[page.index('id="resting"') :]
    part = part[: part.index("</div>")]
    for address in re.findall(r'href="(.*?)"', part):
        path, _, anchor = address.partition("#")
        assert f'id="{anchor}' in client.get(path).content.decode(), address
    entries = re.findall(r"<li.*?>(.*?)</li>", part)
    return [re.sub(r"<[^>]+>", "", each).replace("\N{NO-BREAK SPACE}", " ") for each in entries]


def test_the_answers_that_rest_on_a_file_are_listed_by_their_names_and_lead_to_their_fields(
    compared: Evidence, client: Client, task: Task
) -> None:
    address = reverse("evidence", args=[task.pk, compared.pk])
    assert "Six answers rest on this file, so it cannot be deleted: change them first." in (
        client.get(address).content.decode()
    )
    label = option_labels({"options": task.answers["options"]})["ft-small"]
    score, cases, table = _resting(client, compared)
    assert (score, cases) == tuple(capitalised(fact_name(f"quality.{name}")) for name in ("current", "sample_size"))
    assert table == f"“{label}” and today’s prompt on the same 76 cases (4 answers)"

    # A comparison of which a cell was changed is no longer one: the other three are named.
    next(each for each in task.answers["options"] if each["key"] == "ft-small")["paired"]["both_fail"] = 2
    task.save()
    assert len(_resting(client, compared)) == 5


def test_of_many_answers_that_rest_on_a_file_eight_are_listed_and_the_others_counted(
    client: Client, task: Task
) -> None:
    row = EvidenceFactory.create(task=task)
    facts = {fact: value for fact, value in flatten(task.answers).items() if fact.startswith(("tokens.", "volume."))}
    more = {fact: value for fact, value in flatten(task.answers).items() if fact.startswith("options.ft-small.")}
    chosen = dict([*facts.items(), *more.items()][:11])
    for fact, value in chosen.items():
        MeasurementFactory.create(evidence=row, fact=fact, value=value)
    assert len(chosen) == 11

    listed = _resting(client, row)
    assert len(listed) == 9
    assert listed[-1] == "and 3 more"


def test_the_way_to_add_evidence_comes_before_a_list_of_it(
    client: Client, task: Task, viewer: User, client_for: Callable[[User | None], Client]
) -> None:
    address, link = reverse("evidence_list", args=[task.pk]), 'href="#upload-title"'
    assert link not in client.get(address).content.decode()
    EvidenceFactory.create(task=task)

    page = client.get(address).content.decode()
    assert page.index(link) < page.index("What there is") < page.index('id="upload-title"')
    assert link not in client_for(viewer).get(address).content.decode()


def test_the_lines_of_a_training_file_add_up(read: Callable[..., Evidence], client: Client) -> None:
    good = (DATA / "open" / "finetune" / "train_good_100.jsonl").read_bytes().splitlines(keepends=True)[:12]
    row = read(b"".join(good) + b'{"messages": []}\nno JSON at all\n', "train.jsonl")
    training = row.reading["training"]
    assert (row.reading["rows"], training["examples"], training["good_examples"]) == (14, 13, 12)

    page = client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "14: 12 good examples and 2 that providers refuse" in text
    assert "12of 14 lines are good examples" in text


def test_the_pages_of_options_mark_what_is_measured(compared: Evidence, client: Client, task: Task) -> None:
    listed = client.get(reverse("options", args=[task.pk])).content.decode()
    assert listed.count("measured</p>") == 1
    assert '<span class="number">4</span> answers measured' in listed

    page = client.get(reverse("option", args=[task.pk, "ft-small"])).content.decode()
    link = f'<a class="tag" href="{reverse("evidence", args=[task.pk, compared.pk])}"'
    assert page.count(link) == 4
    slot = page.index('id="paired-both_pass-measured"')
    assert page.index(link, slot) - slot < 100
    other = next(each["key"] for each in task.answers["options"] if each["key"] != "ft-small")
    assert 'class="tag"' not in client.get(reverse("option", args=[task.pk, other])).content.decode()


def test_who_decides_sees_which_facts_were_measured_and_who_answered_the_others(
    compared: Evidence, client: Client, task: Task, manager: User
) -> None:
    save_answers(task=task, answers={"tokens.request": 321, "horizon_months": None}, by=manager)
    page = client.get(reverse("decision_new", args=[task.pk])).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    behind = page[page.index("Which facts these are") :]
    groups = {
        title: (int(number), re.findall("<li>(.*?)</li>", facts))
        for title, number, facts in re.findall(
            r'<h3 class="small-title">(.*?): (\d+)</h3>\s*<ul.*?>(.*?)</ul>', behind, re.DOTALL
        )
    }
    assert all(number == len(facts) for number, facts in groups.values())
    first = f"Answered by {task.created_by.name}"
    measured, stated = groups["Measured"][0], groups[first][0]
    assert f"{measured} of the {measured + stated + 1} facts that the team gave are measured" in page
    assert any("Calls a month: " in fact for fact in groups["Measured"][1])
    [theirs] = groups["Answered by Max Manager"][1]
    assert theirs.replace("\N{NO-BREAK SPACE}", " ") == "Tokens of the request: 321 tokens"
    assert all(": " not in fact for fact in groups["Not known yet"][1])
