"""Models of counts and proportions: Poisson, negative binomial, binomial and quasi families.

Each estimator takes a `Problem` and a `Method` and returns a `Solution` on the log scale
(counts) or logit scale (proportions).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats

from evaluation.errors import InvalidInput
from evaluation.its.designs.family import PROPORTION_FAMILIES, QUASI_FAMILIES
from evaluation.its.designs.interruption import INTERRUPTION_KINDS
from evaluation.its.designs.method import Method
from evaluation.its.estimation.gaussian import degrees, lags_of
from evaluation.its.estimation.newey_west import newey_west_covariance
from evaluation.its.estimation.solution import FloatArray, Problem, Solution, StudentT

GLM_ITERATIONS = 100
# change of the coefficients in the last step; the deviance of large counts never settles so far
GLM_TOLERANCE = 1e-10
GLM_RELATIVE_TOLERANCE = 1e-8
UNKNOWN_ROW = 50.0  # standard error of a row's log rate or log odds that only separation gives
VANISHING_MEAN = 1e-8  # fitted mean of a row over the average that only separation gives
NEGLIGIBLE_OVERDISPERSION = 1e-3  # alpha x mean: variance 0.1% above Poisson's
LARGEST_OVERDISPERSION = 1e4

FALLBACK_WARNING = (
    "The counts vary no more than a Poisson series: the negative binomial model has no finite "
    "solution and the Poisson model is used in its place."
)
NARROWER_WARNING = (
    "The Newey-West errors of {terms} are smaller than those that allow for overdispersion "
    "alone, so their intervals may be too narrow: compare the model-based ones."
)
INTERRUPTION_TERMS = tuple(
    f"{part}{kind}:" for part in ("", "group:") for kind in INTERRUPTION_KINDS
)


@dataclass(frozen=True, eq=False)
class CountModel:
    """A fitted generalised linear model.

    Parameters
    ----------
    coefficients : ndarray, length k
        On the link's scale.
    bread : ndarray, k by k
        Inverse of the expected information with scale 1.
    scores : ndarray, n by k
        Each row's part of the score.
    residuals : ndarray, length n
        Deviance residuals.
    dispersion : float
        Pearson chi-squared over n - k.
    overdispersion : float or None
        The negative binomial's alpha.
    warnings : tuple of str
        What went other than planned.
    """

    coefficients: FloatArray
    bread: FloatArray
    scores: FloatArray
    residuals: FloatArray
    dispersion: float
    overdispersion: float | None = None
    warnings: tuple[str, ...] = ()


def glm(problem: Problem, method: Method) -> Solution:
    """Return a generalised linear model with model-based errors.

    Notes
    -----
    Quasi families multiply the covariance by Pearson's chi-squared over n - k. The negative
    binomial's errors take alpha as known, as R's `MASS::glm.nb` does. None allows for
    autocorrelation.

    References
    ----------
    Lopez Bernal J, Cummins S, Gasparrini A (2017), doi:10.1093/ije/dyw098.
    """
    model = fit_counts(problem)
    scale = model.dispersion if problem.family in QUASI_FAMILIES else 1.0
    return Solution(
        coefficients=model.coefficients,
        uncertainty=StudentT(scale * model.bread, degrees(problem, method)),
        residuals=model.residuals,
        dispersion=model.dispersion,
        overdispersion=model.overdispersion,
        warnings=model.warnings,
    )


def glm_newey_west(problem: Problem, method: Method) -> Solution:
    """Return a generalised linear model with Newey-West errors.

    Notes
    -----
    As R's `sandwich::NeweyWest(lag = L, prewhite = FALSE, adjust = TRUE)`. They can be smaller
    than the errors of a quasi family; a warning then says so.
    """
    model = fit_counts(problem)
    lags = lags_of(problem, method)
    covariance = newey_west_covariance(
        model.scores, model.bread, problem.position, problem.unit, lags
    )
    return Solution(
        coefficients=model.coefficients,
        uncertainty=StudentT(covariance, degrees(problem, method)),
        residuals=model.residuals,
        lags=lags,
        dispersion=model.dispersion,
        overdispersion=model.overdispersion,
        warnings=(*model.warnings, *_narrower_warning(problem, model, covariance)),
    )


def fit_counts(problem: Problem) -> CountModel:
    """Return the generalised linear model of a problem's family.

    Raises
    ------
    InvalidInput
        If the fit does not converge or a segment or season holds no events (or, for
        proportions, only events), so that its term runs to infinity.
    """
    if problem.family == "negative-binomial":
        return _negative_binomial(problem)
    if problem.family in PROPORTION_FAMILIES:
        return _fitted(problem, sm.families.Binomial())
    return _fitted(problem, sm.families.Poisson())


def _narrower_warning(
    problem: Problem, model: CountModel, covariance: FloatArray
) -> tuple[str, ...]:
    allowed = max(model.dispersion, 1.0) * np.diag(model.bread)
    is_narrower = np.diag(covariance) < allowed
    named = [
        term
        for term, flag in zip(problem.terms, is_narrower, strict=True)
        if flag and term.startswith(INTERRUPTION_TERMS)
    ]
    return (NARROWER_WARNING.format(terms=", ".join(named)),) if named else ()


def _negative_binomial(problem: Problem) -> CountModel:
    poisson = _fitted(problem, sm.families.Poisson())
    mean = float(problem.outcome.mean())

    def surprise(log_excess: float) -> float:
        alpha = float(np.exp(log_excess)) / mean
        fitted = _run(problem, sm.families.NegativeBinomial(alpha=alpha)).mu
        size, chance = 1 / alpha, 1 / (1 + alpha * fitted)
        return -float(stats.nbinom.logpmf(problem.outcome, size, chance).sum())

    bounds = (np.log(NEGLIGIBLE_OVERDISPERSION / 2), np.log(LARGEST_OVERDISPERSION))
    best = optimize.minimize_scalar(
        surprise, bounds=bounds, method="bounded", options={"xatol": GLM_TOLERANCE}
    )
    excess = float(np.exp(best.x))
    if excess < NEGLIGIBLE_OVERDISPERSION:
        return CountModel(
            **{**vars(poisson), "warnings": (*poisson.warnings, FALLBACK_WARNING)},
        )
    return _fitted(problem, sm.families.NegativeBinomial(alpha=excess / mean), excess / mean)


def _fitted(problem: Problem, family: Any, overdispersion: float | None = None) -> CountModel:
    found = _run(problem, family)
    bread = np.asarray(found.normalized_cov_params, dtype=np.float64)
    dispersion = float(found.pearson_chi2) / problem.residual_df
    _require_finite(problem, bread, dispersion, found.mu)
    trials = problem.denominator if problem.family in PROPORTION_FAMILIES else 1.0
    response = np.asarray(found.resid_response, dtype=np.float64) * trials
    if overdispersion is not None:
        response = response / (1 + overdispersion * found.mu)
    return CountModel(
        coefficients=np.asarray(found.params, dtype=np.float64),
        bread=bread,
        scores=problem.matrix * response[:, None],
        residuals=np.asarray(found.resid_deviance, dtype=np.float64),
        dispersion=dispersion,
        overdispersion=overdispersion,
    )


def _run(problem: Problem, family: Any) -> Any:
    outcome, settings = problem.outcome, {}
    if problem.family in PROPORTION_FAMILIES:
        outcome = problem.outcome / problem.denominator
        settings["var_weights"] = problem.denominator
    else:
        settings["offset"] = np.log(problem.denominator)
    model = sm.GLM(outcome, problem.matrix, family=family, **settings)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = model.fit(
                maxiter=GLM_ITERATIONS,
                tol_criterion="params",
                tol=GLM_TOLERANCE,
                rtol=GLM_RELATIVE_TOLERANCE,
            )
    except (ValueError, np.linalg.LinAlgError) as error:
        raise _not_estimable() from error
    if not found.converged or not np.isfinite(found.params).all():
        raise _not_estimable()
    return found


def _require_finite(
    problem: Problem, bread: FloatArray, dispersion: float, fitted: FloatArray
) -> None:
    scale = dispersion if problem.family in QUASI_FAMILIES else 1.0
    variances = np.einsum("ij,jk,ik->i", problem.matrix, bread, problem.matrix)
    mean = np.asarray(fitted, dtype=np.float64)
    if problem.family in PROPORTION_FAMILIES:
        mean = np.minimum(mean, 1 - mean)
    vanishes = mean.min() < VANISHING_MEAN * mean.mean()
    if vanishes or not scale * variances.max() <= UNKNOWN_ROW**2:
        raise _not_estimable()


def _not_estimable() -> InvalidInput:
    return InvalidInput(
        "The model of the counts has no finite solution: a segment, season or group of rows "
        "holds no events, or only events.",
        "Join periods, use fewer seasonal terms, or remove the interruption that divides them.",
    )
