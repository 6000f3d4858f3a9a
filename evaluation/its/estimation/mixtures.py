"""Limits of many series from mixtures of t distributions, one mixture for each series.

The components that count of every series come in, one after the other in flat arrays; standard
errors, limits and p values of linear combinations of their coefficients go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluation.its.estimation.solution import FloatArray, IntArray
from evaluation.its.estimation.students import Described
from evaluation.its.estimation.t_distribution import cubic_t
from evaluation.its.estimation.t_mixture import LEAST_DEGREES_FOR_VARIANCE

# Standard deviations; what is left after a step is of the order of its third power.
STEP_LEFT, NEAR_STEP_LEFT = 4e-3, 1e-2
EXCESS_LEFT = 1e-2  # of the tail's share: where a mixture has gaps a short step may be far off
HEAVY = 1e-5  # weights, relative to the largest, of the components that bring the search near
MOST_STEPS = 60
SKEWNESS_SHARE = 6.0  # Cornish and Fisher's expansion: (z^2 - 1) / 6 times the skewness
NO_SCALE = 1e-100  # of a component without spread: the square of its inverse is a number
MOST_SKEWNESS = 3.0  # beyond it the expansion says nothing


@dataclass(frozen=True, eq=False)
class Mixtures:
    """The posterior distributions of the coefficients of S series of one design.

    Parameters
    ----------
    coefficients : ndarray, S by k
        Means.
    weights : ndarray, length N
        Of the components of all series, series by series; those of each sum to 1.
    centres : ndarray, N by k
        Coefficients of each component in the basis, less their weighted mean.
    point : ndarray of int, length N
        Which autoregression each component has.
    variance : ndarray, length N
        Of the innovations of each component.
    bread : ndarray, J by k by k
        Of the basis, for each autoregression, for innovations of variance 1.
    starts : ndarray of int, length S
        Where the components of each series begin.
    turn : ndarray, k by k
        The design matrix times `turn` is the basis.
    residual_df : int
        Degrees of freedom of every component.
    rho, noise : ndarray, length S
        Mean autocorrelation at lag 1, and mean variance of the errors.
    """

    coefficients: FloatArray
    weights: FloatArray
    centres: FloatArray
    point: IntArray
    variance: FloatArray
    bread: FloatArray
    starts: IntArray
    turn: FloatArray
    residual_df: int
    rho: FloatArray
    noise: FloatArray

    def limits(
        self, estimates: FloatArray, contrasts: FloatArray, level: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return the quantiles that leave equal tails (each S by c), moved to the estimates."""
        found = [line.tails(level) for line in self._lines(contrasts)]
        lower, upper = np.moveaxis(np.array(found), 0, -1)
        return estimates + lower, estimates + upper

    def described(self, estimates: FloatArray, contrasts: FloatArray, level: float) -> Described:
        """Return standard deviations, degrees of freedom, limits and p values, each S by c."""
        columns = []
        for line, at in zip(self._lines(contrasts), estimates.T, strict=True):
            lower, upper = line.tails(level)
            degrees = np.full(len(at), float(self.residual_df))
            columns.append((line.deviation, degrees, at + lower, at + upper, line.p_value(at)))
        return Described(*np.moveaxis(np.array(columns), 0, -1))

    def _lines(self, contrasts: FloatArray) -> Iterator[Line]:
        """Yield the mixtures of each contrast."""
        counts = np.diff(np.append(self.starts, len(self.weights)))
        series = np.repeat(np.arange(len(self.starts)), counts)
        terms = len(self.turn)
        squares = self.bread.reshape(-1, terms * terms)
        for contrast in np.moveaxis(contrasts @ self.turn, 1, 0):  # S or 1 by k
            products = (contrast[:, :, None] * contrast[:, None]).reshape(-1, terms * terms)
            spread = squares @ products.T
            if len(contrast) == 1:
                centre, scale = self.centres @ contrast[0], spread[self.point, 0]
            else:
                centre = np.einsum("nk,nk->n", self.centres, contrast[series])
                scale = spread[self.point, series]
            scale = np.sqrt(np.maximum(scale * self.variance, 0.0))
            yield Line(self.weights, centre, scale, self.starts, counts, self.residual_df)


@dataclass(frozen=True, eq=False)
class Line:
    """One linear combination: a mixture of t distributions around 0 for each of S series.

    Parameters
    ----------
    weights, centres, scales : ndarray, length N
        Of the components, series by series.
    starts, counts : ndarray of int, length S
        Where the components of each series begin, and how many there are.
    residual_df : int
        Degrees of freedom of every component.
    """

    weights: FloatArray
    centres: FloatArray
    scales: FloatArray
    starts: IntArray
    counts: IntArray
    residual_df: int

    @property
    def deviation(self) -> FloatArray:
        """Standard deviation, length S; not a number with 2 degrees of freedom or fewer."""
        degrees = self.residual_df
        has_variance = degrees >= LEAST_DEGREES_FOR_VARIANCE
        inflated = degrees / (degrees - 2) if has_variance else np.nan
        return np.sqrt(self._sum(self.weights * (inflated * self.scales**2 + self.centres**2)))

    def tails(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the two quantiles of each mixture that leave equal tails, each length S."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, share: float) -> FloatArray:
        """Return one quantile of each mixture, length S.

        Notes
        -----
        Halley's method, kept where quantiles of components can be; it starts from Cornish and
        Fisher's expansion and comes near with the heavy components alone. Series that are done
        drop out.
        """
        deviate = float(special.stdtrit(self.residual_df, share))
        place = deviate + (deviate**2 - 1) * self._skewness / SKEWNESS_SHARE
        farthest, widest = self._reach
        reach = farthest + abs(deviate) * widest
        start = np.clip(self._width * place, -reach, reach)
        start = self._heavy._root(start, share, reach, NEAR_STEP_LEFT * self._width)
        return self._root(start, share, reach, STEP_LEFT * self._width)

    def _root(
        self,
        start: FloatArray,
        share: float,
        reach: FloatArray,
        tolerance: FloatArray,
    ) -> FloatArray:
        """Return where the share below is `share`, for each mixture, at most `reach` from 0."""
        found, low, high = start.copy(), -reach, reach.copy()
        line, left = self, np.arange(len(found))
        for _ in range(MOST_STEPS):
            at, (below, density, slope) = found[left], line._shares(found[left])
            excess = below - share
            low[left] = np.where(excess < 0, at, low[left])
            high[left] = np.where(excess < 0, high[left], at)
            better = _halley(at, excess, density, slope)
            is_inside = (better >= low[left]) & (better <= high[left])
            better = np.where(is_inside, better, (low[left] + high[left]) / 2)
            found[left] = better
            is_left = np.abs(better - at) > tolerance[left]
            is_left |= np.abs(excess) > EXCESS_LEFT * min(share, 1 - share)
            if not is_left.any():
                break
            line = line._of(np.repeat(is_left, line.counts), is_left)
            left = left[is_left]
        return found

    def p_value(self, estimates: FloatArray) -> FloatArray:
        """Return twice the smaller share on one side of 0 of mixtures moved to estimates."""
        below = self._shares(-estimates)[0]
        found = np.minimum(2 * np.minimum(below, 1 - below), 1.0)
        certain = np.where(estimates != 0, 0.0, np.nan)
        return np.where(self._reach[1] > 0, found, certain)

    @cached_property
    def _width(self) -> FloatArray:
        found = np.sqrt(self._sum(self.weights * (self.scales**2 + self.centres**2)))
        return np.maximum(found, NO_SCALE)

    @cached_property
    def _skewness(self) -> FloatArray:
        cubes = self.weights * self.centres * (self.centres**2 + 3 * self.scales**2)
        share = self._sum(cubes) / self._width**3
        return np.clip(share, -MOST_SKEWNESS, MOST_SKEWNESS)

    @cached_property
    def _reach(self) -> tuple[FloatArray, FloatArray]:
        """Largest distance of a centre from 0, and largest scale, each length S."""
        far = np.maximum.reduceat(np.abs(self.centres), self.starts)
        return far, np.maximum.reduceat(self.scales, self.starts)

    @cached_property
    def _heavy(self) -> Line:
        heaviest = np.maximum.reduceat(self.weights, self.starts)
        return self._of(self.weights > HEAVY * np.repeat(heaviest, self.counts))

    def _shares(self, at: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return shares below values, densities and their slopes, each length S."""
        degrees = self.residual_df
        narrow = np.maximum(self.scales, NO_SCALE)
        place = (np.repeat(at, self.counts) - self.centres) / narrow
        below, density = cubic_t(degrees).share_and_density(place)
        density *= self.weights / narrow
        slope = density * place * (-(degrees + 1)) / ((degrees + place**2) * narrow)
        return self._sum(self.weights * below), self._sum(density), self._sum(slope)

    def _sum(self, values: FloatArray) -> FloatArray:
        found: FloatArray = np.add.reduceat(values, self.starts)
        return found

    def _of(
        self, is_kept: npt.NDArray[np.bool_], series: npt.NDArray[np.bool_] | slice = slice(None)
    ) -> Line:
        """Return some components of some series."""
        counts = np.add.reduceat(is_kept, self.starts, dtype=np.int64)[series]
        return Line(
            weights=self.weights[is_kept],
            centres=self.centres[is_kept],
            scales=self.scales[is_kept],
            starts=np.cumsum(counts) - counts,
            counts=counts,
            residual_df=self.residual_df,
        )


def _halley(
    at: FloatArray, excess: FloatArray, density: FloatArray, slope: FloatArray
) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        newton = excess / density
        bend = 1 - newton * slope / (2 * density)
        return at - newton / np.where(bend > 1 / 2, bend, 1.0)
