"""What it costs to make a tuned model once, and again: training, labelling, engineering, evaluation."""

from decimal import Decimal
from fractions import Fraction

from decider.domain.fields import Number, exact_fraction

# FLOP per parameter and token: forward and backward for all weights, or with the base frozen (LoRA).
FLOP_PER_PARAMETER_FULL = 6
FLOP_PER_PARAMETER_LORA = 4
# Share of peak FLOP/s that a training run reaches where nothing is measured; ours, labelled so.
TRAINING_MFU = Fraction(4, 10)


def hosted_training_usd(tokens: Number, epochs: Number, usd_per_million: Number) -> Fraction:
    """Training tokens × epochs × price; one epoch where none is stated."""
    return exact_fraction(tokens) * exact_fraction(epochs, Fraction(1)) * exact_fraction(usd_per_million) / 1_000_000


def gpu_hours(
    *, active_parameters: Fraction, trained_tokens: Fraction, peak_flops: Fraction, mfu: Fraction,
    flop_per_parameter: int = FLOP_PER_PARAMETER_LORA,
) -> Fraction:  # fmt: skip
    """GPU-hours of a run on own machines: FLOP ÷ (peak FLOP/s · MFU · 3600).

    `trained_tokens` are tokens × epochs. The compute is hours; the weeks are data and evaluation.
    """
    return flop_per_parameter * active_parameters * trained_tokens / (peak_flops * mfu * 3600)


def gpu_hours_usd(hours: Fraction | Decimal, usd_per_gpu_hour: Fraction | Decimal) -> Fraction:
    """Rent of GPUs by the hour, in $."""
    return Fraction(hours) * Fraction(usd_per_gpu_hour)
