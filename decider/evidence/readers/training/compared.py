"""Examples compared with each other by short hashes: the same twice, the same request with different answers.

Memory is bounded: 8 bytes an example for each hash, whatever the example's length.
"""

import hashlib
import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decider.domain.evidence import MAX_NAMED

# Examples that are compared; more lines than a file of 512 MB can hold examples of some length.
MAX_COMPARED = 5_000_000
# Line numbers of all groups together that are named.
MAX_NAMED_LINES = 10_000

_as_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of lines that belong together, in order of their first lines."""

    # The first of them: all lines of each, as far as `MAX_NAMED_LINES` reaches.
    named: tuple[tuple[int, ...], ...] = ()
    # Groups in all, and lines in those whose lines can be learned from.
    count: int = 0
    good_lines: int = 0
    # Of those lines all but the first of each group.
    good_repeats: int = 0


def fingerprint(value: Any) -> int:
    """64 bits of a value, whatever the order of its keys; 5 M different examples collide once in a million files."""
    text = _as_text(value)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Compared:
    def __init__(self) -> None:
        self._all_lines = array("Q")
        self._all = array("Q")
        self._lines = array("Q")
        self._requests = array("Q")
        self._answers = array("Q")

    @property
    def is_full(self) -> bool:
        return len(self._all) >= MAX_COMPARED

    def add(self, number: int, value: Any) -> None:
        """A line that is JSON, good or bad."""
        if not self.is_full:
            self._all_lines.append(number)
            self._all.append(fingerprint(value))

    def add_good(self, number: int, example: Mapping[str, Any]) -> None:
        """An example that can be learned from: all before the last answer is the request."""
        if len(self._lines) < MAX_COMPARED:
            self._lines.append(number)
            rest = {key: value for key, value in example.items() if key != "messages"}
            self._requests.append(fingerprint([example["messages"][:-1], rest]))
            self._answers.append(fingerprint(_answer(example["messages"][-1])))

    def is_good(self, number: int) -> bool:
        """Whether the line was added as one that can be learned from; lines come in ascending order."""
        place = bisect_left(self._lines, number)
        return place < len(self._lines) and self._lines[place] == number

    def duplicates(self) -> Groups:
        """Lines that hold the same example, good or bad."""
        order, starts, sizes = _equal(_numbers(self._all))
        lines = _numbers(self._all_lines)[order]
        # The same example has the same faults, so the first line of a group speaks for all.
        good = np.isin(lines[starts], _numbers(self._lines))
        return _groups(lines, starts, sizes, sizes[good])

    def conflicts(self) -> Groups:
        """Lines with the same request and not all the same answer."""
        order, starts, sizes = _equal(_numbers(self._requests))
        if not starts.size:
            return Groups()
        lines, answers = _numbers(self._lines)[order], _numbers(self._answers)[order]
        # Answers that differ from the first of their group: between two starts lie lines that are in no group.
        first = np.zeros(answers.size, dtype=np.uint64)
        member = np.repeat(starts, sizes)
        place = member + np.arange(member.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        first[place] = answers[member]
        differs = np.zeros(answers.size + 1, dtype=np.int64)
        differs[1:][place] = answers[place] != first[place]
        passed = np.cumsum(differs)
        several = passed[starts + sizes] > passed[starts]
        return _groups(lines, starts[several], sizes[several], sizes[several])


def _answer(message: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key != "weight"}


def _numbers(values: "array[int]") -> NDArray[np.uint64]:
    return np.frombuffer(values, dtype=np.uint64) if values else np.empty(0, dtype=np.uint64)


def _equal(values: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The order that sorts the values, and where in it those begin that stand more than once, and how often they do."""
    order = np.argsort(values, kind="stable")
    borders = np.flatnonzero(np.diff(values[order])) + 1
    starts = np.concatenate(([0], borders)).astype(np.intp)
    sizes = np.diff(np.concatenate((starts, [values.size]))).astype(np.intp)
    several = sizes > 1
    return order, starts[several], sizes[several]


def _groups(
    lines: NDArray[np.uint64], starts: NDArray[np.intp], sizes: NDArray[np.intp], good: NDArray[np.intp]
) -> Groups:
    named: list[tuple[int, ...]] = []
    left = MAX_NAMED_LINES
    for group in np.argsort(lines[starts], kind="stable")[:MAX_NAMED]:
        size = min(int(sizes[group]), left)
        if size < 2:
            break
        left -= size
        named.append(tuple(int(line) for line in lines[starts[group] : starts[group] + size]))
    return Groups(tuple(named), int(starts.size), int(good.sum()), int((good - 1).sum()))
