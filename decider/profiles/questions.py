"""The words of the wizard: every question as a sentence, its one line of help, its choices.

Type, unit and bounds are not here: they come from the declaration of the profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Question:
    sentence: str
    # One line; what a careful person would ask back.
    help: str = ""
    # Of a choice: value → (label, what it means).
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Shown in the field, on either side of the number, where the unit of the rule reads badly.
    before: str = ""
    after: str | None = None
    # What counts when nobody answers; empty where nothing is assumed.
    default: str = ""


YES_NO: Final = {"yes": ("Yes", ""), "no": ("No", "")}

KINDS: Final = {
    "classification": ("Classification", "One label, or a few, from a fixed list: the queue of a support ticket."),
    "extraction": ("Extraction", "Fields pulled out of text into a schema: drugs and doses from a record."),
    "generation": ("Generation", "New text from instructions: product descriptions, answers by mail."),
    "style_writing": ("Writing in a style", "The voice matters as much as the content: a brand, a person."),
    "summarisation": ("Summarisation", "Shorter text that keeps what matters."),
    "question_answering": ("Question answering", "Answers to questions, often with retrieved documents."),
    "code": ("Code", "Programs, queries or configuration."),
    "other": ("Something else, or I don’t know yet", "The framework still applies; no kind-specific advice is given."),
}

EXTERNAL_API: Final = {
    "allowed": ("Yes", "Any provider that procurement accepts will do."),
    "private_only": ("Only a private one", "A contract, a region or zero retention is required."),
    "forbidden": ("No", "The data may not leave our own machines."),
}

FAILURES: Final = {
    "none": ("There are none", "It already does what it should."),
    "syntax": ("Broken syntax", "The output does not parse: a missing bracket, stray text around JSON."),
    "format": ("Wrong format", "It parses, but does not follow our schema or citation style."),
    "style": ("Wrong style", "Right content, wrong voice."),
    "pattern": ("A pattern it misses", "It confuses cases that a person tells apart after seeing many examples."),
    "knowledge": ("Missing knowledge", "It would need facts that are not in the prompt."),
    "reasoning": ("Faulty reasoning", "It has the facts and draws the wrong conclusion."),
}

STYLES: Final = {
    "none": ("No", "Any clear style will do."),
    "broad": ("In broad strokes", "Formal, friendly, short: a sentence in the prompt describes it."),
    "subtle": ("In subtle ways", "People notice when it is slightly off, and cannot put the rule into words."),
}

SCALES: Final = {
    "share": ("As a share", "Accuracy, F1, pass rate: anything from 0 % to 100 %."),
    "number": ("As another number", "A score, an error count, an edit distance: any size."),
}

QUESTIONS: Final[dict[str, Question]] = {
    "kind": Question(
        "What kind of task is it?", "The closest one; it decides what a thorough prompt must contain.", KINDS
    ),
    "data.external_api": Question(
        "May the data be sent to an external API?", "Ask whoever answers for data protection.", EXTERNAL_API
    ),
    "data.labelled_examples": Question(
        "How many labelled examples do you have?",
        "Inputs together with the output you would accept. Logs without checked answers do not count.",
    ),
    "prompting.tried": Question(
        "Have you tried a prompt for this task?", "On real inputs, and looked at the outputs.", YES_NO
    ),
    "prompting.examples": Question(
        "How many examples does your best prompt show?", "Few-shot examples: an input together with its right output."
    ),
    "prompting.clear_instructions": Question(
        "Does it spell out the task clearly?",
        "A colleague who knows nothing of it could do the task from the instructions alone.",
        YES_NO,
    ),
    "prompting.output_schema": Question(
        "Does it define the shape of the output?", "A JSON schema, a list of allowed labels, a template.", YES_NO
    ),
    "prompting.output_validation": Question(
        "Is the output checked by code?", "What fails the check is asked again or goes to a person.", YES_NO
    ),
    "prompting.weeks_spent": Question(
        "How long have you worked on the prompt?",
        "Working time on the prompt, all people together. About a week is thorough.",
    ),
    "quality.metric": Question("What do you measure quality by?", "The name of the metric, such as accuracy or F1."),
    "quality.scale": Question(
        "How is it counted?", "Decides how the two figures below are read.", SCALES, default="a share"
    ),
    "quality.higher_is_better": Question(
        "Is a higher figure better?", "No for error rates and distances.", YES_NO, default="yes"
    ),
    "quality.target": Question(
        "Which figure would be good enough?", "What you need to go live, not what would be nice."
    ),
    "quality.current": Question(
        "Which figure does your best prompt reach?", "Measured on cases that the prompt was not written for."
    ),
    "quality.sample_size": Question(
        "On how many cases was that measured?", "Few cases cannot tell a small gap from chance."
    ),
    "quality.failure_cause": Question(
        "What goes wrong most often?", "Read twenty failures and pick the commonest cause.", FAILURES
    ),
    "quality.cost_of_error_usd": Question(
        "What does a wrong answer cost?", "Refunds, rework, a lost customer: on average.", before="$"
    ),
    "quality.value_of_success_usd": Question(
        "What is a right answer worth?", "Time saved or money earned, on average.", before="$"
    ),
    "quality.review_cost_usd": Question(
        "What does it cost to review one answer?", "If a person looks at each answer.", before="$"
    ),
    "quality.human_cost_usd": Question(
        "What would a person’s answer cost?", "Doing the task once by hand.", before="$"
    ),
    "volume.calls_per_month": Question(
        "How many calls a month?", "Requests for this task in a usual month, retries not counted."
    ),
    "volume.growth_per_month": Question(
        "How fast does that grow each month?",
        "3 % a month is 43 % more in a year. Negative if it shrinks.",
        after="% a month",
        default="no growth",
    ),
    "volume.peak_factor": Question(
        "How much busier is the busiest hour than the average hour?",
        "Decides how many machines self-hosting needs.",
        after="× the average",
        default="1",
    ),
    "volume.retry_rate": Question(
        "How many calls fail validation and are asked again?", "A share of all attempts.", after="%", default="0 %"
    ),
    "volume.batch_share": Question(
        "How many calls can wait some hours?",
        "Batch calls cost about half at most providers.",
        after="%",
        default="0 %",
    ),
    "tokens.instructions": Question(
        "How long are the instructions?", "The part of the prompt that is the same in each call, without the examples."
    ),
    "tokens.per_request_instructions": Question(
        "How long are the instructions that change with each request?",
        "A customer’s own rules, a requested tone. 0 if there are none.",
    ),
    "tokens.examples": Question(
        "How long are the examples in the prompt?", "All of them together. Fine-tuning burns them in."
    ),
    "tokens.context": Question("How much context is added?", "Retrieved documents, history. 0 if there is none."),
    "tokens.request": Question("How long is the request itself?", "The ticket, the record, the question: on average."),
    "tokens.output": Question("How long is the answer?", "On average, without hidden reasoning."),
    "tokens.reasoning": Question(
        "How much does the model think before it answers?",
        "Hidden reasoning tokens, billed as output.",
        default="0 tokens",
    ),
    "tokens.cached_share": Question(
        "How much of the input is read from the prompt cache?",
        "As the provider’s usage report says.",
        after="%",
        default="0 %",
    ),
    "tokens.cache_ttl_seconds": Question(
        "How long does a prompt stay in the cache?",
        "Where the cached share is not measured, it is then estimated from the volume. 300 s is common.",
        default="not estimated",
    ),
    "tokens.cache_write_share": Question(
        "How much of the input is written to the prompt cache?",
        "Billed extra by some providers.",
        after="%",
        default="0 %",
    ),
    "latency.target_p95_ms": Question(
        "How quickly must 95 of 100 answers be there?",
        "The whole answer, at the 95th percentile. 1.5 s is understood too.",
    ),
    "latency.current_p95_ms": Question(
        "How quickly are 95 of 100 answers there today?", "With your best prompt, at the 95th percentile."
    ),
    "latency.streaming": Question(
        "Is the answer shown while it is being written?", "Then the first word counts more than the last.", YES_NO
    ),
    "needs.proprietary_format": Question(
        "Must the output follow a format of your own?", "An unusual citation style, a schema nobody else uses.", YES_NO
    ),
    "needs.style_voice": Question(
        "Must it sound like someone in particular?", "A brand’s voice, a person’s way of writing.", STYLES
    ),
    "needs.instructions_change_per_request": Question(
        "Do the instructions change from request to request?",
        "Each customer brings own rules, each user picks a tone.",
        YES_NO,
    ),
    "needs.tasks_on_one_model": Question(
        "How many different tasks must one model serve?", "1 if a model may be there for this task alone."
    ),
    "cadence.max_weeks_per_iteration": Question(
        "How long can you wait for an improvement to go live?",
        "A fine-tuning cycle takes 2 to 4 weeks; a prompt changes in minutes.",
    ),
    "cadence.prompt_changes_per_month": Question(
        "How often does the prompt change?", "Changes that go live, in a usual month."
    ),
    "cadence.retrain_every_months": Question(
        "How often would a tuned model be trained anew?", "When labels, products or language drift.", default="never"
    ),
    "team.can_serve_models": Question(
        "Can your team run models on GPUs of its own?", "Including nights, updates and incidents.", YES_NO
    ),
    "team.engineer_rate_usd_per_hour": Question(
        "What does an engineer’s hour cost?",
        "With overheads; needed where hours are counted.",
        before="$",
        after="an hour",
    ),
    "horizon_months": Question(
        "Over how many months should it pay?", "Costs are added up over this time.", default="12 months"
    ),
    "discount_rate_per_month": Question(
        "At which rate is later money discounted?",
        "0 % treats a dollar next year like one today.",
        after="% a month",
        default="0 %",
    ),
    "price_decline_per_month": Question(
        "How fast do you expect token prices to fall?",
        "Of API prices; 0 % keeps today’s list prices.",
        after="% a month",
        default="0 %",
    ),
}


def question(path: str) -> Question:
    """The words for a fact of the profile.

    Raises:
        KeyError: no question asks for it.
    """
    return QUESTIONS[path]
