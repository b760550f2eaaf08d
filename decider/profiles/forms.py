"""The form of one step, built from the rules of its facts and the words of their questions."""

import re
import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from decider.domain.fields import NumberRule, Rule
from decider.domain.reading import FieldError
from decider.domain.steps import UNANSWERED, Answers, Fact, Need, Step, answer_at
from decider.profiles.fields import FactField, Posted, field_for
from decider.profiles.merging import Base, Clash
from decider.profiles.questions import question
from decider.wording import fact_name

MINE, THEIRS = "mine", "theirs"
IN_SHARES = ("quality.current", "quality.target")


class FactForm:
    """A group of questions: filled from stored answers, then perhaps read from what was posted.

    `prefix` goes before the path of each field to give that of its fact: `options.ft-small.`.
    """

    def __init__(self, fields: Iterable[FactField], *, version: int, prefix: str = "") -> None:
        self._by_path = {field.path: field for field in fields}
        self.fields = list(self._by_path.values())
        self.prefix = prefix
        # What the page was filled from; travels in hidden inputs.
        self.base = Base(version, form=secrets.token_urlsafe(9))
        # Fields that show somebody else's newer answer: chosen, or not contradicted by this form.
        self.refreshed: list[str] = []
        # What is wrong with the answers and belongs to no field of this form.
        self.other_errors: list[str] = []
        self._posted: set[str] = set()

    def __getitem__(self, path: str) -> FactField:
        return self._by_path[path]

    @property
    def asked(self) -> list[FactField]:
        return [field for field in self.fields if not field.is_detail]

    @property
    def details(self) -> list[FactField]:
        return [field for field in self.fields if field.is_detail]

    @property
    def invalid(self) -> list[FactField]:
        return [field for field in self.fields if field.error or field.conflict]

    @property
    def is_fine(self) -> bool:
        return not self.invalid and not self.other_errors

    @property
    def shows_details(self) -> bool:
        """Whether the folded questions need to be seen: one is answered or wrong."""
        return any(field.error or field.conflict or field.answer is not UNANSWERED for field in self.details)

    def read(self, data: Posted) -> None:
        """Take what was posted; see `answers` and `invalid` afterwards."""
        version = _version(data.get("version"), self.base.version)
        self.base = Base(version, form=_token(data.get("form")) or self.base.form, seen=self._seen(data))
        for field in self.fields:
            field.seen = self.base.seen.get(self.prefix + field.path)
            if data.get(f"resolve.{field.path}") == THEIRS:
                self.refreshed.append(field.path)
            elif field.is_posted(data):
                field.read(data)
                self._posted.add(field.path)

    @property
    def answers(self) -> dict[str, Any]:
        """The valid ones of the posted answers, by fact; `UNANSWERED` where a field was cleared."""
        return {
            self.prefix + field.path: field.answer
            for field in self.fields
            if field.path in self._posted and not field.error
        }

    def add_errors(self, errors: Iterable[FieldError]) -> list[str]:
        """Put the domain's sentences beside their fields; answers the facts of those fields."""
        facts = []
        for error in errors:
            path = re.sub(r"^options\[\d+\]\.", "", error.path) if self.prefix else error.path
            field = next((each for each in self.fields if _is_at(path, each.path)), None)
            if field is None:
                self.other_errors.append(str(error))
            else:
                field.error = _as_sentence(error.message)
                facts.append(self.prefix + field.path)
        return facts

    def add_clashes(self, clashes: Iterable[Clash], version: int) -> None:
        """Show both answers beside their fields; the person's own stays in the field."""
        for clash in clashes:
            field = self[clash.fact.removeprefix(self.prefix)]
            field.conflict = {
                "version": version,
                "by": clash.by,
                "by_id": clash.by_id,
                "at": clash.at,
                "old": field.said(clash.old),
                "theirs": field.said(clash.theirs),
                "yours": field.said(clash.yours),
            }

    def refresh(self, stored: Mapping[str, Any], version: int) -> None:
        """Show what is stored now in the fields that somebody else changed and this form did not."""
        for path in self.refreshed:
            self[path].show(stored.get(self.prefix + path, UNANSWERED))
            self[path].seen = version

    def _seen(self, data: Posted) -> dict[str, int]:
        seen: dict[str, int] = {}
        for field in self.fields:
            chosen = data.get(f"resolve.{field.path}") in (MINE, THEIRS)
            text = data.get(f"conflict.{field.path}") if chosen else data.get(f"seen.{field.path}")
            if text:
                seen[self.prefix + field.path] = _version(text, self.base.version)
        return seen


class StepForm(FactForm):
    """The questions of one step of the wizard."""

    def __init__(self, step: Step, answers: Answers, *, version: int, posted: Posted | None = None) -> None:
        self.step = step
        scale = (posted or {}).get("quality.scale") or answer_at(answers, "quality.scale")
        super().__init__((_field(fact, scale) for fact in step.facts), version=version)
        for field in self.fields:
            field.show(answer_at(answers, field.path))
        if posted is not None:
            self.read(posted)


def _field(fact: Fact, scale: Any) -> FactField:
    rule: Rule = fact.rule
    more: dict[str, Any] = {"is_detail": fact.need is Need.DETAIL}
    if fact.path in IN_SHARES and scale != "number":
        rule, more["bare_share"] = NumberRule(unit="share", share=True, maximum=Decimal(1)), True
    field = field_for(fact.path, rule, question(fact.path), **more)
    if fact.moot_when is not None:
        path, answer = fact.moot_when
        field.moot_when = f"{path}={ {True: 'yes', False: 'no'}.get(answer, answer) }"
    return field


def _is_at(path: str, field_path: str) -> bool:
    """Whether an error at `path` belongs to the field; a range's ends have paths of their own."""
    return path == field_path or path.startswith(f"{field_path}.")


def _as_sentence(message: str) -> str:
    """The domain's words after a key path, as words after a question."""
    named = re.sub(r"\b[a-z]+\.[a-z_]+\b", lambda match: f"“{fact_name(match[0])}”", message)
    return f"This {named}"


def _version(text: str | None, current: int) -> int:
    """The version that a form says it was filled from; never one that does not exist yet."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return min(int(text), current)
    return current


def _token(text: str | None) -> str:
    return text if text and re.fullmatch(r"[A-Za-z0-9_-]{8,40}", text) else ""
