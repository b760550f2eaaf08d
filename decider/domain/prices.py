"""The price book: dated list prices of models and rented GPUs, as valid on one day.

Token prices are in $ per 1 M tokens, hosting and GPUs in $ an hour. A price that is not known is an
error that names the model; it never counts as $0.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from decider.domain.options import Adaptation, Hosting, ModelName, Option, Prices

ONE = Decimal(1)
TUNED = (Adaptation.FINE_TUNE, Adaptation.HYBRID)
# A price that nobody has compared with its source for longer than this is stale.
STALE_AFTER = datetime.timedelta(days=90)


class PriceMissing(Exception):
    """A price that the figures need is not known. `str()` is a sentence that names the model and what to do."""

    def __init__(self, sentence: str, *, option_key: str | None = None) -> None:
        super().__init__(sentence)
        self.option_key = option_key


@dataclass(frozen=True, kw_only=True)
class ListPrice:
    """What a provider's price page says about one model on one day."""

    provider: str
    name: str
    label: str
    # Of the base model; `training` and `hosting_per_hour` are for its tuned variants. Carries the source and day.
    prices: Prices
    # Of the tuned variant's tokens; None where none are published.
    tuned_prices: Prices | None = None
    # None: the provider does not say.
    tunable: bool | None = None
    # Where else it is tuned, and the last day on which a job can be started here.
    tunable_where: str = ""
    tunable_until: datetime.date | None = None
    open_weights: bool | None = None
    licence: str = ""
    retires_on: datetime.date | None = None
    # What the provider recommends in its place.
    successor: str = ""
    context_limit_tokens: Decimal | None = None
    structured_output: bool | None = None
    # A prompt prefix shorter than this is never cached; None where the provider does not say.
    minimum_cacheable_prefix_tokens: Decimal | None = None
    # Addresses of the pages on which the facts were read, by the fact's name.
    fact_sources: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    # Share off the list price that a team has agreed; None for the list's own price.
    discount: Decimal | None = None
    # True where a team has agreed the price for itself.
    is_teams_own: bool = False

    @property
    def checked_on(self) -> datetime.date | None:
        return self.prices.checked_on

    @property
    def model(self) -> ModelName:
        return ModelName(provider=self.provider, name=self.name)

    def tunable_on(self, day: datetime.date) -> bool | None:
        """Whether a tuning job can be started here on the day; None where the provider does not say."""
        return False if self.tunable_until is not None and self.tunable_until < day else self.tunable

    def prices_of(self, adaptation: Adaptation) -> Prices:
        """The unit prices of this model as adapted: the tuned variant's where they are published, else the base's."""
        return self.tuned_prices if adaptation in TUNED and self.tuned_prices is not None else self.prices


def is_stale(checked_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether a price of the book is too long unchecked on the day."""
    return checked_on is None or day - checked_on > STALE_AFTER


@dataclass(frozen=True, kw_only=True)
class GpuListPrice:
    """One rented GPU at one provider."""

    gpu: str
    provider: str
    usd_per_hour: Decimal
    # Dense bf16 FLOP/s and memory bandwidth in bytes/s from the maker's data sheet.
    peak_flops: Decimal | None = None
    bandwidth_bytes_per_s: Decimal | None = None
    as_of: datetime.date | None = None
    checked_on: datetime.date | None = None
    source: str | None = None
    data_sheet: str | None = None
    # As for models.
    discount: Decimal | None = None
    is_teams_own: bool = False


@dataclass(frozen=True, kw_only=True)
class PriceBook:
    """All list prices valid on one day."""

    # By (provider, name) in lower case.
    models: Mapping[tuple[str, str], ListPrice] = field(default_factory=dict)
    # By (GPU, provider) in lower case.
    gpus: Mapping[tuple[str, str], GpuListPrice] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "PriceBook":
        return cls()

    @classmethod
    def of(cls, models: Iterable[ListPrice], gpus: Iterable[GpuListPrice] = ()) -> "PriceBook":
        """A book of these prices, each model and GPU given once."""
        return cls(
            models={(price.provider.casefold(), price.name.casefold()): price for price in models},
            gpus={(price.gpu.casefold(), price.provider.casefold()): price for price in gpus},
        )

    def find(self, model: ModelName) -> ListPrice | None:
        """The list price of a model, whatever the case of its name.

        Without a provider the name must belong to exactly one; two providers' prices are never mixed up.
        """
        if not model.name:
            return None
        name = model.name.casefold()
        if model.provider:
            return self.models.get((model.provider.casefold(), name))
        found = [price for (_, listed), price in self.models.items() if listed == name]
        return found[0] if len(found) == 1 else None

    def nearest_tunable(
        self, listed: ListPrice, day: datetime.date, until: datetime.date | None = None
    ) -> ListPrice | None:
        """The model nearest to this one that can be tuned on the day, and serves `until` then.

        One of the same provider comes first, then the one whose tuned prices differ least. Only models
        whose prices, training included, are known are routes that one can take.
        """
        routes = [
            price
            for price in self.models.values()
            if price.model != listed.model
            and price.tunable_on(day)
            and not (price.retires_on is not None and price.retires_on < (until or day + datetime.timedelta(days=1)))
            and price.prices.training is not None
            and _unit(price) is not None
        ]
        wanted = _unit(listed)

        def distance(price: ListPrice) -> tuple[bool, Decimal, str, str]:
            unit = _unit(price) or ONE
            ratio = ONE if not wanted or not unit else max(unit / wanted, wanted / unit)
            return price.provider != listed.provider, ratio, price.provider, price.name

        return min(routes, key=distance, default=None)

    def gpu(self, name: str | None, provider: str | None = None) -> GpuListPrice | None:
        """The hourly price of a GPU: at this provider, else the cheapest listed."""
        if not name:
            return None
        found = [
            price
            for (gpu, seller), price in self.gpus.items()
            if gpu == name.casefold() and (provider is None or seller == provider.casefold())
        ]
        return min(found, key=lambda price: (price.usd_per_hour, price.provider), default=None)

    def prices_for(self, option: Option) -> Prices:
        """The unit prices of an option: its own, else the book's for its model and adaptation.

        A self-hosted option pays for machines, not tokens: it has only the prices that it states itself.

        Raises:
            PriceMissing: the input or output price of an API option is not known.
        """
        prices = option.prices
        if option.hosting is Hosting.SELF_HOSTED:
            return prices or Prices()
        if prices is None:
            listed = self.find(option.model)
            prices = listed.prices_of(option.adaptation) if listed else None
        if prices is None:
            raise PriceMissing(self._not_listed(option), option_key=option.key)
        unknown = [word for word in ("input", "output") if getattr(prices, word) is None]
        if unknown:
            raise PriceMissing(
                f"The {' and '.join(unknown)} price of {_spoken(option.model)} is not known: "
                f"state it in the prices of option “{option.key}”.",
                option_key=option.key,
            )
        return prices

    def _not_listed(self, option: Option) -> str:
        model = option.model
        if not model.name:
            return f"Option “{option.key}” names no model and states no prices: choose a model or state its prices."
        sellers = sorted(price.provider for (_, name), price in self.models.items() if name == model.name.casefold())
        mend = f"state the prices of option “{option.key}” or choose a listed model."
        if not model.provider and len(sellers) > 1:
            return f"{model.name} is sold by {', '.join(sellers)}: name the provider in option “{option.key}”."
        if sellers:
            mend = f"it is listed at {', '.join(sellers)}; {mend}"
        return f"The price book has no price for {_spoken(model)}: {mend}"


def _unit(price: ListPrice) -> Decimal | None:
    """What a tuned model's token costs, in and out alike: for comparing models, not for a bill."""
    tuned = price.prices_of(Adaptation.FINE_TUNE)
    if not isinstance(tuned.input, Decimal) or not isinstance(tuned.output, Decimal):
        return None
    return tuned.input + tuned.output


def _spoken(model: ModelName) -> str:
    if not model.name:
        return "a model without a name"
    return f"{model.name} from {model.provider}" if model.provider else f"{model.name} (no provider named)"
