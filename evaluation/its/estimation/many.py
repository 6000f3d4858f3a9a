"""Many series of one design in one call, with the autocorrelation integrated out.

A design matrix and the outcomes of S series come in; the posterior distributions of the
coefficients of all series, or estimates and limits of contrasts, go out, from one set of matrix
inversions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evaluation.its.estimation.integrated import narrowed
from evaluation.its.estimation.lag_products import LagProducts, lag_products
from evaluation.its.estimation.mixtures import Mixtures
from evaluation.its.estimation.partial import Grid, grid, marginal_variance
from evaluation.its.estimation.solution import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

SERIES_AT_ONCE = 256  # whose mixtures are in memory together
BLOCK = 400_000  # autoregressions times series times terms at once: arrays stay in the cache
NEGLIGIBLE_WEIGHT = 1e-9  # of a component, relative to the largest: loses a hundred-millionth
SMALLEST_SQUARE = 1e-300  # of a series without errors, so that its logarithm exists


@dataclass(frozen=True, eq=False)
class Intervals:
    """Linear combinations of the coefficients of S series.

    Parameters
    ----------
    estimate, std_error, lower, upper, p : ndarray, S by c
        For each series and each of c contrasts; p is two-sided, of no difference from 0.
    rho : ndarray, length S
        Mean autocorrelation at lag 1.
    noise : ndarray, length S
        Mean variance of the errors.
    """

    estimate: FloatArray
    std_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    p: FloatArray
    rho: FloatArray
    noise: FloatArray


def intervals_of_many(
    matrix: FloatArray,
    outcomes: FloatArray,
    contrasts: FloatArray,
    *,
    orders: Sequence[int],
    level: float,
    position: IntArray | None = None,
    unit: IntArray | None = None,
) -> Intervals:
    """Return limits of contrasts for many series that share a design matrix.

    Parameters
    ----------
    matrix : ndarray, n by k
        Design matrix.
    outcomes : ndarray, S by n
        One series a row.
    contrasts : ndarray, c by k or S by c by k
        Linear combinations of the coefficients, the same for all series or each its own.
    orders : sequence of int
        Autoregressive orders that are averaged: (1,) is `rho-integrated`, (1, 2) is
        `order-averaged`.
    level : float
        Coverage of the limits.
    position, unit : ndarray of int, length n, optional
        Calendar position and unit of each row; by default one unit without gaps.

    Returns
    -------
    Intervals
        The same as from a fit of each series, but for the grid of the integral over the partial
        autocorrelations at two lags: it covers where the likelihoods of all series are, and not
        of one, which moves limits by less than a ten-thousandth of their distance.

    Raises
    ------
    InvalidInput
        If the series are too short for the orders.

    Notes
    -----
    The inverse of the information depends on the autoregression and the design only, so it is
    computed once for all series.
    """
    rows = len(matrix)
    where = np.arange(rows) if position is None else position
    unit_of = np.zeros(rows, dtype=np.int64) if unit is None else unit
    given = contrasts.reshape(-1, *contrasts.shape[-2:])
    parts = []
    for start in range(0, len(outcomes), SERIES_AT_ONCE):
        chosen = slice(start, start + SERIES_AT_ONCE)
        found = mixtures_of_many(matrix, outcomes[chosen], where, unit_of, orders)
        own = given if len(given) == 1 else given[chosen]
        parts.append(_intervals(found, own, level))
    return Intervals(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _intervals(found: Mixtures, contrasts: FloatArray, level: float) -> tuple[FloatArray, ...]:
    """Return what `Intervals` holds, in its order, for some series."""
    estimate = combined(found.coefficients, contrasts)
    about = found.described(estimate, contrasts, level)
    return estimate, about.std_error, about.lower, about.upper, about.p, found.rho, found.noise


def combined(coefficients: FloatArray, contrasts: FloatArray) -> FloatArray:
    """Return linear combinations (S or 1 by c by k) of the coefficients of S series, S by c."""
    found: FloatArray = (contrasts @ coefficients[:, :, None])[:, :, 0]
    return found


def mixtures_of_many(
    matrix: FloatArray,
    outcomes: FloatArray,
    position: IntArray,
    unit: IntArray,
    orders: Sequence[int],
) -> Mixtures:
    """Return the posterior distributions of the coefficients of series of one design matrix.

    Parameters
    ----------
    matrix, outcomes, orders
        See `intervals_of_many`.
    position, unit : ndarray of int, length n
        Calendar position and unit of each row.

    Raises
    ------
    InvalidInput
        If the series are too short for the orders.
    """
    points = sum(len(grid(order, len(matrix)).log_weights) for order in orders)
    size = max(1, BLOCK // (points * matrix.shape[1]))
    parts = []
    for start in range(0, len(outcomes), size):
        products = lag_products(matrix, outcomes[start : start + size], position, unit, max(orders))
        parts.append(_mixtures(products, [narrowed(products, order) for order in orders]))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _mixtures(products: LagProducts, grids: Sequence[Grid]) -> Mixtures:
    found = [products.profiles(points.partial) for points in grids]
    heights = np.concatenate(
        [
            each.log_likelihood + points.log_weights[:, None]
            for each, points in zip(found, grids, strict=True)
        ]
    )
    is_kept, series, point, weights, starts = _kept(heights)
    squares = np.concatenate([each.square for each in found]).T[is_kept]
    variance = np.maximum(squares, SMALLEST_SQUARE) / products.residual_df
    coefficients = np.concatenate([each.coefficients.transpose(2, 0, 1) for each in found], axis=1)
    coefficients = coefficients[is_kept]
    mean = np.add.reduceat(weights[:, None] * coefficients, starts)
    first = np.concatenate([points.partial[:, 0] for points in grids])[point]
    process = np.concatenate([marginal_variance(points.partial) for points in grids])[point]
    return Mixtures(
        coefficients=products.start + mean @ products.turn.T,
        weights=weights,
        centres=coefficients - mean[series],
        point=point,
        variance=variance,
        bread=np.concatenate([each.bread for each in found]),
        starts=starts,
        turn=products.turn,
        residual_df=products.residual_df,
        rho=np.add.reduceat(weights * first, starts),
        noise=np.add.reduceat(weights * process * variance, starts),
    )


def _kept(
    heights: FloatArray,
) -> tuple[BoolArray, IntArray, IntArray, FloatArray, IntArray]:
    """Return the components that count, series by series, of heights that are J by S.

    Which they are (S by J), their series, point and weight, and where each series starts.
    """
    above = np.ascontiguousarray((heights - heights.max(axis=0)).T)
    is_kept = above > np.log(NEGLIGIBLE_WEIGHT)
    series, point = np.nonzero(is_kept)
    starts = np.searchsorted(series, np.arange(len(above)))
    weights = np.exp(above[is_kept])
    weights /= np.add.reduceat(weights, starts)[series]
    return is_kept, series, point, weights, starts


def _joined(parts: Sequence[Mixtures]) -> Mixtures:
    """Return the mixtures of all blocks of series as one; each block has a grid of its own."""
    before = np.cumsum([0, *(len(part.weights) for part in parts[:-1])])
    starts = [part.starts + shift for part, shift in zip(parts, before, strict=True)]
    grids = np.cumsum([0, *(len(part.bread) for part in parts[:-1])])
    points = [part.point + shift for part, shift in zip(parts, grids, strict=True)]
    return replace(
        parts[0],
        coefficients=np.concatenate([part.coefficients for part in parts]),
        weights=np.concatenate([part.weights for part in parts]),
        centres=np.concatenate([part.centres for part in parts]),
        point=np.concatenate(points),
        variance=np.concatenate([part.variance for part in parts]),
        bread=np.concatenate([part.bread for part in parts]),
        starts=np.concatenate(starts),
        rho=np.concatenate([part.rho for part in parts]),
        noise=np.concatenate([part.noise for part in parts]),
    )
