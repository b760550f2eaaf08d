"""How sure the answer is and what quality is worth, in sentences that say no more than is known."""

from typing import Any

import pytest

from decider.wording.comparison import Comparison
from decider.wording.uncertainty import (
    NO_RANGES,
    cheapest_sentence,
    crossover_band_sentence,
    draws_share,
    matters,
    robustness_sentences,
    saving_sentence,
    verdict_share_sentence,
    worth_knowing_sentence,
)
from decider.wording.worth import (
    NO_STAKES,
    accepted_sentence,
    break_even_note,
    break_even_sentence,
    break_even_short,
    least_gain_sentence,
    value_sentence,
    worth_sentences,
)
from tests.wording.test_sentences import reads_well

LABELS = {"p": "Prompt P", "f": "Fine-tune F"}
PAIR = Comparison(
    today=None,
    prompted={"key": "p", "adaptation": "prompt", "model": {"name": "P"}},
    tuned={"key": "f", "adaptation": "fine_tune", "model": {"name": "F"}},
    recommended=None,
    horizon_months=None,
)


def plain(sentence: str) -> str:
    assert not sentence or reads_well(sentence), sentence
    return sentence.replace("\u00a0", " ")


def drawn(**figures: Any) -> dict[str, Any]:
    return {"draws": 8192, "seed": 1, "verdict_share": 1, "verdict_shares": {"prompt": 1}} | figures


# --- How sure ---


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"prompt": 1}, "In all of the 8,192 draws the verdict is the same."),
        (
            {"prompt": 0.97, "reexamine": 0.03},
            "In 97 % of the draws the verdict is the same; in 3 % it is “Re-examine the task”.",
        ),
        (
            {"prompt": 0.9999, "fine_tune": 0.0001},
            "In over 99.9 % of the draws the verdict is the same; in under 0.1 % it is “Fine-tune a model”.",
        ),
        (
            {"fine_tune": 1},
            "In none of the 8,192 draws is the verdict this one; in 100 % it is “Fine-tune a model”.",
        ),
    ],
)
def test_how_often_the_verdict_stays_and_what_it_is_else(shares: dict[str, Any], said: str) -> None:
    robustness = drawn(verdict_share=shares.get("prompt", 0), verdict_shares=shares)
    assert plain(verdict_share_sentence(robustness, "prompt")) == said
    assert plain(verdict_share_sentence(robustness)) == said.partition(";")[0].removesuffix(".") + "."


def test_other_verdicts_are_told_by_how_often_they_come_out() -> None:
    robustness = drawn(verdict_share=0.5, verdict_shares={"prompt": 0.5, "reexamine": 0.2, "fine_tune": 0.3})
    assert plain(verdict_share_sentence(robustness, "prompt")).endswith(
        "; in 30 % it is “Fine-tune a model” and in 20 % it is “Re-examine the task”."
    )


def test_without_ranges_or_draws_nothing_is_claimed() -> None:
    assert verdict_share_sentence({"draws": 1, "verdict_share": 1}) == NO_RANGES
    assert verdict_share_sentence(None) == ""
    assert robustness_sentences({"robustness": {"draws": 1, "verdict_share": 1, "cheapest_share": {}}}, {}) == [
        NO_RANGES
    ]
    assert robustness_sentences({}, {}) == []


@pytest.mark.parametrize(("value", "said"), [(1, "100 %"), (0, "0 %"), (0.00005, "under 0.1 %"), (0.5, "50 %")])
def test_nearly_always_is_not_rounded_to_always(value: float, said: str) -> None:
    assert draws_share(value).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"f": 0.7, "p": 0.3}, "“Fine-tune F” is the cheapest option in 70 % of the draws, “Prompt P” in 30 %."),
        ({"f": 1, "p": 0}, "“Fine-tune F” is the cheapest option in every draw."),
        ({"f": 1}, ""),
        ({}, ""),
    ],
)
def test_how_often_each_option_is_the_cheapest(shares: dict[str, Any], said: str) -> None:
    assert plain(cheapest_sentence(drawn(cheapest_share=shares), LABELS)) == said


@pytest.mark.parametrize(
    ("low", "middle", "high", "said"),
    [
        (-900, 500, 3000, "$900 dearer and $3,000 cheaper than prompting P in eight of ten draws"),
        (200, 500, 3000, "between $200 and $3,000 cheaper than"),
        (-3000, -500, -200, "between $200 and $3,000 dearer than"),
    ],
)  # fmt: skip
def test_the_saving_is_told_as_dearer_or_cheaper(low: int, middle: int, high: int, said: str) -> None:
    saving = {"p10": str(low), "p50": str(middle), "p90": str(high)}
    sentence = plain(saving_sentence(drawn(saving_usd=saving), PAIR))
    assert sentence.startswith("Over the horizon fine-tuning F ends ")
    assert said in sentence
    assert "in the middle one it is $500 " in sentence
    assert saving_sentence(drawn(saving_usd=None), PAIR) == ""


@pytest.mark.parametrize(
    ("band", "says"),
    [
        ({"p10": 202872, "p50": 317141, "p90": 554497, "share": 1}, "between 203,000 and 554,000 calls a month"),
        ({"p10": 0, "p50": 1000, "p90": 9000, "share": 1}, "at 9,000 or fewer calls a month"),
        ({"p10": 0, "p50": 0, "p90": 0, "share": 1}, "costs no more than “Prompt P” at any volume"),
        ({"p10": 700, "p50": 700, "p90": 700, "share": 1}, "at 700 calls a month in every draw"),
        ({"p10": 100, "p50": 200, "p90": 300, "share": 0.6}, "In 40 % of the draws it never does."),
        (None, "In no draw does “Fine-tune F” become cheaper"),
    ],
)
def test_the_band_on_the_crossover(band: dict[str, Any] | None, says: str) -> None:
    robustness = drawn(crossover=band, saving_usd={"p10": "1", "p50": "1", "p90": "1"})
    assert says in plain(crossover_band_sentence(robustness, PAIR, LABELS))


def test_what_is_worth_knowing_names_the_option_and_the_money() -> None:
    item = {"fact": "options.f.prices.input", "usd": "311.02"}
    assert worth_knowing_sentence(item, LABELS) == (
        "The price of input of “Fine-tune F”: knowing this exactly would save $311 on average, "
        "by a better choice of option."
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("volume.calls_per_month", "matter"),
        ("data.labelled_examples", "matter"),
        ("options.f.training.epochs", "matter"),
        ("quality.current", "matters"),
        ("team.engineer_rate_usd_per_hour", "matters"),
        ("options.f.prices.input", "matters"),
    ],
)
def test_verbs_agree_with_their_facts(path: str, said: str) -> None:
    assert matters(path) == said


# --- What quality is worth ---


def row(**figures: Any) -> dict[str, Any]:
    return {"key": "f", "pays": "from", "break_even_accuracy": "0.8", "accuracy": "0.9"} | figures


@pytest.mark.parametrize(
    ("figures", "said", "note", "cell"),
    [
        ({}, "pays from an accuracy of 80 % on; with 90 % it pays.", "Reaches it with 10 points to spare.", "80 %"),
        ({"accuracy": "0.79"}, "with 79 % it falls short by 1 point.", "Falls short of it by 1 point.", "80 %"),
        ({"accuracy": None}, "how accurate it is is not stated.", "How accurate it is is not stated.", "80 %"),
        ({"pays": "always"}, "pays at any accuracy.", "", "pays at any accuracy"),
        ({"pays": "never"}, "does not pay even if every answer were right.", "", "never pays"),
        ({"pays": "no_stakes"}, "no accuracy makes it pay.", "", "nothing at stake"),
        ({"pays": None}, "", "", "–"),
    ],
)
def test_every_kind_of_break_even(figures: dict[str, Any], said: str, note: str, cell: str) -> None:
    assert plain(break_even_sentence(row(**figures), LABELS)).endswith(said)
    assert plain(break_even_note(row(**figures))) == note
    assert break_even_short(row(**figures)).replace("\u00a0", " ") == cell


@pytest.mark.parametrize(
    ("gain", "accuracy", "said"),
    [
        ("0.012", "0.88", "“Fine-tune F” has to be at least 1.2 points better than “Prompt P” to pay for itself."),
        ("-0.034", "0.88", "“Fine-tune F” costs less than “Prompt P”: it may even be 3.4 points worse and still pays."),
        ("0", "0.88", "“Fine-tune F” costs as much as “Prompt P”: any gain in accuracy pays."),
        ("-1.2", "0.88", "no loss of accuracy outweighs it."),
        ("0.2", "0.88", "better than “Prompt P” to pay, more than the 12 points that are left to it"),
        ("1.5", None, "more than the 100 points that the whole scale has"),
    ],
)
def test_the_least_gain_that_pays(gain: str, accuracy: str | None, said: str) -> None:
    worth = {"options": [{"key": "p", "accuracy": accuracy}], "least_gain": {"option": "f", "over": "p", "gain": gain}}
    assert said in plain(least_gain_sentence(worth, LABELS))


def test_value_and_cost_are_told_where_they_are_known() -> None:
    assert plain(value_sentence(row(value_per_month_usd="21149.1"), LABELS)) == (
        "“Fine-tune F” earns $21,149 a month, its own cost taken off."
    )
    assert "loses $500 a month" in plain(value_sentence(row(value_per_month_usd="-500"), LABELS))
    assert value_sentence(row(), LABELS) == accepted_sentence(row(), LABELS) == ""
    assert "costs $0.0245 with" in plain(accepted_sentence(row(cost_per_accepted_usd="0.0245"), LABELS))


def test_without_stakes_one_sentence_says_what_is_missing() -> None:
    assert worth_sentences(None, LABELS) == [NO_STAKES]
    assert reads_well(NO_STAKES)
    assert worth_sentences({"options": [row(pays=None, accuracy=None)], "least_gain": None}, LABELS) == []
