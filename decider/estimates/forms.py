"""The what-if form: the figures that move a result, as they are, ready to be changed for a moment."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from decider.domain.fields import NumberRule, Range, rule_at, rules
from decider.domain.options import Hosting, Option, Prices, SelfHosting
from decider.domain.point import at_likely
from decider.domain.profile import TaskProfile
from decider.domain.totals import DEFAULT_HORIZON_MONTHS
from decider.profiles.numbers import MOST_DIGITS, NotANumber, read_number, shown_number
from decider.wording import fact_name, option_labels
from decider.wording.numbers import capitalised

_FACTS = (
    "volume.calls_per_month",
    "horizon_months",
    "tokens.instructions",
    "tokens.examples",
    "tokens.context",
    "tokens.request",
    "tokens.output",
    "tokens.cached_share",
)
_API_PRICES = ("prices.input", "prices.output")
_OWN_PRICES = ("self_hosting.gpu_usd_per_hour",)
_GROUPS = {"prices": Prices, "self_hosting": SelfHosting}


class NumberField(forms.CharField):
    """A number as people type it, under a rule of the domain, with its unit inside the box."""

    def __init__(self, rule: NumberRule, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.rule = rule
        self.unit = "%" if rule.share else rule.unit
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_number(text, self.rule)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from None


class WhatIfForm(forms.Form):
    """Volume, horizon, tokens and prices of a resolved profile. Fields left empty keep the profile's value."""

    def __init__(self, profile: TaskProfile, posted: Mapping[str, Any] | None = None) -> None:
        self.stated, self.profile = profile, at_likely(profile)
        # A field that the address does not name keeps its value, so that links may name a few alone.
        data = None if posted is None else {**self._shown(), **{key: posted[key] for key in posted}}
        super().__init__(data, initial=self._shown())
        for path in _FACTS:
            self.fields[path] = NumberField(_rule(path), label=capitalised(fact_name(path)))
        labels = option_labels({"options": [_named(option) for option in self.profile.options]})
        for option in self.profile.options:
            for path in _paths(option):
                name = f"{option.key}:{path}"
                label = f"{capitalised(fact_name(path))}, {labels[option.key]}"
                self.fields[name] = NumberField(_option_rule(path), label=label)

    @property
    def facts(self) -> list[forms.BoundField]:
        return [self[path] for path in _FACTS]

    @property
    def prices(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in _FACTS]

    @property
    def prices_changed(self) -> bool:
        """Whether a price was typed that differs, or is wrong: then the prices are shown unfolded."""
        names = [name for name in self.fields if name not in _FACTS]
        shown = self._shown()
        return any(name in self.errors or self[name].value() != shown.get(name) for name in names)

    def changed_values(self) -> dict[str, Decimal]:
        """By field, each number that differs from the answers. Only after `is_valid`; wrong fields are left out."""
        current = self._current()
        return {
            name: value for name, value in self.cleaned_data.items() if value is not None and value != current.get(name)
        }

    def changed_facts(self) -> list[dict[str, Any]]:
        """What differs from the answers: field, label, before, now. Only after `is_valid`."""
        shown, changed = self._shown(), self.changed_values()
        return [
            {
                "name": name,
                "label": self.fields[name].label,
                "before": shown.get(name) or "not known",
                "now": self.data.get(name),
            }
            for name in self.fields
            if name in changed
        ]

    def changed_profile(self) -> TaskProfile:
        """The profile with what was typed in place of the answers; ranges elsewhere stay. Only after `is_valid`."""
        profile, current = self.stated, self._current()
        for name, value in self.cleaned_data.items():
            if value is None or value == current.get(name):
                continue
            profile = (_with_fact if name in _FACTS else _with_price)(profile, name, value)
        return profile

    def _current(self) -> dict[str, Decimal]:
        found: dict[str, Any] = {path: _fact(self.profile, path) for path in _FACTS}
        found["horizon_months"] = found["horizon_months"] or Decimal(DEFAULT_HORIZON_MONTHS)
        for option in self.profile.options:
            for path in _paths(option):
                found[f"{option.key}:{path}"] = _fact(option, path)
        return {name: _readable(value) for name, value in found.items() if isinstance(value, Decimal)}

    def _shown(self) -> dict[str, str]:
        return {name: shown_number(value, _named_rule(name)) for name, value in self._current().items()}


def _readable(value: Decimal) -> Decimal:
    """The middle of a range may have digits without end, which nobody can type: six of them do."""
    return value if len(value.as_tuple().digits) <= MOST_DIGITS else Decimal(f"{value:.6g}")


def _paths(option: Option) -> tuple[str, ...]:
    return _OWN_PRICES if option.hosting is Hosting.SELF_HOSTED else _API_PRICES


def _named(option: Option) -> dict[str, Any]:
    return {
        "key": option.key,
        "adaptation": option.adaptation.value,
        "hosting": option.hosting.value,
        "model": {"name": (option.model.name or option.key).rsplit("/", 1)[-1]},
    }


def _named_rule(name: str) -> NumberRule:
    return _rule(name) if name in _FACTS else _option_rule(name.rpartition(":")[2])


def _rule(path: str) -> NumberRule:
    rule = rule_at(TaskProfile, path)
    assert isinstance(rule, NumberRule)
    return rule


def _option_rule(path: str) -> NumberRule:
    group, _, name = path.partition(".")
    rule = rules(_GROUPS[group])[name]
    assert isinstance(rule, NumberRule)
    return rule


def _fact(owner: Any, path: str) -> Any:
    for name in path.split("."):
        owner = getattr(owner, name, None)
    return None if isinstance(owner, Range) else owner


def _with_fact(profile: TaskProfile, path: str, value: Decimal) -> TaskProfile:
    group, _, name = path.partition(".")
    changed: Any = dataclasses.replace(getattr(profile, group), **{name: value}) if name else value
    return dataclasses.replace(profile, **{group: changed})


def _with_price(profile: TaskProfile, field: str, value: Decimal) -> TaskProfile:
    key, _, path = field.rpartition(":")
    group, _, name = path.partition(".")
    options = []
    for option in profile.options:
        if option.key == key:
            section: Any = getattr(option, group) or _GROUPS[group]()
            option = dataclasses.replace(option, **{group: dataclasses.replace(section, **{name: value})})
        options.append(option)
    return dataclasses.replace(profile, options=tuple(options))
