"""One question on a page: what is stored becomes text in the field, what was typed becomes an answer or a sentence.

A field never changes what was typed, and `read` after `show` gives the stored answer back.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from decider.domain.fields import ChoiceRule, DayRule, FlagRule, NumberRule, Rule, TextRule
from decider.domain.steps import UNANSWERED
from decider.profiles.numbers import NotANumber, is_percent, looks_like_range, read_number, shown_number
from decider.profiles.questions import Question
from decider.wording import fact_value, share

Posted = Mapping[str, str]
UNKNOWN = "unknown"


@dataclass
class FactField:
    """A question with its words, its rule and what stands in it."""

    path: str
    rule: Rule
    words: Question
    # What stands in the field's controls, by their suffix ("" for the main one).
    typed: dict[str, str] = field(default_factory=dict)
    answer: Any = UNANSWERED
    error: str = ""
    # Asked openly or folded away under "More detail".
    is_detail: bool = False
    # Another fact's path and the value in its field that makes this question pointless.
    moot_when: str = ""
    # Somebody else's newer answer that the person has to choose about.
    conflict: Any = None
    # The version of the answers up to which the person has seen others' changes of this fact.
    seen: int | None = None

    # The measurement that the stored answer comes from, if it was measured.
    measured: Any = None
    # "I don't know yet" beside the question; off where leaving it empty says the same.
    offers_unknown: bool = True

    control: ClassVar[str] = ""
    suffixes: ClassVar[tuple[str, ...]] = ("",)

    @property
    def id(self) -> str:
        """Of the question's box; links in summaries and on "your answers" lead to it."""
        return self.path.replace(".", "-")

    def is_posted(self, data: Posted) -> bool:
        """Radios that nobody touched are not posted, and change nothing."""
        return any(self._name(suffix) in data for suffix in (*self.suffixes, UNKNOWN))

    def read(self, data: Posted) -> None:
        """Take what was typed; sets `answer`, or `error` with a sentence."""
        self.typed = {suffix: data.get(self._name(suffix), "") for suffix in (*self.suffixes, UNKNOWN)}
        self.error, self.answer = "", UNANSWERED
        filled = any(self.typed[suffix].strip() for suffix in self.suffixes)
        if self.typed[UNKNOWN]:
            self.answer = None
            if filled:
                self.error = "Either clear this answer or untick “I don’t know yet”."
        elif filled:
            try:
                self.answer = self._read()
            except NotANumber as reason:
                self.error = str(reason)

    def show(self, stored: Any) -> None:
        """Fill the field from a stored answer."""
        self.answer, self.error = stored, ""
        self.typed = dict.fromkeys(self.suffixes, "") | {UNKNOWN: "on" if stored is None else ""}
        if stored is not None and stored is not UNANSWERED:
            self.typed |= self._shown(stored)

    @property
    def text(self) -> str:
        return self.typed.get("", "")

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed.get(UNKNOWN))

    def said(self, answer: Any) -> str:
        """An answer in words, with its unit: "3 %", "not known yet", "not answered"."""
        if answer is UNANSWERED:
            return "not answered"
        return "not known yet" if answer is None else self._said(answer)

    def _said(self, answer: Any) -> str:
        return fact_value(self.path, answer)

    def _name(self, suffix: str) -> str:
        return f"{self.path}.{suffix}" if suffix else self.path

    def _read(self) -> Any:
        """The answer that what was typed means; raises `NotANumber` with a sentence. Here: the words themselves."""
        return self.text

    def _shown(self, stored: Any) -> dict[str, str]:
        """The controls' text, by suffix, for a stored answer."""
        return {"": str(stored)}


@dataclass
class NumberField(FactField):
    """A number with its unit in the field; with `low` and `high` also given it is the likeliest value of a range."""

    rule: NumberRule
    # Whether a number under 1 without a per cent sign is a share; see `read_number`.
    bare_share: bool = False
    offers_range: bool = True

    control: ClassVar[str] = "number"
    suffixes: ClassVar[tuple[str, ...]] = ("", "low", "high")

    @property
    def low(self) -> str:
        return self.typed.get("low", "")

    @property
    def high(self) -> str:
        return self.typed.get("high", "")

    @property
    def has_range(self) -> bool:
        return bool(self.low or self.high)

    @property
    def unit_before(self) -> str:
        return self.words.before or ("$" if self.rule.unit.startswith("$") else "")

    @property
    def unit_after(self) -> str:
        if self.words.after is not None:
            return self.words.after
        if is_percent(self.rule):
            return "" if self.bare_share else self.rule.unit.replace("share", "%", 1)
        return self.rule.unit.removeprefix("$").strip()

    def _read(self) -> Any:
        if not (self.low.strip() or self.high.strip()):
            if self.offers_range and looks_like_range(self.text):
                raise NotANumber("Write one number here. For a range, fill in both ends under “range” below.")
            return _plain(self._number(self.text))
        if not (self.low.strip() and self.high.strip()):
            raise NotANumber("A range needs both its lowest and its highest value.")
        low, high = self._part("low", "Lowest value"), self._part("high", "Highest value")
        if low > high:
            raise NotANumber("The lowest value must not be above the highest one.")
        found: dict[str, Any] = {"low": _plain(low), "high": _plain(high)}
        if self.text.strip():
            likely = self._number(self.text)
            if not low <= likely <= high:
                raise NotANumber("The likeliest value must lie between the lowest and the highest one.")
            found["likely"] = _plain(likely)
        return found

    def _said(self, answer: Any) -> str:
        if self.bare_share:
            return share(answer)
        return fact_value(self.path, answer, self.rule.unit or "number")

    def _part(self, suffix: str, name: str) -> Decimal:
        try:
            return self._number(self.typed[suffix])
        except NotANumber as reason:
            raise NotANumber(f"{name}: {reason}") from reason

    def _number(self, text: str) -> Decimal:
        return read_number(text, self.rule, bare_share=self.bare_share)

    def _shown(self, stored: Any) -> dict[str, str]:
        if not isinstance(stored, Mapping):
            return {"": self._text(stored)}
        parts = {"": stored.get("likely"), "low": stored.get("low"), "high": stored.get("high")}
        return {suffix: self._text(part) for suffix, part in parts.items() if part is not None}

    def _text(self, number: Decimal | int) -> str:
        return shown_number(number, self.rule, bare_share=self.bare_share)


@dataclass
class ChoiceField(FactField):
    """One of some radios; yes or no is a choice of two."""

    control: ClassVar[str] = "choice"

    @property
    def is_flag(self) -> bool:
        return isinstance(self.rule, FlagRule)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Value, label and description of each radio."""
        return [(value, label, meaning) for value, (label, meaning) in self.words.choices.items()]

    def read(self, data: Posted) -> None:
        self.typed = {"": data.get(self.path, "")}
        self.error = ""
        chosen = self.text
        if chosen == UNKNOWN and self.offers_unknown:
            self.answer = None
        elif not chosen:
            self.answer = UNANSWERED
        elif chosen not in self.words.choices:
            self.answer, self.error = UNANSWERED, "Choose one of the answers listed."
        else:
            self.answer = (chosen == "yes") if self.is_flag else chosen

    def _said(self, answer: Any) -> str:
        value = ("yes" if answer else "no") if self.is_flag else answer
        return self.words.choices[value][0]

    @property
    def is_unknown(self) -> bool:
        return self.text == UNKNOWN

    def show(self, stored: Any) -> None:
        self.answer, self.error = stored, ""
        if stored is UNANSWERED:
            self.typed = {"": ""}
        elif stored is None:
            self.typed = {"": UNKNOWN}
        else:
            self.typed = {"": ("yes" if stored else "no") if self.is_flag else str(stored)}


@dataclass
class KindField(ChoiceField):
    """The kind is the one fact that a profile cannot leave out: not knowing it is a kind of its own, "other"."""

    offers_unknown: bool = False


@dataclass
class TextField(FactField):
    rule: TextRule
    # The id of a list of suggestions on the page.
    suggestions: str = ""

    control: ClassVar[str] = "text"

    def _read(self) -> str:
        words = self.text.strip()
        if len(words) > self.rule.max_length:
            raise NotANumber(f"Write at most {self.rule.max_length} characters; these are {len(words)}.")
        if any(ord(letter) < 32 for letter in words):
            raise NotANumber("Write it on one line, without control characters.")
        return words

    def _shown(self, stored: Any) -> dict[str, str]:
        return {"": str(stored)}


@dataclass
class DayField(FactField):
    control: ClassVar[str] = "day"

    def _read(self) -> str:
        try:
            return datetime.date.fromisoformat(self.text.strip()).isoformat()
        except ValueError as reason:
            raise NotANumber("Write the day as year-month-day, such as 2027-01-14.") from reason

    def _shown(self, stored: Any) -> dict[str, str]:
        return {"": str(stored)}


def field_for(path: str, rule: Rule, words: Question, **more: Any) -> FactField:
    """The field that a rule asks for.

    Raises:
        TypeError: no single field can answer a group or a list.
    """
    if path == "kind":
        return KindField(path, rule, words, **more)
    if isinstance(rule, NumberRule):
        return NumberField(path, rule, words, **more)
    if isinstance(rule, FlagRule | ChoiceRule):
        return ChoiceField(path, rule, words, **more)
    if isinstance(rule, TextRule):
        return TextField(path, rule, words, **more)
    if isinstance(rule, DayRule):
        return DayField(path, rule, words, **more)
    raise TypeError(path)


def _plain(number: Decimal) -> Decimal | int:
    """Whole numbers as int, others without zeros at the end: one spelling for equal answers."""
    if number == number.to_integral_value():
        return int(number)
    return Decimal(f"{number.normalize():f}")
