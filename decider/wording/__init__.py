"""The product's sentences: from codes and figures to one plain-text sentence, once, for pages, Markdown and PDF.

Pure Python, no Django and no markup: whoever prints a sentence escapes it as its medium demands.
Arguments are the plain data of an assessment (see the contract): money as decimal strings, numbers
as int or Decimal, `None` where something is unknown. Every sentence also reads well without its figures.
"""

from decider.wording.advice import advice_name, advice_sentence, measure_first_sentence
from decider.wording.changes import crossover_sentence, flip_sentence, latency_sentence, payback_sentence
from decider.wording.facts import fact_name, fact_value, policy_name, policy_value, provenance_name
from decider.wording.labels import (
    adaptation_name,
    hosting_name,
    kind_name,
    line_name,
    state_name,
    verdict_name,
    verdict_short,
    why_not_sentence,
)
from decider.wording.numbers import count, day, milliseconds, moment, money, share
from decider.wording.options import option_labels, option_phrase
from decider.wording.reasons import reason_argument, reason_name, reason_sentence
from decider.wording.support import SUPPORT
from decider.wording.trail import event_sentence, review_sentence, stage_sentence
from decider.wording.tree import node_answer_sentence, node_question, node_title
from decider.wording.verdict import (
    choice_sentence,
    firmness_sentence,
    possible_sentence,
    state_sentence,
    verdict_sentence,
)

__all__ = [
    "SUPPORT",
    "adaptation_name",
    "advice_name",
    "advice_sentence",
    "choice_sentence",
    "count",
    "crossover_sentence",
    "day",
    "event_sentence",
    "fact_name",
    "fact_value",
    "firmness_sentence",
    "flip_sentence",
    "hosting_name",
    "kind_name",
    "latency_sentence",
    "line_name",
    "measure_first_sentence",
    "milliseconds",
    "moment",
    "money",
    "node_answer_sentence",
    "node_question",
    "node_title",
    "option_labels",
    "option_phrase",
    "payback_sentence",
    "policy_name",
    "policy_value",
    "possible_sentence",
    "provenance_name",
    "reason_argument",
    "reason_name",
    "reason_sentence",
    "review_sentence",
    "share",
    "stage_sentence",
    "state_name",
    "state_sentence",
    "verdict_name",
    "verdict_sentence",
    "verdict_short",
    "why_not_sentence",
]
