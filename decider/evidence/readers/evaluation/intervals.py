"""95 % intervals of scores."""

from dataclasses import dataclass
from math import sqrt

from decider.domain.quality import wilson_interval

# Standard errors on either side of a mean.
_WIDTH = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    """None for both ends where too few values are known. `kind` is that of `Series.interval`."""

    low: float | None
    high: float | None
    kind: str


def share_interval(share: float, cases: int) -> Interval:
    """Of a share of passes, by Wilson (1927); open where there are no cases."""
    if cases < 1:
        return Interval(None, None, "wilson")
    low, high = wilson_interval(share, cases)
    return Interval(low, high, "wilson")


@dataclass(slots=True)
class Moments:
    """Mean and spread of values that come one after the other (Welford 1962)."""

    n: int = 0
    total: float = 0.0
    least: float = float("inf")
    most: float = float("-inf")
    _mean: float = 0.0
    _squares: float = 0.0

    def add(self, value: float) -> None:
        self.n += 1
        self.total += value
        self.least = min(self.least, value)
        self.most = max(self.most, value)
        away = value - self._mean
        self._mean += away / self.n
        self._squares += away * (value - self._mean)

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None

    @property
    def standard_error(self) -> float | None:
        """Sample standard deviation (n − 1) over √n; None for fewer than two values."""
        return sqrt(max(0.0, self._squares) / (self.n - 1) / self.n) if self.n > 1 else None

    def interval(self) -> Interval:
        """The mean ± 1.96 standard errors, cut to 0–1 where all values lie there."""
        return mean_interval(self.mean, self.standard_error, within_share=self.least >= 0 and self.most <= 1)


def mean_interval(mean: float | None, standard_error: float | None, *, within_share: bool) -> Interval:
    """±1.96 standard errors around a mean; cut to 0–1 for a score that cannot lie outside."""
    if mean is None or standard_error is None:
        return Interval(None, None, "standard_error")
    low, high = mean - _WIDTH * standard_error, mean + _WIDTH * standard_error
    if within_share:
        low, high = max(0.0, low), min(1.0, high)
    return Interval(low, high, "standard_error")
