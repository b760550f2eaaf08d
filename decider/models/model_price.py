"""The price book's rows for models: dated list prices with their source."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from decider.models.exact_json import ExactJSONField


def price_field() -> Any:
    """A price in $ that may be unknown (None), exact to 12 places."""
    return models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)


class ModelPrice(models.Model):
    """What one model costs from one day on. Token prices are in $ per 1 M tokens."""

    provider = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    label = models.CharField(max_length=120)
    valid_from = models.DateField()
    input = price_field()
    output = price_field()
    cache_read = price_field()
    cache_write = price_field()
    batch_input = price_field()
    batch_output = price_field()
    batch_cache_read = price_field()
    # Long-context tiers as the profile's `prices.tiers`.
    tiers = ExactJSONField(default=list, blank=True)
    # $ per 1 M training tokens; None where the model is not tunable or the price is not known.
    training = price_field()
    # $ per hour that a tuned model is deployed; 0 where serving is billed by tokens alone.
    hosting_per_hour = price_field()
    # Prices of the tuned variant's tokens, where they differ from the base model's.
    tuned_input = price_field()
    tuned_output = price_field()
    tuned_cache_read = price_field()
    tuned_batch_input = price_field()
    tuned_batch_output = price_field()
    # None where the provider does not say.
    tunable = models.BooleanField(null=True, blank=True)
    open_weights = models.BooleanField(null=True, blank=True)
    # A prompt prefix shorter than this many tokens is never cached.
    minimum_cacheable_prefix_tokens = models.PositiveIntegerField(null=True, blank=True)
    retires_on = models.DateField(null=True, blank=True)
    # What a reader must know besides the figures: a promotion, a tier, who may still tune.
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["provider", "name", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "name", "valid_from"], name="model_price_once_per_day"),
            models.CheckConstraint(
                condition=(Q(input__isnull=True) | Q(input__gte=0)) & (Q(output__isnull=True) | Q(output__gte=0)),
                name="model_price_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.name} from {self.valid_from}"
