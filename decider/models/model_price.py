"""The price book's rows for models: dated list prices with their source."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from decider.models.exact_json import ExactJSONField

# $ per 1 M tokens of the model as it is sold.
TOKEN_PRICES = (
    "input",
    "output",
    "reasoning",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "batch_cache_read",
    "batch_cache_write",
)
# $ per 1 M tokens of its tuned variant.
TUNED_PRICES = ("tuned_input", "tuned_output", "tuned_cache_read", "tuned_batch_input", "tuned_batch_output")
OTHER_PRICES = ("training", "hosting_per_hour")
PRICE_COLUMNS = (*TOKEN_PRICES, *OTHER_PRICES, *TUNED_PRICES)
# What is known of a model besides its prices, as far as a source says so.
FACT_COLUMNS = (
    "tunable",
    "tunable_where",
    "tunable_until",
    "open_weights",
    "licence",
    "retires_on",
    "successor",
    "context_limit_tokens",
    "structured_output",
    "minimum_cacheable_prefix_tokens",
    "fact_sources",
)


def price_field() -> Any:
    """A price in $ that may be unknown (None), exact to 12 places."""
    return models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)


def not_negative() -> Q:
    """That no price of a row is below 0; an unknown one is."""
    condition = Q()
    for name in PRICE_COLUMNS:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
    return condition


class ModelPriceColumns(models.Model):
    """What one model costs from one day on. Token prices are in $ per 1 M tokens."""

    provider = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    label = models.CharField(max_length=120)
    valid_from = models.DateField()
    input = price_field()
    output = price_field()
    # Of hidden reasoning tokens, where it differs from the output price.
    reasoning = price_field()
    cache_read = price_field()
    cache_write = price_field()
    batch_input = price_field()
    batch_output = price_field()
    batch_cache_read = price_field()
    batch_cache_write = price_field()
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
    # Where else than at this provider it is tuned; empty where that is not recorded.
    tunable_where = models.CharField(max_length=120, blank=True)
    # The last day on which a tuning job can be started; None where no end is announced.
    tunable_until = models.DateField(null=True, blank=True)
    open_weights = models.BooleanField(null=True, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    retires_on = models.DateField(null=True, blank=True)
    # The model that the provider recommends in its place.
    successor = models.CharField(max_length=120, blank=True)
    # Most tokens of input that it takes.
    context_limit_tokens = models.PositiveIntegerField(null=True, blank=True)
    # Whether an answer can be held to a JSON schema.
    structured_output = models.BooleanField(null=True, blank=True)
    # A prompt prefix shorter than this many tokens is never cached.
    minimum_cacheable_prefix_tokens = models.PositiveIntegerField(null=True, blank=True)
    # Addresses of the pages on which the facts were read, by the fact's name; `source` holds for the others.
    fact_sources = ExactJSONField(default=dict, blank=True)
    # What a reader must know besides the figures: a promotion, a tier, who may still tune.
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        abstract = True


class ModelPrice(ModelPriceColumns):
    """One model's list price from one day on, the same for every team."""

    # Who or what wrote the row last: a file, a package with its version, or a person.
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["provider", "name", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "name", "valid_from"], name="model_price_once_per_day"),
            models.CheckConstraint(condition=not_negative(), name="model_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.name} from {self.valid_from}"
