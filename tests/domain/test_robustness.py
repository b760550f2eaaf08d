"""Uncertainty: the float twin agrees with the exact code on every draw, and ranges mean what is said of them."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decider.domain.fields import NumberRule, Range
from decider.domain.point import at_likely
from decider.domain.policy import Policy
from decider.domain.ranges import DRAWS, Uncertain, uncertain_facts, unit_draws
from decider.domain.reading import read_profile
from decider.domain.robustness import Robustness, robustness
from decider.domain.totals import total_cost
from decider.domain.twin import Facts, option_draws
from decider.domain.twin_verdict import VERDICTS, verdict_draws
from tests.domain.samples import HYBRID, OWN, PROMPTED, TUNED, assessed, settled

OPTIONS = [
    {**PROMPTED, "prices": {**PROMPTED["prices"], "batch_input": 1, "batch_output": 4, "cache_write": 2.5}},
    TUNED,
    HYBRID,
    {**OWN, "training": {"tokens": 2000000, "epochs": 2}, "prices": {"training": 1}, "upkeep_hours_per_month": 3},
    {
        **PROMPTED,
        "key": "tiers",
        "prices": {"input": 1, "output": 4, "tiers": [{"above_input_tokens": 3000, "input": 3, "output": 9}]},
    },
    {**TUNED, "key": "cascade", "escalation": {"to": "own", "share": 0.3}},
    {
        **OWN,
        "key": "owned",
        "self_hosting": {
            "output_tokens_per_second_per_replica": 20,
            "purchase_usd_per_gpu": 36000,
            "depreciation_months": 36,
            "watts_per_gpu": 1000,
            "electricity_usd_per_kwh": 0.2,
            "redundant_replicas": 1,
        },
    },
]


def robust(**changes: Any) -> Robustness:
    found = assessed(settled(**changes))
    return robustness(
        found.profile,
        at_likely(found.profile),
        found.estimate,
        found.recommendation.conditions,
        Policy(),
        found.recommendation.verdict.value,
    )


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 4))


def facts() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "volume__calls_per_month": numbers(0, 3e6),
            "volume__growth_per_month": numbers(-0.2, 0.3),
            "volume__retry_rate": numbers(0, 0.9),
            "volume__batch_share": numbers(0, 1),
            "volume__peak_factor": numbers(1, 9),
            "tokens__instructions": numbers(0, 4000),
            "tokens__examples": numbers(0, 4000),
            "tokens__output": numbers(0, 900),
            "tokens__cached_share": numbers(0, 0.6),
            "tokens__cache_write_share": numbers(0, 0.4),
            "quality__current": numbers(0, 1),
            "quality__target": numbers(0.05, 1),
            "prompting__weeks_spent": numbers(0, 3),
            "cadence__max_weeks_per_iteration": numbers(0, 8),
            "cadence__retrain_every_months": st.integers(1, 13),
            "discount_rate_per_month": numbers(0, 0.2),
            "price_decline_per_month": numbers(0, 0.2),
            "latency__current_p95_ms": numbers(100, 4000),
            "horizon_months": st.integers(1, 30),
        }
    )


@settings(max_examples=120)
@given(facts())
def test_the_twin_gives_the_totals_and_the_verdict_of_the_exact_code(changes: dict[str, Any]) -> None:
    found = assessed(settled(**changes, options=OPTIONS))
    point = at_likely(found.profile)
    twin = Facts(point, {})
    priced = {option.option.key: option_draws(option.option, twin) for option in found.estimate.options}

    for option in found.estimate.options:
        assert option.bill is not None
        assert found.estimate.course is not None
        draws = priced[option.option.key]
        assert draws is not None
        assert float(np.asarray(draws.per_call)) == pytest.approx(float(option.bill.per_call), rel=1e-9, abs=1e-15)
        exact = float(total_cost(option.bill, found.estimate.course))
        assert float(np.asarray(draws.total)) == pytest.approx(exact, rel=1e-9, abs=1e-9)
    questions = verdict_draws(point, twin, found.estimate, found.recommendation.conditions, Policy(), priced, 1)
    assert VERDICTS[questions.verdicts[0]] == found.recommendation.verdict


@settings(max_examples=25)
@given(facts(), st.integers(0, DRAWS - 1))
def test_a_drawn_profile_gets_the_verdict_that_the_exact_code_gives_it(changes: dict[str, Any], row: int) -> None:
    ranged = {
        "volume__calls_per_month": {"low": 20000, "high": 900000},
        "quality__current": {"low": 0.3, "high": 0.99},
        "tokens__output": {"low": 0, "high": 300, "likely": 40},
    }
    found = assessed(settled(**{**changes, **ranged}, options=OPTIONS))
    point = at_likely(found.profile)
    uncertain = uncertain_facts(found.profile)
    unit = unit_draws(len(uncertain))[row : row + 1]
    columns = {fact.path: fact.quantile(unit[:, i]) for i, fact in enumerate(uncertain)}
    twin = Facts(point, columns)
    priced = {option.option.key: option_draws(option.option, twin) for option in found.estimate.options}
    questions = verdict_draws(point, twin, found.estimate, found.recommendation.conditions, Policy(), priced, 1)

    drawn = {path.replace(".", "__"): Decimal(repr(float(column[0]))) for path, column in columns.items()}
    exact = assessed(settled(**{**changes, **drawn}, options=OPTIONS))

    assert VERDICTS[questions.verdicts[0]] == exact.recommendation.verdict


def test_without_a_range_every_draw_is_the_same() -> None:
    found = robust()

    assert found.verdict_share == 1
    assert set(found.cheapest_share.values()) == {0, 1}
    assert found.tornado == ()


def test_shares_add_up_and_the_same_seed_gives_the_same_answer() -> None:
    changes = {
        "volume__calls_per_month": {"low": 50000, "high": 900000},
        "quality__current": {"low": 0.6, "high": 0.95},
    }
    found = robust(**changes)

    assert sum(found.verdict_shares.values()) == pytest.approx(1)
    assert sum(found.cheapest_share.values()) == pytest.approx(1)
    assert found == robust(**changes)
    assert found.draws == 8192


def test_the_tornado_puts_the_fact_that_matters_most_first() -> None:
    found = robust(
        volume__calls_per_month={"low": 50000, "high": 900000}, tokens__output={"low": 39, "high": 41}, options=OPTIONS
    )

    assert [swing.fact for swing in found.tornado] == ["volume.calls_per_month", "tokens.output"]


def test_knowing_a_fact_is_worth_nothing_where_it_changes_no_choice() -> None:
    # The tuned option costs twenty times as much at any volume.
    assert robust(volume__calls_per_month={"low": 50000, "high": 900000}).worth_knowing == ()


def test_knowing_the_volume_is_worth_something_where_the_crossover_lies_inside() -> None:
    cheap = {**TUNED, "prices": {"input": 0.2, "output": 0.8, "training": 5}, "training": {"labelling_usd": 30000}}
    found = robust(volume__calls_per_month={"low": 50000, "high": 5000000}, options=[PROMPTED, cheap])

    assert [worth.fact for worth in found.worth_knowing] == ["volume.calls_per_month"]
    assert found.worth_knowing[0].usd > 0
    assert found.crossover is not None
    assert found.crossover.p10 <= found.crossover.p50 <= found.crossover.p90


def test_the_band_of_a_staircase_holds_the_exact_crossover() -> None:
    own = {
        **OWN,
        "self_hosting": {"gpu_usd_per_hour": {"low": 2, "high": 3}, "output_tokens_per_second_per_replica": 2500},
    }
    found = assessed(settled(options=[PROMPTED, own]))
    exact = found.pairs[0].crossover.stable
    band = robust(options=[PROMPTED, own]).crossover

    assert exact is not None
    assert band is not None
    assert band.p10 < exact < band.p90
    assert band.share == 1


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        (Range(Decimal(100), Decimal(900)), NumberRule()),
        (Range(Decimal("0.2"), Decimal("0.7")), NumberRule(share=True, maximum=Decimal(1))),
        (Range(Decimal(0), Decimal(10)), NumberRule()),
        (Range(Decimal(10), Decimal(90), Decimal(30)), NumberRule()),
        (Range(Decimal(10), Decimal(90), Decimal(10)), NumberRule()),
        (Range(Decimal(10), Decimal(90), Decimal(90)), NumberRule()),
    ],
)
def test_a_range_is_a_ninety_percent_interval(stated: Range, rule: NumberRule) -> None:
    fact = Uncertain("fact", stated, rule)

    low, high = fact.quantile(np.array([0.05, 0.95]))

    assert low == pytest.approx(float(stated.low), rel=1e-6, abs=1e-9)
    assert high == pytest.approx(float(stated.high), rel=1e-6)
    values = fact.quantile(np.linspace(0.001, 0.999, 400))
    assert (np.diff(values) >= 0).all()


def test_draws_stay_within_what_the_rule_allows() -> None:
    fact = Uncertain("share", Range(Decimal(0), Decimal("0.999")), NumberRule(share=True, below=Decimal(1)))

    values = fact.quantile(np.linspace(1e-9, 1 - 1e-9, 1000))

    assert values.min() >= 0
    assert values.max() < 1


def test_every_range_of_the_profile_and_its_options_is_drawn() -> None:
    option = {**TUNED, "prices": {"input": {"low": 0.2, "high": 0.4}, "output": 1, "training": 5}}
    profile = read_profile(settled(volume__calls_per_month={"low": 1, "high": 2}, options=[PROMPTED, option]))

    assert [fact.path for fact in uncertain_facts(profile)] == ["volume.calls_per_month", "options.tuned.prices.input"]


def test_no_draw_of_a_score_leaves_its_scale() -> None:
    share = read_profile(settled(quality__current={"low": 0.3, "high": 0.99}))
    number = read_profile(settled(quality__current={"low": 0.3, "high": 0.99}, quality__scale="number"))
    chances = unit_draws(1)[:, 0]

    (of_share,), (of_number,) = uncertain_facts(share), uncertain_facts(number)

    assert of_share.quantile(chances).max() < 1
    assert of_number.quantile(chances).max() > 1
    # The likely value is the median of the same distribution.
    assert float(at_likely(share).quality.current) == pytest.approx(float(of_share.quantile(0.5)))
    assert float(at_likely(number).quality.current) == pytest.approx(float(of_number.quantile(0.5)))
