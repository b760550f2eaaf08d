"""A row of evidence as the domain's reading, its outcomes back in their series."""

from decider.domain.evidence import Reading
from decider.domain.evidence_data import reading_from, with_outcomes
from decider.models import Evidence


def stored_reading(evidence: Evidence) -> Reading | None:
    """What was read; None while there is nothing."""
    if evidence.reading is None:
        return None
    return with_outcomes(reading_from(evidence.reading), evidence.outcomes or {})
