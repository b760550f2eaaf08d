"""What is missing before a training job can start, and what would make it better, as sentences."""

from collections import Counter
from dataclasses import dataclass, field

from decider.domain.evidence import TrainingFile
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.training.classes import FEW_OF_A_CLASS

# OpenAI's fine-tuning guide: a job needs 10 examples; 50 to 100 show an improvement; a file has at most 512 MB.
LEAST_EXAMPLES = 10
USEFUL_EXAMPLES = 50
MOST_BYTES = 512 * 1024**2
# Different system messages that are counted; more are "many".
_MOST_SYSTEMS = 1_000


@dataclass(slots=True)
class Systems:
    """System messages of the good examples, by fingerprint; None stands for none."""

    counts: Counter[int | None] = field(default_factory=Counter)

    def add(self, fingerprint: int | None) -> None:
        if fingerprint in self.counts or len(self.counts) < _MOST_SYSTEMS:
            self.counts[fingerprint] += 1

    def sentence(self) -> str | None:
        """What is wrong where the examples do not all begin with the same system message."""
        different = len(self.counts)
        if different < 2:
            return None
        absent = self.counts[None]
        if different == 2 and absent:
            which = f"{_count(absent, 'good example')} of {self.counts.total():,} {_has(absent)} no system message"
        else:
            number = f"more than {_MOST_SYSTEMS:,}" if different >= _MOST_SYSTEMS else f"{different:,}"
            which = f"the good examples have {number} different system messages (none counts as one)"
        return f"One system message: {which}; give every example the one that is used when the model answers."


def missing(training: TrainingFile, *, size: int) -> tuple[str, ...]:
    """Why no job starts with a file of `size` bytes."""
    found = []
    good, bad = training.good_examples, training.bad_lines_count
    if good < LEAST_EXAMPLES:
        found.append(
            f"At least {LEAST_EXAMPLES} good examples: there {_is(good)} {good}, and no job starts with fewer than "
            f"{LEAST_EXAMPLES}; add {LEAST_EXAMPLES - good} or more."
        )
    if bad:
        found.append(f"{_count(bad, 'line')} {_has(bad)} an error: mend or remove {_it(bad)}.")
    if size > MOST_BYTES:
        found.append(f"A smaller file: it has {size / 1024**2:,.0f} MB, and at most 512 MB are taken.")
    return tuple(found)


def advice(training: TrainingFile, systems: Systems) -> tuple[str, ...]:
    """What a job starts without, but does better with; nothing while there is no good example."""
    if not training.good_examples:
        return ()
    found = []
    longest, over, _ = training.limits[-1]
    if over:
        found.append(
            f"Shorter examples: {_count(over, 'example')} {_has(over)} more than {longest:,} tokens, where today's "
            "models cut them; shorten or split them."
        )
    if LEAST_EXAMPLES <= training.good_examples < USEFUL_EXAMPLES:
        found.append(
            f"More examples: {training.good_examples} may start a job, but providers see clear improvements from "
            f"{USEFUL_EXAMPLES} to 100 on."
        )
    if sentence := systems.sentence():
        found.append(sentence)
    if groups := training.conflicts_count:
        found.append(
            f"One answer a request: {_count(groups, 'request')} {_is(groups)} answered in different ways; "
            "decide which answer is right."
        )
    rare = [label for label, count in training.classes if count < FEW_OF_A_CLASS]
    if rare and training.good_examples >= LEAST_EXAMPLES:
        named = ", ".join(f"“{shown(label, 30)}”" for label in rare[:3])
        found.append(
            f"More examples of rare labels: {named}{' and others' if len(rare) > 3 else ''} "
            f"{_has(len(rare))} fewer than {FEW_OF_A_CLASS}."
        )
    if training.leaks_count is None:
        found.append(
            "A held-out set: cases that are not in this file, to measure what the tuned model learned; compare this "
            "file with your evaluation file to see that none is in both."
        )
    elif training.leaks_count:
        found.append(
            f"A held-out set that is held out: {_count(training.leaks_count, 'example')} "
            f"{_has(training.leaks_count)} a request that is also in the evaluation file; remove "
            f"{_it(training.leaks_count)} from one of the two."
        )
    return tuple(found)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _it(number: int) -> str:
    return "it" if number == 1 else "them"
