"""Many series of one design in one call, with the autocorrelation integrated out.

A design matrix and the outcomes of S series come in, or a design and a long table; estimates
and limits of all series go out, from one set of matrix inversions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.its.lag_products import LagProducts, lag_products
from evaluation.its.partial import Grid, grid, marginal_variance
from evaluation.its.solution import FloatArray, IntArray
from evaluation.its.t_distribution import table_t
from evaluation.its.t_mixture import LEAST_DEGREES_FOR_VARIANCE, quantiles

BLOCK = 120_000  # autoregressions times series times terms at once: arrays stay in the cache
NEGLIGIBLE_WEIGHT = 1e-7  # of a component, relative to the largest: loses a millionth
PRECISION = 1e-3  # of limits, in standard errors, before the last step of Newton's method
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
    contrasts : ndarray, c by k
        Linear combinations of the coefficients.
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
        The same as from a fit of each series, to about six digits.

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
    grids = [grid(order, rows) for order in orders]
    size = max(1, BLOCK // (sum(len(points.log_weights) for points in grids) * matrix.shape[1]))
    parts = []
    for start in range(0, len(outcomes), size):
        block = outcomes[start : start + size]
        products = lag_products(matrix, block, where, unit_of, max(orders))
        parts.append(_block(products, grids, contrasts, level))
    return Intervals(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _block(
    products: LagProducts, grids: list[Grid], contrasts: FloatArray, level: float
) -> tuple[FloatArray, ...]:
    turned = contrasts @ products.turn
    found = [products.profiles(points.partial) for points in grids]
    heights = [
        each.log_likelihood + points.log_weights[:, None]
        for each, points in zip(found, grids, strict=True)
    ]
    chosen, weights = _kept(np.concatenate(heights))
    squares = np.maximum(np.concatenate([each.square for each in found]), SMALLEST_SQUARE)
    variance = np.take_along_axis(squares, chosen, axis=0).T / products.residual_df
    spread = [np.einsum("ca,jab,cb->cj", turned, each.bread, turned) for each in found]
    centre = [np.tensordot(turned, each.coefficients, axes=(1, 1)) for each in found]
    first = np.concatenate([points.partial[:, 0] for points in grids])[chosen].T
    process = np.concatenate([marginal_variance(points.partial) for points in grids])[chosen].T
    gathered = np.take_along_axis(np.concatenate(centre, axis=1), chosen[None], axis=1)
    limits = _limits(
        products.start @ contrasts.T,
        products.residual_df,
        weights,
        np.ascontiguousarray(gathered.transpose(2, 0, 1)),
        np.concatenate(spread, axis=1)[:, chosen].transpose(2, 0, 1) * variance[:, None],
        level,
    )
    return (*limits, (weights * first).sum(axis=1), (weights * process * variance).sum(axis=1))


def _limits(
    start: FloatArray,
    degrees: int,
    weights: FloatArray,
    centre: FloatArray,
    spread: FloatArray,
    level: float,
) -> tuple[FloatArray, ...]:
    """Return estimate, standard error, limits and p values, each S by c.

    Weights are S by M, centres (less `start`) and squared scales S by c by M.
    """
    weight = weights[:, None]
    mean = (weight * centre).sum(axis=-1)
    centre = centre - mean[..., None]
    estimate, scale = start + mean, np.sqrt(spread)
    has_variance = degrees >= LEAST_DEGREES_FOR_VARIANCE
    inflated = degrees / (degrees - 2) if has_variance else np.nan
    error = np.sqrt((weight * (inflated * spread + centre**2)).sum(axis=-1))
    table = table_t(degrees)
    shares = np.array([(1 - level) / 2, (1 + level) / 2])
    ends = quantiles(weight, centre, scale, degrees, shares, table, PRECISION)
    below = table.share_and_density((-estimate[..., None] - centre) / scale)[0]
    share = (weight * below).sum(axis=-1)
    p_value = np.minimum(2 * np.minimum(share, 1 - share), 1.0)
    return estimate, error, estimate + ends[..., 0], estimate + ends[..., 1], p_value


def _kept(heights: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return for each series the components that count (M by S), and their weights (S by M)."""
    above = heights - heights.max(axis=0)
    most = int((above > np.log(NEGLIGIBLE_WEIGHT)).sum(axis=0).max())
    chosen = np.argpartition(above, len(above) - most, axis=0)[len(above) - most :]
    weights = np.exp(np.take_along_axis(above, chosen, axis=0))
    return chosen, np.ascontiguousarray((weights / weights.sum(axis=0)).T)
