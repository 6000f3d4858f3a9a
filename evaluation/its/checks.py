"""Checks of a fit: autocorrelation that is left, length of the series, dispersion of counts.

A `Fit` comes in; one `CheckResult` per check goes out. Autocorrelation is taken at calendar
lags and within each unit, so gaps count.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evaluation.estimate import CheckResult
from evaluation.its.family import PROPORTION_FAMILIES
from evaluation.its.fit import Fit
from evaluation.its.method import NEWEY_WEST_METHODS
from evaluation.its.periods import periods_per_year
from evaluation.its.residuals import Residuals, residuals_of
from evaluation.its.series import ADVISED_POINTS

SIGNIFICANCE = 0.05
SMALLEST_P_SHOWN = 0.001
MOST_LAGS = 12  # one year of months
CLEAR_AUTOCORRELATION = 0.2  # Durbin-Watson below 1.6 or above 2.4
CLEAR_OVERDISPERSION = 1.5  # errors 22% too small where the model does not allow for it
SHORT_FOR_NEWEY_WEST = 50  # Turner et al. 2021, doi:10.1186/s12874-021-01364-0


def checks(fit: Fit) -> list[CheckResult]:
    """Return the checks of a fit.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    list of CheckResult
        Residual autocorrelation at lag 1, Durbin-Watson, Ljung-Box, points on each side, length
        of the series for Newey-West errors where they are used, and dispersion for counts.

    Notes
    -----
    They describe; they do not choose. To pick an error model by such a test and then take its
    interval at face value ruins the interval's coverage. `diagnostics` has more of them.
    Residuals are the innovations for Prais-Winsten and ARIMA, and deviance residuals, centred,
    for counts and proportions. Ljung-Box's degrees of freedom are the lags less the
    autoregressive terms that were estimated.

    References
    ----------
    Turner SL et al. (2021), doi:10.1186/s12874-021-01364-0. Ljung GM, Box GEP (1978),
    doi:10.1093/biomet/65.2.297.
    """
    residuals = residuals_of(fit)
    found = [
        _lag_one(residuals, fit),
        _durbin_watson(residuals),
        _ljung_box(residuals, fit),
        _points(fit),
    ]
    if fit.method.name in NEWEY_WEST_METHODS:
        found.append(_length(fit))
    if fit.dispersion is not None:
        found.append(_dispersion(fit, fit.dispersion))
    return found


def p_text(p: float) -> str:
    """Return a p value as text; very small ones are not told apart.

    One below 0.05 is never rounded up to it.

    Examples
    --------
    >>> p_text(0.0412), p_text(0.00002), p_text(0.04996)
    ('0.041', 'below 0.001', 'below 0.050')
    >>> p_text(float("nan"))
    'not available'
    """
    if math.isnan(p):
        return "not available"
    if p < SMALLEST_P_SHOWN:
        return f"below {SMALLEST_P_SHOWN}"
    limit = f"{SIGNIFICANCE:.3f}"
    return f"below {limit}" if p < SIGNIFICANCE and f"{p:.3f}" == limit else f"{p:.3f}"


def _lag_one(residuals: Residuals, fit: Fit) -> CheckResult:
    value = residuals.autocorrelation(1)
    passed = abs(value) < CLEAR_AUTOCORRELATION
    allowed = fit.method.name not in {"ols", "glm"}
    advice = "" if passed or allowed else " The intervals make no allowance for it."
    return CheckResult(
        name="Residual autocorrelation at lag 1",
        passed=passed,
        text=f"The residuals of neighbouring periods correlate at {value:.2f}.{advice}",
        table=pd.DataFrame({"lag": [1], "autocorrelation": [value]}),
    )


def _durbin_watson(residuals: Residuals) -> CheckResult:
    value = residuals.durbin_watson()
    return CheckResult(
        name="Durbin-Watson",
        passed=None,
        text=f"The Durbin-Watson statistic is {value:.2f}; 2 means no autocorrelation at lag 1.",
        table=pd.DataFrame({"statistic": [value]}),
    )


def _ljung_box(residuals: Residuals, fit: Fit) -> CheckResult:
    year = int(np.clip(round(periods_per_year(fit.design.frequency)), 1, MOST_LAGS))
    fewest = 1 + residuals.ar_terms
    lags = sorted({fewest, max(min(year, residuals.periods - 2), fewest)})
    rows = [(lag, *residuals.portmanteau(lag)) for lag in lags]
    table = pd.DataFrame(rows, columns=["lags", "statistic", "df", "p"])
    passed = bool((table["p"] >= SIGNIFICANCE).all())
    verdict = "no signs" if passed else "signs"
    shown = " and ".join(
        f"{p_text(p)} for {lag}" for lag, p in zip(table["lags"], table["p"], strict=True)
    )
    return CheckResult(
        name="Ljung-Box",
        passed=passed,
        text=f"There are {verdict} of autocorrelation up to {lags[-1]} lags (p {shown}).",
        table=table,
    )


def _points(fit: Fit) -> CheckResult:
    sides = [part.points for part in fit.series.parts if part.advised]
    fewest = min(sides)
    passed = fewest >= ADVISED_POINTS
    verdict = "enough" if passed else "few"
    return CheckResult(
        name="Points on each side",
        passed=passed,
        text=f"The shortest part of the series has {fewest} points, which is {verdict}: "
        f"{ADVISED_POINTS} or more are advised.",
        table=pd.DataFrame({"segment": range(len(sides)), "points": sides}),
    )


def _length(fit: Fit) -> CheckResult:
    periods = int(fit.data["position"].nunique())
    passed = periods >= SHORT_FOR_NEWEY_WEST
    consequence = "is long enough" if passed else "is short: they tend to be too narrow"
    return CheckResult(
        name="Length for Newey-West errors",
        passed=passed,
        text=f"A series of {periods} periods {consequence}.",
        table=pd.DataFrame({"periods": [periods], "advised": [SHORT_FOR_NEWEY_WEST]}),
    )


def _dispersion(fit: Fit, dispersion: float) -> CheckResult:
    is_fixed = fit.design.family in {"poisson", "binomial"} and fit.method.name == "glm"
    passed = not (is_fixed and dispersion > CLEAR_OVERDISPERSION)
    noun = "proportions" if fit.design.family in PROPORTION_FAMILIES else "counts"
    advice = "" if passed else " The intervals do not allow for it: use a quasi family."
    return CheckResult(
        name="Dispersion",
        passed=passed,
        text=f"The {noun} vary {dispersion:.2f} times as much as the model expects.{advice}",
        table=pd.DataFrame({"dispersion": [dispersion]}),
    )
