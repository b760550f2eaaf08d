"""The list of steps beside the wizard: where each leads and how far it is."""

from dataclasses import dataclass

from django.urls import reverse

from decider.domain.steps import STEPS, UNANSWERED, Step, StepState, answer_at
from decider.models import Task


@dataclass(frozen=True)
class StepLink:
    step: Step
    number: int
    url: str
    state: StepState
    is_current: bool
    # Questions of the step that are asked, that have an answer, and whose answer is "unknown".
    asked: int
    answered: int
    unknown: int

    @property
    def state_in_words(self) -> str:
        if self.state is StepState.NOT_NEEDED:
            return "not needed"
        if self.state is StepState.DONE:
            return "done" if not self.unknown else f"done, {self.unknown} not known yet"
        return f"open, {self.answered} of {self.asked} answered" if self.answered else "open"


def steps_of(task: Task, current: Step | None = None) -> list[StepLink]:
    """Every step of the wizard for this task, in order."""
    links = []
    for number, step in enumerate(STEPS, start=1):
        values = [answer_at(task.answers, fact.path) for fact in step.asked(task.answers)]
        links.append(
            StepLink(
                step=step,
                number=number,
                url=reverse("step", args=[task.pk, step.slug]),
                state=step.state(task.answers),
                is_current=step is current,
                asked=len(values),
                answered=sum(value is not UNANSWERED for value in values),
                unknown=sum(value is None for value in values),
            )
        )
    return links
