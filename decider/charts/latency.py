"""Latency of each option, stacked by where the time goes, against the target."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from decider.charts.options import Knowledge, read_options, shorten
from decider.charts.shapes import Bar, BarGroup, Cause, ChartContent, Mark, OptionFacts, Part, Table
from decider.charts.ticks import linear_axis
from decider.palette import Look
from decider.wording.numbers import as_decimal, milliseconds

ID = "latency"
TITLE_LABEL = 60
PERCENTILES = ("p50", "p95")


def _grey(light: str, dark: str) -> Look:
    return Look(light=light, dark=dark, marker="square")


# In the order of time. Greys of one hue: the four meanings of colour stay with the options.
CAUSES = (
    Cause(code="queue", name="Waiting for a free slot", look=_grey("#c3c9d4", "#424a59"), pattern="/"),
    Cause(code="prefill", name="Reading the prompt", look=_grey("#9aa5b8", "#626e84"), pattern="."),
    Cause(code="first_token", name="Until the first token", look=_grey("#7183a1", "#8494ad")),
    Cause(code="decode", name="Writing the answer", look=_grey("#34435e", "#bfcbde")),
    Cause(code="escalation", name="Asking another option again", look=_grey("#b08968", "#c9a67f")),
)
_CAUSE_CODES = tuple(cause.code for cause in CAUSES)


def latency(data: Mapping[str, Any], known: Knowledge) -> ChartContent:
    """The chart for an assessment's `charts.latency`."""
    options = read_options(data.get("options") or [], known)
    target, current = as_decimal(data.get("target_ms")), as_decimal(data.get("current_ms"))
    groups = tuple(_group(option) for option in options if _totals(option))
    if not groups:
        return ChartContent(
            id=ID,
            title="How fast each option answers is not known yet",
            description="",
            empty="State the measured time to the first token and per output token of an option to see it here.",
        )
    p95 = [(option, total) for option in options if (total := _total(option, "p95")) is not None]
    # What cannot be chosen is drawn, but the finding is about the others.
    possible = [known_total for known_total in p95 if known_total[0].feasible] or p95
    unknown = [option.full_label for option in options if not _totals(option)]
    seen = {part.cause for group in groups for bar in group.bars for part in bar.parts}
    marks = []
    if current is not None:
        marks.append(Mark(kind="today", at=float(current), label=f"today {milliseconds(current)}"))
    if target is not None:
        marks.append(Mark(kind="target", at=float(target), label=f"target {milliseconds(target)}"))
    ends = [bar.total for group in groups for bar in group.bars] + [mark.at for mark in marks]
    return ChartContent(
        id=ID,
        title=_title(possible, target),
        description=_description(p95, target),
        table=_table(options, target, seen),
        x=linear_axis("Time until the whole answer is there", ends, text=milliseconds),
        groups=groups,
        causes=tuple(cause for cause in CAUSES if cause.code in seen),
        marks=tuple(marks),
        notes=(f"Not known for {'; '.join(unknown)}.",) if unknown else (),
    )


def _parts(option: OptionFacts, percentile: str) -> list[tuple[str, Decimal]]:
    """The known causes of one percentile in the order of time; empty where the latency is not known."""
    raw = option.raw.get(percentile)
    listed = raw if isinstance(raw, list | tuple) else []
    parts = [(str(part.get("cause")), as_decimal(part.get("ms"))) for part in listed if isinstance(part, Mapping)]
    known = [(cause, ms) for cause, ms in parts if ms is not None and cause in _CAUSE_CODES and ms < Decimal("1e300")]
    return sorted(known, key=lambda part: _CAUSE_CODES.index(part[0]))


def _total(option: OptionFacts, percentile: str) -> Decimal | None:
    parts = _parts(option, percentile)
    return sum((ms for _, ms in parts), Decimal(0)) if parts else None


def _totals(option: OptionFacts) -> list[Decimal]:
    return [total for percentile in PERCENTILES if (total := _total(option, percentile)) is not None]


def _group(option: OptionFacts) -> BarGroup:
    names = {cause.code: cause.name for cause in CAUSES}
    bars = []
    for percentile in PERCENTILES:
        start, parts = Decimal(0), []
        for cause, ms in _parts(option, percentile):
            sentence = f"{names[cause]}: {milliseconds(ms)}"
            parts.append(Part(cause=cause, start=float(start), size=float(ms), sentence=sentence))
            start += ms
        if parts:
            bars.append(Bar(name=percentile, parts=tuple(parts), total=float(start), total_label=milliseconds(start)))
    return BarGroup(
        key=option.key,
        label=option.label,
        full_label=option.full_label,
        bars=tuple(bars),
        recommended=option.recommended,
    )


def _title(p95: Sequence[tuple[OptionFacts, Decimal]], target: Decimal | None) -> str:
    if not p95:
        return "How slow the slowest answers are is not known for any option"
    fastest = min(p95, key=lambda known: known[1])
    if target is None:
        return f"{shorten(fastest[0].full_label, TITLE_LABEL)} answers fastest: {milliseconds(fastest[1])} at p95"
    meeting = [option for option, total in p95 if total <= target]
    goal = f"{milliseconds(target)} at p95"
    recommended = next(((option, total) for option, total in p95 if option.recommended), None)
    if not meeting:
        return f"No option meets {goal}" if len(p95) > 1 else f"{_name(p95[0][0])} misses {goal}"
    if recommended and recommended[0] not in meeting:
        return f"{_name(recommended[0])} misses {goal}: it takes {milliseconds(recommended[1])}"
    if len(meeting) == len(p95):
        return f"Every option meets {goal}" if len(p95) > 1 else f"{_name(p95[0][0])} meets {goal}"
    if recommended and len(meeting) > 1:
        return f"{_name(recommended[0])} and {len(meeting) - 1} of {len(p95) - 1} others compared meet {goal}"
    if len(meeting) == 1:
        return f"Only {_name(meeting[0])} meets {goal}"
    return f"{len(meeting)} of {len(p95)} options meet {goal}"


def _name(option: OptionFacts) -> str:
    return shorten(option.full_label, TITLE_LABEL)


def _description(p95: Sequence[tuple[OptionFacts, Decimal]], target: Decimal | None) -> str:
    ends = "; ".join(f"{option.full_label} {milliseconds(total)}" for option, total in p95)
    goal = f" The target is {milliseconds(target)}." if target is not None else ""
    return f"Bar chart: time of the median and of the slowest answers, by cause. At p95: {ends}.{goal}"


def _table(options: Sequence[OptionFacts], target: Decimal | None, seen: set[str]) -> Table:
    causes = [cause for cause in CAUSES if cause.code in seen]
    rows = []
    for option in options:
        for percentile in PERCENTILES:
            parts, total = dict(_parts(option, percentile)), _total(option, percentile)
            cells = [milliseconds(parts[cause.code]) if cause.code in parts else "–" for cause in causes]
            verdict = _verdict(percentile, total, target)
            rows.append((f"{option.head}, {percentile}", *cells, milliseconds(total), verdict))
    headers = ("Option", *(cause.name for cause in causes), "Together", "Target")
    return Table(caption="Latency of each option by cause", headers=headers, rows=tuple(rows))


def _verdict(percentile: str, total: Decimal | None, target: Decimal | None) -> str:
    if target is None:
        return "none stated"
    if percentile != "p95":
        return "–"
    if total is None:
        return "not known"
    if total <= target:
        return f"met ({milliseconds(target)})"
    return f"missed by {milliseconds(total - target)}"
