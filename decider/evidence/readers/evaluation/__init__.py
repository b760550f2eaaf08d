"""Results of evaluations: scores by option, metric and filter with their intervals, and pairs on the same cases."""

from decider.evidence.readers.evaluation import (
    deepeval,
    inspect_log,
    langfuse_scores,
    langsmith,
    lm_eval,
    mapping,
    openai_evals,
    promptfoo,
    promptfoo_table,
)
from decider.evidence.readers.evaluation.meanings import MEANINGS, guess_mapping
from decider.evidence.readers.formats import Format

FORMATS: tuple[Format, ...] = (
    # What a person said of the columns comes before what they look like.
    *mapping.FORMATS,
    *promptfoo.FORMATS,
    *promptfoo_table.FORMATS,
    *inspect_log.FORMATS,
    *lm_eval.FORMATS,
    *deepeval.FORMATS,
    *langsmith.FORMATS,
    *openai_evals.FORMATS,
    *langfuse_scores.FORMATS,
)

__all__ = ["FORMATS", "MEANINGS", "guess_mapping"]
