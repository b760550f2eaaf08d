"""A row of evidence as the domain's reading."""

from decider.domain.evidence import Reading
from decider.domain.evidence_data import reading_from
from decider.models import Evidence


def stored_reading(evidence: Evidence) -> Reading | None:
    """What was read; None while there is nothing.

    What single cases got is left out: it may be large, and only a comparison of two series needs it (`comparing`).
    """
    return None if evidence.reading is None else reading_from(evidence.reading)
