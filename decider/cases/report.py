"""The table of published cases: expected against given verdicts, and why they differ."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decider.cases.profiles import Case, expected_verdict, hindsight_profile, other_reading, published_profile
from decider.domain.assessment import assess
from decider.domain.prices import PriceBook
from decider.domain.reading import read_profile
from decider.wording.labels import adaptation_name, verdict_short
from decider.wording.tree import node_question

# The prices of this day are used, so that the table stays what it is.
DAY = datetime.date(2026, 11, 24)
SPOKEN = {"yes": "answered yes", "no": "answered no", "unknown": "not published"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the framework says of one profile."""

    verdict: str
    # What it would do with a model: of interest where the verdict is about hosting.
    adaptation: str
    state: str
    possible: tuple[str, ...]
    # The question at which the walk stopped, and its answer.
    node: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """One case: what was done, and what the framework says from what was published and with hindsight."""

    case: Case
    expected: str
    other: str | None
    published: Reading
    hindsight: Reading | None

    def agrees(self, reading: Reading | None) -> bool:
        return reading is not None and reading.verdict == self.expected


def run(case: Case, book: PriceBook) -> Run:
    """Assess one case."""
    hindsight = hindsight_profile(case)
    return Run(
        case=case,
        expected=expected_verdict(case),
        other=other_reading(case),
        published=_reading(published_profile(case), book),
        hindsight=None if hindsight is None else _reading(hindsight, book),
    )


def document(runs: Sequence[Run]) -> str:
    """The whole of `docs/cases.md`."""
    return "\n\n".join([_introduction(runs), _table(runs), _why(runs), _hindsight(runs), _sources(runs)]) + "\n"


def _reading(data: Mapping[str, Any], book: PriceBook) -> Reading:
    found = assess(read_profile(data), day=DAY, book=book).data()["recommendation"]
    decided = next(node for node in found["tree"] if node["decides"])
    return Reading(
        verdict=found["verdict"],
        adaptation=found["adaptation"],
        state=found["state"],
        possible=tuple(found["possible_verdicts"]),
        node=decided["node"],
        answer=decided["answer"],
    )


def _introduction(runs: Sequence[Run]) -> str:
    agreeing = [run for run in runs if run.agrees(run.published)]
    among = [run for run in runs if run.expected in run.published.possible]
    either = [run for run in runs if run.published.verdict in (run.expected, run.other)]
    settled = [run for run in runs if run.published.state != "provisional"]
    return f"""# Published cases

Each of {len(runs)} published cases of prompting against fine-tuning is turned into a task profile that holds only
what was published; everything else stays *unknown*. The verdict that the framework gives is set against what the
people of the case chose or showed to be better. `python manage.py write_cases` makes this page; a test fails when it
is out of date.

- **{_share(agreeing, runs)}** get the verdict that was expected
  ({_share(either, runs)} if a second reading of the outcome counts too).
- **{_share(among, runs)}** have the expected verdict among the verdicts that are still possible.
- {_share(settled, runs)} are more than provisional: publications seldom say how thorough the prompt was, what quality
  was needed or how many calls were made, which are the framework's first questions. A verdict of *prompt first*
  therefore means here “the publication does not say that a thorough prompt was tried”, not that none was."""


def _table(runs: Sequence[Run]) -> str:
    head = "| Case | Expected | Given | State | Still possible | With hindsight |\n|---|---|---|---|---|---|"
    return "\n".join([f"## Expected and given verdicts\n\n{head}", *map(_row, runs)])


def _row(run: Run) -> str:
    other = run.other if run.other != run.expected else None
    expected = verdict_short(run.expected) + (f" (or {verdict_short(other)})" if other else "")
    hindsight = "–" if run.hindsight is None else _given(run, run.hindsight)
    possible = ", ".join(map(verdict_short, run.published.possible))
    cells = [_plain(run.case["title"]), expected, _given(run, run.published), run.published.state, possible, hindsight]
    return f"| {' | '.join(cells)} |"


def _given(run: Run, reading: Reading) -> str:
    name = verdict_short(reading.verdict)
    if reading.verdict == "self_host":
        name += f" ({adaptation_name(reading.adaptation).lower()})"
    return f"**{name}** ✓" if run.agrees(reading) else name


def _why(runs: Sequence[Run]) -> str:
    differing = [run for run in runs if not run.agrees(run.published)]
    parts = [
        "## Why the others differ",
        f"{len(differing)} cases get another verdict. They are grouped by the question at which the walk stopped.",
        *_groups(differing, [run.published for run in differing]),
    ]
    return "\n\n".join(parts)


def _hindsight(runs: Sequence[Run]) -> str:
    scored = [run for run in runs if run.hindsight]
    agreeing = [run for run in scored if run.agrees(run.hindsight)]
    among = [run for run in scored if run.hindsight and run.expected in run.hindsight.possible]
    differing = [run for run in scored if not run.agrees(run.hindsight)]
    readings = [run.hindsight for run in differing if run.hindsight]
    parts = [
        "## With hindsight",
        f"""{len(scored)} cases publish a score of the prompt. For these the last column takes that prompt as thorough,
with a week of work in it, and the best score that anything reached as the target: both are ours, and nobody knew the
second one beforehand. Read so, **{_share(agreeing, scored)}** agree, and {_share(among, scored)} have the expected
verdict among the possible ones.""",
        *_groups(differing, readings),
    ]
    return "\n\n".join(parts)


def _groups(runs: Sequence[Run], readings: Sequence[Reading]) -> list[str]:
    """One paragraph for each question and answer that decided, the most frequent first."""
    groups: dict[tuple[str, str, str], list[tuple[Run, Reading]]] = {}
    for case, reading in zip(runs, readings, strict=True):
        groups.setdefault((reading.node, reading.answer, reading.verdict), []).append((case, reading))
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_group(node, answer, verdict, members) for (node, answer, verdict), members in ordered]


def _group(node: str, answer: str, verdict: str, members: Sequence[tuple[Run, Reading]]) -> str:
    possible = sum(run.expected in reading.possible for run, reading in members)
    by_expected: dict[str, list[str]] = {}
    for run, _ in members:
        by_expected.setdefault(run.expected, []).append(_plain(run.case["title"]))
    head = (
        f"**{node_question(node)}** {SPOKEN[answer].capitalize()}, hence *{verdict_short(verdict).lower()}*: "
        f"{_cases(len(members))}, the expected verdict still possible in {possible}."
    )
    lines = [
        f"- {verdict_short(expected)} was expected ({len(names)}): {'; '.join(names)}."
        for expected, names in by_expected.items()
    ]
    return "\n".join([head, "", *lines])


def _sources(runs: Sequence[Run]) -> str:
    lines = [
        f"- {_plain(run.case['title'])}: {_plain(run.case['reason'])} "
        f"({_plain(run.case['source']['url'])}; label confidence {run.case['label_confidence']}, "
        f"evidence {run.case['evidence_grade']})"
        for run in runs
    ]
    return "\n".join(["## Sources\n", *lines])


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


def _share(some: Sequence[Run], all_runs: Sequence[Run]) -> str:
    if not all_runs:
        return "0 of 0"
    return f"{len(some)} of {len(all_runs)} ({100 * len(some) / len(all_runs):.0f} %)"


def _plain(text: str) -> str:
    """Words inside a table cell: no pipe, no line break."""
    return " ".join(text.replace("|", "/").split())
