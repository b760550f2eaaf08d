"""The task as answered, and what a scenario makes of it: changed facts over a resolved profile.

Nothing is saved here. A change names its fact by its path; an option's facts stand under the option's key, so
a scenario holds as long as that option is there.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from decider.domain.assessment import Assessment, assess
from decider.domain.fields import ChoiceRule, DayRule, FlagRule, NumberRule, Rule, rule_at
from decider.domain.options import Option
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.profile import TaskProfile
from decider.domain.reading import FieldError, ProfileErrors, read_profile
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.domain.writing import profile_data
from decider.models import Task
from decider.models.price_book import load_price_book
from decider.policies.actions import policy_of
from decider.profiles.answers import OPTION_PATHS, Flat, flatten, nest, same
from decider.wording import fact_name, option_labels
from decider.wording.numbers import capitalised

Changes = Mapping[str, Any]

# What an option is, as against what it costs and how it does: another one of these is another option.
FIXED = ("key", "adaptation", "hosting")
TIERS = "prices.tiers"


class DoesNotApply(Exception):
    """A scenario's changes do not fit the task as it is now; each problem is the fact's path with a sentence."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(sentence for _, sentence in self.problems))


@dataclass(frozen=True)
class Base:
    """The task as answered: what scenarios are compared with, and what they change."""

    assessment: Assessment
    book: PriceBook

    @cached_property
    def data(self) -> dict[str, Any]:
        """The resolved profile as plain data: the answers, with options and their prices as of the day."""
        return profile_data(self.assessment.profile)

    @cached_property
    def flat(self) -> Flat:
        return flatten(self.data)

    @cached_property
    def keys(self) -> list[str]:
        """The options' keys, in their order."""
        return [option.key for option in self.assessment.profile.options]

    @cached_property
    def labels(self) -> dict[str, str]:
        return option_labels({"options": [_bare(option) for option in self.data.get(OPTIONS, [])]})

    @property
    def policy(self) -> Policy:
        return self.assessment.policy

    @property
    def day(self) -> datetime.date:
        return self.assessment.day

    def value(self, path: str) -> Any:
        """A fact as answered, or as the price book has it; `UNANSWERED` where nothing is known."""
        return self.flat.get(path, UNANSWERED)

    def name(self, path: str) -> str:
        """A fact in words: "Calls a month", "The price of input of “Prompt gpt-4.1”"."""
        key, inner = split(path, self.keys)
        return capitalised(fact_name(inner, self.labels, key) if key else fact_name(path))

    def differing(self, changes: Changes) -> dict[str, Any]:
        """Those of the changes that are not what the answers say already."""
        return {path: value for path, value in changes.items() if not same(self.value(path), value)}


def base_of(task: Task, day: datetime.date | None = None) -> Base:
    """The task as answered, with the prices of the day (today's by default).

    Raises:
        ProfileErrors: the answers cannot be computed.
    """
    day = day or timezone.localdate()
    book = load_price_book(day, task.team)
    policy = policy_of(task.team)
    return Base(assess(task.profile(), day=day, policy=policy, book=book, **_CHEAP), book)


# Flip points and draws take most of the time and stand on no page of scenarios.
_CHEAP: dict[str, Any] = {"flips": False, "draws": False, "tolerant": True}


def assessed(base: Base, changes: Changes) -> Assessment:
    """The assessment of the task with these changes, on the base's day, under its prices and thresholds.

    Raises:
        DoesNotApply: a fact or option is not there, or a value breaks a rule.
    """
    profile = applied(base, changes)
    try:
        return assess(profile, day=base.day, policy=base.policy, book=base.book, **_CHEAP)
    except ProfileErrors as errors:
        raise DoesNotApply(_problems(base, errors)) from None


def applied(base: Base, changes: Changes) -> TaskProfile:
    """The profile with these changes in place of the answers.

    Raises:
        DoesNotApply: as `assessed`.
    """
    wrong = [(path, sentence) for path in changes if (sentence := why_not_changed(base, path))]
    wrong += [
        (path, f"{base.name(path)} needs a value: a scenario cannot make it unknown.")
        for path, value in changes.items()
        if value is None
    ]
    if wrong:
        raise DoesNotApply(wrong)
    try:
        return read_profile({"version": 1, "name": base.data["name"], **nest(base.flat | dict(changes))})
    except ProfileErrors as errors:
        raise DoesNotApply(_problems(base, errors)) from None


def why_not_changed(base: Base, path: str) -> str:
    """Why a scenario cannot change the fact at this path; empty where it can."""
    if path != OPTIONS and not path.startswith(f"{OPTIONS}."):
        return "" if _changeable(_rule(TaskProfile, path)) else f"“{path}” is not a fact that a scenario can change."
    key, inner = split(path, base.keys)
    if key is None:
        gone, _ = split(path)
        return f"The option “{gone}” is not among the task’s options any more." if gone else "An option is missing."
    if inner in FIXED or not (inner == TIERS or _changeable(_rule(Option, inner))):
        return f"“{path}” is not a fact that a scenario can change."
    return ""


def split(path: str, keys: Iterable[str] | None = None) -> tuple[str | None, str]:
    """An option's key and the path inside the option; (None, path) for any other fact.

    Keys may hold points, so `keys` says which ones there are; without them the longest inner path counts.
    """
    rest = path.removeprefix(f"{OPTIONS}.")
    if rest == path:
        return None, path
    for key in keys or ():
        inner = rest.removeprefix(f"{key}.")
        if inner != rest and inner in OPTION_PATHS:
            return key, inner
    if keys is not None:
        return None, path
    fitting = [inner for inner in OPTION_PATHS if rest.endswith(f".{inner}")]
    inner = max(fitting, key=len, default="")
    return (rest.removesuffix(f".{inner}"), inner) if inner else (rest.partition(".")[0] or None, "")


def rule_of(path: str, keys: Iterable[str]) -> Rule | None:
    """The rule of a fact; None where there is no such fact."""
    key, inner = split(path, keys)
    return _rule(Option, inner) if key else _rule(TaskProfile, path)


def _rule(kind: type, path: str) -> Rule | None:
    try:
        return rule_at(kind, path)
    except KeyError:
        return None


def _changeable(rule: Rule | None) -> bool:
    return isinstance(rule, NumberRule | FlagRule | ChoiceRule | DayRule)


def _problems(base: Base, errors: ProfileErrors) -> Iterable[tuple[str, str]]:
    """The domain's sentences with the facts in words; their paths as changes write them."""
    for error in errors.errors:
        yield _path(base, error), _sentence(base, error)


def _path(base: Base, error: FieldError) -> str:
    found = re.match(r"options\[(\d+)\]\.(.+)", error.path)
    if not found or int(found[1]) >= len(base.keys):
        return error.path
    return f"{OPTIONS}.{base.keys[int(found[1])]}.{found[2]}"


def _sentence(base: Base, error: FieldError) -> str:
    if error.message[:1].isupper():
        return error.message
    named = re.sub(r"\b[a-z]+\.[a-z_]+\b", lambda match: f"“{fact_name(match[0])}”", error.message)
    return f"{base.name(_path(base, error))} {named}"


def _bare(option: Mapping[str, Any]) -> dict[str, Any]:
    """An option as far as its label goes; a model's name without the folders before it."""
    model = ((option.get("model") or {}).get("name") or option["key"]).rsplit("/", 1)[-1]
    return {name: option.get(name) for name in ("key", "adaptation", "hosting")} | {"model": {"name": model}}
