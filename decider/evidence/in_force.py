"""Which answers of a task are measured: those that still say what was measured."""

from decider.models import Measurement, Task
from decider.profiles.answers import flatten, same


def in_force(task: Task) -> dict[str, Measurement]:
    """Fact → its latest measurement, where the present answer is still that value.

    Facts are addressed as in `profiles/answers`: `volume.calls_per_month`, `options.ft-small.quality.expected`.
    """
    latest: dict[str, Measurement] = {}
    rows = Measurement.objects.filter(task=task).select_related("evidence").order_by("-id")
    # What was read may be large and is not asked for here.
    large = ("reading", "outcomes", "columns", "mapping", "previous")
    for row in rows.defer(*(f"evidence__{name}" for name in large)):
        latest.setdefault(row.fact, row)
    now = flatten(task.answers)
    return {fact: row for fact, row in latest.items() if fact in now and same(now[fact], row.value)}


def measured_notes(task: Task) -> dict[str, str]:
    """Fact → how it was measured and in which file, for the facts whose answer is measured."""
    return {fact: f"{row.how} File: {row.evidence.file_name}." for fact, row in in_force(task).items()}
