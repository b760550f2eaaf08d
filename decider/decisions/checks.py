"""What has to be so before a decision is started or submitted, as sentences for the person who can mend it."""

import datetime
from collections.abc import Mapping
from typing import Any

from decider.domain.lifecycle import NotPossible, State
from decider.domain.submission import problems
from decider.models import Decision, Task


class Incomplete(NotPossible):
    """The draft lacks something; `fields` has a sentence by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class AlreadyThere(NotPossible):
    """The task has its decision already; `decision` is the one to go on with."""

    def __init__(self, decision: Decision, sentence: str) -> None:
        self.decision = decision
        super().__init__(sentence)


def check_has_no_decision(task: Task) -> None:
    """Raise `AlreadyThere` if the task has a decision, with the one to go on with."""
    newest = Decision.objects.filter(task=task).select_related("author").order_by("-revision").first()
    if newest is None:
        return
    if newest.state != State.DRAFT:
        raise AlreadyThere(newest, "This task has its decision: start a new revision of it to decide anew.")
    if newest.archived_at:
        raise AlreadyThere(newest, "This task has an archived draft: bring it back, or delete it.")
    raise AlreadyThere(newest, f"{newest.author} has already started a draft for this task.")


def missing(decision: Decision, assessment: Mapping[str, Any], *, day: datetime.date) -> dict[str, str]:
    """What keeps the draft from being submitted on `day`: a sentence by field."""
    recommended = assessment["recommendation"]
    return problems(
        **{name: getattr(decision, name) for name in ("choice", "option_key", "override_reason", "rationale")},
        revisit_on=decision.revisit_on,
        verdict=recommended["verdict"],
        option=recommended["option"],
        option_keys=[option["key"] for option in assessment["options"]],
        day=day,
    )


def check_complete(decision: Decision, snapshot: Mapping[str, Any], *, day: datetime.date) -> None:
    fields = missing(decision, snapshot["assessment"], day=day)
    if fields:
        raise Incomplete(fields)


def check_answers(task: Task, expected: int) -> None:
    if task.answers_version != expected:
        raise NotPossible(
            "The task's answers changed meanwhile, and the figures with them. Look at them again, then submit."
        )
