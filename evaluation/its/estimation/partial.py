"""Partial autocorrelations: from them to an autoregression, and a grid to integrate over them.

An autoregression of order p is stationary just where its p partial autocorrelations lie between
-1 and 1, so that they can be integrated out one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

QUARTER_TURN = np.pi / 2
WIDEST = 0.98 * QUARTER_TURN  # partial autocorrelations up to 0.9995: at 1 a level has no variance
# The posterior of arcsin(partial) has a standard deviation of about 1 / sqrt(n); Gauss-Legendre
# nodes lie pi / 2 times further apart in the middle than on average, here 1.3 deviations.
NODES_PER_ROOT_N, FEWEST_NODES = 3.6, 6


@dataclass(frozen=True, eq=False)
class Grid:
    """Points to integrate over the partial autocorrelations.

    Parameters
    ----------
    partial : ndarray, J by p
        Partial autocorrelations at lags 1 to p.
    log_weights : ndarray, length J
        Logarithm of the prior's mass at each point; the masses sum to 1.
    """

    partial: FloatArray
    log_weights: FloatArray


def grid(order: int, nobs: int, spans: FloatArray | None = None) -> Grid:
    """Return the points of an integral over the partial autocorrelations of an autoregression.

    Parameters
    ----------
    order : int
        p, at least 1.
    nobs : int
        Number of observations, which says how fine the grid must be.
    spans : ndarray, p by 2, optional
        Smallest and largest arcsine of each; by default the whole range.

    Notes
    -----
    The prior of each partial autocorrelation r is proportional to 1 / sqrt(1 - r^2), Jeffreys'
    prior of an AR(1) process, which is flat in arcsin(r); that of the first one is times
    sqrt(1 + r), so proportional to 1 / sqrt(1 - r): (1 + r) / 2 is Beta(1, 1/2). Neighbours in
    series of services resemble each other, and short series understate how much: with this
    prior intervals keep their coverage where r is high, at the cost of 1 to 5% in width where
    it is 0 (own simulation, see `evaluation.its.designs.rule`). Both priors are proper, so
    that orders can be compared.

    References
    ----------
    Berger JO, Yang R-Y (1994), Econometric Theory 10:461, doi:10.1017/S026646660000863X.
    Datta GS, Mukerjee R (2004), Probability Matching Priors: Higher Order Asymptotics,
    doi:10.1007/978-1-4612-2036-7.
    Barndorff-Nielsen O, Schou G (1973), doi:10.1016/0047-259X(73)90030-4.

    Examples
    --------
    >>> points = grid(2, 60)
    >>> points.partial.shape[1], float(np.exp(points.log_weights).sum().round(12))
    (2, 1.0)
    """
    whole = np.tile([-WIDEST, WIDEST], (order, 1))
    chosen = whole if spans is None else spans
    angles, masses = zip(*(_nodes(span, nobs) for span in chosen), strict=True)
    logs = [np.log(mass) for mass in masses]
    partial = np.sin(every_combination(angles))
    return Grid(partial, every_combination(logs).sum(axis=1) + _lean(partial[:, 0]))


def _lean(first: FloatArray) -> FloatArray:
    """Return the logarithm of what makes the first prior of Jeffreys' one; its mean is 1."""
    mean = 2 * np.sin(WIDEST / 2) / WIDEST
    found: FloatArray = np.log1p(first) / 2 - np.log(mean)
    return found


def every_combination(values: Sequence[FloatArray]) -> FloatArray:
    """Return every combination of one value of each of p arrays, a row each.

    Examples
    --------
    >>> every_combination([np.array([1.0, 2.0]), np.array([3.0])]).tolist()
    [[1.0, 3.0], [2.0, 3.0]]
    """
    axes = np.meshgrid(*values, indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)


def _nodes(span: FloatArray, nobs: int) -> tuple[FloatArray, FloatArray]:
    """Return Gauss-Legendre nodes of an arcsine between two limits, and the prior's masses."""
    half = (span[1] - span[0]) / 2
    share = half / WIDEST
    count = FEWEST_NODES + int(np.ceil(NODES_PER_ROOT_N * np.sqrt(nobs) * share))
    nodes, weights = _gauss_legendre(count)
    return span.mean() + half * nodes, half * weights / (2 * WIDEST)


@lru_cache
def _gauss_legendre(count: int) -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def coefficients_of(partial: FloatArray) -> FloatArray:
    """Return the coefficients of autoregressions with given partial autocorrelations, J by p.

    Notes
    -----
    Durbin-Levinson: phi_(i, k) = phi_(i, k-1) - r_k phi_(k-i, k-1), phi_(k, k) = r_k.

    Examples
    --------
    >>> coefficients_of(np.array([[0.5, 0.2]])).round(6).tolist()
    [[0.4, 0.2]]
    """
    found = partial[:, :1]
    for lag in range(1, partial.shape[1]):
        last = partial[:, lag : lag + 1]
        found = np.hstack([found - last * found[:, ::-1], last])
    return found


def log_determinant(partial: FloatArray, units: int) -> FloatArray:
    """Return the log-determinant of the covariance of series with innovations of variance 1.

    Parameters
    ----------
    partial : ndarray, J by p
        Partial autocorrelations.
    units : int
        Number of independent series.

    Returns
    -------
    ndarray, length J
        -units x sum of i log(1 - r_i^2); it does not depend on the series' length.
    """
    lags = np.arange(1, partial.shape[1] + 1)
    found: FloatArray = -units * (np.log1p(-(partial**2)) @ lags)
    return found


def marginal_variance(partial: FloatArray) -> FloatArray:
    """Return the variance of the process over that of its innovations, length J.

    Examples
    --------
    >>> float(marginal_variance(np.array([[0.6]]))[0])
    1.5625
    """
    found: FloatArray = 1 / np.prod(1 - partial**2, axis=1)
    return found


def autocovariances(partial: FloatArray, length: int) -> FloatArray:
    """Return the autocovariances of one process whose innovations have variance 1.

    Parameters
    ----------
    partial : ndarray, length p
        Partial autocorrelations.
    length : int
        How many, from lag 0.

    Examples
    --------
    >>> autocovariances(np.array([0.5]), 3).round(4).tolist()
    [1.3333, 0.6667, 0.3333]
    """
    order = len(partial)
    found = np.empty(max(length, order + 1))
    found[0] = marginal_variance(partial[None])[0]
    for lag in range(1, order + 1):
        phi = coefficients_of(partial[None, :lag])[0]
        found[lag] = phi @ found[:lag][::-1]
    for lag in range(order + 1, length):
        found[lag] = phi @ found[lag - order : lag][::-1]
    return found[:length]
