"""Tables of options and of their bills, as text; every column of a bill adds up as it is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Any

from decider.exports.safe_text import one_line
from decider.palette import INK_SOFT, look_of
from decider.wording import hosting_name, line_name, milliseconds, money, why_not_sentence
from decider.wording.numbers import as_decimal
from decider.wording.options import option_facts, option_labels

Data = Mapping[str, Any]

# So many options stand side by side in one table of bills.
OPTIONS_ABREAST = 4
_CENT = Decimal("0.01")


def option_rows(assessment: Data, chosen: str) -> list[dict[str, Any]]:
    """One row for each option, in the order given."""
    labels = option_labels(assessment)
    recommended = (assessment.get("recommendation") or {}).get("option")
    rows = []
    for option in option_facts(assessment).values():
        key = str(option.get("key"))
        rows.append(
            {
                "label": one_line(labels[key]),
                "colour": colour_of(option),
                "notes": [
                    note
                    for note, holds in (
                        (hosting_name(option.get("hosting")), bool(option.get("hosting"))),
                        ("recommended", key == recommended),
                        ("chosen", bool(chosen) and key == chosen),
                        ("quality below the target", option.get("misses_quality_target") is True),
                    )
                    if holds
                ],
                "per_call": money(option.get("per_call_usd"), unknown="–"),
                "monthly": money(option.get("monthly_usd"), unknown="–"),
                "one_off": money(option.get("one_off_usd"), unknown="–"),
                "total": money(option.get("total_usd"), unknown="–"),
                "p50": milliseconds(option.get("latency_p50_ms"), unknown="–"),
                "p95": milliseconds(option.get("latency_p95_ms"), unknown="–"),
                "meets": _met(option.get("meets_latency_target")),
                "feasible": option.get("feasible") is not False,
                "missing": [one_line(one.get("message")) for one in option.get("missing") or []],
                "why_not": one_line(why_not_sentence(option.get("why_not"))),
            }
        )
    return rows


def _met(meets: object) -> str:
    return "" if meets is None else "met" if meets else "missed"


def colour_of(option: Data) -> str:
    """The hex colour by which an option is known on pages, charts and paper."""
    try:
        return look_of(str(option.get("adaptation")), option.get("hosting")).light
    except KeyError:
        return INK_SOFT.light


@dataclass(frozen=True)
class _Kind:
    """A kind of bill: where its lines and its total stand in an option."""

    title: str
    total_title: str
    lines: str
    amount: str
    total: str


_KINDS = (
    _Kind("What the first month’s bill is made of", "First month", "lines", "monthly_usd", "monthly_usd"),
    _Kind("What the total over the horizon is made of", "Total", "total_lines", "total_usd", "total_usd"),
)


def bills(assessment: Data) -> list[dict[str, Any]]:
    """Each kind of bill with its tables of lines × options and the totals, at most four options abreast."""
    labels = option_labels(assessment)
    found = []
    for kind in _KINDS:
        priced = [option for option in option_facts(assessment).values() if option.get(kind.lines)]
        abreast = [priced[start : start + OPTIONS_ABREAST] for start in range(0, len(priced), OPTIONS_ABREAST)]
        if abreast:
            found.append({"title": kind.title, "tables": [_bill(kind, options, labels) for options in abreast]})
    return found


def _bill(kind: _Kind, options: Sequence[Data], labels: Mapping[str, str]) -> dict[str, Any]:
    codes = list(dict.fromkeys(str(line.get("code")) for option in options for line in option[kind.lines]))
    columns = [_column(kind, option) for option in options]
    return {
        "heads": [{"label": one_line(labels[str(o.get("key"))]), "colour": colour_of(o)} for o in options],
        "rows": [
            {"name": one_line(line_name(code)), "cells": [column.get(code, "") for column in columns]} for code in codes
        ],
        "total": kind.total_title,
        "totals": [money(option.get(kind.total), unknown="–", cents=True) for option in options],
    }


def _column(kind: _Kind, option: Data) -> dict[str, str]:
    """The option's lines by code, in cents that add up to the total in cents."""
    exact: dict[str, Decimal] = {}
    for line in option[kind.lines]:
        amount = as_decimal(line.get(kind.amount))
        if amount is not None:
            code = str(line.get("code"))
            exact[code] = exact.get(code, Decimal(0)) + amount
    shown = rounded_to_total(list(exact.values()))
    return {code: money(amount, cents=True) for code, amount in zip(exact, shown, strict=True)}


def rounded_to_total(amounts: Sequence[Decimal]) -> list[Decimal]:
    """Each amount in whole cents such that they add up to their rounded sum (largest remainder first)."""
    with localcontext() as context:
        context.prec = 120
        floors = [amount.quantize(_CENT, rounding=ROUND_FLOOR) for amount in amounts]
        missing = int((sum(amounts, Decimal(0)).quantize(_CENT) - sum(floors, Decimal(0))) / _CENT)
        by_remainder = sorted(range(len(amounts)), key=lambda i: (floors[i] - amounts[i], i))
        raised = set(by_remainder[: max(missing, 0)])
        return [floor + _CENT if index in raised else floor for index, floor in enumerate(floors)]
