"""The page on which a draft is written: its form, the recommendation beside it, and a newer text if there is one."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from decider.decisions.conflicts import FIELD_NAMES, Conflict
from decider.decisions.facts_behind import facts_behind
from decider.decisions.figures import figures_of
from decider.decisions.forms import DraftForm, initial_of, merged
from decider.decisions.picks import departs, picks, recommended_value, value_of
from decider.decisions.revisions import said_before
from decider.models import Decision, Task
from decider.wording import option_labels, state_sentence, verdict_sentence
from decider.wording.measured import measured_sentence

if TYPE_CHECKING:
    from decider.http import Request


class FormPage:
    """The draft's form with the recommendation beside it."""

    def __init__(self, request: "Request", task: Task, draft: Decision | None = None) -> None:
        self.request, self.task, self.draft = request, task, draft
        self.day = timezone.now().date()
        self.assessment, self.unpriced = figures_of(task, day=self.day)
        chosen = value_of(draft.choice, draft.option_key) if draft else ""
        self.picks = picks(self.assessment, chosen=chosen)
        self.recommended = recommended_value(self.assessment) if self.assessment else ""
        self.form = self._form(request.POST if request.method == "POST" else None)

    def submitted(self) -> bool:
        return self.request.method == "POST" and self.form.is_valid()

    def conflict(self, conflict: Conflict) -> HttpResponse:
        """The form again: what was typed where the person wrote, the newer text everywhere else and beside it."""
        values, both = merged(self.request.POST, conflict.newer)
        self.draft = conflict.newer
        self.form = self._form(values)
        newer = initial_of(conflict.newer)
        shown = [
            (FIELD_NAMES["choice" if name == "pick" else name], self._words(name, newer[name]), self.form[name].auto_id)
            for name in both
        ]
        return self.answer(conflict=str(conflict), newer_texts=shown, status=409)

    def answer(self, *, status: int | None = None, **context: Any) -> HttpResponse:
        chosen = self.form["pick"].value()
        assessment = self.assessment
        context = {
            "form": self.form,
            "task": self.task,
            "decision": self.draft,
            "earlier": said_before(self.draft) if self.draft else [],
            "picks": self.picks,
            "chosen": chosen,
            "departs": bool(chosen) and departs(chosen, assessment),
            "unpriced": self.unpriced,
            "assessment": assessment,
            "verdict_sentence": verdict_sentence(assessment) if assessment else "",
            "state_sentence": state_sentence(assessment["recommendation"]) if assessment else "",
            "measured": measured_sentence(assessment.get("assumptions") or []) if assessment else "",
            "facts_behind": (
                facts_behind(self.task, assessment.get("assumptions") or [], option_labels(assessment))
                if assessment
                else []
            ),
            "here": self.request.path,
            "back": reverse("decision", args=[self.draft.pk]) if self.draft else reverse("result", args=[self.task.pk]),
            **context,
        }
        status = status or (422 if self.form.is_bound and self.form.errors else 200)
        return render(self.request, "decisions/form.html", context, status=status)

    def _form(self, data: Any) -> DraftForm:
        first = {"title": self.task.name, "pick": self.recommended}
        initial = initial_of(self.draft) if self.draft else first
        return DraftForm(data, initial=initial, picks=self.picks, day=self.day)

    def _words(self, name: str, value: Any) -> str:
        if name == "pick":
            return next((pick.label for pick in self.picks if pick.value == value), str(value))
        return str(value or "")
