"""What is typed about a model or GPU that only one team can buy."""

from decimal import Decimal
from typing import Any

from django import forms

from decider.pricing.forms import GpuPriceForm, ModelPriceForm, day_field

YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]


class PrivateModelForm(ModelPriceForm):
    """A model that only this team can buy: named, with own prices and the facts that decide."""

    name = forms.CharField(
        label="Model",
        max_length=120,
        help_text="As options name it: acme-large-2.",
        error_messages={"required": "Give the model a name."},
    )
    provider = forms.CharField(
        label="Provider", max_length=60, error_messages={"required": "Say who sells it, or who runs it for you."}
    )
    label = forms.CharField(
        label="Name on pages", max_length=120, required=False, help_text="Left empty: the model’s name."
    )
    tunable = forms.ChoiceField(label="Can it be fine-tuned there?", choices=YES_NO, required=False)
    retires_on = day_field("Retires on", required=False)
    context_limit_tokens = forms.IntegerField(
        label="Most input in one call",
        required=False,
        min_value=1,
        max_value=10**9,
        error_messages={"invalid": "Type a whole number of tokens such as 128000."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    context_limit_tokens.unit = "tokens"  # type: ignore[attr-defined]

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_private=True, **kwargs)
        if named:
            # It has its name already; a row for another day changes prices and facts only.
            del self.fields["name"], self.fields["provider"]

    def columns(self) -> dict[str, Any]:
        data = self.cleaned_data
        names: dict[str, Any] = {name: " ".join(data[name].split()) for name in ("name", "provider") if name in data}
        return {
            **{name: value for name, value in super().columns().items() if name != "kind"},
            **names,
            "label": data["label"] or names.get("name", ""),
            "tunable": {"yes": True, "no": False}.get(data["tunable"]),
            "retires_on": data["retires_on"],
            "context_limit_tokens": data["context_limit_tokens"],
        }


class PrivateGpuForm(GpuPriceForm):
    """A GPU at a provider that the list does not have."""

    gpu = forms.CharField(
        label="GPU",
        max_length=60,
        help_text="As options name it: H100-80G.",
        error_messages={"required": "Say which GPU it is."},
    )
    provider = forms.CharField(
        label="Provider", max_length=60, error_messages={"required": "Say who rents it out, or who runs it for you."}
    )
    teraflops = forms.DecimalField(
        label="Peak speed, dense bf16",
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(10**6),
        error_messages={"invalid": "Type a number such as 989."},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    teraflops.unit = "TFLOP/s"  # type: ignore[attr-defined]
    terabytes_per_second = forms.DecimalField(
        label="Memory bandwidth",
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(10**4),
        error_messages={"invalid": "Type a number such as 3.35."},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    terabytes_per_second.unit = "TB/s"  # type: ignore[attr-defined]

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_private=True, **kwargs)
        if named:
            del self.fields["gpu"], self.fields["provider"]

    def columns(self) -> dict[str, Any]:
        data = self.cleaned_data
        names: dict[str, Any] = {name: " ".join(data[name].split()) for name in ("gpu", "provider") if name in data}
        speed, bandwidth = data["teraflops"], data["terabytes_per_second"]
        return {
            **{name: value for name, value in super().columns().items() if name != "kind"},
            **names,
            "peak_flops": None if speed is None else (speed * 10**12).to_integral_value(),
            "bandwidth_bytes_per_s": None if bandwidth is None else (bandwidth * 10**12).to_integral_value(),
        }
