"""The form of the thresholds: one field for each, under the domain's rules, and the reason of the change."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from decider.domain.fields import FlagRule, NumberRule
from decider.domain.policy import Policy
from decider.policies.actions import LONGEST_REASON
from decider.policies.thresholds import GROUPS, contradiction_sentences, entry_rules
from decider.profiles.numbers import NotANumber, read_number, shown_number
from decider.wording import policy_name, policy_value


class ThresholdField(forms.CharField):
    """A number as people type it, in the unit that stands inside the box."""

    def __init__(self, rule: NumberRule, **kwargs: Any) -> None:
        super().__init__(
            max_length=40, error_messages={"required": "Write a number: no threshold can be open."}, **kwargs
        )
        self.rule = rule
        self.unit = ("% " + rule.unit if rule.unit.startswith("of ") else "%") if rule.share else rule.unit
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Decimal:
        try:
            return read_number(super().clean(value), self.rule)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from None


class PolicyForm(forms.Form):
    """All thresholds of a team. After `is_valid`, `policy` is what was typed."""

    policy: Policy

    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the change, for whoever reads a decision later.",
        error_messages={
            "required": "Say why: whoever reads a decision later wants to know.",
            "max_length": f"This is longer than {LONGEST_REASON:,} characters: shorten it.",
        },
    )
    # The version of the thresholds that the form was filled from.
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, posted: Mapping[str, Any] | None = None, *, shown: Policy, version: int, preview: bool = False):
        super().__init__(posted, initial={**typed_values(shown), "version": version})
        framework, rules = Policy(), entry_rules()
        for _, _, names in GROUPS:
            for name in names:
                self.fields[name] = _field(name, rules[name], framework)
        self.order_fields([name for _, _, names in GROUPS for name in names])
        self.fields["reason"] = self.fields.pop("reason")
        if preview:
            # What a change would do may be looked at before its reason is written.
            self.fields["reason"].required = False

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Title, anchor on the method page, and fields of each question."""
        return [(title, anchor, [self[name] for name in names]) for title, anchor, names in GROUPS]

    def typed(self) -> dict[str, Any]:
        """What was posted, by field."""
        return {name: self[name].data for name in self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = [name for _, _, group in GROUPS for name in group]
        read = {name: cleaned[name] for name in names if name in cleaned}
        for name, sentence in contradiction_sentences(read):
            self.add_error(name, sentence)
        if len(read) == len(names) and not self.errors.keys() & set(names):
            self.policy = Policy(**read)
        return cleaned


def _field(name: str, rule: NumberRule | FlagRule, framework: Policy) -> forms.Field:
    usual = f"Framework: {policy_value(name, getattr(framework, name))}"
    if isinstance(rule, FlagRule):
        return forms.BooleanField(label=policy_name(name), required=False, help_text=usual)
    return ThresholdField(rule, label=policy_name(name), help_text=usual)


def typed_values(policy: Policy, names: Iterable[str] | None = None) -> dict[str, Any]:
    """What stands in the fields for a policy: in all of them, or in some."""
    rules = entry_rules()
    shown: dict[str, Any] = {}
    for name in rules if names is None else names:
        rule, value = rules[name], getattr(policy, name)
        shown[name] = shown_number(value, rule) if isinstance(rule, NumberRule) else value
    return shown
