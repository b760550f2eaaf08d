"""Whether answers look like labels, and how the labels are balanced."""

from collections import Counter

# A label has at most this many characters; longer answers are texts.
_LONGEST_LABEL = 60
# At most this many different labels; more are texts.
_MOST_LABELS = 100
# Each label stands for this many examples on average, or more; fewer are free answers.
_LEAST_MEAN = 2
# Fewer examples of a label than this, and the model hardly learns it; ours, from providers' "at least 10 examples".
FEW_OF_A_CLASS = 10


class Classes:
    """Counts answers while they look like labels; stops with the first that does not."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._are_labels = True

    def add(self, answer: object) -> None:
        if not self._are_labels:
            return
        label = answer.strip() if isinstance(answer, str) else ""
        if not label or len(label) > _LONGEST_LABEL or "\n" in label:
            self._stop()
            return
        self._counts[label] += 1
        if len(self._counts) > _MOST_LABELS:
            self._stop()

    def _stop(self) -> None:
        self._are_labels = False
        self._counts.clear()

    def classes(self) -> tuple[tuple[str, int], ...]:
        """Labels with their examples, the most frequent first; empty where answers are no labels."""
        if len(self._counts) * _LEAST_MEAN > self._counts.total():
            return ()
        return tuple(sorted(self._counts.items(), key=lambda item: (-item[1], item[0])))
