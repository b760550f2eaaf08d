"""Tells what was done about one task, deed by deed, through the actions of decisions and reviews."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from decider.decisions.actions import WRITTEN, create_draft, revise, save_draft, submit
from decider.decisions.picks import recommended_value
from decider.demo.log import add_log
from decider.demo.story import text
from decider.estimates.actions import assess_task
from decider.models import Decision, Task, User
from decider.profiles.actions import save_answers
from decider.reviews.actions import approve, comment, request_changes


@dataclass
class _Telling:
    """Where the story of a task stands: the decision is its latest revision."""

    task: Task
    clock: Callable[[], datetime.datetime]
    decision: Decision | None = None

    def latest(self) -> Decision:
        """The latest revision as it is now."""
        if self.decision is None:
            raise ValueError(f"The story of “{self.task}” goes on about a decision that nobody has drafted.")
        return Decision.objects.select_related("task__project__team", "author").get(pk=self.decision.pk)

    def recommended(self) -> str:
        """What the author has before them when they write."""
        return recommended_value(assess_task(self.task, day=self.clock().date(), flips=False).data())

    def texts(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """What the step writes in the draft; the day to look again counts from the day of the story."""
        found: dict[str, Any] = {name: text(step[name]) for name in WRITTEN if name in step}
        if "revisit_in_days" in step:
            found["revisit_on"] = self.clock().date() + datetime.timedelta(days=int(step["revisit_in_days"]))
        return found


def tell(
    task: Task,
    steps: Iterable[Mapping[str, Any]],
    *,
    people: Mapping[str, User],
    clock: Callable[[], datetime.datetime],
) -> None:
    """Do each step as the person that it names; `clock` gives the moment of each deed.

    Raises:
        KeyError: a step names a deed or a person that does not exist.
    """
    telling = _Telling(task, clock)
    for step in steps:
        _DEEDS[step["do"]](telling, step, people[step["by"]])


def _draft(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    telling.decision = create_draft(
        task=telling.task, by=by, texts=telling.texts(step), recommended=telling.recommended()
    )


def _edit(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    draft = telling.latest()
    save_draft(
        decision=draft,
        by=by,
        expected_version=draft.version,
        texts=telling.texts(step),
        recommended=telling.recommended(),
    )


def _submit(telling: _Telling, _: Mapping[str, Any], by: User) -> None:
    draft = telling.latest()
    submit(decision=draft, by=by, expected_version=draft.version, now=telling.clock())


def _revise(telling: _Telling, _: Mapping[str, Any], by: User) -> None:
    telling.decision = revise(decision=telling.latest(), by=by)


def _answers(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    save_answers(task=telling.task, answers=step["answers"], by=by)


def _comment(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    comment(decision=telling.latest(), by=by, text=text(step["text"]))


def _approve(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    approve(decision=telling.latest(), by=by, text=text(step["text"]), now=telling.clock())


def _request_changes(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    request_changes(decision=telling.latest(), by=by, text=text(step["text"]), now=telling.clock())


def _log(telling: _Telling, step: Mapping[str, Any], by: User) -> None:
    add_log(telling.task, step, until=telling.clock(), by=by)


_DEEDS: Mapping[str, Callable[[_Telling, Mapping[str, Any], User], None]] = {
    "draft": _draft,
    "edit": _edit,
    "submit": _submit,
    "revise": _revise,
    "answers": _answers,
    "comment": _comment,
    "approve": _approve,
    "request_changes": _request_changes,
    "log": _log,
}
