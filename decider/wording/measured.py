"""How much of what a recommendation rests on is measured, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from decider.wording.numbers import NBSP, count


def measured_count(assumptions: Iterable[Mapping[str, Any]]) -> int:
    """Facts that were measured, as every page counts them: each once, the table of a comparison as its four."""
    return len({row["fact"] for row in assumptions if row.get("provenance") == "measured"})


def measured_sentence(assumptions: Iterable[Mapping[str, Any]]) -> str:
    """How many of the facts that a team gave are measured; empty where it gave none."""
    rows = list(assumptions)
    measured = measured_count(rows)
    given = len({row["fact"] for row in rows if row.get("provenance") in ("measured", "stated")})
    if not given:
        return ""
    if not measured:
        return "None of the facts that the team gave is measured."
    if measured == given:
        return "All facts that the team gave are measured."
    verb = "is" if measured == 1 else "are"
    return f"{count(measured)} of the {count(given)}{NBSP}facts that the team gave {verb} measured, the others stated."
