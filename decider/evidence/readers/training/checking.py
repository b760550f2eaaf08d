"""One pass over a training file: every line checked, counted and compared."""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import MAX_BAD_LINES, MAX_NAMED, BadLine, TrainingFile
from decider.evidence.readers.source import Line
from decider.evidence.readers.tokens import TokenCounter
from decider.evidence.readers.training.against import normalised, user_texts
from decider.evidence.readers.training.classes import Classes
from decider.evidence.readers.training.compared import Compared, Groups, fingerprint
from decider.evidence.readers.training.lengths import LIMITS, Lengths, default_epochs
from decider.evidence.readers.training.missing import Systems
from decider.evidence.readers.training.rules import Finding, check_line

# Characters of a sentence about one line.
_LONGEST_REASON = 390
# How `Line.problem` begins for a line that is JSON, but no object; the value's beginning follows.
_NO_OBJECT = "is JSON, but not an object: "
_VALUES = {"[": "a list", '"': "a text", "t": "true", "f": "false", "n": "null"}
# How it begins for one that is none; Python's sentence follows, which may end in the middle.
_NO_JSON, _CUT = "not valid JSON", " starting at"


class Named:
    """Lines with what is said of them: the first `most` by name, the rest counted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.lines: list[BadLine] = []
        self.count = 0

    def add(self, line: int, findings: list[Finding]) -> None:
        self.count += 1
        if len(self.lines) < self._most:
            codes = tuple(dict.fromkeys(finding.code for finding in findings))
            reasons = dict.fromkeys(finding.reason for finding in findings)
            self.lines.append(BadLine(line=line, code=codes[0], reason=_joined(list(reasons)), also=codes[1:]))


def _joined(reasons: list[str]) -> str:
    said, rest = reasons[0][:_LONGEST_REASON], reasons[1:]
    for place, reason in enumerate(rest):
        more = f" And {len(rest) - place} more."
        if len(said) + len(reason) + len(more) + 1 > _LONGEST_REASON:
            return said + more
        said = f"{said} {reason}"
    return said


def _no_example(problem: str) -> Finding:
    if problem.startswith(_NO_OBJECT):
        value = _VALUES.get(problem[len(_NO_OBJECT) :].lstrip()[:1], "a number")
        return Finding("data_type", f"The line is {value}, not an object with `messages`.")
    if problem.startswith(_NO_JSON):
        return Finding("not_json", f"N{problem[1:].removesuffix(_CUT)}.")
    return Finding("not_json", f"Not a line of JSON: {problem}.")


class Checking:
    """Takes the lines one after the other; `training` is what was found."""

    def __init__(self, counter: TokenCounter, tested: frozenset[bytes] | None) -> None:
        self._counter = counter
        # Hashes of the requests of the evaluation file.
        self._tested = tested
        self._leaks: list[int] = []
        self._leaks_count = 0
        self._lengths = Lengths()
        self._classes = Classes()
        self._compared = Compared()
        self._assistant_tokens = 0
        self._last_line = 0
        self.systems = Systems()
        self.bad = Named(MAX_BAD_LINES)
        self.warned = Named(MAX_NAMED)
        # Lines that are not blank; those that are JSON; those that can be learned from.
        self.rows = self.examples = self.good = 0

    @property
    def is_cut(self) -> bool:
        """Whether the file has more examples than are compared with each other."""
        return self._compared.is_full

    def add(self, line: Line, *, numbered_by_line: bool = True) -> None:
        if numbered_by_line:
            self._warn_of_blank_lines(line.number)
        self.rows += 1
        if line.value is None:
            problem = _no_example(line.problem or "is no JSON object")
            self.examples += problem.code == "data_type"
            self.bad.add(line.number, [problem])
            return
        self.examples += 1
        self._compared.add(line.number, line.value)
        found = check_line(line.value)
        if found.errors:
            self.bad.add(line.number, found.errors)
        else:
            self._add_good(line.number, line.value, found.warnings)

    def _warn_of_blank_lines(self, number: int) -> None:
        for blank in range(self._last_line + 1, number):
            if len(self.warned.lines) >= MAX_NAMED:
                self.warned.count += number - blank
                break
            self.warned.add(blank, [Finding("warn_blank_line", "The line is blank: remove it.")])
        self._last_line = number

    def _add_good(self, number: int, example: Mapping[str, Any], warnings: list[Finding]) -> None:
        self.good += 1
        messages = example["messages"]
        tokens = self._counter.example(example)
        self._lengths.add(tokens)
        self._assistant_tokens += sum(
            self._counter.value(message.get("content")) for message in messages if message["role"] == "assistant"
        )
        self._compared.add_good(number, example)
        self._classes.add(messages[-1].get("content"))
        systems = [message.get("content") for message in messages if message["role"] in ("system", "developer")]
        self.systems.add(fingerprint(systems) if systems else None)
        if tokens > LIMITS[0]:
            warnings.append(Finding("warn_over_4096", self._too_long(tokens)))
        if self._tested is not None and any(normalised(text) in self._tested for text in user_texts(messages)):
            self._leaks_count += 1
            if len(self._leaks) < MAX_NAMED:
                self._leaks.append(number)
        for finding in warnings:
            self.warned.add(number, [finding])

    def _too_long(self, tokens: int) -> str:
        passed = [limit for limit in LIMITS if tokens > limit]
        which = "today's models" if len(passed) == len(LIMITS) else "models with that limit"
        about = "about " if self._counter.is_estimate else ""
        return f"The example has {about}{tokens:,} tokens: {which} cut it at {passed[-1]:,}."

    def training(self) -> TrainingFile:
        """All that was found but `missing`, which needs the file's size too."""
        duplicates, conflicts = self._compared.duplicates(), self._compared.conflicts()
        same = "The same example is on {others}: an example counts double where it stands twice."
        differs = "The same request has another answer on {others}: decide which is right."
        self._warn_of(duplicates, "warn_duplicate", same)
        self._warn_of(conflicts, "warn_conflict", differs)
        return TrainingFile(
            examples=self.examples,
            good_examples=self.good,
            tokens=self._lengths.total,
            tokens_by=self._counter.name,
            assistant_tokens=self._assistant_tokens,
            longest_tokens=self._lengths.longest,
            median_tokens=self._lengths.median(),
            bad_lines=tuple(self.bad.lines),
            bad_lines_count=self.bad.count,
            warnings=tuple(sorted(self.warned.lines, key=lambda warning: (warning.line, warning.code))),
            warnings_count=self.warned.count,
            duplicates=duplicates.named,
            duplicates_count=duplicates.count,
            repeated_examples=duplicates.good_repeats,
            conflicts=conflicts.named,
            conflicts_count=conflicts.count,
            leaks=None if self._tested is None else tuple(self._leaks),
            leaks_count=None if self._tested is None else self._leaks_count,
            classes=self._classes.classes(),
            epochs=default_epochs(self.good),
            limits=self._lengths.limits(),
        )

    def _warn_of(self, groups: Groups, code: str, sentence: str) -> None:
        before = self.warned.count
        for group in groups.named:
            # The same example has the same faults: bad lines are named for those, not for standing twice.
            if not self._compared.is_good(group[0]):
                continue
            for line in group:
                others = [other for other in group[:4] if other != line][:3]
                words = f"line{'s' if len(group) > 2 else ''} {', '.join(map(str, others))}"
                more = len(group) - 1 - len(others)
                said = sentence.format(others=f"{words} and {more:,} more" if more else words)
                self.warned.add(line, [Finding(code, said)])
        self.warned.count = before + groups.good_lines
