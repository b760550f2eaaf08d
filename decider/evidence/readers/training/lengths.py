"""Token lengths of examples, their median, what is cut, what is billed, and the default number of epochs."""

from collections import Counter

# Tokens of an example at which models cut it: gpt-3.5-turbo-0613, gpt-3.5-turbo-0125, gpt-4o-mini and newer.
# Source: OpenAI's fine-tuning guide, "Token limits".
LIMITS = (4_096, 16_385, 65_536)
# OpenAI's cookbook for fine-tuning data: the number of epochs that is chosen by default.
TARGET_EPOCHS = 3
MAX_EPOCHS = 25
MIN_TARGET_EXAMPLES = 100
MAX_TARGET_EXAMPLES = 25_000


def default_epochs(examples: int) -> int:
    """3; for few examples as many as make 100 examples of all epochs (at most 25), for many at most 25,000."""
    wanted = examples * TARGET_EPOCHS
    if examples and wanted < MIN_TARGET_EXAMPLES:
        return min(MAX_EPOCHS, MIN_TARGET_EXAMPLES // examples)
    if wanted > MAX_TARGET_EXAMPLES:
        return max(1, MAX_TARGET_EXAMPLES // examples)
    return TARGET_EPOCHS


class Lengths:
    """Lengths by how often they occur: few different ones, however long the file."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, tokens: int) -> None:
        self._counts[tokens] += 1

    @property
    def total(self) -> int:
        return sum(length * count for length, count in self._counts.items())

    @property
    def longest(self) -> int | None:
        return max(self._counts, default=None)

    def median(self) -> float | None:
        """The middle length, or the mean of the two in the middle."""
        count = self._counts.total()
        if not count:
            return None
        return (self._at((count - 1) // 2) + self._at(count // 2)) / 2

    def _at(self, position: int) -> int:
        passed = 0
        for length in sorted(self._counts):
            passed += self._counts[length]
            if passed > position:
                return length
        raise AssertionError("the position lies within the count")

    def over(self, limit: int) -> int:
        """Examples longer than a limit."""
        return sum(count for length, count in self._counts.items() if length > limit)

    def within(self, limit: int) -> int:
        """Tokens of all examples, each cut at a limit: what one epoch is billed at."""
        return sum(min(length, limit) * count for length, count in self._counts.items())

    def limits(self) -> tuple[tuple[int, int, int], ...]:
        """(limit, examples over it, tokens when cut at it) for each of `LIMITS`."""
        return tuple((limit, self.over(limit), self.within(limit)) for limit in LIMITS)
