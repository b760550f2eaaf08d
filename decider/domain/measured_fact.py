"""A fact of a task profile as a file has it, or why the file does not have it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from decider.domain.fields import Range

# The role of an evaluation's series that is today's prompt; every other role is the key of an option.
CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured fact. `low` and `high` bound an interval of `interval` per cent where one can be given; `n` is the
    number of calls, cases, examples or weeks behind it; `how` is a sentence for the person who decides to apply it."""

    path: str
    value: Decimal | bool | str
    how: str
    n: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    interval: int = 90

    @property
    def as_range(self) -> Range | None:
        """The interval as an answer, with the figure as its likeliest value; an answer's range is a 90 % interval."""
        if self.interval != 90 or self.low is None or self.high is None or not isinstance(self.value, Decimal):
            return None
        return Range(self.low, self.high, self.value)


@dataclass(frozen=True, slots=True)
class Refused:
    """A fact that the file might be thought to hold and does not, and why."""

    path: str
    why: str
    # Whether the file contradicts what the team has stated: worth a look at both.
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredFacts:
    facts: tuple[Measured, ...] = ()
    refused: tuple[Refused, ...] = ()

    def __add__(self, other: "MeasuredFacts") -> "MeasuredFacts":
        return MeasuredFacts(self.facts + other.facts, self.refused + other.refused)


def significant(value: float, digits: int = 4) -> Decimal:
    """A figure with so many significant digits, whole digits kept: 1234567.8 is 1234568, 0.012345 is 0.01234."""
    number = Decimal(repr(float(value)))
    places = max(0, digits - 1 - number.adjusted()) if number else 0
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN).normalize() + 0
