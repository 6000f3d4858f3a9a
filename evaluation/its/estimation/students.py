"""Limits of many series from t distributions: one for each series, or one for each contrast.

Coefficients and covariances of S series come in; standard errors, degrees of freedom, limits and
p values of linear combinations go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from scipy import special

from evaluation.its.estimation.approximate_t import LEAST_DEGREES
from evaluation.its.estimation.solution import FloatArray


class Described(NamedTuple):
    """Contrasts of S series, each S by c.

    Parameters
    ----------
    std_error, df, lower, upper, p : ndarray
        Degrees of freedom are infinite for normal quantiles; p is two-sided, of no difference
        from 0.
    """

    std_error: FloatArray
    df: FloatArray
    lower: FloatArray
    upper: FloatArray
    p: FloatArray


class Together(Protocol):
    """What an estimator found for S series of one design matrix.

    Contrasts are S (or 1, for the same of all) by c by k, estimates S by c.
    """

    @property
    def coefficients(self) -> FloatArray:
        """Estimates, S by k."""

    def limits(
        self, estimates: FloatArray, contrasts: FloatArray, level: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return lower and upper limits around estimates, each S by c."""

    def described(self, estimates: FloatArray, contrasts: FloatArray, level: float) -> Described:
        """Return standard errors, degrees of freedom, limits and p values."""


@dataclass(frozen=True, eq=False)
class Students:
    """Limits from one t distribution for each series.

    Parameters
    ----------
    coefficients : ndarray, S by k
        Estimates.
    covariance : ndarray, S by k by k
        Their covariance.
    residual_df : float
        Degrees of freedom; infinite for normal quantiles.
    """

    coefficients: FloatArray
    covariance: FloatArray
    residual_df: float

    def std_errors(self, contrasts: FloatArray) -> FloatArray:
        """Return the standard errors of contrasts, S by c."""
        return np.sqrt(np.maximum(squared(self.covariance, contrasts), 0.0))

    def degrees(self, contrasts: FloatArray) -> FloatArray:
        """Return the degrees of freedom, S by c."""
        return np.full((len(self.coefficients), contrasts.shape[1]), self.residual_df)

    def limits(
        self, estimates: FloatArray, contrasts: FloatArray, level: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return estimates -+ quantile x standard error."""
        return _limits(estimates, self.std_errors(contrasts), self.degrees(contrasts), level)

    def described(self, estimates: FloatArray, contrasts: FloatArray, level: float) -> Described:
        """Return standard errors, degrees of freedom, limits and p values, each S by c."""
        errors, degrees = self.std_errors(contrasts), self.degrees(contrasts)
        limits = self.limits(estimates, contrasts, level)
        return Described(errors, degrees, *limits, _p_values(estimates, errors, degrees))


@dataclass(frozen=True, eq=False)
class ApproximateStudents:
    """Limits from a t distribution whose degrees of freedom belong to series and contrast.

    Parameters
    ----------
    coefficients : ndarray, S by k
        Estimates.
    covariance : ndarray, S by k by k
        From which standard errors come.
    plain, plain_slope : ndarray, S by k by k
        Covariance without adjustment, and its derivative by rho.
    variance : ndarray, length S
        Of the errors (not of their innovations).
    parameters : ndarray, S by 2 by 2
        Covariance of variance and rho.
    residual_df : int
        Number of rows less number of terms.

    Notes
    -----
    As `ApproximateT` for one series: no limits below 1 degree of freedom, nor where an adjusted
    variance is not above 0.
    """

    coefficients: FloatArray
    covariance: FloatArray
    plain: FloatArray
    plain_slope: FloatArray
    variance: FloatArray
    parameters: FloatArray
    residual_df: int

    def std_errors(self, contrasts: FloatArray) -> FloatArray:
        """Return the standard errors; not a number where the variance is below 0."""
        with np.errstate(invalid="ignore"):
            return np.sqrt(squared(self.covariance, contrasts))

    def degrees(self, contrasts: FloatArray) -> FloatArray:
        """Return the contrasts' degrees of freedom; n - k for one without variance."""
        plain = squared(self.plain, contrasts)
        slope = squared(self.plain_slope, contrasts)
        gradient = np.stack([plain / self.variance[:, None], slope], axis=-1)
        spread = np.einsum("sci,sij,scj->sc", gradient, self.parameters, gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(plain <= 0, float(self.residual_df), 2 * plain**2 / spread)

    def limits(
        self, estimates: FloatArray, contrasts: FloatArray, level: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return estimates -+ quantile x standard error; not a number where there are none."""
        return _limits(estimates, self._errors(contrasts), self.degrees(contrasts), level)

    def described(self, estimates: FloatArray, contrasts: FloatArray, level: float) -> Described:
        """Return standard errors, degrees of freedom, limits and p values, each S by c."""
        errors, degrees = self.std_errors(contrasts), self.degrees(contrasts)
        limits = self.limits(estimates, contrasts, level)
        p_values = _p_values(estimates, self._errors(contrasts), degrees)
        return Described(errors, degrees, *limits, p_values)

    def _errors(self, contrasts: FloatArray) -> FloatArray:
        """Return standard errors; not a number where there are no limits."""
        variance = squared(self.covariance, contrasts)
        is_certain = squared(self.plain, contrasts) <= 0
        has_limits = (variance > 0) & (self.degrees(contrasts) >= LEAST_DEGREES)
        errors = np.sqrt(np.maximum(variance, 0.0))
        return np.where(is_certain | has_limits, errors, np.nan)


def squared(squares: FloatArray, contrasts: FloatArray) -> FloatArray:
    """Return c'Mc for each series' matrix (S by k by k) and each contrast, S by c."""
    found: FloatArray = ((contrasts @ squares) * contrasts).sum(axis=-1)
    return found


def _limits(
    estimates: FloatArray, errors: FloatArray, degrees: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    share = (1 + level) / 2
    is_normal = np.isinf(degrees)
    quantile = special.stdtrit(np.where(is_normal, 1.0, degrees), share)
    half = np.where(is_normal, special.ndtri(share), quantile) * errors
    return estimates - half, estimates + half


def _p_values(estimates: FloatArray, errors: FloatArray, degrees: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        place = -np.abs(estimates / errors)
    is_normal = np.isinf(degrees)
    below = special.stdtr(np.where(is_normal, 1.0, degrees), place)
    found = 2 * np.where(is_normal, special.ndtr(place), below)
    return np.where((errors == 0) & (estimates == 0), np.nan, found)
