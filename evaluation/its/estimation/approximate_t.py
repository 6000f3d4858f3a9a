"""Limits from t distributions whose degrees of freedom are approximated for each contrast.

Covariances and the derivatives that the approximation needs come in, from a fit by restricted
maximum likelihood; standard errors, degrees of freedom, limits and warnings go out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.its.estimation.solution import FloatArray, StudentT

LEAST_DEGREES = 1.0  # the t distribution has no mean below
ADVISED_DEGREES = 3.0  # nor a variance to speak of
LARGE_ADJUSTMENT = 4.0  # times the variance: the standard error is doubled

FEW_DEGREES_WARNING = (
    "The intervals of {terms} rest on fewer than 3 degrees of freedom: they are wide and rough."
)
LARGE_ADJUSTMENT_WARNING = (
    "The small-sample adjustment more than doubles the standard errors of {terms}: the "
    "autocorrelation is hardly known, and the intervals are very wide. Compare with "
    "rho-integrated."
)
NOT_ESTIMABLE_WARNING = (
    "There are no intervals for {terms}, nor for effects and lines that rest on them: they would "
    "have less than 1 degree of freedom or no variance above 0. Compare with rho-integrated."
)


@dataclass(frozen=True, eq=False)
class ApproximateT:
    """Limits from a t distribution whose degrees of freedom belong to the contrast.

    Parameters
    ----------
    covariance : ndarray, k by k
        Covariance of the coefficients from which standard errors come.
    plain, plain_slope : ndarray, k by k
        Covariance without adjustment, and its derivative by rho.
    variance : float
        Of the errors (not of their innovations).
    parameters : ndarray, 2 by 2
        Covariance of variance and rho.
    residual_df : int
        Number of rows less number of terms.

    Notes
    -----
    Degrees of freedom are 2 v^2 / (g'W g) with v = c'Phi c, g its derivatives by variance and
    rho, and W `parameters`. Below 1 there are no limits, nor where an adjusted variance is not
    above 0: they are not a number.
    """

    covariance: FloatArray
    plain: FloatArray
    plain_slope: FloatArray
    variance: float
    parameters: FloatArray
    residual_df: int

    def has_limits(self, contrast: FloatArray) -> bool:
        """Return whether there are 1 or more degrees of freedom and a variance above 0."""
        if float(contrast @ self.plain @ contrast) <= 0:
            return True
        is_positive = float(contrast @ self.covariance @ contrast) > 0
        return is_positive and self.df(contrast) >= LEAST_DEGREES

    def std_error(self, contrast: FloatArray) -> float:
        """Return the standard error; not a number where the variance is below 0."""
        with np.errstate(invalid="ignore"):
            return float(np.sqrt(contrast @ self.covariance @ contrast))

    def df(self, contrast: FloatArray) -> float:
        """Return the contrast's degrees of freedom; n - k for one without variance."""
        value = float(contrast @ self.plain @ contrast)
        if value <= 0:
            return float(self.residual_df)
        gradient = np.array([value / self.variance, contrast @ self.plain_slope @ contrast])
        return float(2 * value**2 / (gradient @ self.parameters @ gradient))

    def observation_limits(
        self, estimate: float, contrast: FloatArray, level: float
    ) -> tuple[float, float]:
        """Return limits of a new observation; not a number where the mean has none.

        The variance of the errors is added, with degrees of freedom of the sum.
        """
        if not self.has_limits(contrast):
            return np.nan, np.nan
        plain = float(contrast @ self.plain @ contrast)
        total = plain + self.variance
        gradient = np.array([total / self.variance, float(contrast @ self.plain_slope @ contrast)])
        degrees = float(2 * total**2 / (gradient @ self.parameters @ gradient))
        spread = np.array([[float(contrast @ self.covariance @ contrast) + self.variance]])
        known = StudentT(spread, max(degrees, LEAST_DEGREES))
        return known.limits(estimate, np.ones(1), level)

    def limits(self, estimate: float, contrast: FloatArray, level: float) -> tuple[float, float]:
        """Return estimate -+ quantile x standard error; not a number where there are none."""
        if not self.has_limits(contrast):
            return np.nan, np.nan
        return StudentT(self.covariance, self.df(contrast)).limits(estimate, contrast, level)

    def p_value(self, estimate: float, contrast: FloatArray) -> float:
        """Return the two-sided p value; not a number where there are no limits."""
        if not self.has_limits(contrast):
            return np.nan
        return StudentT(self.covariance, self.df(contrast)).p_value(estimate, contrast)


def interval_warnings(terms: tuple[str, ...], uncertainty: ApproximateT) -> list[str]:
    """Return what a reader must know of the intervals of the terms.

    Parameters
    ----------
    terms : tuple of str, length k
        Names.
    uncertainty : ApproximateT
        Of their coefficients.
    """
    contrasts = dict(zip(terms, np.eye(len(terms)), strict=True))
    has_limits = {term: uncertainty.has_limits(each) for term, each in contrasts.items()}
    degrees = {term: uncertainty.df(each) for term, each in contrasts.items()}
    few = [term for term in contrasts if has_limits[term] and degrees[term] < ADVISED_DEGREES]
    none = [term for term in contrasts if not has_limits[term]]
    inflated = [
        term
        for term, each in contrasts.items()
        if uncertainty.std_error(each) ** 2 > LARGE_ADJUSTMENT * (each @ uncertainty.plain @ each)
    ]
    named = (
        (FEW_DEGREES_WARNING, few),
        (NOT_ESTIMABLE_WARNING, none),
        (LARGE_ADJUSTMENT_WARNING, inflated),
    )
    return [warning.format(terms=", ".join(which)) for warning, which in named if which]
