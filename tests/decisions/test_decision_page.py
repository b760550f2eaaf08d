"""The page of a decision is its paper: read from the snapshot, with what each reader may do and why not."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decider.decisions.actions import archive_draft, create_draft, revise, save_draft
from decider.models import Decision, Event, Task, User
from tests.factories import decided
from tests.factories.decided import TEXTS
from tests.factories.review import CommentFactory

ClientFor = Callable[[User | None], Client]


def page(client: Client, decision: Decision) -> str:
    answer = client.get(reverse("decision", args=[decision.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def words(markup: str) -> str:
    """The page as somebody reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " ")


def button(markup: str, label: str) -> str:
    """The opening tag of the button with this label."""
    found = re.search(rf"(<button[^>]*>)\s*{re.escape(label)}\s*</button>", markup)
    assert found, f"no button {label}"
    return found.group(1)


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    Decision.objects.filter(pk=draft.pk).update(
        rationale="First line.\n\nSecond <script>alert(1)</script> line.",
        override_reason="The team knows the prompt.",
        alternatives_rejected="A bigger model.",
        consequences="Nobody sleeps.",
    )
    draft.refresh_from_db()
    return decided.submit(draft)


class TestPaper:
    def test_it_says_what_was_decided_and_why(self, client_for: ClientFor, submitted: Decision, viewer: User) -> None:
        read = words(page(client_for(viewer), submitted))
        for sentence in (
            submitted.title, "Waiting for review", "Ana Author", "The team knows the prompt.", "First line.",
            "A bigger model.", "Nobody sleeps.", "What the framework says", "Options and", "Assumptions", "Trail",
            submitted.snapshot_sha256,
        ):  # fmt: skip
            assert sentence in read or sentence in page(client_for(viewer), submitted)

    def test_what_was_typed_is_printed_and_runs_nothing(
        self, client_for: ClientFor, submitted: Decision, viewer: User
    ) -> None:
        markup = page(client_for(viewer), submitted)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
        assert "<script>alert" not in markup

    def test_it_is_read_from_the_snapshot_not_from_the_task(
        self, client_for: ClientFor, submitted: Decision, viewer: User
    ) -> None:
        before = words(page(client_for(viewer), submitted))
        Task.objects.filter(pk=submitted.task_id).update(answers={"kind": "code"}, answers_version=9)
        assert words(page(client_for(viewer), submitted)) == before

    def test_the_trail_tells_everything_in_order(
        self, client_for: ClientFor, draft: Decision, author: User, manager: User
    ) -> None:
        save_draft(decision=draft, by=author, expected_version=1, texts={"title": "A"})
        save_draft(decision=draft, by=author, expected_version=2, texts={"title": "B"})
        draft.refresh_from_db()
        decided.submit(draft)
        CommentFactory.create(decision=draft, author=manager, text="Is the volume measured?")
        decided.request_changes(draft, by=manager, text="Measure the volume.")
        read = words(page(client_for(author), draft)).partition(" Trail ")[2]
        steps = ("changed the draft 2 times", "submitted the decision", "commented", "Is the volume measured?",
                 "requested changes", "Measure the volume.")  # fmt: skip
        places = [read.index(step) for step in steps]
        assert places == sorted(places)

    def test_revisions_name_each_other(self, client_for: ClientFor, submitted: Decision, author: User) -> None:
        second = revise(decision=submitted, by=author)
        assert reverse("decision", args=[second.pk]) in page(client_for(author), submitted)
        assert reverse("decision", args=[submitted.pk]) in page(client_for(author), second)

    def test_it_leads_to_the_exports(self, client_for: ClientFor, submitted: Decision, viewer: User) -> None:
        markup = page(client_for(viewer), submitted)
        for name in ("decision_pdf", "decision_markdown", "decision_json"):
            assert f'href="{reverse(name, args=[submitted.pk])}"' in markup

    def test_a_source_that_is_no_web_address_is_no_link(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        answers = draft.task.answers
        answers["options"][0]["prices"]["source"] = "javascript:alert(1)"
        Task.objects.filter(pk=draft.task_id).update(answers=answers)
        assert 'href="javascript' not in page(client_for(author), draft)

    def test_a_source_is_a_link_to_its_address_with_the_days_behind_it(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        answers = draft.task.answers
        answers["options"][0]["prices"] |= {"source": "https://a.example/prices", "as_of": "2026-11-01"}
        Task.objects.filter(pk=draft.task_id).update(answers=answers)
        link = ' rel="noopener noreferrer nofollow">https://a.example/prices</a> (2026-11-01'
        markup = page(client_for(author), draft)
        assert 'href="https://a.example/prices"' in markup
        assert link in markup

    def test_an_option_below_the_target_says_so(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        said = "Its quality is below the target"
        client = client_for(author)
        places = [reverse(name, args=[draft.pk]) for name in ("decision", "decision_edit")]
        assert not [place for place in places if said in client.get(place).content.decode()]
        answers = draft.task.answers
        answers["options"][1]["quality"] = {"expected": answers["quality"]["target"] / 2}
        Task.objects.filter(pk=draft.task_id).update(answers=answers)
        for place in places:
            assert client.get(place).content.decode().count(said) == 1
        assert "Bad, because its quality is below the target" in (
            client.get(reverse("decision_markdown", args=[draft.pk])).content.decode()
        )

    def test_the_number_of_queries_does_not_grow_with_the_trail(
        self, client_for: ClientFor, submitted: Decision, author: User, django_assert_max_num_queries: Callable
    ) -> None:
        CommentFactory.create_batch(15, decision=submitted)
        client = client_for(author)
        with django_assert_max_num_queries(16):
            page(client, submitted)

    def test_strangers_and_unknown_numbers_find_nothing(
        self, client_for: ClientFor, submitted: Decision, stranger: User, author: User
    ) -> None:
        assert client_for(stranger).get(reverse("decision", args=[submitted.pk])).status_code == 404
        assert client_for(author).get(reverse("decision", args=[999_999_999])).status_code == 404


class TestDraft:
    def test_it_lists_what_is_missing_and_links_to_it(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        Decision.objects.filter(pk=draft.pk).update(rationale="", choice="reexamine")
        markup = page(client_for(author), draft)
        assert "disabled" in button(markup, "Submit for review")
        assert f"{reverse('decision_edit', args=[draft.pk])}#id_rationale" in markup
        assert f"{reverse('decision_edit', args=[draft.pk])}#id_override_reason" in markup

    def test_a_complete_one_can_be_submitted(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        Decision.objects.filter(pk=draft.pk).update(override_reason="We know the prompt.")
        assert "disabled" not in button(page(client_for(author), draft), "Freeze and submit")

    def test_submitting_says_first_that_it_cannot_be_taken_back(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        Decision.objects.filter(pk=draft.pk).update(override_reason="We know the prompt.")
        markup = page(client_for(author), draft)
        asked = re.search(r"<details.*?>\s*<summary[^>]*>Submit for review</summary>(.*?)</details>", markup, re.DOTALL)
        assert asked
        assert reverse("decision_submit", args=[draft.pk]) in asked[1]
        assert "cannot be taken back" in asked[1]
        assert "new revision" in asked[1]

    def test_a_changed_recommendation_is_told(self, client_for: ClientFor, task: Task, author: User) -> None:
        draft = create_draft(task=task, by=author, texts=TEXTS, recommended="reexamine:")
        assert "The recommendation changed since this draft was written" in page(client_for(author), draft)

    def test_changed_answers_are_told(self, client_for: ClientFor, task: Task, author: User) -> None:
        answer = client_for(author).get(reverse("decision_new", args=[task.pk]))
        draft = create_draft(task=task, by=author, texts=TEXTS, recommended=answer.context["chosen"])
        assert "changed since this draft" not in page(client_for(author), draft)
        Task.objects.filter(pk=task.pk).update(changed_at=timezone.now())
        assert "answers changed since this draft was written" in words(page(client_for(author), draft)).replace(
            "&#x27;", "'"
        )

    def test_an_archived_one_offers_to_come_back(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        archive_draft(decision=draft, by=author, at=timezone.now())
        markup = page(client_for(author), draft)
        assert button(markup, "Bring it back")
        assert "Submit for review" not in markup

    def test_viewers_see_it_and_can_do_nothing(self, client_for: ClientFor, draft: Decision, viewer: User) -> None:
        markup = page(client_for(viewer), draft)
        assert "disabled" in button(markup, "Submit for review")
        for label in ("Delete", "Archive", "Comment</button>"):
            assert label not in markup

    def test_answers_that_cannot_be_reckoned_are_named(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        answers = draft.task.answers
        answers["volume"]["calls_per_month"] = -5
        Task.objects.filter(pk=draft.task_id).update(answers=answers)
        markup = page(client_for(author), draft)
        assert "The figures cannot be computed" in markup
        assert "disabled" in button(markup, "Submit for review")


class TestButtons:
    def test_the_manager_may_review(self, client_for: ClientFor, submitted: Decision, manager: User) -> None:
        markup = page(client_for(manager), submitted)
        assert "disabled" not in button(markup, "Approve")
        assert "disabled" not in button(markup, "Request changes")

    @pytest.mark.parametrize(
        ("person", "sentence"),
        [("author", "Only a manager of the team can review"), ("viewer", "Only a manager of the team can review")],
    )
    def test_others_are_told_why_not(
        self,
        client_for: ClientFor,
        submitted: Decision,
        request: pytest.FixtureRequest,
        person: str,
        sentence: str,
    ) -> None:
        markup = page(client_for(request.getfixturevalue(person)), submitted)
        assert "disabled" in button(markup, "Approve")
        assert sentence in markup

    def test_the_manager_who_wrote_it_is_told_why_not(
        self, client_for: ClientFor, draft: Decision, manager: User
    ) -> None:
        save_draft(decision=draft, by=manager, expected_version=1, texts={"title": "Mine"})
        draft.refresh_from_db()
        decided.submit(draft)
        markup = page(client_for(manager), draft)
        assert "disabled" in button(markup, "Approve")
        assert "another manager has to review it" in markup

    def test_a_second_revision_is_not_started_twice(
        self, client_for: ClientFor, submitted: Decision, author: User
    ) -> None:
        assert "disabled" not in button(page(client_for(author), submitted), "Start a new revision")
        revise(decision=submitted, by=author)
        assert "disabled" in button(page(client_for(author), submitted), "Start a new revision")


class TestDeeds:
    def post(self, client: Client, name: str, decision: Decision, **data: object):  # type: ignore[no-untyped-def]
        return client.post(reverse(name, args=[decision.pk]), data)

    def test_submit(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        Decision.objects.filter(pk=draft.pk).update(override_reason="We know the prompt.")
        answer = self.post(client_for(author), "decision_submit", draft, version=1, answers_version=1)
        assert answer.status_code == 302
        draft.refresh_from_db()
        assert draft.state == "submitted"

    @pytest.mark.parametrize("version", ["", "0", "x", "99", "-1", "1e3", "٣"])
    def test_submit_of_another_version_is_told(
        self, client_for: ClientFor, draft: Decision, author: User, version: str
    ) -> None:
        Decision.objects.filter(pk=draft.pk).update(override_reason="We know the prompt.")
        answer = self.post(client_for(author), "decision_submit", draft, version=version, answers_version=1)
        assert answer.status_code == 409
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_submit_of_an_incomplete_draft_lists_what_is_missing(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        Decision.objects.filter(pk=draft.pk).update(rationale="")
        answer = self.post(client_for(author), "decision_submit", draft, version=1, answers_version=1)
        assert answer.status_code == 422
        assert "what a reviewer reads first" in answer.content.decode()

    def test_submit_after_the_answers_changed_is_told(
        self, client_for: ClientFor, draft: Decision, author: User
    ) -> None:
        Decision.objects.filter(pk=draft.pk).update(override_reason="We know the prompt.")
        Task.objects.filter(pk=draft.task_id).update(answers_version=2)
        answer = self.post(client_for(author), "decision_submit", draft, version=1, answers_version=1)
        assert answer.status_code == 409
        assert "Look at them again" in answer.content.decode()

    def test_revise(self, client_for: ClientFor, submitted: Decision, author: User) -> None:
        client = client_for(author)
        answer = self.post(client, "decision_revise", submitted)
        second = Decision.objects.get(revision=2)
        assert answer["Location"] == reverse("decision_edit", args=[second.pk])
        again = self.post(client, "decision_revise", submitted)
        assert again["Location"] == reverse("decision", args=[second.pk])

    def test_archive_and_bring_back(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        client = client_for(author)
        assert self.post(client, "decision_archive", draft, archived="yes").status_code == 302
        assert self.post(client, "decision_archive", draft, archived="yes").status_code == 409
        assert self.post(client, "decision_archive", draft, archived="no").status_code == 302
        draft.refresh_from_db()
        assert draft.archived_at is None

    def test_delete(self, client_for: ClientFor, draft: Decision, author: User) -> None:
        answer = self.post(client_for(author), "decision_delete", draft)
        assert answer["Location"] == reverse("task", args=[draft.task_id])
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("name", ["decision_submit", "decision_revise", "decision_archive", "decision_delete"])
    def test_only_by_post_only_by_writers_only_in_the_team(
        self, client_for: ClientFor, draft: Decision, author: User, viewer: User, stranger: User, name: str
    ) -> None:
        assert client_for(author).get(reverse(name, args=[draft.pk])).status_code == 405
        assert self.post(client_for(viewer), name, draft).status_code == 403
        assert self.post(client_for(stranger), name, draft).status_code == 404
        assert self.post(client_for(None), name, draft).status_code == 302
        draft.refresh_from_db()
        assert (draft.state, draft.archived_at) == ("draft", None)
        assert not Event.objects.filter(subject_type="decision", subject_id=draft.pk).exists()

    @pytest.mark.parametrize("name", ["decision_submit", "decision_archive", "decision_delete"])
    def test_what_was_submitted_is_left_alone(
        self, client_for: ClientFor, submitted: Decision, author: User, name: str
    ) -> None:
        answer = self.post(client_for(author), name, submitted, version=1, answers_version=1)
        assert answer.status_code == 409
        assert "frozen" in answer.content.decode()
