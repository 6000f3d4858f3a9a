"""Linear models whose autocorrelation is integrated out, not estimated, of one or several orders.

A `Problem` comes in; a `Solution` goes out whose limits are those of a mixture of t
distributions, one for each autoregression that the series allows.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from evaluation.its.designs.method import USUAL_ORDER, Method
from evaluation.its.estimation.averaged import Part, Posterior, averaged
from evaluation.its.estimation.gaussian import exact_solution, is_exact, least_squares
from evaluation.its.estimation.lag_products import LagProducts, lag_products
from evaluation.its.estimation.partial import (
    WIDEST,
    Grid,
    autocovariances,
    every_combination,
    grid,
    marginal_variance,
)
from evaluation.its.estimation.solution import FloatArray, Problem, Solution
from evaluation.its.estimation.t_mixture import (
    LEAST_DEGREES_FOR_VARIANCE,
    NO_STD_ERROR_WARNING,
)

COARSE_NODES = 15
NEGLIGIBLE = 20.0  # in units of log-likelihood below the best
NEAR_ONE = 0.9
BLOCK = 4_000_000  # numbers of the largest array at once, 32 MB

NEAR_ONE_WARNING = (
    "The autocorrelation at lag 1 is about {rho:.2f}, near 1: the series wanders, its level is "
    "hardly known, and other methods may differ much."
)


def rho_integrated(problem: Problem, method: Method) -> Solution:  # noqa: ARG001
    """Return a linear model with AR(1) errors, averaged over the autocorrelation.

    Notes
    -----
    As `ar_integrated` with order 1. The posterior of rho is proportional to the REML likelihood
    times the prior 1 / sqrt(1 - rho); given rho each contrast is t with n - k degrees of
    freedom. Other priors cover less where rho is high: in 4,000 series of 12 periods with rho
    0.8 a flat one held 85% of the slopes, Jeffreys' 89%, this one 91%.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.

    References
    ----------
    Zellner A, Tiao GC (1964), doi:10.1080/01621459.1964.10480726. Berger JO, Yang R-Y (1994),
    doi:10.1017/S026646660000863X.
    """
    return _solution(problem, (1,))


def ar_integrated(problem: Problem, method: Method) -> Solution:
    """Return a linear model with AR(p) errors, averaged over the autoregression.

    Notes
    -----
    Priors: those of `grid` for the partial autocorrelations at lags 1 to p, flat for the
    coefficients, 1 / sigma for the standard deviation. Estimates are means of the mixture (so
    that the effect of a sum is the sum of the effects), standard errors its standard deviations.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other, or a series is shorter than 2 p + 1 periods.

    References
    ----------
    Barndorff-Nielsen O, Schou G (1973), doi:10.1016/0047-259X(73)90030-4.
    """
    return _solution(problem, (_highest(method),))


def order_averaged(problem: Problem, method: Method) -> Solution:
    """Return a linear model with autoregressive errors, averaged over their order as well.

    Notes
    -----
    Orders 1 to p (fewer in series of less than 2 p + 1 periods) have the same prior weight; the
    series weighs them by its likelihood, with the autoregressions integrated out as by
    `ar_integrated`. No test chooses the order: intervals that follow such a test do not keep
    their coverage.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.

    References
    ----------
    Hoeting JA et al. (1999), Bayesian model averaging, doi:10.1214/ss/1009212519.
    """
    return _solution(problem, affordable_orders(problem, method))


def affordable_orders(problem: Problem, method: Method) -> tuple[int, ...]:
    """Return the orders from 1 to the method's that the shortest series is long enough for."""
    shortest = int(np.bincount(problem.unit).min())
    highest = max(1, min(_highest(method), (shortest - 1) // 2))
    return tuple(range(1, highest + 1))


def _highest(method: Method) -> int:
    return method.order if isinstance(method.order, int) else USUAL_ORDER


def posterior(products: LagProducts, orders: tuple[int, ...]) -> Posterior:
    """Return the posterior of one series (S = 1), averaged over orders.

    Parameters
    ----------
    products : LagProducts
        Of one series, up to the highest order.
    orders : tuple of int
        Each with the same prior weight.
    """
    return averaged(products, {order: autoregressive(products, order) for order in orders})


def autoregressive(products: LagProducts, order: int) -> Part:
    """Return the autoregressions of an order that a series (S = 1) allows.

    Parameters
    ----------
    products : LagProducts
        Of one series, up to this order at least.
    order : int
        p.
    """
    points = narrowed(products, order)
    log_weights, coefficients, bread, square = _evaluated(products, points)
    noise = marginal_variance(points.partial)
    return Part(log_weights, coefficients, bread, square, noise, points.partial)


def narrowed(products: LagProducts, order: int) -> Grid:
    """Return the grid of an order, of several dimensions narrowed to where likelihoods are.

    Parameters
    ----------
    products : LagProducts
        Of one series or many, up to the highest order.
    order : int
        p.
    """
    if order == 1:
        return grid(order, products.nobs)
    coarse = np.linspace(-WIDEST, WIDEST, COARSE_NODES)
    angles = every_combination([coarse] * order)
    heights = products.profiles(np.sin(angles)).log_likelihood
    inside = angles[(heights > heights.max(axis=0) - NEGLIGIBLE).any(axis=1)]
    step = coarse[1] - coarse[0]
    spans = np.column_stack([inside.min(axis=0) - step, inside.max(axis=0) + step])
    return grid(order, products.nobs, np.clip(spans, -WIDEST, WIDEST))


def _evaluated(
    products: LagProducts, points: Grid
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return log weights, coefficients, bread and squares at each point, in blocks."""
    size = max(1, BLOCK // products.information.shape[1] ** 2)
    blocks = [
        products.profiles(points.partial[start : start + size])
        for start in range(0, len(points.partial), size)
    ]
    return (
        np.concatenate([block.log_likelihood[:, 0] for block in blocks]) + points.log_weights,
        np.concatenate([block.coefficients[:, :, 0] for block in blocks]),
        np.concatenate([block.bread for block in blocks]),
        np.concatenate([block.square[:, 0] for block in blocks]),
    )


def _solution(problem: Problem, orders: tuple[int, ...]) -> Solution:
    products = lag_products(
        problem.matrix, problem.outcome[None], problem.position, problem.unit, max(orders)
    )
    start = least_squares(problem.matrix, problem.outcome)
    if is_exact(problem, start):
        return exact_solution(problem, start)
    return as_solution(problem, posterior(products, orders))


def as_solution(problem: Problem, found: Posterior) -> Solution:
    """Return a posterior as an estimator's answer.

    Parameters
    ----------
    problem : Problem
        The linear model that was fitted.
    found : Posterior
        Of its coefficients.
    """
    rho = float(found.partial[0])
    warnings = []
    if problem.residual_df < LEAST_DEGREES_FOR_VARIANCE:
        warnings.append(NO_STD_ERROR_WARNING.format(degrees=problem.residual_df))
    if rho >= NEAR_ONE:
        warnings.append(NEAR_ONE_WARNING.format(rho=rho))
    return Solution(
        coefficients=found.coefficients,
        uncertainty=found.uncertainty,
        residuals=_innovations(problem, found),
        rho=rho,
        order=len(found.partial),
        orders=found.orders if len(found.orders) > 1 else None,
        warnings=tuple(warnings),
    )


def _innovations(problem: Problem, found: Posterior) -> FloatArray:
    """Return the residuals freed of the mean autoregression, length n."""
    residuals = problem.outcome - problem.matrix @ found.coefficients
    whitened = np.empty_like(residuals)
    for unit in np.unique(problem.unit):
        rows = problem.unit == unit
        position = problem.position[rows] - problem.position[rows].min()
        shares = autocovariances(found.partial, int(position.max()) + 1)
        covariance = shares[np.abs(np.subtract.outer(position, position))]
        lower = np.linalg.cholesky(covariance)
        whitened[rows] = linalg.solve_triangular(lower, residuals[rows], lower=True)
    return whitened
