"""From what was read in a file to facts of a task profile: each with its figure, its interval and how it was measured.

A figure that a file cannot carry is refused with the reason, never guessed: four seconds say nothing about a month.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from decider.domain.evidence import Evaluation, Paired, PromptParts, Reading, Series, TrainingFile
from decider.domain.measured_fact import CURRENT, Measured, MeasuredFacts, Refused, significant
from decider.domain.measured_usage import usage_facts
from decider.domain.options import Adaptation
from decider.domain.profile import Kind, TaskProfile

__all__ = ["CURRENT", "Measured", "MeasuredFacts", "Refused", "measured_facts"]

Found = Iterator[Measured | Refused]
# The metric of a series in which a case must pass all that is asked of it.
ALL_METRICS = "all"


def measured_facts(
    reading: Reading,
    *,
    stated: TaskProfile | None = None,
    model: str = "",
    roles: Mapping[str, int] | None = None,
    paired: Mapping[str, Paired] | None = None,
) -> MeasuredFacts:
    """The facts that a reading measures.

    `stated` is the task's profile as it is now: a log knows only the whole input of a call, of which the parts
    that are stated are taken off, and a training file concerns the tuned options that are listed. `model` narrows
    a usage log to one of its models. `roles` says which series of an evaluation is today's prompt (`CURRENT`) and
    which belongs to which option (its key), as positions in `evaluation.series`. `paired` has, for an option's
    key, the table of today's prompt (first) and that option (second) on the same cases, where it was made from
    two files; that of one file is found here.

    Raises:
        KeyError: the log has no such model.
        IndexError: the evaluation has no such series.
    """
    profile = stated or TaskProfile(name="", kind=Kind.OTHER)
    if reading.usage is not None:
        return usage_facts(reading.usage, profile, model)
    if reading.evaluation is not None:
        return _sorted(_evaluation(reading.evaluation, profile, roles or {}, paired or {}))
    if reading.training is not None:
        return _sorted(_training(reading.training, profile))
    if reading.prompt is not None:
        return _sorted(_prompt(reading.prompt))
    return MeasuredFacts()


def _sorted(found: Found) -> MeasuredFacts:
    each = list(found)
    return MeasuredFacts(
        tuple(fact for fact in each if isinstance(fact, Measured)),
        tuple(fact for fact in each if isinstance(fact, Refused)),
    )


def _evaluation(
    evaluation: Evaluation, profile: TaskProfile, roles: Mapping[str, int], paired: Mapping[str, Paired]
) -> Found:
    chosen = {role: evaluation.series[position] for role, position in roles.items()}
    for role, series in chosen.items():
        prefix = "quality" if role == CURRENT else f"options.{role}.quality"
        if role == CURRENT:
            yield from _metric(series, profile)
        yield from _score(series, prefix, "current" if role == CURRENT else "expected")
    current = chosen.get(CURRENT)
    for role, series in chosen.items():
        if role == CURRENT:
            continue
        table = paired.get(role)
        if table is None and current is not None:
            table = _table(evaluation, current, series)
        if table is not None:
            yield from _same_cases(table, role)


def _metric(series: Series, profile: TaskProfile) -> Found:
    """What is measured, and on which scale; a name that the team gave the metric stays."""
    if series.score is None or not series.n:
        return
    if profile.quality.metric is None:
        name = "share of cases passed" if series.metric == ALL_METRICS else series.metric[:80]
        yield Measured(path="quality.metric", value=name, how="As the evaluation calls it.")
    if 0 <= series.score <= 1:
        yield Measured(path="quality.scale", value="share", how="The score is a share from 0 to 1.")
    else:
        yield Measured(path="quality.scale", value="number", how="The score is no share from 0 to 1.")


def _score(series: Series, prefix: str, name: str) -> Found:
    path = f"{prefix}.{name}"
    if series.score is None or not series.n:
        yield Refused(path, "No case was scored.")
        return
    cases = series.cases if series.cases is not None and series.cases < series.n else series.n
    errors = f"; {series.errors:,} that failed to answer are left out" if series.errors else ""
    repeated = f" in {series.n:,} runs" if cases < series.n else ""
    low = None if series.low is None else significant(series.low, 6)
    high = None if series.high is None else significant(series.high, 6)
    share = 0 <= series.score <= 1
    yield Measured(
        path=path, value=significant(series.score), low=low, high=high, interval=95, n=cases,
        how=f"“{series.name[:80]}”: {_measure(series)} {cases:,} cases{repeated}{errors}.",
    )  # fmt: skip
    if series.passes is not None or share:
        yield Measured(path=f"{prefix}.sample_size", value=Decimal(cases), n=cases, how="Cases that were scored.")


def _measure(series: Series) -> str:
    return "passes of" if series.metric == ALL_METRICS else f"{series.metric} over"


def _table(evaluation: Evaluation, current: Series, other: Series) -> Paired | None:
    """The table of two series of one file, today's prompt first."""
    if current.metric != other.metric:
        return None
    for table in evaluation.paired:
        if table.metric != current.metric:
            continue
        if (table.a, table.b) == (current.name, other.name):
            return table
        if (table.a, table.b) == (other.name, current.name):
            return Paired(
                a=table.b, b=table.a, metric=table.metric, both_pass=table.both_pass, both_fail=table.both_fail,
                only_a_passes=table.only_b_passes, only_b_passes=table.only_a_passes, dropped=table.dropped,
            )  # fmt: skip
    return None


def _same_cases(table: Paired, option: str) -> Found:
    cases = table.both_pass + table.only_a_passes + table.only_b_passes + table.both_fail
    how = f"Of {cases:,} cases that both answered" + (f"; {table.dropped:,} are left out." if table.dropped else ".")
    cells = {
        "both_pass": table.both_pass,
        "only_option_passes": table.only_b_passes,
        "only_current_passes": table.only_a_passes,
        "both_fail": table.both_fail,
    }
    if cases:
        for name, count in cells.items():
            yield Measured(path=f"options.{option}.paired.{name}", value=Decimal(count), n=cases, how=how)


def _training(training: TrainingFile, profile: TaskProfile) -> Found:
    repeated = training.repeated_examples
    if repeated is None:
        repeated = sum(len(group) - 1 for group in training.duplicates)
    labelled = max(0, training.good_examples - repeated)
    if training.good_examples:
        yield Measured(
            path="data.labelled_examples", value=Decimal(labelled), n=training.examples,
            how=f"{training.good_examples:,} example{'s are' if training.good_examples > 1 else ' is'} valid"
            + (f", less {repeated:,} that repeat{'s' if repeated == 1 else ''} another one." if repeated else "."),
        )  # fmt: skip
    else:
        yield Refused("data.labelled_examples", "No example in the file is valid.")
    if not training.tokens:
        return
    counted = "estimated at four characters a token" if training.tokens_by == "estimate" else f"by {training.tokens_by}"
    for option in profile.options:
        if option.adaptation is Adaptation.PROMPT:
            continue
        prefix = f"options.{option.key}.training"
        yield Measured(
            path=f"{prefix}.tokens", value=Decimal(training.tokens), n=training.good_examples,
            how=f"Tokens of the valid examples, once, {counted}.",
        )  # fmt: skip
        if training.epochs:
            yield Measured(
                path=f"{prefix}.epochs", value=Decimal(training.epochs), n=training.good_examples,
                how="What the provider chooses by itself for so many examples.",
            )  # fmt: skip


# Fewer are a word or two, no prompt; ours.
LEAST_TOKENS_OF_A_PROMPT = 20
# Parts of a pasted prompt and the fact that holds their tokens.
_PARTS = {"instructions": "instructions", "examples": "examples", "context": "context", "request": "request"}


def _prompt(prompt: PromptParts) -> Found:
    counted = (
        "estimated at four characters a token" if prompt.tokens_by == "estimate" else f"counted by {prompt.tokens_by}"
    )
    tokens = dict.fromkeys(_PARTS.values(), 0)
    for part in prompt.parts:
        # A schema is sent with each call like the instructions.
        tokens[_PARTS.get(part.part, "instructions")] += part.tokens
    own = tokens["instructions"] + tokens["examples"]
    if own >= LEAST_TOKENS_OF_A_PROMPT:
        yield Measured(path="prompting.tried", value=True, how="A prompt is in use.")
    else:
        yield Refused(
            "prompting.tried",
            f"The pasted text has {own:,} token{'' if own == 1 else 's'} of instructions and examples: "
            "that is hardly a prompt.",
        )
    places = {_PARTS.get(part.part) for part in prompt.parts if part.placeholder}
    if "examples" in places and not prompt.examples:
        yield Refused("prompting.examples", "The pasted prompt has a placeholder for its examples.")
    else:
        yield Measured(
            path="prompting.examples",
            value=Decimal(prompt.examples),
            n=prompt.examples,
            how="Examples found in the prompt.",
        )
    for name in ("clear_instructions", "output_schema"):
        if name in prompt.has or name in prompt.missing:
            yes = name in prompt.has
            yield Measured(
                path=f"prompting.{name}", value=yes, how="Found in the prompt." if yes else "Not found in the prompt."
            )
    for name, count in tokens.items():
        empty = name in ("context", "request") and not count
        if name in places:
            yield Refused(f"tokens.{name}", "The pasted prompt has a placeholder there: a usage log knows its length.")
        elif empty:
            yield Refused(
                f"tokens.{name}", "The pasted prompt has a place for it at most: a usage log knows its length."
            )
        else:
            yield Measured(path=f"tokens.{name}", value=Decimal(count), how=f"Tokens of this part, {counted}.")
