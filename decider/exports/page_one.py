"""The report's first page, which is enough for a manager: verdict, choice, key figures, signatures."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from decider.exports.bill import colour_of
from decider.exports.safe_text import one_line, paragraphs, printable
from decider.wording import (
    choice_sentence,
    count,
    flip_sentence,
    milliseconds,
    moment,
    money,
    reason_sentence,
    state_name,
    state_sentence,
    verdict_sentence,
    verdict_short,
)
from decider.wording.changes import crossover_short, payback_short
from decider.wording.comparison import Comparison, compare, crossover_between
from decider.wording.measured import measured_count, measured_sentence
from decider.wording.numbers import as_decimal, quantity
from decider.wording.options import option_facts, option_labels
from decider.wording.uncertainty import is_ranged, verdict_share_sentence

Data = Mapping[str, Any]

# What the first page has room for, in lines of about so many narrow characters.
LINE_WIDTH = 92
# Names longer than this are cut on the first page; the last section has them in full.
NAME_LENGTH = 70
# A title wider than this is set smaller.
LONG_TITLE = 110
# From roomy to tight: lines of the rationale, lines of the reason for overriding, further lists shown. The page is set
# with the first that fits on it.
FITS = ((14, 5, 2), (14, 5, 1), (14, 5, 0), (9, 3, 0), (5, 2, 0), (2, 1, 0), (1, 1, 0))


def page_one(snapshot: Data, trail: Data, state: str) -> dict[str, Any]:
    decision, assessment = snapshot["decision"], snapshot["assessment"]
    recommendation = assessment.get("recommendation") or {}
    return {
        "where": [shortened(snapshot.get(name)) for name in ("team", "project", "task")],
        "long_title": _width(one_line(decision.get("title"))) > LONG_TITLE,
        "verdict": one_line(verdict_sentence(assessment)),
        "verdict_short": one_line(verdict_short(recommendation.get("verdict"))),
        "firmness": one_line(_firmness(assessment)),
        "choice": one_line(choice_sentence(decision, assessment)),
        "choice_colour": choice_colour(decision, assessment),
        "fits": [_fit(decision, *fit) for fit in FITS],
        **arguments(decision, assessment),
        "figures": key_figures(decision, assessment),
        "signatures": signatures(decision, trail, state),
        "revision": revision_lines(decision, trail),
    }


def _firmness(assessment: Data) -> str:
    """The recommendation's state, where facts are ranges how often the verdict stays, and how much is measured."""
    said, robustness = [state_sentence(assessment.get("recommendation") or {})], assessment.get("robustness")
    if is_ranged(robustness):
        said.append(verdict_share_sentence(robustness))
    assumptions = assessment.get("assumptions") or []
    if measured_count(assumptions):
        said.append(measured_sentence(assumptions))
    return " ".join(filter(None, said))


def _fit(decision: Data, rationale_lines: int, override_lines: int, lists: int) -> dict[str, Any]:
    rationale, rationale_cut = excerpt(decision.get("rationale"), rationale_lines)
    override, override_cut = excerpt(decision.get("override_reason"), override_lines)
    return {
        "rationale": paragraphs(rationale),
        "rationale_cut": rationale_cut,
        "override": paragraphs(override),
        "override_cut": override_cut,
        "lists": lists,
    }


def arguments(decision: Data, assessment: Data) -> dict[str, Any]:
    """The arguments that hold for the side that the choice is on, and what would change the recommendation.

    An override is read with what speaks for it; what speaks for the recommendation is in the report's body.
    """
    recommendation, labels = assessment.get("recommendation") or {}, option_labels(assessment)
    overrides = not decision.get("follows_recommendation", True)
    decided = decision.get("choice") if overrides else recommendation.get("verdict")
    side = "prompt" if decided in ("prompt", "prompt_first", "reexamine") else "fine_tune"
    way = "prompting" if side == "prompt" else "fine-tuning"
    holding = [
        reason
        for reason in recommendation.get("reasons") or []
        if reason.get("side") == side and reason.get("holds") is True
    ]
    return {
        "reasons_head": f"What speaks for the choice, {way}" if overrides else f"What speaks for {way}",
        "reasons": [one_line(reason_sentence(reason)) for reason in holding[:4]]
        or (
            [f"None of the framework’s arguments for {way} holds here; the reason for overriding stands alone."]
            if overrides
            else []
        ),
        "change": [one_line(flip_sentence(flip, labels)) for flip in (assessment.get("flips") or [])[:3]],
    }


def choice_colour(decision: Data, assessment: Data) -> str:
    option = option_facts(assessment).get(str(decision.get("option_key") or ""))
    if option:
        return colour_of(option)
    choice = str(decision.get("choice"))
    if choice == "self_host":
        return colour_of({"adaptation": "fine_tune", "hosting": "self_hosted"})
    return colour_of({"adaptation": {"fine_tune": "fine_tune", "hybrid": "hybrid"}.get(choice, "prompt")})


def _width(text: str) -> int:
    """Columns of a line, a full-width character taking two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shortened(name: object) -> str:
    """A name of one line, its end cut off where it is too long for the first page."""
    text = one_line(name)
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1].rstrip() + "…"


def line_count(text: str) -> int:
    return sum(max(1, -(-_width(line) // LINE_WIDTH)) for line in text.split("\n")) if text else 0


def excerpt(text: object, lines: int) -> tuple[str, bool]:
    """The beginning of a text that fits into so many lines, and whether more follows."""
    whole = printable(text).strip()
    if line_count(whole) <= lines:
        return whole, False
    kept: list[str] = []
    left = lines
    for line in whole.split("\n"):
        need = line_count(line) or 1
        if need <= left:
            kept.append(line)
            left -= need
            continue
        if left:
            kept.append(_cut(line, left * LINE_WIDTH - 2))
        break
    return "\n".join(kept).rstrip() + "\u00a0…", True


def _cut(line: str, width: int) -> str:
    """The beginning of a line within `width` columns, at a space where there is one in its last third."""
    end, columns = 0, 0
    while end < len(line) and columns + _width(line[end]) <= width:
        columns += _width(line[end])
        end += 1
    space = line.rfind(" ", end - end // 3, end)
    return line[: space if space > 0 else end].rstrip()


def key_figures(decision: Data, assessment: Data) -> list[dict[str, str]]:
    """The figures for the first page: label, value and one line of explanation each."""
    comparison, labels = compare(assessment), option_labels(assessment)
    today = comparison.today
    best = comparison.recommended or _cheapest(comparison)
    chosen = option_facts(assessment).get(str(decision.get("option_key") or ""))
    figures = [_monthly("Prompted option", today, labels)]
    if best is not None:
        same = today is not None and best.get("key") == today.get("key")
        figures.append(
            _monthly("Recommended option", best, labels, note="the prompted option itself" if same else None)
        )
    if chosen is not None and best is not None and chosen.get("key") != best.get("key"):
        figures.append(_monthly("Chosen option", chosen, labels))
    figures.append(_total(chosen or best or today, today, comparison))
    pair = (today, best) if best and today and best.get("key") != today.get("key") else None
    one, other = pair or (comparison.prompted, comparison.tuned)
    crossover = crossover_between(assessment, one, other)
    figures.extend(_crossover(crossover, labels, assessment))
    figures.append(_latency(chosen or best or today, assessment))
    return [{name: one_line(text) for name, text in figure.items()} for figure in figures]


def _cheapest(comparison: Comparison) -> Data | None:
    """Where the recommendation names no option: the cheapest feasible one, prompted where totals are equal."""
    options = [option for option in (comparison.prompted, comparison.tuned) if option]
    priced = [(total, option) for option in options if (total := as_decimal(option.get("total_usd"))) is not None]
    return min(priced, key=lambda pair: pair[0])[1] if priced else None


def _label(option: Data | None, labels: Mapping[str, str]) -> str:
    return labels.get(str(option.get("key")), "") if option else ""


def _monthly(label: str, option: Data | None, labels: Mapping[str, str], note: str | None = None) -> dict[str, str]:
    monthly = option.get("monthly_usd") if option else None
    value = money(monthly) if monthly is None else f"{money(monthly)} a month"
    return {"label": label, "value": value, "note": note or _label(option, labels) or "no prompted option is listed"}


def _total(option: Data | None, today: Data | None, comparison: Comparison) -> dict[str, str]:
    months = comparison.horizon_months
    label = f"Total over {quantity(months, 'month', 'months')}" if months is not None else "Total over the horizon"
    # The prompted option has only the recommendation to be compared with.
    is_today = option is not None and today is not None and option.get("key") == today.get("key")
    other, name = (comparison.recommended, "the recommended option") if is_today else (today, "prompting")
    mine, theirs = (as_decimal(one.get("total_usd")) if one else None for one in (option, other))
    note = "one-off cost included"
    if mine is not None and theirs is not None and (difference := mine - theirs):
        note = f"{money(abs(difference))} {'less' if difference < 0 else 'more'} than {name}, one-off cost included"
    return {"label": label, "value": money(mine), "note": note}


def _crossover(crossover: Data | None, labels: Mapping[str, str], assessment: Data) -> list[dict[str, str]]:
    calls = ((assessment.get("profile") or {}).get("volume") or {}).get("calls_per_month")
    now = f"today {count(calls)} calls a month" if calls is not None else "today’s volume is not known"
    if crossover is None:
        return [
            {"label": "Crossover", "value": "not known", "note": "needs two options whose prices are known"},
            {"label": "Payback", "value": "not known", "note": "needs two options whose prices are known"},
        ]
    to, start = labels.get(str(crossover.get("to")), ""), labels.get(str(crossover.get("from")), "")
    at = "cheaper from there on; " if crossover.get("result") == "at" else ""
    return [
        {"label": "Crossover", "value": crossover_short(crossover), "note": f"{to}: {at}{now}"},
        {"label": "Payback", "value": payback_short(crossover), "note": f"{to} against {start}"},
    ]


def _latency(option: Data | None, assessment: Data) -> dict[str, str]:
    facts = (assessment.get("profile") or {}).get("latency") or {}
    target, current = facts.get("target_p95_ms"), facts.get("current_p95_ms")
    p95 = option.get("latency_p95_ms") if option else None
    said = [f"target {milliseconds(target)}" if target is not None else "no target stated"]
    meets = option.get("meets_latency_target") if option else None
    if meets is not None:
        said[0] += ", met" if meets else ", missed"
    if current is not None:
        said.append(f"today {milliseconds(current)}")
    return {"label": "Latency (p95)", "value": milliseconds(p95), "note": "; ".join(said)}


def signatures(decision: Data, trail: Data, state: str) -> list[dict[str, str]]:
    author = decision.get("author") or {}
    submitted = decision.get("submitted_at")
    reviews = trail.get("reviews") or []
    rows = [
        {
            "role": "Author",
            "name": shortened(author.get("name") or author.get("email") or "not known"),
            "what": f"Submitted on {moment(submitted)}." if submitted else "Not submitted yet.",
        }
    ]
    if reviews:
        last = reviews[-1]
        verdict = "Approved" if last.get("verdict") == "approved" else "Changes requested"
        what = f"{verdict} on {moment(last.get('at'))}."
        rows.append({"role": "Reviewer", "name": shortened(last.get("by")), "what": what})
    else:
        waits = {"draft": "A review follows once it is submitted."}.get(state, f"{state_name(state)}.")
        rows.append({"role": "Reviewer", "name": "–", "what": waits})
    return rows


def revision_lines(decision: Data, trail: Data) -> list[str]:
    lines = [f"Revision {decision.get('revision')}"]
    if before := trail.get("predecessor"):
        lines.append(f"follows revision {before['revision']} “{shortened(before['title'])}”")
    if after := trail.get("successor"):
        lines.append(f"followed by revision {after['revision']} “{shortened(after['title'])}”")
    return lines
