"""What one training job costs on each model that can be tuned."""

import datetime
from decimal import Decimal
from fractions import Fraction

from decider.domain.evidence import TrainingFile
from decider.domain.options import Prices
from decider.domain.prices import ListPrice, PriceBook
from decider.domain.training_cost import training_costs

DAY = datetime.date(2026, 11, 24)
FILE = TrainingFile(
    examples=100,
    good_examples=98,
    tokens=80_000,
    epochs=3,
    limits=((4_096, 2, 20_000), (16_385, 1, 30_000), (65_536, 1, 70_000)),
)


def _listed(name: str, training: str | None = "25", **more: object) -> ListPrice:
    prices = Prices(training=None if training is None else Decimal(training))
    return ListPrice(provider="acme", name=name, label=name, prices=prices, **{"tunable": True, **more})


def _costs(*listed: ListPrice, training: TrainingFile = FILE) -> dict[str, Fraction | None]:
    return {cost.listed.name: cost.usd for cost in training_costs(training, PriceBook.of(listed), DAY)}


def test_a_job_costs_tokens_times_epochs_times_price() -> None:
    (cost,) = training_costs(FILE, PriceBook.of([_listed("small")]), DAY)

    assert (cost.tokens, cost.epochs, cost.billed_tokens) == (70_000, 3, 210_000)
    assert cost.usd == Fraction(210_000 * 25, 1_000_000)


def test_examples_are_billed_as_far_as_the_models_context_reaches() -> None:
    costs = training_costs(
        FILE,
        PriceBook.of(
            _listed(str(limit), context_limit_tokens=Decimal(limit)) for limit in (2_048, 4_096, 16_385, 128_000)
        ),
        DAY,
    )

    assert {cost.listed.name: cost.tokens for cost in costs} == {
        "2048": 20_000, "4096": 20_000, "16385": 30_000, "128000": 70_000,
    }  # fmt: skip


def test_the_cheapest_comes_first_and_one_without_a_price_last_without_a_figure() -> None:
    costs = _costs(_listed("dear", "100"), _listed("unknown", None), _listed("cheap", "1"))

    assert list(costs) == ["cheap", "dear", "unknown"]
    assert costs["unknown"] is None


def test_only_models_on_which_a_job_can_be_started_today_are_listed() -> None:
    assert (
        _costs(
            _listed("no", tunable=False),
            _listed("not said", tunable=None),
            _listed("over", tunable_until=DAY - datetime.timedelta(days=1)),
            _listed("retired", retires_on=DAY),
        )
        == {}
    )
    assert list(_costs(_listed("today", tunable_until=DAY, retires_on=DAY + datetime.timedelta(days=1)))) == ["today"]


def test_a_file_without_good_examples_or_known_tokens_costs_nothing_that_can_be_said() -> None:
    empty = TrainingFile(examples=2, good_examples=0, tokens=0, epochs=3)
    unknown = TrainingFile(examples=2, good_examples=2, tokens=None, epochs=3)

    assert _costs(_listed("small"), training=empty) == _costs(_listed("small"), training=unknown) == {}
