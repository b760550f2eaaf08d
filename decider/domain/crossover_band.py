"""Where the crossover lies when facts are known only within ranges: a band over the draws."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decider.domain.twin import Machines, OptionDraws

Array = NDArray[np.float64]

_LOWEST, _HIGHEST = 0.10, 0.90
_BINS, _OUTERMOST = 24, 0.005
_CROSSOVER_GRID = np.geomspace(1.0, 1e12, 241)


@dataclass(frozen=True)
class CrossoverBand:
    """Where the crossover lies in the draws in which there is one: p10, p50 and p90 in calls a month."""

    p10: float
    p50: float
    p90: float
    # Share of draws in which the tuned option becomes cheaper for good at some volume.
    share: float
    # The distribution: from, to (calls a month, evenly spaced in their logarithm) and the share of all draws between.
    # Without the outermost half per cent on either side; empty where the crossover does not vary.
    bins: tuple[tuple[float, float, float], ...] = ()


def crossover_band(pair: tuple[OptionDraws, OptionDraws] | None, months: int, draws: int) -> CrossoverBand | None:
    """Where the tuned option becomes cheaper for good, draw by draw.

    Two lines cross at a quotient. Where machines come whole the last crossing is bracketed on a grid of
    volumes and then halved; a thinned set of draws is enough for a band.
    """
    if pair is None:
        return None
    prompted, tuned = pair
    climbs = any(np.any(np.asarray(kind.replicas_per_call) > 0) for option in pair for kind in option.machines)
    horizon = float(months)
    if not climbs:
        zero = np.zeros(draws)
        gap = tuned.constant_total(zero, horizon) - prompted.constant_total(zero, horizon)
        slope = horizon * (np.asarray(prompted.per_call) - tuned.per_call)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = np.broadcast_to(np.where(slope > 0, np.maximum(gap / slope, 0.0), np.nan), (draws,))
        return _band(at)
    # The first points of a Sobol sequence are balanced in themselves; every n-th one would not be.
    thin = slice(0, 512)

    def difference(volume: Array) -> Array:
        calls = np.broadcast_to(volume, (len(range(draws)[thin]), *volume.shape[1:]))
        one = _thinned(prompted, thin).constant_total(calls, horizon)
        other = _thinned(tuned, thin).constant_total(calls, horizon)
        found: Array = np.broadcast_to(np.asarray(other - one, dtype=np.float64), calls.shape)
        return found

    rows = len(range(draws)[thin])
    above = difference(np.broadcast_to(_CROSSOVER_GRID, (rows, _CROSSOVER_GRID.size))) >= 0
    # The last point of the grid at which the tuned option is not cheaper.
    last = np.where(above.any(axis=1), above.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1), 0)
    never = above[:, -1]
    low, high = _CROSSOVER_GRID[last], _CROSSOVER_GRID[np.minimum(last + 1, _CROSSOVER_GRID.size - 1)]
    for _ in range(24):
        middle = np.sqrt(low * high)
        is_above = difference(middle[:, None])[:, 0] >= 0
        low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
    return _band(np.where(never, np.nan, high))


def _thinned(option: OptionDraws, thin: slice) -> OptionDraws:
    """Some of the draws, as columns, so that volumes can run along the rows."""

    def column(value: Any) -> Any:
        return value[thin, None] if isinstance(value, np.ndarray) and value.ndim else value

    machines = tuple(
        Machines(**{name: column(value) for name, value in vars(kind).items()}) for kind in option.machines
    )
    return OptionDraws(**{**{name: column(value) for name, value in vars(option).items()}, "machines": machines})


def _band(at: Array) -> CrossoverBand | None:
    found = at[np.isfinite(at)]
    if not found.size:
        return None
    p10, p50, p90 = np.quantile(found, [_LOWEST, 0.5, _HIGHEST])
    return CrossoverBand(float(p10), float(p50), float(p90), float(found.size / at.size), _bins(found, at.size))


def _bins(found: Array, draws: int) -> tuple[tuple[float, float, float], ...]:
    """The crossovers from one call a month on, counted; one below that means cheaper at any volume."""
    low, high = np.quantile(found, [_OUTERMOST, 1 - _OUTERMOST])
    low = max(low, 1.0)
    if not high > low * 1.001:
        return ()
    counts, edges = np.histogram(found, bins=np.geomspace(low, high, _BINS + 1))
    return tuple(
        (float(start), float(end), float(count) / draws)
        for start, end, count in zip(edges[:-1], edges[1:], counts, strict=True)
    )
