"""The form of a draft: the recommendation beside it, an incomplete draft saved, nothing typed ever lost."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decider.decisions.actions import archive_draft, save_draft
from decider.models import Decision, Task, User
from tests.factories import decided

ClientFor = Callable[[User | None], Client]


def new(task: Task) -> str:
    return reverse("decision_new", args=[task.pk])


def edit(draft: Decision) -> str:
    return reverse("decision_edit", args=[draft.pk])


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send from the form at `address`, with some fields typed anew."""
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**shown, **changes}.items()}


class TestNew:
    def test_it_begins_with_the_recommendation(self, client_for: ClientFor, task: Task, author: User) -> None:
        answer = client_for(author).get(new(task))
        recommendation = answer.context["assessment"]["recommendation"]
        assert answer.context["chosen"] == f"{recommendation['verdict']}:{recommendation['option'] or ''}"
        first = answer.context["picks"][0]
        assert (first.recommended, first.value) == (True, answer.context["chosen"])
        assert "What the framework says" in answer.content.decode()
        assert not Decision.objects.exists()

    def test_every_way_to_do_it_can_be_chosen(self, client_for: ClientFor, task: Task, author: User) -> None:
        picks = client_for(author).get(new(task)).context["picks"]
        codes = {pick.choice for pick in picks}
        assert codes == {"prompt_first", "reexamine", "prompt", "fine_tune", "hybrid", "self_host"}
        assert {"prompt-large", "ft-small"} <= {pick.option_key for pick in picks}

    def test_a_recommendation_that_the_evidence_does_not_carry_is_marked_so(
        self, client_for: ClientFor, task: Task, author: User
    ) -> None:
        client = client_for(author)
        assert "but unsupported" not in client.get(new(task)).content.decode()
        answers = task.answers
        answers["options"][1]["paired"] = {
            "both_pass": 56,
            "only_option_passes": 9,
            "only_current_passes": 10,
            "both_fail": 1,
        }
        Task.objects.filter(pk=task.pk).update(answers=answers)
        html = client.get(new(task)).content.decode()
        assert '<span class="state state-unsupported">Recommended, but unsupported</span>' in html
        assert "do not show that the tuned option and today’s prompt differ" in html

    def test_an_incomplete_draft_is_saved(self, client_for: ClientFor, task: Task, author: User) -> None:
        client = client_for(author)
        answer = client.post(new(task), typed(client, new(task), title="Only a title"))
        draft = Decision.objects.get()
        assert answer["Location"] == reverse("decision", args=[draft.pk])
        assert (draft.title, draft.rationale, draft.author) == ("Only a title", "", author)

    def test_a_task_with_a_draft_leads_there(self, client_for: ClientFor, draft: Decision, manager: User) -> None:
        answer = client_for(manager).get(new(draft.task), follow=True)
        assert answer.redirect_chain == [(reverse("decision", args=[draft.pk]), 302)]
        assert "Ana Author has already started a draft" in answer.content.decode()

    def test_words_typed_meanwhile_stay_on_the_page(
        self, client_for: ClientFor, task: Task, author: User, manager: User
    ) -> None:
        client = client_for(author)
        data = typed(client, new(task), rationale="A long and careful rationale.")
        client_for(manager).post(new(task), {**data, "rationale": "Quicker."})
        answer = client.post(new(task), data)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "A long and careful rationale." in page
        assert "Max Manager has already started a draft" in page
        assert Decision.objects.get().rationale == "Quicker."


class TestErrors:
    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("title", "", "Give the decision a title."),
            ("title", "x" * 161, "160"),
            ("pick", "", "Choose what you are going to do."),
            ("pick", "fine_tune:gone", "no longer among the options"),
            ("rationale", "x" * 10_001, "longer than 10,000 characters"),
            ("revisit_on", "2020-01-01", "must be in the future"),
            ("revisit_on", "next week", "year-month-day"),
            ("rationale", "a\0b", "Null characters"),
        ],
    )
    def test_each_says_what_is_wrong_and_keeps_everything(
        self, client_for: ClientFor, draft: Decision, author: User, field: str, value: str, sentence: str
    ) -> None:
        client = client_for(author)
        texts = {"consequences": "Kept <b>as typed</b> & “quoted”", field: value}
        answer = client.post(edit(draft), typed(client, edit(draft), **texts))
        assert answer.status_code == 422
        form = answer.context["form"]
        assert sentence in str(form.errors[field])
        assert form[field].value() == value
        page = answer.content.decode()
        assert "Kept &lt;b&gt;as typed&lt;/b&gt; &amp; “quoted”" in page
        assert 'role="alert"' in page
        draft.refresh_from_db()
        assert draft.version == 1

    def test_today_is_not_in_the_future_and_tomorrow_is(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        client, today = client_for(author), timezone.now().date()
        assert client.post(edit(draft), typed(client, edit(draft), revisit_on=today)).status_code == 422
        tomorrow = today + datetime.timedelta(days=1)
        assert client.post(edit(draft), typed(client, edit(draft), revisit_on=tomorrow)).status_code == 302

    def test_ten_thousand_characters_with_line_ends_of_a_browser_pass(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        client = client_for(author)
        text = "\r\n".join(["y" * 99] * 100) + "z"
        assert client.post(edit(draft), typed(client, edit(draft), rationale=text)).status_code == 302
        draft.refresh_from_db()
        assert draft.rationale == text.replace("\r\n", "\n")

    def test_nothing_at_all_is_no_crash(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        assert client_for(author).post(edit(draft), {}).status_code == 422
        assert client_for(author).post(edit(draft), {"version": "x", "seen": "=;=;x"}).status_code == 422

    def test_answers_that_cannot_be_reckoned_are_named_and_the_words_are_still_saved(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        answers = draft.task.answers
        answers["volume"]["calls_per_month"] = -5
        Task.objects.filter(pk=draft.task_id).update(answers=answers)
        client = client_for(author)
        page = client.get(edit(draft)).content.decode()
        assert "The figures cannot be computed" in page
        assert "volume.calls_per_month" in page
        data = typed(client, edit(draft), rationale="Saved all the same.", pick="prompt:")
        assert client.post(edit(draft), data).status_code == 302
        draft.refresh_from_db()
        assert draft.rationale == "Saved all the same."


class TestTwoTabs:
    def test_the_older_form_is_told_and_keeps_its_words_beside_the_newer_ones(
        self, client_for: ClientFor, draft: Decision, author: User, manager: User
    ) -> None:
        client = client_for(author)
        data = typed(client, edit(draft), rationale="Mine, and long.", consequences="Mine too.")
        save_draft(
            decision=draft, by=manager, expected_version=1, texts={"rationale": "Theirs.", "title": "Their title"}
        )
        answer = client.post(edit(draft), data)
        assert answer.status_code == 409
        page, form = answer.content.decode(), answer.context["form"]
        assert "Changed by Max Manager on " in page
        assert "title, rationale." in page
        # Both wrote the rationale: mine in the field, theirs beside it. The title is theirs alone, the rest mine.
        assert form["rationale"].value() == "Mine, and long."
        assert [text for _, text, _ in answer.context["newer_texts"]] == ["Theirs."]
        assert form["title"].value() == "Their title"
        assert form["consequences"].value() == "Mine too."
        draft.refresh_from_db()
        assert draft.rationale == "Theirs."

        # Saved again from that page, it is a deliberate choice.
        again = {name: form[name].value() or "" for name in form.fields}
        assert client.post(edit(draft), again).status_code == 302
        draft.refresh_from_db()
        assert (draft.title, draft.rationale, draft.consequences) == ("Their title", "Mine, and long.", "Mine too.")

    def test_words_for_a_draft_that_was_submitted_meanwhile_stay_on_the_page(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        client = client_for(author)
        data = typed(client, edit(draft), rationale="Too late, but not lost.")
        decided.submit(draft)
        answer = client.post(edit(draft), data)
        assert answer.status_code == 409
        assert "Too late, but not lost." in answer.content.decode()
        assert "frozen" in answer.content.decode()


class TestRights:
    def test_a_manager_edits_the_draft_of_another(self, client_for: ClientFor, draft: Decision, manager: User) -> None:
        client = client_for(manager)
        assert client.post(edit(draft), typed(client, edit(draft), title="Better")).status_code == 302

    def test_viewers_are_told_and_strangers_find_nothing(
        self, client_for: ClientFor, draft: Decision, viewer: User, stranger: User
    ) -> None:
        for address in (edit(draft), new(draft.task)):
            for method in ("get", "post"):
                assert getattr(client_for(viewer), method)(address).status_code == 403
                assert getattr(client_for(stranger), method)(address).status_code == 404

    def test_submitted_and_archived_drafts_have_no_form(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        archive_draft(decision=draft, by=author, at=timezone.now())
        answer = client_for(author).get(edit(draft))
        assert answer.status_code == 409
        assert "bring it back" in answer.content.decode()
