"""Whether a series steps to another level at a date that nobody named.

In: the values of a series before an innovation. Out: where its level steps, or None.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FEWEST_POINTS = 24
FEWEST_ON_A_SIDE = 6  # fewer cannot be told from a few odd months
SHARE_ON_A_SIDE = 0.15  # Andrews 1993, doi:10.2307/2951764
LARGEST_RHO = 0.8
HARMONICS = 2
MOST_POINTS = 84  # the last of them; over more years levels wander without anybody's doing
# The value of sup |t| that noise of autocorrelation 0.4, with or without a season, exceeds in 1 of
# 50 series of so many points: simulated by tests/benchmarks/jumps.py. Without autocorrelation it is
# 1 of 500, at 0.6 about 1 of 25.
POINTS = (24, 36, 48, 60, 84)
CRITICAL = (4.5, 4.5, 4.3, 4.1, 3.95)


@dataclass(frozen=True, slots=True)
class Jump:
    """A step in the level of a series.

    Parameters
    ----------
    at : int
        Index of the first point at the new level.
    size : float
        On the scale of the values; positive for a step up.
    t : float
        The largest |t| of all places for the step.
    """

    at: int
    size: float
    t: float


def jump(values: FloatArray, positions: IntArray, year: int = 0) -> Jump | None:
    """Return the step in the level of a series, or None where there is none.

    Parameters
    ----------
    values : ndarray, shape (n,)
        On a scale on which noise is even, such as logarithms of counts.
    positions : ndarray of int, shape (n,), ascending
        The number of each period; periods may be missing.
    year : int
        Periods in a year, for a season of two harmonics; 0 for none.

    Notes
    -----
    For each place k from 15% to 85% of the series the model

        y_t = a + b t + season_t + d [t >= k] + e_t,   e_t = rho e_{t-1} + u_t

    is fitted by generalised least squares, and the largest |t| of d is compared with the value
    that noise without a step exceeds in 1 of 50 series. Rho is estimated from the residuals of
    the best step, so that the step itself does not count as autocorrelation, and corrected for its
    bias with p parameters, rho ~ (n r + p) / (n - p - 2), after Marriott and Pope 1954. A step is
    reported only where it fits better than any bend of the trend, so that a curve is none.

    By tests/benchmarks/jumps.py, autocorrelation 0 to 0.6: noise alone is taken for a step in 0.1%
    to 5% of series; a step of five standard deviations is found in 8 of 10 series of 24 points and
    in nearly all of 60; one of three in 2 of 10 of 24 points, and in 4 to 9 of 10 of 60.

    References
    ----------
    Andrews DWK. Tests for parameter instability and structural change with unknown change point.
    Econometrica 1993;61:821-56. doi:10.2307/2951764

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=48)
    >>> jump(noise, np.arange(48)) is None
    True
    >>> jump(noise + 4 * (np.arange(48) >= 30), np.arange(48)).at
    30
    """
    before = max(len(values) - MOST_POINTS, 0)
    count = len(values) - before
    if count < FEWEST_POINTS or not np.ptp(values[before:]) > 0:
        return None
    found = largest_step(values[before:], positions[before:], year)
    if found is None or found.t <= np.interp(count, POINTS, CRITICAL):
        return None
    return replace(found, at=before + found.at)


def largest_step(values: FloatArray, positions: IntArray, year: int = 0) -> Jump | None:
    """Return the step that fits best, or None where a bend of the trend fits better."""
    count = len(values)
    side = max(FEWEST_ON_A_SIDE, int(SHARE_ON_A_SIDE * count))
    places = np.arange(side, count - side + 1)
    base = _base(positions, year)
    steps = (np.arange(count)[:, None] >= places).astype(np.float64)
    bends = np.maximum(positions[:, None] - positions[places], 0).astype(np.float64)
    rho = _autocorrelation(values, base, steps)
    white = _Whitener(positions, rho)
    moved, still = white(values[:, None]), white(base)
    gains, sizes, left = _gains(moved[:, 0], still, white(steps))
    best = int(np.argmax(gains))
    if _gains(moved[:, 0], still, white(bends))[0].max() > gains[best]:
        return None
    freedom = count - base.shape[1] - 1
    variance = max(left - gains[best], left * np.finfo(float).eps) / freedom
    return Jump(int(places[best]), float(sizes[best]), float(np.sqrt(gains[best] / variance)))


def _base(positions: IntArray, year: int) -> FloatArray:
    """Return the columns of the model without a step."""
    time = positions.astype(np.float64) - positions.mean()
    columns = [np.ones(len(time)), time / np.ptp(time)]
    for harmonic in range(1, HARMONICS + 1) if year else ():
        if 2 * harmonic <= year:
            angle = 2 * np.pi * harmonic * positions / year
            columns += [np.cos(angle), np.sin(angle)] if 2 * harmonic < year else [np.cos(angle)]
    return np.column_stack(columns)


def _autocorrelation(values: FloatArray, base: FloatArray, steps: FloatArray) -> float:
    """Return the autocorrelation of what the best step leaves."""
    gains, _, _ = _gains(values, base, steps)
    full = np.column_stack([base, steps[:, int(np.argmax(gains))]])
    residuals = values - full @ np.linalg.lstsq(full, values)[0]
    total = float(residuals @ residuals)
    if total <= 0:
        return 0.0
    count, parameters = full.shape
    raw = float(residuals[1:] @ residuals[:-1]) / total
    return float(np.clip((count * raw + parameters) / (count - parameters - 2), 0, LARGEST_RHO))


def _gains(
    values: FloatArray, base: FloatArray, columns: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Return what each column takes from the squares, its coefficient, and the squares without."""
    orthogonal, _ = np.linalg.qr(base)
    residuals = values - orthogonal @ (orthogonal.T @ values)
    own = columns - orthogonal @ (orthogonal.T @ columns)
    squares = np.maximum((own**2).sum(axis=0), np.finfo(float).eps)
    products = own.T @ residuals
    return products**2 / squares, products / squares, float(residuals @ residuals)


@dataclass(frozen=True)
class _Whitener:
    """Takes the autocorrelation out of columns; a missing period weakens it by its power."""

    positions: IntArray
    rho: float

    def __call__(self, columns: FloatArray) -> FloatArray:
        carried = self.rho ** np.diff(self.positions)[:, None]
        later = (columns[1:] - carried * columns[:-1]) / np.sqrt(1 - carried**2)
        first = columns[:1]
        return np.vstack([first, later])
