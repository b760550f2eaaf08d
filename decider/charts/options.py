"""The options of a chart, ready to be drawn: clean labels that are told apart, looks, points in order."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from decider.charts.shapes import Line, OptionFacts, Point
from decider.palette import INK_SOFT, LOOKS, Look, look_of
from decider.wording.numbers import as_decimal
from decider.wording.options import option_labels

# A name longer than this is cut in a drawing, what stands behind it is not; tables and titles of marks hold it in full.
LABEL_LENGTH = 40
NOT_POSSIBLE = "not possible"
TOO_POOR = "misses the quality target"
# For further options of a kind; plotly and Vega know them all by these names.
_MORE_MARKERS = ("triangle-down", "cross", "triangle-left", "triangle-right")
MARKERS_ON_A_LINE = 7
# Drawing is done in floating point; what lies beyond it has no place on an axis.
_DRAWABLE = Decimal("1e300")
_BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200d\ufe0f\ufe0e")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the whole assessment says about its options: labels, which is recommended, which are out of the race.

    `out` says by key why an option is not compared: it cannot be chosen here, or is known to miss the quality target.
    """

    labels: Mapping[str, str]
    recommended: str | None
    out: Mapping[str, str]


def knowledge(assessment: Mapping[str, Any]) -> Knowledge:
    """Reads the assessment's `options` and `recommendation`; both may be absent."""
    recommendation = assessment.get("recommendation") or {}
    options = assessment.get("options") or []
    return Knowledge(
        labels=option_labels(assessment),
        recommended=recommendation.get("option"),
        out={
            option["key"]: NOT_POSSIBLE if option.get("feasible") is False else TOO_POOR
            for option in options
            if option.get("feasible") is False or option.get("misses_quality_target")
        },
    )


def clean(text: object) -> str:
    """One line of printable text: no control characters, nothing that turns the direction of what follows."""
    kept = []
    for character in str(text):
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("\ufffd")
        elif category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif character not in _BIDI_CONTROLS:
            kept.append(character)
    return " ".join("".join(kept).split())


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, or its beginning and "…"; never half a character of several code points."""
    if len(text) <= length:
        return text
    end = length - 1
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip() + "…"


def _told_apart(labels: list[str], keys: list[str]) -> list[str]:
    """Labels that were cut to the same text get their key, or at worst their number."""
    seen = Counter(labels)
    apart = [
        f"{label} ({shorten(key, 20)})" if seen[label] > 1 else label for label, key in zip(labels, keys, strict=True)
    ]
    again = Counter(apart)
    return [f"{label} #{number}" if again[label] > 1 else label for number, label in enumerate(apart, start=1)]


def _look(option: Mapping[str, Any]) -> Look:
    if option.get("hosting") == "self_hosted" or option.get("adaptation") in LOOKS:
        return look_of(str(option.get("adaptation")), option.get("hosting"))
    return INK_SOFT


def _looks(options: list[Mapping[str, Any]]) -> list[Look]:
    """A look for each option; the second and later ones of a kind get a symbol and a stroke of their own."""
    seen: Counter[Look] = Counter()
    looks = []
    for option in options:
        look = _look(option)
        rank = seen[look]
        seen[look] += 1
        if rank:
            marker = _MORE_MARKERS[(rank - 1) % len(_MORE_MARKERS)]
            dash = (look.dash or (14, 3)) + (2, 3) * rank
            look = replace(look, marker=marker, dash=dash)
        looks.append(look)
    return looks


def _points(raw: Iterable[Any]) -> tuple[Point, ...]:
    known: dict[Decimal, Decimal] = {}
    for x, y in raw:
        at, value = as_decimal(x), as_decimal(y)
        if at is not None and value is not None and max(abs(at), abs(value)) < _DRAWABLE:
            known[at] = value
    return tuple(sorted(known.items()))


def read_options(raw: Iterable[Mapping[str, Any]], known: Knowledge) -> list[OptionFacts]:
    """The options of one chart in the order given."""
    listed = list(raw)
    keys = [str(option.get("key")) for option in listed]
    full = [
        clean(known.labels.get(key) or option.get("label") or key) or clean(key)
        for key, option in zip(keys, listed, strict=True)
    ]
    short = _told_apart([shorten(label) for label in full], keys)
    looks = _looks(listed)
    return [
        OptionFacts(
            key=key,
            label=short_label + _aside(key, known),
            full_label=full_label,
            adaptation=str(option.get("adaptation")),
            look=look,
            points=_points(option.get("points") or []),
            recommended=key == known.recommended,
            feasible=key not in known.out,
            out_because=known.out.get(key, ""),
            raw=dict(option),
        )
        for key, short_label, full_label, look, option in zip(keys, short, full, looks, listed, strict=True)
    ]


def _aside(key: str, known: Knowledge) -> str:
    return f" ({known.out[key]})" if key in known.out else ""


def thinned(points: list[tuple[float, float]], places: int = 400) -> tuple[tuple[float, float], ...]:
    """At most a few points for each place along x: ends, lowest and highest, so that steps keep their shape."""
    if len(points) <= 2 * places:
        return tuple(points)
    size = len(points) / (places / 2)
    kept: list[tuple[float, float]] = []
    for place in range(places // 2):
        chunk = points[round(place * size) : round((place + 1) * size)]
        chosen = {chunk[0], chunk[-1], min(chunk, key=_height), max(chunk, key=_height)}
        kept.extend(sorted(chosen))
    return tuple(kept)


def line_of(option: OptionFacts, place: int, *, log: bool) -> Line:
    """The option as a line; on logarithmic scales without what they cannot show. `place` staggers the symbols."""
    points = thinned(list(option.drawn(positive_x=log, positive_y=log)))
    return Line(
        key=option.key,
        label=option.label,
        full_label=option.full_label,
        look=option.look,
        points=points,
        markers=_spread(points, place, log=log),
        recommended=option.recommended,
        feasible=option.feasible,
    )


def _spread(points: tuple[tuple[float, float], ...], place: int, *, log: bool) -> tuple[tuple[float, float], ...]:
    """Some points at even distances along x, those of the next option a little further on."""
    if len(points) <= MARKERS_ON_A_LINE:
        return points
    at = [math.log10(x) if log else x for x, _ in points]
    step = (at[-1] - at[0]) / MARKERS_ON_A_LINE
    wanted = [at[0] + step * (number + 0.2 + 0.2 * (place % 4)) for number in range(MARKERS_ON_A_LINE)]
    chosen = {min(range(len(at)), key=lambda index: abs(at[index] - x)) for x in wanted}
    return tuple(points[index] for index in sorted(chosen))


def _height(point: tuple[float, float]) -> float:
    return point[1]
