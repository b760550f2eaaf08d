"""Figures and codes come out of templates in the product's words."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template

NBSP = "\u00a0"


def shown(filter_name: str, value: Any) -> str:
    template = Template("{% load show %}{{ value|" + filter_name + " }}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filter_name", "value", "words"),
    [
        ("money", "4100.00", "$4,100"),
        ("money", Decimal("0.000612"), "$0.000612"),
        ("money", "-12.5", "−$12.50"),
        ("money", "0", "$0.00"),
        ("money", None, "not known"),
        ("cents", "734.4", "$734.40"),
        ("cents", "1204.005", "$1,204.00"),
        ("whole", 1200000, "1,200,000"),
        ("whole", Decimal("12.6"), "13"),
        ("whole", None, "not known"),
        ("quantity", Decimal("1.5"), "1.5"),
        ("quantity", {"low": 1, "high": 4, "likely": 2}, "1–4 (likely 2)"),
        ("short", 214000, f"214{NBSP}K"),
        ("short", 1234567, f"1.23{NBSP}M"),
        ("short", 999600, f"1{NBSP}M"),
        ("short", 999, "999"),
        ("short", 1000, f"1{NBSP}K"),
        ("short", Decimal("2.5e9"), f"2.5{NBSP}B"),
        ("short", None, "not known"),
        ("share", Decimal("0.88"), f"88{NBSP}%"),
        ("share", Decimal("0.925"), f"92.5{NBSP}%"),
        ("ms", 800, f"800{NBSP}ms"),
        ("ms", 12500, f"12.5{NBSP}s"),
        ("day", datetime.date(2026, 11, 24), f"24{NBSP}November{NBSP}2026"),
        ("moment", "2026-11-24T09:30:00Z", f"24{NBSP}November{NBSP}2026, 09:30{NBSP}UTC"),
        ("days", 1, f"1{NBSP}day"),
        ("days", datetime.timedelta(days=12, hours=3), f"12{NBSP}days"),
        ("days", None, "not known"),
        ("weeks", Decimal("1.5"), f"1.5{NBSP}weeks"),
        ("months", 12, f"12{NBSP}months"),
        ("verdict_label", "prompt", "Stay with prompting"),
        ("verdict_short", "fine_tune", "Fine-tune"),
        ("adaptation_label", "hybrid", "Hybrid"),
        ("hosting_label", "self_hosted", "Self-hosted"),
        ("kind_label", "question_answering", "Question answering"),
        ("state_label", "changes_requested", "Changes requested"),
        ("argument_label", "cost_at_scale", "Cost at scale"),
    ],
)
def test_a_figure_or_code_is_shown_as_people_read_it(filter_name: str, value: Any, words: str) -> None:
    assert shown(filter_name, value) == words


def test_what_is_unknown_can_be_called_otherwise() -> None:
    assert shown("money:'–'", None) == "–"
    assert shown("short:'–'", None) == "–"


@pytest.mark.parametrize("filter_name", ["money", "whole", "quantity", "short", "share", "ms", "days"])
def test_words_in_the_place_of_a_number_are_escaped(filter_name: str) -> None:
    assert "<" not in shown(filter_name, "<script>")
