"""The form of one option: its facts in groups, each empty field meaning that nothing is stated."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.fields import NumberRule, rule_at
from decider.domain.options import Option
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.profiles.answers import flatten_option, nest_option
from decider.profiles.fields import FactField, Posted, field_for
from decider.profiles.forms import FactForm
from decider.profiles.option_actions import free_key
from decider.profiles.option_questions import GROUPS, Group

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SUGGESTIONS = {"model.name": "model-names", "model.provider": "providers", "self_hosting.gpu": "gpu-names"}


class OptionForm(FactForm):
    """One option, stored (`option`) or new (None).

    `in_shares` says whether the task's quality is counted as a share; `taken` are the other options' keys.
    """

    def __init__(
        self,
        option: Mapping[str, Any] | None,
        *,
        version: int,
        in_shares: bool,
        taken: list[str],
        posted: Posted | None = None,
    ) -> None:
        self.old_key = option["key"] if option else ""
        self.taken = taken
        super().__init__(
            (_field(path, group, in_shares) for group in GROUPS for path in group.questions),
            version=version,
            prefix=f"{OPTIONS}.{self.old_key}." if option else "",
        )
        stored = flatten_option(option) if option else {}
        for field in self.fields:
            field.show(stored.get(self.prefix + field.path, UNANSWERED))
        if posted is not None:
            self.read(posted)
            self._check()

    @property
    def groups(self) -> list[tuple[Group, list[FactField], bool]]:
        """Each group with its fields, and whether it is open: something in it is stated or wrong."""
        found = []
        for group in GROUPS:
            fields = [self[path] for path in group.questions]
            is_open = any(field.answer is not UNANSWERED or field.error or field.conflict for field in fields)
            found.append((group, fields, is_open))
        return found

    @property
    def answers(self) -> dict[str, Any]:
        """As for any form, but the key: that is changed by renaming the option."""
        return {fact: answer for fact, answer in super().answers.items() if fact != f"{self.prefix}key"}

    @property
    def nested(self) -> dict[str, Any]:
        """The option in its stored shape, as the fields say it; for one that is new."""
        key = self["key"].answer
        flat = {
            f"{OPTIONS}.{key}.{field.path}": field.answer for field in self.fields if field.answer is not UNANSWERED
        }
        return nest_option(flat, key)

    def _check(self) -> None:
        for path in ("adaptation", "hosting"):
            if self[path].answer is UNANSWERED and not self[path].error:
                self[path].error = "Choose one."
        hosting = self["hosting"]
        machines = [field for field in self.fields if field.path.startswith("self_hosting.")]
        if hosting.answer not in (UNANSWERED, "self_hosted") and any(
            field.answer is not UNANSWERED for field in machines
        ):
            hosting.error = "Facts about machines are stated below: clear them, or choose self-hosted."
        self._check_key()

    def _check_key(self) -> None:
        field = self["key"]
        if field.error or field.answer == self.old_key != "":
            return
        if field.answer is UNANSWERED:
            words = f"{self['adaptation'].text} {self['model.name'].text or self['hosting'].text}"
            field.answer = self.old_key or free_key(words.replace("_", "-"), self.taken)
        elif not KEY.fullmatch(str(field.answer)):
            field.error = "Use letters, digits, points and dashes only, with a letter or digit first."
        elif field.answer in self.taken:
            field.error = f"There is already an option called “{field.answer}”. Choose another short name."


def _field(path: str, group: Group, in_shares: bool) -> FactField:
    rule: Any = rule_at(Option, path)
    more: dict[str, Any] = {"offers_unknown": False}
    if path == "quality.expected" and in_shares:
        rule, more["bare_share"] = NumberRule(unit="share", share=True, maximum=Decimal(1)), True
    if path in SUGGESTIONS:
        more["suggestions"] = SUGGESTIONS[path]
    return field_for(path, rule, group.questions[path], **more)
