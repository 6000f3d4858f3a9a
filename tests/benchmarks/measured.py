"""Limits of level and slope of many gaussian series at once, by the methods that are compared.

Ordinary least squares, Newey-West and Prais-Winsten are written for all series together and
proved equal to the engine's own in `test_coverage.py`; the default is the engine's own function,
and Kenward-Roger is the engine's, one series after the other.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from evaluation.its.designs.method import Method
from evaluation.its.estimation.gaussian import LARGEST_RHO, PRAIS_ITERATIONS, PRAIS_TOLERANCE
from evaluation.its.estimation.kenward_roger import reml_kenward_roger
from evaluation.its.estimation.many import intervals_of_many
from evaluation.its.estimation.newey_west import rule_of_thumb_lags
from evaluation.its.estimation.solution import FloatArray, Problem
from tests.benchmarks.processes import CONTRASTS, Cell

LEVEL = 0.95
Limits = tuple[FloatArray, FloatArray]  # lower and upper, each S by 2; not a number: no interval


def default(cell: Cell, outcomes: FloatArray) -> Limits:
    found = intervals_of_many(cell.matrix, outcomes, CONTRASTS, orders=cell.orders, level=LEVEL)
    return found.lower, found.upper


def least_squares(cell: Cell, outcomes: FloatArray) -> Limits:
    estimates, bread, residuals = _least_squares(cell.matrix, outcomes)
    degrees = cell.periods - len(bread)
    variance = (residuals**2).sum(axis=1) / degrees
    return student(estimates, variance[:, None, None] * bread, degrees)


def newey_west(cell: Cell, outcomes: FloatArray) -> Limits:
    estimates, bread, residuals = _least_squares(cell.matrix, outcomes)
    scores = cell.matrix * residuals[..., None]
    return student(estimates, sandwich(scores, bread), cell.periods - len(bread))


def prais_winsten(cell: Cell, outcomes: FloatArray) -> Limits:
    matrix, terms = cell.matrix, cell.matrix.shape[1]
    rows = np.concatenate(
        [np.broadcast_to(matrix, (len(outcomes), *matrix.shape)), outcomes[..., None]], axis=2
    )
    estimates = _least_squares(matrix, outcomes)[0]
    rho, is_open = np.zeros(len(outcomes)), np.ones(len(outcomes), dtype=bool)
    covariance = np.empty((len(outcomes), terms, terms))
    previous = np.full(len(outcomes), np.inf)
    for _ in range(PRAIS_ITERATIONS):
        residuals = outcomes[is_open] - estimates[is_open] @ matrix.T
        before, after = residuals[:, :-1], residuals[:, 1:]
        rho = np.clip((before * after).sum(1) / (before**2).sum(1), -LARGEST_RHO, LARGEST_RHO)
        estimates[is_open], covariance[is_open] = _transformed(rows[is_open], rho)
        is_moving = np.abs(rho - previous[is_open]) >= PRAIS_TOLERANCE
        previous[is_open] = rho
        is_open[is_open] = is_moving
        if not is_open.any():
            break
    estimates[is_open] = np.nan  # the engine refuses what does not converge
    return student(estimates, covariance, cell.periods - terms)


def kenward_roger(cell: Cell, outcomes: FloatArray) -> Limits:
    ends = np.empty((len(outcomes), len(CONTRASTS), 2))
    for row, outcome in enumerate(outcomes):
        found = reml_kenward_roger(problem(cell, outcome), Method("reml-ar1"))
        for column, contrast in enumerate(CONTRASTS):
            value = float(contrast @ found.coefficients)
            ends[row, column] = found.uncertainty.limits(value, contrast, LEVEL)
    return ends[..., 0], ends[..., 1]


def problem(cell: Cell, outcome: FloatArray) -> Problem:
    """Return one series as the engine takes it."""
    return Problem(
        terms=("intercept", "trend", "level:law", "slope:law"),
        matrix=cell.matrix,
        outcome=outcome,
        denominator=np.ones(cell.periods),
        position=np.arange(cell.periods),
        unit=np.zeros(cell.periods, dtype=np.int64),
        family="gaussian" if cell.mean is None else "quasi-poisson",
    )


def student(estimates: FloatArray, covariance: FloatArray, degrees: float) -> Limits:
    """Return limits with t quantiles; estimates are S by k, covariances S by k by k."""
    errors = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2)[:, 2:])
    half = stats.t.ppf((1 + LEVEL) / 2, degrees) * errors
    return estimates[:, 2:] - half, estimates[:, 2:] + half


def sandwich(scores: FloatArray, bread: FloatArray) -> FloatArray:
    """Return Newey-West covariances from scores (S by n by k) and breads (k by k, or S of them)."""
    rows, terms = scores.shape[1:]
    lags = rule_of_thumb_lags(rows)
    middle = scores.transpose(0, 2, 1) @ scores
    for lag in range(1, lags + 1):
        shared = scores[:, lag:].transpose(0, 2, 1) @ scores[:, :-lag]
        middle += (1 - lag / (lags + 1)) * (shared + shared.transpose(0, 2, 1))
    found: FloatArray = rows / (rows - terms) * (bread @ middle @ bread)
    return found


def _least_squares(
    matrix: FloatArray, outcomes: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    bread = np.linalg.inv(matrix.T @ matrix)
    estimates = outcomes @ matrix @ bread
    return estimates, bread, outcomes - estimates @ matrix.T


def _transformed(rows: FloatArray, rho: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return least squares of rows (design, then outcome) freed of AR(1) autocorrelation."""
    free = rows[:, 1:] - rho[:, None, None] * rows[:, :-1]
    first = rows[:, :1] * np.sqrt(1 - rho**2)[:, None, None]
    free = np.concatenate([first, free], axis=1)
    forms = free.transpose(0, 2, 1) @ free
    bread = np.linalg.inv(forms[:, :-1, :-1])
    estimates = (bread @ forms[:, :-1, -1:])[..., 0]
    square = forms[:, -1, -1] - (forms[:, -1, :-1] * estimates).sum(axis=1)
    degrees = rows.shape[1] - bread.shape[1]
    return estimates, (square / degrees)[:, None, None] * bread


METHODS = {
    "default": default,
    "newey-west": newey_west,
    "prais-winsten": prais_winsten,
    "reml-ar1": kenward_roger,
    "ols": least_squares,
}
ONE_BY_ONE = frozenset({"reml-ar1"})
