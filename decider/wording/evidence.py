"""What a comparison of two options on test cases shows, in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.wording.numbers import as_decimal, count, quantity


def points(gap: Any) -> str:
    """A gap between two shares in percentage points: "1 point", "13.2 points"."""
    number = abs(as_decimal(gap) or Decimal(0)) * 100
    digits = "0.1" if number >= Decimal("0.1") else "0.01"
    shown = number.quantize(Decimal(digits)).normalize()
    return "1 point" if shown == 1 else f"{shown:f} points"


def roughly(number: Any) -> Decimal:
    """A number of cases with two significant digits: it rests on a share that is itself uncertain."""
    value = as_decimal(number) or Decimal(0)
    return Decimal(f"{value:.1e}") if abs(value) >= 100 else value


def gap_sentence(figures: Mapping[str, Any], first: str, second: str) -> str:
    """What a comparison shows: the gap, what these cases can tell, and how many would be needed.

    `figures` are those of `comparison_figures`; `first` and `second` name what was compared.
    """
    gap, paired = as_decimal(figures.get("gap")) or Decimal(0), figures.get("paired")
    cases = quantity(figures.get("cases"), "case", "cases")
    on = f"on the same {cases}" if paired else f"on different cases ({cases} each or more)"
    if not gap:
        said = f"{second} and {first} score the same {on}"
    else:
        side = "above" if gap > 0 else "below"
        said = f"{second} scores {points(gap)} {side} {first} {on}"
    told = _p_value(figures) < Decimal("0.05")
    if told:
        return f"{said}, which is more than chance ({_p_text(figures)})."
    sentence = f"{said}, which may be chance ({_p_text(figures)})" if gap else said
    detectable, needed = figures.get("detectable"), figures.get("cases_needed")
    sentence += (
        "; so few cases tell nothing"
        if detectable is None
        else f"; {quantity(figures.get('cases'), 'case', 'cases')} can only show gaps of {points(detectable)} or more"
    )
    if needed is not None:
        sentence += f", and about {count(roughly(needed))} would be needed for a gap of this size"
    return f"{sentence}."


def same_cases_name(cases: Any, option: str) -> str:
    """What the table of an option and today's prompt is called."""
    return f"“{option}” and today’s prompt on the same {quantity(cases, 'case', 'cases')}"


def same_cases_value(cells: Mapping[str, Any]) -> str:
    """The table of an option and today's prompt: `both_pass`, `only_option_passes` and so on."""
    names = {
        "both_pass": "both pass",
        "only_option_passes": "only it",
        "only_current_passes": "only today’s prompt",
        "both_fail": "neither",
    }
    # A line may not end between a word and its number.
    return ", ".join(f"{words}\N{NO-BREAK SPACE}{count(cells.get(name))}" for name, words in names.items())


def _p_value(figures: Mapping[str, Any]) -> Decimal:
    value = as_decimal(figures.get("p_value"))
    return Decimal(1) if value is None else value


def _p_text(figures: Mapping[str, Any]) -> str:
    value = _p_value(figures)
    if value < Decimal("0.001"):
        return "p < 0.001"
    return f"p = {value.quantize(Decimal('0.01' if value >= Decimal('0.01') else '0.001')):f}"
