"""Bills add up as they are printed, whatever the cents."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from decider.exports.bill import OPTIONS_ABREAST, bills, option_rows, rounded_to_total
from decider.palette import SELF_HOST
from tests.exports.samples import snapshot

amounts = some.lists(
    some.decimals(min_value=0, max_value=10**9, places=12, allow_nan=False, allow_infinity=False), max_size=12
)


@given(amounts)
def test_rounded_lines_add_up_to_the_rounded_total(exact: list[Decimal]) -> None:
    shown = rounded_to_total(exact)
    assert sum(shown, Decimal(0)) == sum(exact, Decimal(0)).quantize(Decimal("0.01"))
    assert all(abs(one - other) < Decimal("0.01") for one, other in zip(shown, exact, strict=True))


def cents(text: str) -> Decimal:
    return Decimal(text.replace("$", "").replace(",", "") or "0")


def test_every_column_of_a_bill_adds_up_to_its_total() -> None:
    for kind in bills(snapshot()["assessment"]):
        for table in kind["tables"]:
            for column, total in enumerate(table["totals"]):
                assert sum(cents(row["cells"][column]) for row in table["rows"]) == cents(total)


def test_at_most_four_options_stand_side_by_side_and_none_is_lost() -> None:
    assessment = snapshot()["assessment"]
    first = assessment["options"][0]
    assessment["options"] = [{**first, "key": f"option-{number}", "label": f"Option {number}"} for number in range(9)]
    assessment["charts"] = None
    assessment["profile"]["options"] = []
    tables = bills(assessment)[0]["tables"]
    assert [len(table["heads"]) for table in tables] == [OPTIONS_ABREAST, OPTIONS_ABREAST, 1]


def test_an_option_that_cannot_be_chosen_says_why_and_keeps_its_colour() -> None:
    row = option_rows(snapshot()["assessment"], chosen="ft-small")[3]
    assert not row["feasible"]
    assert row["why_not"] == "The team cannot serve models itself."
    assert row["colour"] == SELF_HOST.light


def test_recommended_and_chosen_options_are_marked() -> None:
    notes = [row["notes"] for row in option_rows(snapshot()["assessment"], chosen="prompt-large")]
    assert "chosen" in notes[0]
    assert "recommended" in notes[1]


def test_what_is_not_known_is_a_dash_not_a_zero() -> None:
    assessment = snapshot()["assessment"]
    for name in ("per_call_usd", "monthly_usd", "one_off_usd", "total_usd", "latency_p95_ms"):
        assessment["options"][0][name] = None
    row = option_rows(assessment, chosen="")[0]
    assert {row[name] for name in ("per_call", "monthly", "one_off", "total", "p95")} == {"–"}
