"""Cumulative cost by month: what each option has cost by when, and when the recommended one has paid back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from decider.charts.options import Knowledge, line_of, read_options, shorten
from decider.charts.shapes import ChartContent, Mark, OptionFacts, Table
from decider.charts.short_numbers import short_money
from decider.charts.ticks import linear_axis, month_axis
from decider.wording.numbers import NBSP, money

ID = "cumulative_cost"
TITLE_LABEL = 60


def cumulative_cost(data: Mapping[str, Any], known: Knowledge) -> ChartContent:
    """The chart for an assessment's `charts.cumulative_cost`."""
    options = [option for option in read_options(data.get("options") or [], known) if option.points]
    if not options:
        return ChartContent(
            id=ID,
            title="What each option will have cost by when is not known yet",
            description="",
            empty="No option can be priced yet. State the volume, the tokens of a call, and prices for each option.",
        )
    last = max(option.points[-1][0] for option in options)
    months = int(data.get("horizon_months") or last)
    focus, rival = _pair(options)
    payback = _payback(data, focus, rival)
    marks: tuple[Mark, ...] = ()
    if payback is not None and 0 < payback <= months:
        marks = (Mark(kind="payback", at=float(payback), label=f"pays back in month {payback}"),)
    lines = tuple(line_of(option, place, log=False) for place, option in enumerate(options))
    return ChartContent(
        id=ID,
        title=_title(focus, rival, payback, months),
        description=_description(options, months),
        table=_table(options, data, months),
        x=month_axis(months),
        y=linear_axis("US$ since the start", [y for line in lines for _, y in line.points], money=True),
        lines=lines,
        marks=marks,
        notes=("One-off costs fall in month 0; volume grows as stated.",),
    )


def _end(option: OptionFacts) -> Decimal:
    return option.points[-1][1]


def _pair(options: Sequence[OptionFacts]) -> tuple[OptionFacts, OptionFacts | None]:
    """The option the chart is about and the one to hold it against.

    About the recommended option, else the cheapest one. A tuned option is held against the cheapest
    prompted one, a prompted option against the cheapest of the others.
    """
    eligible = [option for option in options if option.feasible] or list(options)
    focus = next((option for option in eligible if option.recommended), min(eligible, key=_end))
    others = [option for option in eligible if option is not focus]
    prompted = [option for option in others if option.adaptation == "prompt"]
    rivals = prompted if focus.adaptation != "prompt" and prompted else others
    return focus, min(rivals, key=_end, default=None)


def _payback(data: Mapping[str, Any], focus: OptionFacts, rival: OptionFacts | None) -> int | None:
    """The month in which the dearer start of the two has paid back, whichever of them it is."""
    if rival is None:
        return None
    for payback in data.get("paybacks") or []:
        if {payback.get("from"), payback.get("to")} == {focus.key, rival.key} and payback.get("month") is not None:
            return int(payback["month"])
    return None


def _title(focus: OptionFacts, rival: OptionFacts | None, payback: int | None, months: int) -> str:
    name = shorten(focus.full_label, TITLE_LABEL)
    over = f"over {months}{NBSP}month{'' if months == 1 else 's'}"
    if rival is None:
        return f"{name} costs {short_money(_end(focus))} {over}"
    other = shorten(rival.full_label, TITLE_LABEL)
    saved = _end(rival) - _end(focus)
    if saved < 0 and focus.adaptation != "prompt":
        return f"{name} does not pay back within {months}{NBSP}months: it costs {short_money(-saved)} more"
    if saved < 0:
        when = f" and would pay back in month{NBSP}{payback}" if payback else ""
        return f"{other} costs {short_money(-saved)} less {over}{when}"
    if saved == 0:
        return f"{name} and {other} cost the same {over}"
    if payback is not None and payback > 0:
        return f"{name} pays back in month{NBSP}{payback} and saves {short_money(saved)} {over}"
    return f"{name} is {short_money(saved)} cheaper than {other} {over}"


def _description(options: Sequence[OptionFacts], months: int) -> str:
    ends = "; ".join(f"{option.full_label} {short_money(_end(option))}" for option in options)
    return f"Line chart: cost added up month by month. After month {months}: {ends}."


def _table(options: Sequence[OptionFacts], data: Mapping[str, Any], months: int) -> Table:
    labels = {option.key: option.full_label for option in options}
    notes: dict[int, list[str]] = {}
    for payback in data.get("paybacks") or []:
        first, second = labels.get(str(payback.get("from"))), labels.get(str(payback.get("to")))
        if first and second and payback.get("month") is not None:
            notes.setdefault(int(payback["month"]), []).append(f"{second} has paid back against {first}")
    rows = []
    for month in range(months + 1):
        shown = [option.value_at(Decimal(month)) for option in options]
        if any(value is not None for value in shown):
            rows.append((str(month), *(money(value) for value in shown), "; ".join(notes.get(month, []))))
    headers = ("Month", *(option.head for option in options), "Note")
    return Table(caption="Cost since the start in US$, at the end of each month", headers=headers, rows=tuple(rows))
