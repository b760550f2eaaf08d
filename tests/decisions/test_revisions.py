"""A revision shows what was asked of the one before it and what it changed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from decider.decisions.actions import revise, save_draft
from decider.decisions.revisions import changed_since
from decider.decisions.snapshots import build_snapshot
from decider.exports.documents import document_of
from decider.exports.markdown import render_markdown
from decider.models import Decision, Task, User
from tests.factories import decided
from tests.factories.review import CommentFactory

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def second(draft: Decision, author: User, manager: User) -> Decision:
    """The revision that answers a manager's request for changes."""
    first = decided.submit(draft)
    CommentFactory.create(decision=first, author=manager, text="Is <b>the volume</b> measured?")
    decided.request_changes(first, by=manager, text="Measure the volume first.")
    return revise(decision=first, by=author)


@pytest.mark.parametrize("name", ["decision", "decision_edit"])
def test_the_request_for_changes_is_before_the_author(
    client_for: ClientFor, second: Decision, author: User, name: str
) -> None:
    page = client_for(author).get(reverse(name, args=[second.pk])).content.decode()
    assert "Measure the volume first." in page
    assert "Is &lt;b&gt;the volume&lt;/b&gt; measured?" in page
    assert '<span class="tag">revision 1</span>' in page


def test_a_first_revision_has_nothing_before_it(client_for: ClientFor, draft: Decision, author: User) -> None:
    for name in ("decision", "decision_edit"):
        page = client_for(author).get(reverse(name, args=[draft.pk])).content.decode()
        assert "earlier revisions" not in page
        assert "Changed since" not in page


def test_it_names_what_changed(client_for: ClientFor, second: Decision, author: User) -> None:
    assert changed_since(second, build_snapshot(second)) == []
    texts = {"rationale": "Measured.", "choice": "prompt", "option_key": "prompt-large"}
    save_draft(decision=second, by=author, expected_version=second.version, texts=texts)
    answers = second.task.answers
    answers["volume"]["calls_per_month"] = 10_000
    Task.objects.filter(pk=second.task_id).update(answers=answers)
    second = Decision.objects.get(pk=second.pk)
    changed = changed_since(second, build_snapshot(second))
    assert {"choice", "rationale", "the task’s answers"} <= set(changed)
    assert any(part.startswith("total ($") and part.endswith(" now)") for part in changed)
    page = client_for(author).get(reverse("decision", args=[second.pk])).content.decode()
    assert ", ".join(changed) in page


def test_the_files_tell_what_was_said_about_earlier_revisions(second: Decision, manager: User) -> None:
    third = decided.submit(second)
    decided.request_changes(third, by=manager, text="And the latency.")
    third = revise(decision=third, by=second.author)
    said = [(row["what"], row["text"]) for row in document_of(third).report()["trail"]]
    assert [what for what, _ in said][:3] == [
        "commented (revision 1)", "requested changes (revision 1)", "requested changes (revision 2)",
    ]  # fmt: skip
    written = render_markdown(document_of(third))
    assert "requested changes (revision 1)" in written
    assert "Measure the volume first." in written
    assert "And the latency." in written
