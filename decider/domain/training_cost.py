"""What one training job costs on each model that can be tuned, from a checked training file and the price book."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from decider.domain.evidence import TrainingFile
from decider.domain.prices import ListPrice, PriceBook
from decider.domain.training import hosted_training_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCost:
    """One job on one model. `usd` is None where the book has no training price; it is never $0 then."""

    listed: ListPrice
    # Tokens that one epoch is billed at: longer examples are cut at the model's limit.
    tokens: int
    epochs: int
    usd: Fraction | None

    @property
    def billed_tokens(self) -> int:
        return self.tokens * self.epochs


def training_costs(training: TrainingFile, prices: PriceBook, day: datetime.date) -> tuple[TrainingCost, ...]:
    """Tokens × epochs × price for every model on which a job can be started on the day, the cheapest first.

    Epochs are the provider's default number. A model that retires on the day or before is left out.
    Empty where the file has no good example, or its tokens are not known.
    """
    if not training.good_examples or training.tokens is None or training.epochs is None:
        return ()
    found = [
        _cost(training, listed, training.epochs)
        for listed in prices.models.values()
        if listed.tunable_on(day) and not (listed.retires_on is not None and listed.retires_on <= day)
    ]
    return tuple(sorted(found, key=_cheapest_first))


def _cost(training: TrainingFile, listed: ListPrice, epochs: int) -> TrainingCost:
    tokens = _tokens_cut_at(training, listed.context_limit_tokens)
    price = listed.prices.training
    usd = hosted_training_usd(Decimal(tokens), Decimal(epochs), price) if isinstance(price, Decimal) else None
    return TrainingCost(listed=listed, tokens=tokens, epochs=epochs, usd=usd)


def _tokens_cut_at(training: TrainingFile, context: Decimal | None) -> int:
    """Tokens of one epoch on a model with this context: cut at the largest known limit that the context holds.

    The largest limit of all applies where the context is not known; no model trains on longer examples today.
    """
    assert training.tokens is not None
    if not training.limits:
        return training.tokens
    fitting = [tokens for limit, _, tokens in training.limits if context is None or limit <= context + 1]
    return fitting[-1] if fitting else training.limits[0][2]


def _cheapest_first(cost: TrainingCost) -> tuple[bool, Fraction, str, str]:
    return cost.usd is None, cost.usd or Fraction(0), cost.listed.provider, cost.listed.name
