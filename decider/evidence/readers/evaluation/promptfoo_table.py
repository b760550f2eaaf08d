"""promptfoo results as CSV.

Version 3 writes a block `[provider] prompt, Status, Score, Named Scores, (Metric: x)…, Grader Reason, Comment` for
each provider and prompt, so that column names repeat. Version 2 writes `[PASS] (1.00, metric: 1.00)` into the cell,
and errors as `[FAIL]`: they cannot be told from failures there. Neither has tokens or times.
"""

import re
from dataclasses import dataclass, field

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.series import ALL, metric_name
from decider.evidence.readers.evaluation.tally import Facts, Option, Result
from decider.evidence.readers.evaluation.values import case_key, mapping, number, parsed_number, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source, parse_json

_OUTPUT = re.compile(r"\[([^\]\n]{1,200})\] ")
_IN_CELL = re.compile(r"\s*\[(PASS|FAIL|ERROR)\](?: \(([^)\n]{0,2000})\))?")
_METRIC = "Metric: "


@dataclass(slots=True)
class _Block:
    """The columns of one provider and prompt."""

    option: Option
    output: int
    status: int | None = None
    named_scores: int | None = None
    metrics: dict[int, str] = field(default_factory=dict)


def is_table(source: Source) -> bool:
    return any(_OUTPUT.match(name) for name in source.header) and not source.header[0].startswith("[")


def read_table(source: Source) -> Reading:
    rows = Rows()
    blocks = _blocks(rows, source.header)
    if not blocks:
        raise EvidenceError("No column is named `[provider] prompt`: the table is no promptfoo export.")
    first_output = min(block.output for block in blocks)
    in_cell = [block for block in blocks if block.status is None]
    for line, cells in rows.cells(source):
        case = case_key("vars", dict(zip(source.header[:first_output], cells[:first_output], strict=False)))
        if first_output == 0:
            case = case_key("test", rows.rows)
        found = [_cell(rows, block, cells, case) for block in blocks]
        # A result for each provider and prompt, as in the JSON of the same eval.
        rows.rows += len(blocks) - 1
        rows.accepted += sum(found)
        if not all(found):
            rows.reject(line, f"has no PASS, FAIL or ERROR in {found.count(False)} of {len(found)} columns")
    if in_cell:
        rows.note("This promptfoo version writes errors as failures into CSV: export JSON to tell them apart.")
    return rows.reading(errors_known=not in_cell, nothing="The promptfoo table holds no results.")


def _blocks(rows: Rows, header: tuple[str, ...]) -> list[_Block]:
    blocks: list[_Block] = []
    for index, name in enumerate(header):
        found = _OUTPUT.match(name)
        if found:
            provider, prompt = text(found[1]), text(name[found.end() :])
            option = rows.board.option(index, name=provider, provider=provider, prompt=prompt)
            blocks.append(_Block(option, index))
        elif not blocks:
            continue
        elif name == "Status" and blocks[-1].status is None:
            blocks[-1].status = index
        elif name == "Named Scores":
            blocks[-1].named_scores = index
        elif name.startswith(_METRIC):
            blocks[-1].metrics[index] = metric_name(name.removeprefix(_METRIC))
    return blocks


def _cell(rows: Rows, block: _Block, cells: list[str], case: str) -> bool:
    """Counts the case for one provider; False where the cell holds no verdict."""
    scores: dict[str, Result] = {}
    if block.status is not None:
        status = cells[block.status].strip()
        scores = _scores(block, cells)
    else:
        found = _IN_CELL.match(cells[block.output])
        status = found[1] if found else ""
        scores = _scores_in_cell(found[2] or "") if found else {}
    if status == "ERROR":
        rows.board.failed(block.option, case)
    elif status in ("PASS", "FAIL"):
        rows.board.answered(block.option, case, {ALL: status == "PASS", **scores}, Facts())
    else:
        return False
    return True


def _scores(block: _Block, cells: list[str]) -> dict[str, Result]:
    """Named scores: those of the JSON cell, which are not rounded, or else of the columns of the metrics."""
    written = cells[block.named_scores].strip() if block.named_scores is not None else ""
    if written.startswith("{"):
        try:
            values = {metric_name(name): number(value) for name, value in mapping(parse_json(written)).items()}
        except EvidenceError:
            values = {}
        if values:
            return {name: value for name, value in values.items() if value is not None}
    read = {name: parsed_number(cells[index]) for index, name in block.metrics.items()}
    return {name: value for name, value in read.items() if value is not None}


def _scores_in_cell(inside: str) -> dict[str, Result]:
    """`1.00, exact_label: 1.00` → {exact_label: 1.0}."""
    found: dict[str, Result] = {}
    for part in inside.split(", ")[1:]:
        name, _, score = part.rpartition(": ")
        value = parsed_number(score)
        if name and value is not None:
            found[metric_name(name)] = value
    return found


FORMATS = (
    Format(
        name="promptfoo-csv",
        label="promptfoo eval, CSV",
        tool="promptfoo",
        kind=Kind.EVALUATION,
        shapes=(Shape.TABLE,),
        matches=is_table,
        read=read_table,
    ),
)
