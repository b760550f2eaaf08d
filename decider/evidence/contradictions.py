"""What the files of a task say against the answers that are stated, as long as neither is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from decider.domain.evidence import Kind
from decider.domain.measured import measured_facts
from decider.domain.reading import ProfileErrors
from decider.domain.steps import step_of
from decider.evidence.in_force import in_force
from decider.evidence.offers import applied_choices
from decider.evidence.stored import stored_reading
from decider.models import Evidence, EvidenceState, Measurement, Task
from decider.profiles.links import fact_url
from decider.wording import fact_name
from decider.wording.numbers import capitalised


@dataclass(frozen=True)
class StandingContradiction:
    """A file speaks against the stated answer to the fact at `path`; `url` leads to where that is answered."""

    path: str
    name: str
    why: str
    url: str
    evidence: Evidence


def standing_contradictions(
    task: Task, measured: Mapping[str, Measurement] | None = None, *, step: str = ""
) -> list[StandingContradiction]:
    """The contradictions of the logs that answers rest on and of the newest one, all or those of one step.

    One is settled where the answers change, the file is deleted, or the fact is measured from another file. `measured`
    is `in_force(task)`, where the caller has it already.
    """
    # Only a log of calls can be held against parts that are stated.
    rows = Evidence.objects.filter(task=task, kind=Kind.USAGE, state=EvidenceState.READY)
    newest = rows.values_list("pk", flat=True).first()
    if newest is None:
        return []
    measured = in_force(task) if measured is None else measured
    used = {one.evidence_id for one in measured.values()}
    try:
        stated = task.profile()
    except ProfileErrors:
        # Said where the answers stand; a file cannot be held against them.
        return []
    found = []
    for row in rows.filter(pk__in={*used, newest}).defer("outcomes", "columns", "mapping", "previous"):
        reading = stored_reading(row)
        if reading is None or reading.usage is None:
            continue
        model = applied_choices(row).model
        facts = measured_facts(reading, stated=stated, model=model if model in reading.usage.by_model else "")
        for each in facts.refused:
            source = measured.get(each.path)
            if not each.contradicts or (source is not None and source.evidence_id != row.pk):
                continue
            if not step or step_of(each.path).slug == step:
                name = capitalised(fact_name(each.path))
                found.append(StandingContradiction(each.path, name, each.why, fact_url(task, each.path), row))
    return found
