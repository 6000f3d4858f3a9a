"""Counts and proportions that are autocorrelated, with the autocorrelation integrated out.

A `Problem` comes in; a `Solution` on the log scale (counts) or logit scale (proportions) goes
out, from a generalised linear model whose standardised residuals follow an autoregression.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from evaluation.its.designs.family import PROPORTION_FAMILIES
from evaluation.its.designs.method import Method
from evaluation.its.estimation.averaged import Part, Posterior, averaged
from evaluation.its.estimation.counts import fit_counts
from evaluation.its.estimation.integrated import affordable_orders, as_solution, autoregressive
from evaluation.its.estimation.lag_products import LagProducts, lag_products
from evaluation.its.estimation.noisy import (
    NoisyGrid,
    Whitener,
    noisy_grid,
    partial_autocorrelations,
    whitener,
)
from evaluation.its.estimation.solution import FloatArray, Problem, Solution

STEPS = 50
LONGEST_STEP = 2.0  # of a row's linear predictor at once
FURTHEST = 10.0  # from the model without autocorrelation: a factor of 22,000

NOT_SETTLED_WARNING = (
    "The model of autocorrelated counts has no stable solution: it is linearised at the fit "
    "without autocorrelation, and its intervals are rough."
)
TOLERANCE = 1e-8  # change of the linear predictor of any row in the last step


@dataclass(frozen=True, eq=False)
class Noisy:
    """AR(1) with white noise on one calendar: the points of its grid, and what whitens there.

    Parameters
    ----------
    points : NoisyGrid
        Autocorrelations and shares.
    filter : Whitener
        At these points.
    """

    points: NoisyGrid
    filter: Whitener

    def part(self, products: LagProducts, linear: Problem, highest: int) -> Part:
        """Return what a linear model says at the points, with p = `highest` partial lags."""
        basis = linear.matrix @ products.turn
        residuals = linear.outcome - linear.matrix @ products.start[0]
        found, points = self.filter.profiles(basis, residuals), self.points
        return Part(
            log_weights=found.log_likelihood[:, 0] + points.log_weights,
            coefficients=found.coefficients[:, :, 0],
            bread=found.bread,
            square=found.square[:, 0],
            noise=np.ones(len(points.rho)),
            partial=partial_autocorrelations(points.rho, points.share, highest),
        )


def glm_rho_integrated(problem: Problem, method: Method) -> Solution:  # noqa: ARG001
    """Return a generalised linear model with AR(1) correlation, averaged over it.

    Notes
    -----
    As `glm_order_averaged`, but with AR(1) alone, without white noise.
    """
    return _solution(problem, (1,))


def glm_order_averaged(problem: Problem, method: Method) -> Solution:
    """Return a generalised linear model with autoregressive correlation, averaged over its order.

    Notes
    -----
    The mean is that of the family; the variance is its variance function times a dispersion
    that is estimated, for all families; standardised residuals (y - mean) / sqrt(variance) have
    the correlation of an autoregression. At order 1 white noise of unknown share is added:
    counts about a mean that is AR(1) are AR(1) plus chance, and their correlation fades slower
    than that of AR(1). The share of chance has the prior of `noisy_grid`.

    The model is linearised at the fitted mean (working response and weights of iterated least
    squares), solved with the autoregression and the dispersion integrated out as for
    measurements (`order_averaged`), and linearised again until nothing moves:
    pseudo-likelihood, as in generalised linear mixed models. Where that does not settle (short
    series of small counts) it is linearised once, at the fit without autocorrelation, and a
    warning says so.

    Raises
    ------
    InvalidInput
        If the model has no finite solution, or no two periods used follow each other.

    References
    ----------
    Wolfinger R, O'Connell M (1993), doi:10.1080/00949659308811554. Breslow NE, Clayton DG
    (1993), doi:10.1080/01621459.1993.10594284.
    """
    points = noisy_grid(len(problem.outcome))
    filter_ = whitener(problem.position, problem.unit, points.rho, points.share)
    return _solution(problem, affordable_orders(problem, method), Noisy(points, filter_))


def _solution(problem: Problem, orders: tuple[int, ...], noisy: Noisy | None = None) -> Solution:
    model = fit_counts(problem)
    start = problem.matrix @ model.coefficients
    found = _settled(problem, start, model.overdispersion, orders, noisy)
    warnings = model.warnings
    if found is None:
        linear = _linearised(problem, start, model.overdispersion)
        found = linear, _posterior(linear, orders, noisy)
        warnings = (*warnings, NOT_SETTLED_WARNING)
    solved = as_solution(*found)
    return replace(
        solved,
        dispersion=model.dispersion,
        overdispersion=model.overdispersion,
        warnings=(*warnings, *solved.warnings),
    )


def _settled(
    problem: Problem,
    start: FloatArray,
    overdispersion: float | None,
    orders: tuple[int, ...],
    noisy: Noisy | None,
) -> tuple[Problem, Posterior] | None:
    """Return the linear model at its own solution, and the solution; None if it is not found."""
    predictor, share, last = start, 1.0, np.inf
    for _ in range(STEPS):
        linear = _linearised(problem, predictor, overdispersion)
        found = _posterior(linear, orders, noisy)
        change = problem.matrix @ found.coefficients - predictor
        size = float(np.abs(change).max())
        if size < TOLERANCE:
            return linear, found
        share, last = (share / 2 if size > last else share), size
        predictor = predictor + share * change * min(1.0, LONGEST_STEP / size)
        if np.abs(predictor - start).max() > FURTHEST:
            return None
    return None


def _posterior(linear: Problem, orders: tuple[int, ...], noisy: Noisy | None = None) -> Posterior:
    """Return the posterior averaged over orders, order 1 with white noise if `noisy` is given."""
    highest = max(orders)
    products = lag_products(
        linear.matrix, linear.outcome[None], linear.position, linear.unit, highest
    )
    plain = orders if noisy is None else [order for order in orders if order > 1]
    parts = {} if noisy is None else {1: noisy.part(products, linear, highest)}
    parts |= {order: autoregressive(products, order) for order in plain}
    return averaged(products, parts)


def _linearised(problem: Problem, predictor: FloatArray, overdispersion: float | None) -> Problem:
    """Return the linear model of the working response, scaled to variance 1."""
    if problem.family in PROPORTION_FAMILIES:
        share = np.asarray(special.expit(predictor), dtype=np.float64)
        slope = share * (1 - share)
        working = predictor + (problem.outcome / problem.denominator - share) / slope
        weight = np.sqrt(problem.denominator * slope)
    else:
        mean = np.exp(predictor) * problem.denominator
        working = predictor + (problem.outcome - mean) / mean
        weight = np.sqrt(mean / (1 + (overdispersion or 0.0) * mean))
    return replace(problem, matrix=problem.matrix * weight[:, None], outcome=working * weight)
