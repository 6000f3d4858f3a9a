"""The line before the interruption: whether it is straight, and whether controls run parallel.

A `Fit` comes in; `CheckResult`s go out, from the periods before its first interruption.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.estimate import CheckResult
from evaluation.its.checks import SIGNIFICANCE, p_text
from evaluation.its.estimators import ESTIMATORS
from evaluation.its.fit import Fit
from evaluation.its.method import NEWEY_WEST_METHODS
from evaluation.its.scale import scale_of
from evaluation.its.solution import Problem, Solution
from evaluation.its.variants import BoolArray, Rows, rows_of

SPARE_POINTS = 3  # degrees of freedom below which an interval is too rough to say anything
LINEARITY = "Straight trend before the interruption"
PARALLEL = "Parallel trends before the interruption"


def pretrend_linearity(fit: Fit) -> CheckResult:
    """Return whether the trend before the first interruption bends.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    CheckResult
        Table: term, estimate (per period squared, on the model's scale), lower, upper, p.

    Notes
    -----
    A squared term is added to the model of the periods before, fitted by the same method. With
    a control it is the treated series' own, so that a bend it shares with the controls does not
    count.

    References
    ----------
    Turner SL et al. (2021), doi:10.1186/s12874-021-01364-0.
    """
    rows = rows_of(fit)
    before = _before(fit, rows)
    position = rows.position.astype(np.float64)
    middle = float(position[before & rows.is_treated].mean())
    bend = np.where(rows.is_treated, (position - middle) ** 2, 0.0)
    found = _tested(fit, rows, before, "trend squared", bend)
    if isinstance(found, str):
        return CheckResult(LINEARITY, None, f"The trend before was not tested: {found}")
    number = int((before & rows.is_treated).sum())
    passed = bool(found["p"].iloc[0] >= SIGNIFICANCE)
    shown = f"p {p_text(float(found['p'].iloc[0]))}"
    text = (
        f"No clear bend is seen in the trend before the interruption ({shown}); with {number} "
        f"points that does not prove a straight line."
        if passed
        else f"The trend before the interruption bends ({shown}): a straight line carried forward "
        f"may be a poor counterfactual."
    )
    return CheckResult(LINEARITY, passed, text, found)


def parallel_pretrends(fit: Fit) -> CheckResult | None:
    """Return whether treated series and controls ran parallel; None without a control.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    CheckResult or None
        Table: term (`group:trend`; `trend`, that of the difference or ratio, where the controls
        are taken off or are an offset), estimate (per period, on the model's scale), lower,
        upper, p.
    """
    if fit.design.control is None:
        return None
    rows = rows_of(fit)
    before = _before(fit, rows)
    term = "group:trend" if fit.design.has_group_terms else "trend"
    found = _tested(fit, rows, before, term, None)
    if isinstance(found, str):
        return CheckResult(PARALLEL, None, f"Parallel trends were not tested: {found}")
    passed = bool(found["p"].iloc[0] >= SIGNIFICANCE)
    shown = f"p {p_text(float(found['p'].iloc[0]))}"
    text = (
        f"No clear difference is seen between the trends before of the treated series and its "
        f"controls ({shown}), which does not prove that there is none."
        if passed
        else f"The trends before of the treated series and its controls differ ({shown}): the "
        f"model allows for that only if the difference would have gone on as it was."
    )
    return CheckResult(PARALLEL, passed, text, found)


def _before(fit: Fit, rows: Rows) -> BoolArray:
    found: BoolArray = rows.is_used & (rows.position < min(fit.series.starts.values()))
    return found


def _tested(
    fit: Fit, rows: Rows, before: BoolArray, term: str, column: np.ndarray | None
) -> pd.DataFrame | str:
    """Return the term of a model of the periods before, or why there is none."""
    problem = _problem(fit, rows, before, term, column)
    if problem.residual_df < SPARE_POINTS:
        return "there are too few points for it."
    try:
        solution = _solution(fit, problem)
    except InvalidInput as error:
        return error.what
    place = problem.terms.index(term)
    contrast = np.eye(len(problem.terms))[place]
    estimate = float(solution.coefficients[place])
    lower, upper = solution.uncertainty.limits(estimate, contrast, fit.design.level)
    p_value = solution.uncertainty.p_value(estimate, contrast)
    if not np.isfinite(p_value):
        return "the method gives no interval for it."
    names = ["term", "scale", "estimate", "lower", "upper", "p"]
    row = (term, scale_of(fit.design).name, estimate, lower, upper, p_value)
    return pd.DataFrame([row], columns=names)


def _problem(
    fit: Fit, rows: Rows, before: BoolArray, term: str, column: np.ndarray | None
) -> Problem:
    """Return the model of the periods before: the terms that vary there, and one more."""
    entries = fit.matrix.entries
    has_any = (entries[before] != 0).any(axis=0)
    terms = tuple(name for name, there in zip(fit.matrix.terms, has_any, strict=True) if there)
    chosen = entries[:, has_any]
    if column is not None:
        terms, chosen = (*terms, term), np.column_stack([chosen, column])
    return rows.problem(terms, chosen, before, fit.design.family)


def _solution(fit: Fit, problem: Problem) -> Solution:
    if np.linalg.matrix_rank(problem.matrix) < problem.matrix.shape[1]:
        raise InvalidInput("its terms cannot be told apart there.")
    method = fit.method
    if method.name in NEWEY_WEST_METHODS:
        method = replace(method, lags=None)
    return ESTIMATORS[method.name].estimate(problem, method)
