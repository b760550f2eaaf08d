"""What is typed on the pages of prices: a day to look at, and what a team has agreed for itself."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms

from decider.models.team_model_price import TeamPriceKind

PER_MILLION = "$ per 1 M tokens"
DISCOUNT, OWN, LIST = TeamPriceKind.DISCOUNT, TeamPriceKind.OWN, TeamPriceKind.LIST
EARLIEST, LATEST = datetime.date(2015, 1, 1), datetime.date(2099, 12, 31)

# Price columns of the form in its order: (name, question, unit).
STANDARD = (
    ("input", "Input", PER_MILLION),
    ("output", "Output", PER_MILLION),
    ("reasoning", "Reasoning tokens", PER_MILLION),
    ("cache_read", "Input read from the cache", PER_MILLION),
    ("cache_write", "Input written to the cache", PER_MILLION),
)
BATCH = (
    ("batch_input", "Input in a batch", PER_MILLION),
    ("batch_output", "Output in a batch", PER_MILLION),
    ("batch_cache_read", "Cached input in a batch", PER_MILLION),
    ("batch_cache_write", "Cache writes in a batch", PER_MILLION),
)
TUNED = (
    ("training", "Training", "$ per 1 M training tokens"),
    ("hosting_per_hour", "Hosting of a tuned model", "$ an hour"),
    ("tuned_input", "Fine-tuned input", PER_MILLION),
    ("tuned_output", "Fine-tuned output", PER_MILLION),
    ("tuned_cache_read", "Fine-tuned input from the cache", PER_MILLION),
    ("tuned_batch_input", "Fine-tuned input in a batch", PER_MILLION),
    ("tuned_batch_output", "Fine-tuned output in a batch", PER_MILLION),
)
TIER = (
    ("tier_input", "Input above it", PER_MILLION),
    ("tier_output", "Output above it", PER_MILLION),
    ("tier_cache_read", "Cache read above it", PER_MILLION),
    ("tier_cache_write", "Cache write above it", PER_MILLION),
)


def price_field(label: str, unit: str, **more: Any) -> forms.DecimalField:
    """A price in $; empty means that it is not known."""
    field = forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=24,
        decimal_places=12,
        error_messages={"invalid": "Type a number such as 0.40.", "min_value": "A price is never negative."},
        # Not a number box: those lose digits and change when one scrolls.
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        **more,
    )
    field.unit = unit  # type: ignore[attr-defined]
    return field


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    field = forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Say from which day on.",
            "invalid": "This is no day of the calendar. It looks like 2026-11-24.",
        },
    )

    def check(value: datetime.date) -> None:
        if not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(f"Choose a day from {EARLIEST.year} to {LATEST.year}.")

    field.validators.append(check)
    return field


class DayForm(forms.Form):
    """`?day=`: the day whose prices are shown; today where it is left empty."""

    day = day_field("Prices on", required=False)


class _AgreedForm(forms.Form):
    """What is the same for models and GPUs: from when, off what, and who said so."""

    kind = forms.ChoiceField(
        label="What have you agreed?",
        choices=TeamPriceKind.choices,
        widget=forms.RadioSelect,
        initial=DISCOUNT,
        error_messages={"required": "Choose one."},
    )
    percent = forms.DecimalField(
        label="Discount",
        required=False,
        max_digits=7,
        decimal_places=4,
        help_text="Taken off every list price of this one, now and when the list changes.",
        error_messages={"invalid": "Type a number such as 15."},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    percent.unit = "%"  # type: ignore[attr-defined]
    valid_from = day_field("Valid from", help_text="Tasks assessed on an earlier day keep the earlier price.")
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=300,
        help_text="The contract or offer, or the address of a page.",
    )
    note = forms.CharField(label="Note", required=False, max_length=300, help_text="What a reader must know besides.")

    # The price without which own prices mean nothing.
    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, is_private: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_private = is_private
        for name in ("source", "note"):
            self.fields[name].say_optional = True  # type: ignore[attr-defined]
        if is_private:
            # Nothing is listed: there is no price to take anything off.
            del self.fields["kind"], self.fields["percent"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = OWN if self.is_private else data.get("kind")
        if kind == DISCOUNT and "percent" not in self.errors:
            percent = data.get("percent")
            if percent is None or not 0 < percent < 100:
                self.add_error("percent", "Say how many percent, more than 0 and less than 100.")
        if kind == OWN:
            for name in self.needed:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Own prices need this one. An unknown price never counts as $0.")
        return data

    def agreed(self) -> dict[str, Any]:
        """The columns that hold for models and GPUs alike."""
        data = self.cleaned_data
        kind = OWN if self.is_private else TeamPriceKind(data["kind"])
        return {
            "kind": kind,
            "discount": data["percent"] / 100 if kind == DISCOUNT else None,
            "valid_from": data["valid_from"],
            "source": data["source"],
            "note": data["note"],
        }


class ModelPriceForm(_AgreedForm):
    """A team's price of a model. Own prices stand alone: what is left empty is unknown, not the list's."""

    tier_above = forms.IntegerField(
        label="Other prices for calls with more input than",
        required=False,
        min_value=1,
        max_value=10**9,
        help_text="Leave empty where long calls cost the same.",
        error_messages={"invalid": "Type a whole number of tokens such as 200000."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tier_above.unit = "tokens"  # type: ignore[attr-defined]
    needed = ("input", "output")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, unit in (*STANDARD, *BATCH, *TUNED, *TIER):
            self.fields[name] = price_field(label, unit)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The prices in the groups in which the page asks for them; all but the first may stay folded."""
        tier = [self["tier_above"], *(self[name] for name, _, _ in TIER)]
        named = [("Tokens", STANDARD), ("Batch", BATCH), ("Fine-tuning", TUNED)]
        return [*((title, [self[name] for name, _, _ in fields]) for title, fields in named), ("Long calls", tier)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("tier_above") is not None:
            for name in ("tier_input", "tier_output"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Say what such a long call costs, or leave its length empty.")
        elif any(data.get(name) is not None for name, _, _ in TIER) and "tier_above" not in self.errors:
            self.add_error("tier_above", "Say from how many tokens on these prices hold.")
        return data

    def columns(self) -> dict[str, Any]:
        """The row's columns as typed; no price where none of one's own is meant."""
        agreed, data = self.agreed(), self.cleaned_data
        if agreed["kind"] != OWN:
            return agreed
        prices = {name: data[name] for name, _, _ in (*STANDARD, *BATCH, *TUNED)}
        tiers = []
        if data["tier_above"] is not None:
            known = {name.removeprefix("tier_"): data[name] for name, _, _ in TIER if data[name] is not None}
            tiers = [{"above_input_tokens": data["tier_above"], **known}]
        return {**agreed, **prices, "tiers": tiers}


class GpuPriceForm(_AgreedForm):
    """A team's price of a GPU."""

    usd_per_hour = price_field("One GPU", "$ an hour")
    needed = ("usd_per_hour",)

    def columns(self) -> dict[str, Any]:
        agreed = self.agreed()
        return {**agreed, "usd_per_hour": self.cleaned_data["usd_per_hour"] if agreed["kind"] == OWN else None}
