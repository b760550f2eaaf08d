"""The files over HTTP: for the whole team and for nobody else, frozen once submitted, honest about drafts."""

import datetime
import io
from collections.abc import Callable

import pytest
import simplejson
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from decider.decisions.actions import submit
from decider.domain.assessment import assess
from decider.domain.reading import read_policy, read_profile
from decider.models import Decision, User
from decider.reviews.actions import approve, comment

NAMES = ("decision_pdf", "decision_markdown", "decision_json")
NOW = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)
ClientFor = Callable[[User | None], Client]


@pytest.fixture
def frozen(draft: Decision, author: User) -> Decision:
    """A submitted decision that overrides the recommendation."""
    draft.override_reason, draft.title = "The quarter ends.", "Größe #1"
    draft.revisit_on = datetime.date(2027, 5, 24)
    draft.save()
    return submit(decision=draft, by=author, expected_version=draft.version, now=NOW)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("name", NAMES)
def test_everybody_in_the_team_gets_it_and_a_stranger_learns_nothing(
    name: str, frozen: Decision, viewer: User, stranger: User, client_for: ClientFor
) -> None:
    url = reverse(name, args=[frozen.pk])
    assert client_for(viewer).get(url).status_code == 200
    assert client_for(stranger).get(url).status_code == 404
    assert client_for(viewer).get(reverse(name, args=[10**9])).status_code == 404
    visitor = client_for(None).get(url)
    assert visitor.status_code == 302
    assert visitor["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("name", NAMES)
def test_files_are_only_read(name: str, frozen: Decision, viewer: User, client_for: ClientFor) -> None:
    assert client_for(viewer).post(reverse(name, args=[frozen.pk])).status_code == 405


@pytest.mark.parametrize(
    ("name", "content_type", "kind", "extension"),
    [
        ("decision_pdf", "application/pdf", "inline", "pdf"),
        ("decision_markdown", "text/markdown; charset=utf-8", "attachment", "md"),
        ("decision_json", "application/json", "attachment", "json"),
    ],
)
def test_the_browser_is_told_what_it_gets(
    name: str, content_type: str, kind: str, extension: str, frozen: Decision, viewer: User, client_for: ClientFor
) -> None:
    answer = client_for(viewer).get(reverse(name, args=[frozen.pk]))
    assert answer["Content-Type"] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith(f'{kind}; filename="decision-{frozen.pk}-groe-#1-r1.{extension}"'.replace("#", ""))
    assert "filename*=UTF-8''" in disposition


def test_the_report_can_be_saved_as_a_file(frozen: Decision, viewer: User, client_for: ClientFor) -> None:
    answer = client_for(viewer).get(reverse("decision_pdf", args=[frozen.pk]) + "?download")
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_submitted_decision_stays_what_it_was_when_the_task_changes(
    frozen: Decision, manager: User, client_for: ClientFor
) -> None:
    client = client_for(manager)
    before = [client.get(reverse(name, args=[frozen.pk])).content for name in NAMES]
    task = frozen.task
    task.name, task.answers = "Another name", {**task.answers, "volume": {"calls_per_month": 5}}
    task.save()
    assert [client.get(reverse(name, args=[frozen.pk])).content for name in NAMES] == before


def test_comments_and_the_review_are_in_every_file(
    frozen: Decision, author: User, manager: User, client_for: ClientFor
) -> None:
    comment(decision=frozen, by=author, text="The volume is from the October log.")
    approve(decision=frozen, by=manager, text="Agreed.", now=NOW)
    client = client_for(manager)
    contents = [client.get(reverse(name, args=[frozen.pk])).content for name in NAMES]
    for text in (pdf_text(contents[0]), contents[1].decode(), contents[2].decode()):
        assert "The volume is from the October log." in text
        assert "Max Manager" in text
        assert "Agreed." in text
    assert "APPROVED" in pdf_text(contents[0])


def test_a_draft_says_so_in_name_and_content(draft: Decision, author: User, client_for: ClientFor) -> None:
    client = client_for(author)
    answers = [client.get(reverse(name, args=[draft.pk])) for name in NAMES]
    assert all('filename="DRAFT-' in answer["Content-Disposition"] for answer in answers)
    assert "DRAFT" in pdf_text(answers[0].content)
    assert "**DRAFT.**" in answers[1].content.decode()
    assert simplejson.loads(answers[2].content)["draft"] is True


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_whose_figures_cannot_be_reckoned_says_what_to_mend(
    name: str, draft: Decision, author: User, client_for: ClientFor
) -> None:
    draft.task.answers["volume"] = {"calls_per_month": 10**80, "growth_per_month": 1000}
    draft.task.save()
    answer = client_for(author).get(reverse(name, args=[draft.pk]))
    assert answer.status_code == 422
    assert "<code>volume" in answer.content.decode()
    assert reverse("task", args=[draft.task_id]) in answer.content.decode()


def test_an_option_without_a_price_says_which_one_is_missing(
    draft: Decision, author: User, client_for: ClientFor
) -> None:
    draft.task.answers["options"][0]["prices"] = {"output": 8}
    draft.task.save()
    contents = [client_for(author).get(reverse(name, args=[draft.pk])).content for name in NAMES]
    for text in (pdf_text(contents[0]), contents[1].decode()):
        assert "The input price of gpt-4.1 from openai is not known" in " ".join(text.split())


def test_the_exported_profile_gives_the_same_figures_on_its_day(
    frozen: Decision, viewer: User, client_for: ClientFor
) -> None:
    exported = simplejson.loads(
        client_for(viewer).get(reverse("decision_json", args=[frozen.pk])).content, use_decimal=True
    )
    again = assess(
        read_profile(exported["profile"]),
        day=datetime.date.fromisoformat(exported["day"]),
        policy=read_policy(exported["policy"]),
    ).data()
    for part in ("recommendation", "options", "crossovers", "flips", "charts"):
        assert simplejson.dumps(again[part], use_decimal=True, sort_keys=True) == simplejson.dumps(
            exported["assessment"][part], use_decimal=True, sort_keys=True
        ), part


def test_the_command_printed_in_the_report_gives_the_same_figures(
    frozen: Decision, viewer: User, client_for: ClientFor, tmp_path, capsys, monkeypatch
) -> None:
    content = client_for(viewer).get(reverse("decision_json", args=[frozen.pk])).content
    exported = simplejson.loads(content, use_decimal=True)
    for part in ("profile", "policy"):
        (tmp_path / f"{part}.json").write_text(simplejson.dumps(exported[part], use_decimal=True))
    monkeypatch.chdir(tmp_path)
    call_command("assess", "profile.json", "--day", exported["day"], "--policy", "policy.json", "--format", "json")
    again = simplejson.loads(capsys.readouterr().out, use_decimal=True)
    assert again["options"] == exported["assessment"]["options"]
    assert again["recommendation"] == exported["assessment"]["recommendation"]
