"""Influence: how far single periods move the answer, and what happens without the worst one.

A `Fit` comes in; one `CheckResult` with a row for each period used goes out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from evaluation.estimate import CheckResult
from evaluation.its.designs.family import PROPORTION_FAMILIES
from evaluation.its.designs.scale import scale_of
from evaluation.its.estimation.gaussian import whiten
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.line_contrast import Limits
from evaluation.its.preparation.periods import period_label
from evaluation.its.variation.measured import solved
from evaluation.its.variation.variants import Base, base_of

NAME = "Influence of single periods"
INTERRUPTION_TERMS = ("level:", "slope:", "group:level:", "group:slope:")
SMALLEST_LEFT = 1e-10  # part of a row's own variance that the other rows leave unexplained


def influence(fit: Fit) -> CheckResult:
    """Return how far each period moves the answer.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    CheckResult
        Table, one row per row used, in the order of `fit.data`: period, unit, cook (Cook's
        distance), effect_change (of the contrast behind the effect at the last period, on the
        model's scale, in standard errors) and dfbetas:TERM for the interruptions' terms
        (change in the term's own standard errors, those of the whole fit). It informs; it does
        not pass or fail.

    Notes
    -----
    The change of the coefficients when one row is left out, for a linear model by adding a
    column that is 1 in that row alone, with the autocorrelation as it was estimated: with Z the
    whitened columns, M = I - H and r the whitened residuals, (X'X)^-1 X'Z_i (Z_i'r / Z_i'M Z_i).
    Cook's distance divides by k times the residual variance; without autocorrelation it is the
    usual one. Autocorrelation is that at lag 1. Counts and proportions take one step of weighted
    least squares. The row that
    moves the effect most is then left out in earnest, with everything else estimated anew; if
    it is the last period, conclusions are compared at the last but one.

    References
    ----------
    Cook RD (1977), doi:10.1080/00401706.1977.10489493. Martin RJ (1992),
    doi:10.1093/biomet/79.3.541, for correlated errors. Pregibon D (1981),
    doi:10.1214/aos/1176345513.
    """
    base = base_of(fit)
    changes, information, variance = _changes(fit, base)
    contrast = _contrast(base)
    errors = _errors(fit)
    spread = fit.solution.uncertainty.std_error(contrast)
    shift = changes @ contrast / (spread if spread > 0 else np.nan)
    cook = np.einsum("ia,ab,ib->i", changes, information, changes)
    used = fit.data
    table = pd.DataFrame(
        {
            "period": used["period"],
            "unit": used["unit"],
            "cook": cook / (variance * len(contrast)) if variance > 0 else np.nan,
            "effect_change": shift,
        }
    )
    for place, term in enumerate(fit.matrix.terms):
        if term.startswith(INTERRUPTION_TERMS):
            table[f"dfbetas:{term}"] = changes[:, place] / errors[place]
    if not np.isfinite(shift).any():
        return CheckResult(NAME, None, "The influence of single periods cannot be told.", table)
    worst = int(np.nanargmax(np.abs(shift)))
    return CheckResult(NAME, None, _text(fit, base, worst, float(shift[worst])), table)


def _changes(fit: Fit, base: Base) -> tuple[FloatArray, FloatArray, float]:
    """Return the change of the coefficients without each row (n by k), X'X and the variance."""
    matrix, own, residuals = _weighted(fit, base)
    basis, triangle = np.linalg.qr(matrix)
    left = (own**2).sum(axis=0) - ((basis.T @ own) ** 2).sum(axis=0)
    residuals = residuals - basis @ (basis.T @ residuals)
    pull = own.T @ residuals
    is_known = left > SMALLEST_LEFT * (own**2).sum(axis=0)
    size = np.where(is_known, pull / np.where(is_known, left, 1.0), np.nan)
    steps = np.linalg.solve(triangle, basis.T @ own)
    rows, columns = matrix.shape
    variance = float(residuals @ residuals) / (rows - columns)
    return -(steps * size).T, triangle.T @ triangle, variance


def _weighted(fit: Fit, base: Base) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return design matrix, one column for each row, and residuals, all of equal variance."""
    problem, coefficients = base.problem, fit.solution.coefficients
    predictor = problem.matrix @ coefficients
    if problem.family == "gaussian":
        root, step = np.ones_like(predictor), problem.outcome - predictor
    elif problem.family in PROPORTION_FAMILIES:
        chance = np.asarray(special.expit(predictor), dtype=np.float64)
        root = np.sqrt(problem.denominator * chance * (1 - chance))
        step = (problem.outcome - problem.denominator * chance) / root
    else:
        mean = problem.denominator * np.exp(predictor)
        root = np.sqrt(mean / (1 + (fit.overdispersion or 0.0) * mean))
        step = (problem.outcome - mean) * root / mean
    parts = (problem.matrix * root[:, None], np.eye(len(root)), step[:, None])
    rho = fit.rho or 0.0
    matrix, own, steps = (whiten(part, problem.position, problem.unit, rho) for part in parts)
    return matrix, own, steps[:, 0]


def _contrast(base: Base) -> FloatArray:
    """Return the coefficients' weights in the effect at the last period, on the model's scale."""
    contrast = base.reference("estimators").contrast
    assert contrast is not None  # noqa: S101 - a reference has one
    return contrast.fitted - contrast.counterfactual


def _errors(fit: Fit) -> FloatArray:
    contrasts = np.eye(len(fit.solution.coefficients))
    errors = np.array([fit.solution.uncertainty.std_error(each) for each in contrasts])
    return np.where(errors > 0, errors, np.nan)


def _text(fit: Fit, base: Base, worst: int, shift: float) -> str:
    row = fit.data.iloc[worst]
    label = period_label(row["period"].date(), fit.design.frequency)
    where = label if fit.design.control is None else f"{label} of '{row['unit']}'"
    start = (
        f"{where} matters most: without it the effect at the last period moves by "
        f"{abs(shift):.1f} standard errors"
    )
    whole = np.flatnonzero(base.rows.is_used)
    kept = np.ones(len(base.rows.is_used), dtype=bool)
    kept[whole[worst]] = False
    position = int(base.rows.position[whole[worst]])
    at = base.last
    if position == at and bool(base.rows.is_treated[whole[worst]]):
        at = int(base.rows.treated_positions[-2])
    with_it = _effect(fit, base, np.ones_like(kept), at)
    without = _effect(fit, base, kept, at)
    if isinstance(without, str) or isinstance(with_it, str):
        return f"{start}. Without it the model could not be fitted again."
    if _verdict(with_it) == _verdict(without):
        return f"{start}, and the conclusion stays: {_verdict(without)}."
    return f"{start}, and the conclusion changes from {_verdict(with_it)} to {_verdict(without)}."


def _effect(fit: Fit, base: Base, kept: np.ndarray, at: int) -> Limits | str:
    variant = base.variant("windows", "", kept=kept, at=at)
    problem, contrast = variant.problem, variant.contrast
    if problem is None or contrast is None:
        return variant.note
    answer = solved(problem, variant.method)
    if isinstance(answer, str):
        return answer
    return contrast.absolute(answer, scale_of(fit.design), fit.design.level)


def _verdict(limits: Limits) -> str:
    if not np.isfinite(limits).all():
        return "no interval"
    if limits[1] > 0:
        return "an increase"
    return "a decrease" if limits[2] < 0 else "no clear change"
