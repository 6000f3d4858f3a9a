"""Checks of a fit: autocorrelation that is left, length of the series, dispersion of counts.

A `Fit` comes in; one `CheckResult` per check goes out. Autocorrelation is taken at calendar
lags and within each unit, so gaps count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from evaluation.estimate import CheckResult
from evaluation.its.family import PROPORTION_FAMILIES
from evaluation.its.fit import Fit
from evaluation.its.method import NEWEY_WEST_METHODS
from evaluation.its.newey_west import on_calendar
from evaluation.its.periods import periods_per_year
from evaluation.its.series import ADVISED_POINTS

FloatArray = npt.NDArray[np.float64]

SIGNIFICANCE = 0.05
SMALLEST_P_SHOWN = 0.001
MOST_LAGS = 12  # one year of months
CLEAR_AUTOCORRELATION = 0.2  # Durbin-Watson below 1.6 or above 2.4
CLEAR_OVERDISPERSION = 1.5  # errors 22% too small where the model does not allow for it
SHORT_FOR_NEWEY_WEST = 50  # Turner et al. 2021, doi:10.1186/s12874-021-01364-0


@dataclass(frozen=True, eq=False)
class _Residuals:
    values: FloatArray
    position: npt.NDArray[np.int64]
    unit: npt.NDArray[np.int64]

    def autocorrelation(self, lag: int) -> float:
        units = on_calendar(self.values[:, None], self.position, self.unit)
        shared = sum(float(rows[lag:, 0] @ rows[: max(len(rows) - lag, 0), 0]) for rows in units)
        square = float(self.values @ self.values)
        return shared / square if square > 0 else 0.0

    def durbin_watson(self) -> float:
        is_next = (np.diff(self.unit) == 0) & (np.diff(self.position) == 1)
        square = float(self.values @ self.values)
        return float((np.diff(self.values)[is_next] ** 2).sum()) / square if square > 0 else 2.0


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
    interval at face value ruins the interval's coverage. Residuals are the innovations for
    Prais-Winsten and deviance residuals, centred, for counts and proportions.

    References
    ----------
    Turner SL et al. (2021), doi:10.1186/s12874-021-01364-0. Ljung GM, Box GEP (1978),
    doi:10.1093/biomet/65.2.297.
    """
    residuals = _residuals(fit)
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

    Examples
    --------
    >>> p_text(0.0412), p_text(0.00002)
    ('0.041', 'below 0.001')
    >>> p_text(float("nan"))
    'not available'
    """
    if math.isnan(p):
        return "not available"
    return f"{p:.3f}" if p >= SMALLEST_P_SHOWN else f"below {SMALLEST_P_SHOWN}"


def _residuals(fit: Fit) -> _Residuals:
    used = fit.data
    values = fit.solution.residuals
    if fit.design.family != "gaussian":
        values = values - values.mean()
    unit = np.asarray(pd.factorize(used["unit"])[0], dtype=np.int64)
    return _Residuals(values, used["position"].to_numpy(dtype=np.int64), unit)


def _lag_one(residuals: _Residuals, fit: Fit) -> CheckResult:
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


def _durbin_watson(residuals: _Residuals) -> CheckResult:
    value = residuals.durbin_watson()
    return CheckResult(
        name="Durbin-Watson",
        passed=None,
        text=f"The Durbin-Watson statistic is {value:.2f}; 2 means no autocorrelation at lag 1.",
        table=pd.DataFrame({"statistic": [value]}),
    )


def _ljung_box(residuals: _Residuals, fit: Fit) -> CheckResult:
    periods = len(np.unique(residuals.position))
    year = int(np.clip(round(periods_per_year(fit.design.frequency)), 1, MOST_LAGS))
    lags = sorted({1, min(year, periods - 2)})
    rows = [_portmanteau(residuals, lag) for lag in lags]
    table = pd.DataFrame(rows, columns=["lags", "statistic", "p"])
    passed = bool((table["p"] >= SIGNIFICANCE).all())
    verdict = "no sign" if passed else "signs"
    shown = " and ".join(
        f"{p_text(p)} for {lag}" for lag, p in zip(table["lags"], table["p"], strict=True)
    )
    return CheckResult(
        name="Ljung-Box",
        passed=passed,
        text=f"There are {verdict} of autocorrelation up to {lags[-1]} lags (p {shown}).",
        table=table,
    )


def _portmanteau(residuals: _Residuals, lags: int) -> tuple[int, float, float]:
    rows = len(residuals.values)
    terms = [residuals.autocorrelation(lag) ** 2 / (rows - lag) for lag in range(1, lags + 1)]
    statistic = rows * (rows + 2) * sum(terms)
    return lags, statistic, float(stats.chi2.sf(statistic, lags))


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
