"""A decision as a Markdown Architectural Decision Record (MADR 4)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from decider.exports.documents import Document
from decider.exports.markdown_text import block, code_block, inline, quote, table
from decider.exports.safe_text import one_line
from decider.wording import (
    choice_sentence,
    day,
    milliseconds,
    money,
    reason_sentence,
    state_sentence,
    verdict_sentence,
    why_not_sentence,
)
from decider.wording.comparison import compare
from decider.wording.options import option_facts, option_labels

Data = Mapping[str, Any]

# MADR knows proposed, rejected, accepted, deprecated and superseded.
STATUS = {
    "draft": "draft",
    "submitted": "proposed",
    "changes_requested": "proposed, changes requested",
    "approved": "accepted",
    "superseded": "superseded",
}


def render_markdown(document: Document) -> str:
    report = document.report()
    parts = [
        _front_matter(document),
        f"# {inline(report['title'])}",
        *_draft_notice(report),
        *_context(document, report),
        *_drivers(report),
        *_options(document),
        *_outcome(document, report),
        *_pros_and_cons(document),
        *_more(document, report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _front_matter(document: Document) -> str:
    """YAML; a JSON string is a YAML string, so nothing typed can leave its quotes."""
    decision, trail = document.snapshot["decision"], document.trail
    people = [(decision.get("author") or {}).get("name"), *(row.get("by") for row in trail.get("reviews") or [])]
    status = STATUS.get(document.state, document.state)
    if document.state == "superseded" and trail.get("successor"):
        status = f"superseded by revision {trail['successor']['revision']}"
    date = str(decision.get("submitted_at") or document.snapshot.get("day"))[:10]
    lines = {
        "status": status,
        "date": date,
        "decision-makers": ", ".join(dict.fromkeys(one_line(name) for name in people if name)),
    }
    return "\n".join(["---", *(f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in lines.items()), "---"])


def _draft_notice(report: Data) -> Iterator[str]:
    if report["state"]["draft"]:
        yield f"> **DRAFT.** {inline(report['state']['sentence'])}"


def _context(document: Document, report: Data) -> Iterator[str]:
    team, project, task = report["where"]
    assessment = document.snapshot["assessment"]
    yield "## Context and Problem Statement"
    yield (
        f"How should the task “{inline(task)}” ({report['kind'].lower()}; project “{inline(project)}”, "
        f"team “{inline(team)}”) be done: by prompting, by fine-tuning, by both, or on a self-hosted model?"
    )
    yield f"**The framework says:** {inline(verdict_sentence(assessment))}"
    yield inline(state_sentence(assessment.get("recommendation") or {}))
    yield "\n".join(
        f"{number}. {inline(node['question'])} {inline(node['sentence'])}"
        + (" **This decides.**" if node["decides"] else "")
        + ("" if node["on_path"] else " (Not reached.)")
        for number, node in enumerate(report["tree"], start=1)
    )


def _drivers(report: Data) -> Iterator[str]:
    yield "## Decision Drivers"
    applies = {"yes": "applies", "no": "does not apply", "unknown": "not known"}
    yield "\n".join(
        f"* **{inline(row['name'])}** ({name}; {applies[row['holds']]}): {inline(row['sentence'])}"
        for side, name in (("fine_tune", "for fine-tuning"), ("prompt", "for prompting"))
        for row in report["reasons"][side]
    )


def _options(document: Document) -> Iterator[str]:
    yield "## Considered Options"
    labels = option_labels(document.snapshot["assessment"])
    yield "\n".join(f"* {inline(label)}" for label in labels.values()) or "None was listed."


def _outcome(document: Document, report: Data) -> Iterator[str]:
    decision, assessment = document.snapshot["decision"], document.snapshot["assessment"]
    label = option_labels(assessment).get(str(decision.get("option_key") or ""))
    yield "## Decision Outcome"
    if label:
        yield f"Chosen option: “{inline(label)}”."
    yield inline(choice_sentence(decision, assessment))
    if decision.get("override_reason"):
        yield "**Reason for overriding:**"
        yield block(decision["override_reason"])
    yield block(decision.get("rationale")) or "No rationale has been written yet."
    yield table(
        ["Key figure", "Value", "Note"],
        [[figure["label"], figure["value"], figure["note"]] for figure in report["page_one"]["figures"]],
    )
    yield "### Consequences"
    yield block(decision.get("consequences")) or "None were recorded."
    yield "### Confirmation"
    if report["revisit"]:
        yield f"This decision is looked at again on {report['revisit']}, or earlier if a flip point comes near."
    yield "\n".join(f"* {inline(flip)}" for flip in report["flips"])
    for review in document.trail.get("reviews") or []:
        did = "approved the decision" if review.get("verdict") == "approved" else "requested changes"
        yield f"{inline(review.get('by'))} {did} on {day(review.get('at'))}."
        yield quote(review["text"]) if review.get("text") else ""


def _pros_and_cons(document: Document) -> Iterator[str]:
    assessment = document.snapshot["assessment"]
    reasons = (assessment.get("recommendation") or {}).get("reasons") or []
    argued = _argued(assessment)
    labels = option_labels(assessment)
    yield "## Pros and Cons of the Options"
    for key, option in option_facts(assessment).items():
        yield f"### {inline(labels[key])}"
        side = "prompt" if option.get("adaptation") == "prompt" else "fine_tune"
        monthly, one_off, total = (money(option.get(name)) for name in ("monthly_usd", "one_off_usd", "total_usd"))
        lines = [f"Neutral, because it costs {monthly} in the first month, {one_off} once and {total} over the horizon"]
        lines.extend(f"Bad, because it has no price: {one.get('message')}" for one in option.get("missing") or [])
        if option.get("feasible") is False:
            lines.append(f"Bad, because it is not feasible: {why_not_sentence(option.get('why_not'))}")
        if option.get("misses_quality_target") is True:
            lines.append("Bad, because its quality is below the target")
        meets = option.get("meets_latency_target")
        if meets is not None:
            p95 = milliseconds(option.get("latency_p95_ms"))
            good = "Good, because it meets" if meets else "Bad, because it misses"
            lines.append(f"{good} the latency target with {p95} at p95")
        lines.extend(
            f"Good, because {_clause(reason_sentence(reason))}"
            for reason in reasons
            if key in argued and reason.get("side") == side and reason.get("holds") is True
        )
        yield "\n".join(f"* {inline(line)}" for line in lines)
    if document.snapshot["decision"].get("alternatives_rejected"):
        yield "### Why the alternatives were rejected"
        yield block(document.snapshot["decision"]["alternatives_rejected"])


def _clause(sentence: str) -> str:
    """A sentence of ours as it follows "because": none of them begins with a name."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _argued(assessment: Data) -> set[str]:
    """The options that the ten arguments were weighed for: the prompted and the tuned one that were compared."""
    comparison = compare(assessment)
    tuned = comparison.recommended if (comparison.recommended or {}).get("adaptation") != "prompt" else None
    return {str(option.get("key")) for option in (comparison.prompted, tuned or comparison.tuned) if option}


def _more(document: Document, report: Data) -> Iterator[str]:
    yield "## More Information"
    yield inline(f"{', '.join(report['page_one']['revision'])}. {report['state']['sentence']}")
    yield "\n".join(f"* {inline(one['at'])} {inline(one['payback'])}".rstrip() for one in report["crossovers"])
    for title, part in (("How sure is this", "certainty"), ("What quality is worth", "worth")):
        if report[part]["sentences"]:
            yield f"**{title}**"
            yield "\n".join(f"* {inline(sentence)}" for sentence in report[part]["sentences"])
        if report[part]["rows"]:
            yield table(report[part]["head"], report[part]["rows"])
    if report["advice"]:
        yield "**Advice**"
        yield "\n".join(f"* {inline(one['name'])}: {inline(one['sentence'])}" for one in report["advice"])
    if report["measure_first"]:
        yield "**What to measure first**"
        yield "\n".join(f"{number}. {inline(one)}" for number, one in enumerate(report["measure_first"], start=1))
    if report["assumptions"]:
        yield "**Assumptions**"
        yield table(
            ["About", "Assumption", "Value", "Provenance", "Note or source"],
            [
                [group["title"], row["name"], row["value"], row["provenance"], row["note"]]
                for group in report["assumptions"]
                for row in group["rows"]
            ],
        )
    if report["policy"]:
        yield "**Thresholds**"
        yield table(["Threshold", "Value"], [[row["name"], row["value"]] for row in report["policy"]])
    if report["trail"]:
        yield "**Approval trail**"
        for row in report["trail"]:
            yield f"{row['at']}: **{inline(row['by'])}** {inline(row['what'])}."
            if row["text"]:
                yield quote("\n\n".join("\n".join(paragraph["lines"]) for paragraph in row["text"]))
    yield (
        f"Method version {inline(report['method_version'])}, prices of {report['day']}. "
        "With the parts `profile` and `policy` of the JSON export as files, this computes the figures again:"
    )
    yield code_block(report["reproduction"]["command"])
    if document.sha256:
        yield f"SHA-256 of the frozen snapshot: `{document.sha256}`"
