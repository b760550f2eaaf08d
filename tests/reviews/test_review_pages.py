"""Reviewing on the decision's page, and the queue of what waits."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decider.decisions.actions import revise
from decider.domain.permissions import Role
from decider.models import Comment, Decision, Project, Review, User
from decider.wording import money
from tests.factories import decided
from tests.factories.answers import triage_answers
from tests.factories.decision import DecisionFactory
from tests.factories.project import TaskFactory
from tests.factories.team import MembershipFactory

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    return decided.submit(draft)


def post(client: Client, name: str, decision: Decision, text: str = ""):  # type: ignore[no-untyped-def]
    prefix = "comment" if name == "decision_comment" else "review"
    return client.post(reverse(name, args=[decision.pk]), {f"{prefix}-text": text})


class TestReviewing:
    def test_a_manager_approves_without_a_word(self, client_for: ClientFor, submitted: Decision, manager: User) -> None:
        answer = post(client_for(manager), "decision_approve", submitted)
        assert answer["Location"] == reverse("decision", args=[submitted.pk])
        submitted.refresh_from_db()
        assert submitted.state == "approved"

    def test_changes_need_words_beside_the_field(
        self, client_for: ClientFor, submitted: Decision, manager: User
    ) -> None:
        answer = post(client_for(manager), "decision_request_changes", submitted)
        assert answer.status_code == 422
        assert "Say what has to change" in str(answer.context["review_form"].errors["text"])
        assert not Review.objects.exists()

    def test_words_that_are_too_long_are_kept(self, client_for: ClientFor, submitted: Decision, manager: User) -> None:
        answer = post(client_for(manager), "decision_request_changes", submitted, "w" * 10_001)
        assert answer.status_code == 422
        assert "w" * 10_001 in answer.content.decode()

    def test_the_second_reviewer_reads_who_was_first_and_keeps_the_words(
        self, client_for: ClientFor, submitted: Decision, manager: User
    ) -> None:
        decided.approve(submitted, by=manager)
        second = MembershipFactory.create(team=submitted.team, role=Role.MANAGER).user
        answer = post(client_for(second), "decision_request_changes", submitted, "My careful words.")
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Max Manager approved this decision" in page
        assert "My careful words." in page

    @pytest.mark.parametrize("name", ["decision_approve", "decision_request_changes"])
    def test_only_managers_of_the_team_only_by_post(
        self, client_for: ClientFor, submitted: Decision, author: User, viewer: User, stranger: User, name: str
    ) -> None:
        for person, status in ((author, 403), (viewer, 403), (stranger, 404), (None, 302)):
            assert post(client_for(person), name, submitted, "Words").status_code == status
        assert client_for(author).get(reverse(name, args=[submitted.pk])).status_code == 405
        assert not Review.objects.exists()

    def test_the_words_of_somebody_who_may_not_are_kept(
        self, client_for: ClientFor, submitted: Decision, author: User
    ) -> None:
        answer = post(client_for(author), "decision_approve", submitted, "I like my own work.")
        assert "I like my own work." in answer.content.decode()
        assert "Only a manager of the team can review" in answer.content.decode()

    @pytest.mark.parametrize("name", ["decision_approve", "decision_request_changes"])
    def test_a_draft_is_not_reviewed(self, client_for: ClientFor, draft: Decision, manager: User, name: str) -> None:
        answer = post(client_for(manager), name, draft, "Words")
        assert answer.status_code == 409
        assert "submit it first" in answer.content.decode()


class TestCommenting:
    def test_a_comment_stands_on_the_page_as_typed(
        self, client_for: ClientFor, submitted: Decision, author: User, viewer: User
    ) -> None:
        text = "<b>Why</b> “now” & not عاجل later? 🎯"
        assert post(client_for(author), "decision_comment", submitted, text).status_code == 302
        assert Comment.objects.get().text == text
        page = client_for(viewer).get(reverse("decision", args=[submitted.pk])).content.decode()
        assert "&lt;b&gt;Why&lt;/b&gt; “now” &amp; not عاجل later? 🎯" in page

    def test_nothing_is_told_beside_the_field(self, client_for: ClientFor, submitted: Decision, author: User) -> None:
        answer = post(client_for(author), "decision_comment", submitted, "  ")
        assert answer.status_code == 422
        assert "Write a comment first." in answer.content.decode()

    def test_viewers_and_strangers_do_not(
        self, client_for: ClientFor, submitted: Decision, viewer: User, stranger: User
    ) -> None:
        assert post(client_for(viewer), "decision_comment", submitted, "Hello").status_code == 403
        assert post(client_for(stranger), "decision_comment", submitted, "Hello").status_code == 404
        assert not Comment.objects.exists()


class TestQueue:
    URL = "/reviews/"

    def waiting(self, client: Client) -> list[str]:
        return [row.decision.title for row in client.get(self.URL).context["rows"]]

    def hand_in(self, project: Project, author: User, title: str, days_ago: int, **texts: object) -> Decision:
        task = TaskFactory.create(project=project, answers=triage_answers())
        draft = DecisionFactory.create(task=task, author=author, title=title, **texts)
        return decided.submit(draft, now=timezone.now() - datetime.timedelta(days=days_ago))

    def test_the_oldest_waits_first(self, client_for: ClientFor, project: Project, author: User, manager: User) -> None:
        self.hand_in(project, author, "Newer", 2)
        self.hand_in(project, author, "Older", 9)
        answer = client_for(manager).get(self.URL)
        assert [row.decision.title for row in answer.context["rows"]] == ["Older", "Newer"]
        page = answer.content.decode()
        assert "9\u00a0days" in page
        assert author.name in page
        assert project.name in page

    def test_the_total_of_the_choice_is_the_frozen_total_of_what_was_chosen(
        self, client_for: ClientFor, project: Project, author: User, manager: User
    ) -> None:
        row = self.hand_in(project, author, "Fine-tune it", 1, choice="fine_tune", option_key="ft-small")
        options = row.snapshot_data()["assessment"]["options"]
        total = next(option["total_usd"] for option in options if option["key"] == "ft-small")
        assert [waiting.stake_usd for waiting in client_for(manager).get(self.URL).context["rows"]] == [total]
        assert total is not None

    def test_an_override_is_marked_with_what_it_costs_beside_the_recommendation(
        self, client_for: ClientFor, project: Project, author: User, manager: User
    ) -> None:
        row = self.hand_in(project, author, "Keep the prompt", 1, choice="prompt", option_key="prompt-large")
        self.hand_in(project, author, "Fine-tune it", 1, choice="fine_tune", option_key="ft-small")
        assessment = row.snapshot_data()["assessment"]
        assert assessment["recommendation"]["option"] == "ft-small"
        totals = {option["key"]: option["total_usd"] for option in assessment["options"]}
        answer = client_for(manager).get(self.URL)
        more = Decimal(totals["prompt-large"]) - Decimal(totals["ft-small"])
        assert [(row.overrides, row.difference) for row in answer.context["rows"]] == [
            (True, f"{money(more)} more than the recommended option"),
            (False, f"{money(more)} less than prompting"),
        ]
        assert answer.content.decode().count("overrides the recommendation") == 1

    def test_changes_asked_of_me_stay_until_i_start_the_revision(
        self, client_for: ClientFor, submitted: Decision, author: User, manager: User
    ) -> None:
        decided.request_changes(submitted, by=manager, text="Measure the volume.")
        page = client_for(author).get(self.URL).content.decode()
        assert "Changes asked of you" in page
        assert "Measure the volume." in page
        assert f'action="{reverse("decision_revise", args=[submitted.pk])}"' in page
        assert "Changes asked of you" not in client_for(manager).get(self.URL).content.decode()
        revise(decision=submitted, by=author)
        assert "Changes asked of you" not in client_for(author).get(self.URL).content.decode()

    def test_drafts_and_reviewed_ones_do_not_wait(
        self, client_for: ClientFor, project: Project, author: User, manager: User, draft: Decision
    ) -> None:
        decided.approve(self.hand_in(project, author, "Approved", 3), by=manager)
        assert self.waiting(client_for(manager)) == []
        assert "Nothing waits" in client_for(manager).get(self.URL).content.decode()

    def test_ones_own_are_shown_and_marked(
        self, client_for: ClientFor, project: Project, author: User, manager: User
    ) -> None:
        self.hand_in(project, manager, "My own", 3)
        self.hand_in(project, author, "Another's", 2)
        answer = client_for(manager).get(self.URL)
        assert [(row.decision.title, row.own) for row in answer.context["rows"]] == [
            ("My own", True), ("Another's", False),
        ]  # fmt: skip
        assert "another manager has to review it" in answer.content.decode()

    def test_days_to_look_again_come_up_a_month_ahead(
        self, client_for: ClientFor, project: Project, author: User, manager: User
    ) -> None:
        today = timezone.now().date()
        for title, days in (("Soon", 30), ("Later", 31)):
            row = self.hand_in(project, author, title, 1, revisit_on=today + datetime.timedelta(days=days))
            decided.approve(row, by=manager)
        # Approved long ago, for a day that has come.
        overdue = DecisionFactory.create(
            task=TaskFactory.create(project=project, answers=triage_answers()),
            author=author,
            title="Overdue",
            revisit_on=today - datetime.timedelta(days=5),
            override_reason="We know the prompt.",
        )
        decided.submit(overdue, now=timezone.now() - datetime.timedelta(days=60))
        decided.approve(overdue, by=manager)
        answer = client_for(manager).get(self.URL)
        assert [decision.title for decision in answer.context["due"]] == ["Overdue", "Soon"]
        assert "Due since" in answer.content.decode()

    def test_changes_that_i_asked_for_stay_until_they_are_answered(
        self, client_for: ClientFor, submitted: Decision, author: User, manager: User
    ) -> None:
        decided.request_changes(submitted, by=manager, text="Measure the volume.")
        client = client_for(manager)
        assert "Measure the volume." in client.get(self.URL).content.decode()
        second = revise(decision=submitted, by=author)
        assert "is being written" in client.get(self.URL).content.decode()
        decided.submit(second)
        assert "Measure the volume." not in client.get(self.URL).content.decode()

    def test_members_and_viewers_read_it_and_strangers_see_none_of_it(
        self, client_for: ClientFor, submitted: Decision, author: User, viewer: User, stranger: User
    ) -> None:
        for person in (author, viewer):
            assert self.waiting(client_for(person)) == [submitted.title]
        assert self.waiting(client_for(stranger)) == []

    def test_the_number_of_queries_does_not_grow_with_the_rows(
        self,
        client_for: ClientFor,
        project: Project,
        author: User,
        manager: User,
        django_assert_max_num_queries: Callable,
    ) -> None:
        for number in range(6):
            self.hand_in(project, author, f"Number {number}", number)
        client = client_for(manager)
        with django_assert_max_num_queries(13):
            client.get(self.URL)
