"""Linear models of many series that share a design matrix: one call for each estimator.

A `Problem`, the outcomes of S series on its rows and a `Method` come in; what each series'
own fit would find goes out, as a `Together`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import USUAL_ORDER, Method, MethodName
from evaluation.its.estimation.arima import order_of, require_possible
from evaluation.its.estimation.first_order import first_order, is_first_order
from evaluation.its.estimation.gaussian import (
    LARGEST_RHO,
    PRAIS_ITERATIONS,
    PRAIS_TOLERANCE,
    degrees,
    lags_of,
    least_squares,
)
from evaluation.its.estimation.integrated import affordable_orders
from evaluation.its.estimation.many import mixtures_of_many
from evaluation.its.estimation.newey_west import on_calendar
from evaluation.its.estimation.solution import FloatArray, Problem
from evaluation.its.estimation.stacked import Solved, Stack, stacked
from evaluation.its.estimation.students import ApproximateStudents, Students, Together


def ols(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return ordinary least squares; see `gaussian.ols`."""
    bread, coefficients, residuals = _least_squares(problem, outcomes)
    variance = (residuals**2).sum(axis=1) / problem.residual_df
    covariance = variance[:, None, None] * bread
    return Students(coefficients, covariance, degrees(problem, method))


def newey_west(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return ordinary least squares with Newey-West errors; see `gaussian.newey_west`.

    Notes
    -----
    At each lag the sum of the scores' products over the pairs of rows is linear in the products
    of the residuals, so that one matrix product serves all series.
    """
    bread, coefficients, residuals = _least_squares(problem, outcomes)
    lags, (rows, terms) = lags_of(problem, method), problem.matrix.shape
    if lags >= rows:
        raise InvalidInput(
            f"Newey-West errors with {lags} lags need more than {lags} points.", "Use fewer lags."
        )
    middle = np.zeros((len(outcomes), terms * terms))
    wide = on_calendar(
        np.column_stack([problem.matrix, residuals.T]), problem.position, problem.unit
    )
    for dense in wide:
        design, errors = dense[:, :terms], dense[:, terms:]
        for lag in range(min(lags, len(dense) - 1) + 1):
            later, before = slice(lag, None), slice(0, len(dense) - lag)
            pairs = (design[later, :, None] * design[before, None]).reshape(-1, terms * terms)
            share = 1 - lag / (lags + 1) if lag else 1 / 2
            middle += share * (errors[later] * errors[before]).T @ pairs
    square = middle.reshape(-1, terms, terms)
    square = square + square.transpose(0, 2, 1)
    covariance = rows / (rows - terms) * (bread @ square @ bread)
    return Students(coefficients, covariance, degrees(problem, method))


def prais_winsten(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return iterated Prais-Winsten estimates; see `gaussian.prais_winsten`.

    Notes
    -----
    Transformed least squares is generalised least squares at the same autocorrelation, and the
    next one follows from sums of products. A series that has converged stays as it is; one that
    does not converge has no numbers.
    """
    stack = stacked(problem, outcomes)
    step = int(np.flatnonzero(stack.model.steps == 1)[0])
    mixed, before = stack.products[:, step, 1], stack.products[:, step, 2]
    error = np.column_stack([np.zeros_like(stack.start), np.ones(len(outcomes))])
    rho, previous = np.zeros(len(outcomes)), np.full(len(outcomes), np.inf)
    is_left = np.full(len(outcomes), fill_value=True)
    for _ in range(PRAIS_ITERATIONS):
        square = _quadratic(error, before)
        share = _quadratic(error, mixed) / 2 / np.where(square > 0, square, 1.0)
        next_rho = np.where(square > 0, 1 + share, 0.0)
        rho = np.where(is_left, np.clip(next_rho, -LARGEST_RHO, LARGEST_RHO), rho)
        found = stack.solved(rho, "full")
        error = found.error
        is_left &= np.abs(rho - previous) >= PRAIS_TOLERANCE
        if not is_left.any():
            break
        previous = rho
    variance = np.where(is_left, np.nan, found.square / problem.residual_df)
    covariance = stack.natural(variance[:, None, None] * found.bread)
    coefficients = np.where(is_left[:, None], np.nan, stack.coefficients(found))
    return Students(coefficients, covariance, degrees(problem, method))


def reml_satterthwaite(problem: Problem, outcomes: FloatArray, method: Method) -> Together:  # noqa: ARG001
    """Return REML estimates with Satterthwaite limits; see `reml.reml_satterthwaite`."""
    stack = stacked(problem, outcomes)
    found = stack.highest("restricted", LARGEST_RHO)
    variance = found.square / problem.residual_df
    error, pull = found.error, found.pull
    square_slope = (error * pull).sum(axis=1)
    information = np.empty((len(outcomes), 2, 2))
    information[:, 0, 0] = problem.residual_df / (2 * variance**2)
    information[:, 0, 1] = information[:, 1, 0] = -square_slope / (2 * variance**2)
    # the profile's second derivative adds what the variance takes up
    profiled = found.log_bend - square_slope**2 / (2 * problem.residual_df * variance**2)
    information[:, 1, 1] = -profiled
    return _approximate(stack, found, _plain(stack, found), information)


def reml_kenward_roger(problem: Problem, outcomes: FloatArray, method: Method) -> Together:  # noqa: ARG001
    """Return REML estimates with Kenward-Roger limits; see `kenward_roger.reml_kenward_roger`."""
    stack = stacked(problem, outcomes)
    found = stack.highest("restricted", LARGEST_RHO)
    bent = np.array([stack.model.bent_form(rho) for rho in found.rho.tolist()])
    variance = found.square / problem.residual_df
    slope, bend = found.slope[:, :-1, :-1], found.bend[:, :-1, :-1]
    turned = found.bread @ slope
    both = stack.model.log_determinant(found.rho, 1) + np.trace(turned, axis1=1, axis2=2)
    of_rho = np.array([stack.model.squared_correlation_slope(rho) for rho in found.rho.tolist()])
    of_rho += np.sum(turned * turned.transpose(0, 2, 1), axis=(1, 2))
    of_rho -= 2 * np.sum(found.bread * bent, axis=(1, 2))
    information = np.empty((len(outcomes), 2, 2))
    information[:, 0, 0] = problem.residual_df / (2 * variance**2)
    information[:, 0, 1] = information[:, 1, 0] = both / (2 * variance)
    information[:, 1, 1] = of_rho / 2
    spread = np.linalg.inv(information)
    curved = bent - slope @ turned - (2 * bent - bend) / 4
    middle = (spread[:, 1, 1] / variance)[:, None, None] * curved
    middle += (spread[:, 0, 1] / (2 * variance**2))[:, None, None] * slope
    plain = variance[:, None, None] * found.bread
    covariance = stack.natural(plain + 2 * plain @ middle @ plain)
    return _approximate(stack, found, covariance, information)


def rho_integrated(problem: Problem, outcomes: FloatArray, method: Method) -> Together:  # noqa: ARG001
    """Return AR(1) regressions averaged over rho; see `integrated.rho_integrated`."""
    return mixtures_of_many(problem.matrix, outcomes, problem.position, problem.unit, (1,))


def ar_integrated(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return AR(p) regressions averaged over the autoregression; see `integrated`."""
    orders = (_highest(method),)
    return mixtures_of_many(problem.matrix, outcomes, problem.position, problem.unit, orders)


def order_averaged(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return autoregressive regressions averaged over their order; see `integrated`."""
    orders = affordable_orders(problem, method)
    return mixtures_of_many(problem.matrix, outcomes, problem.position, problem.unit, orders)


def arima(problem: Problem, outcomes: FloatArray, method: Method) -> Together:
    """Return maximum-likelihood estimates with AR(1) errors; see `arima`."""
    require_possible(replace(problem, outcome=outcomes[0]), order_of(method))
    return first_order(stacked(problem, outcomes)).students


TOGETHER: dict[MethodName, Callable[[Problem, FloatArray, Method], Together]] = {
    "ols": ols,
    "newey-west": newey_west,
    "prais-winsten": prais_winsten,
    "reml-ar1": reml_kenward_roger,
    "reml-ar1-satterthwaite": reml_satterthwaite,
    "rho-integrated": rho_integrated,
    "ar-integrated": ar_integrated,
    "order-averaged": order_averaged,
    "arima": arima,
}


def is_offered(method: Method) -> bool:
    """Return whether many series can be fitted together by a method with its order.

    Examples
    --------
    >>> is_offered(Method("order-averaged")), is_offered(Method("order-averaged", order=4))
    (True, False)
    """
    if method.name == "arima":
        return is_first_order(order_of(method))
    return method.name in TOGETHER and _highest(method) <= USUAL_ORDER


def _highest(method: Method) -> int:
    return method.order if isinstance(method.order, int) else USUAL_ORDER


def _least_squares(
    problem: Problem, outcomes: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return bread, coefficients (S by k) and residuals (S by n)."""
    bread = least_squares(problem.matrix, outcomes[0]).bread
    basis, triangle = np.linalg.qr(problem.matrix)
    fitted = outcomes @ basis
    coefficients = linalg.solve_triangular(triangle, fitted.T).T
    return bread, coefficients, outcomes - fitted @ basis.T


def _quadratic(rows: FloatArray, squares: FloatArray) -> FloatArray:
    """Return e'Me of each series, length S."""
    found: FloatArray = ((rows[:, None] @ squares)[:, 0] * rows).sum(axis=1)
    return found


def _plain(stack: Stack, found: Solved) -> FloatArray:
    """Return covariances as if variance and rho were known, S by k by k."""
    return stack.natural((found.square / stack.residual_df)[:, None, None] * found.bread)


def _approximate(
    stack: Stack, found: Solved, covariance: FloatArray, information: FloatArray
) -> ApproximateStudents:
    """Return REML fits with the information of variance and rho (S by 2 by 2) behind them."""
    variance = found.square / stack.residual_df
    determinant = information[:, 0, 0] * information[:, 1, 1] - information[:, 0, 1] ** 2
    is_known = ~((information[:, 1, 1] > 0) & (determinant > 0))
    spread = np.empty_like(information)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread[:, 0, 0], spread[:, 1, 1] = information[:, 1, 1], information[:, 0, 0]
        spread[:, 0, 1] = spread[:, 1, 0] = -information[:, 0, 1]
        spread /= determinant[:, None, None]
    spread[is_known] = 0.0  # rho is taken as known
    spread[is_known, 0, 0] = 1 / information[is_known, 0, 0]
    slope = -variance[:, None, None] * found.bread @ found.slope[:, :-1, :-1] @ found.bread
    return ApproximateStudents(
        coefficients=stack.coefficients(found),
        covariance=covariance,
        plain=_plain(stack, found),
        plain_slope=stack.natural(slope),
        variance=variance,
        parameters=spread,
        residual_df=stack.residual_df,
    )
