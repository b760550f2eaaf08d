"""Results of evaluations: scores by option, metric and filter with their intervals, and pairs on the same cases."""

from decider.evidence.readers.evaluation import promptfoo, promptfoo_table
from decider.evidence.readers.formats import Format

FORMATS: tuple[Format, ...] = (
    *promptfoo.FORMATS,
    *promptfoo_table.FORMATS,
)

__all__ = ["FORMATS"]
