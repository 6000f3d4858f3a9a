"""What an estimator takes and gives back, and how limits and p values come from it.

A new estimator is a function from `Problem` and `Method` to `Solution`, registered in
`evaluation.its.estimation.estimators.ESTIMATORS`. Where limits are not those of one t
distribution it brings its own `Uncertainty`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluation.its.designs.family import Family

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TERM_COLUMNS = ("term", "estimate", "std_error", "df", "lower", "upper", "p")


@dataclass(frozen=True, eq=False)
class Problem:
    """The rows used in a fit, as arrays sorted by unit and position.

    Parameters
    ----------
    terms : tuple of str, length k
        Names of the matrix's columns.
    matrix : ndarray, n by k
        Design matrix.
    outcome : ndarray, length n
        On the modelled scale for the gaussian family; counts (or proportions, where there is
        no denominator) for the others.
    denominator : ndarray, length n
        Exposure or trials; ones where there is none.
    position : ndarray of int, length n
        Calendar position in periods.
    unit : ndarray of int, length n
        Number of the series that a row belongs to.
    family : str
        Distribution of the outcome.
    """

    terms: tuple[str, ...]
    matrix: FloatArray
    outcome: FloatArray
    denominator: FloatArray
    position: IntArray
    unit: IntArray
    family: Family

    @property
    def residual_df(self) -> int:
        """Number of rows less number of terms."""
        rows, columns = self.matrix.shape
        return int(rows - columns)


class Uncertainty(Protocol):
    """How sure an estimator is of a linear combination of its coefficients."""

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the coefficients, k by k."""

    def std_error(self, contrast: FloatArray) -> float:
        """Return the standard error of `contrast @ coefficients`."""

    def df(self, contrast: FloatArray) -> float:
        """Return the degrees of freedom of the contrast; infinite for normal quantiles."""

    def limits(self, estimate: float, contrast: FloatArray, level: float) -> tuple[float, float]:
        """Return the limits around `estimate`, whose gradient is `contrast`."""

    def p_value(self, estimate: float, contrast: FloatArray) -> float:
        """Return the two-sided p value of no difference from 0."""


@runtime_checkable
class PredictiveUncertainty(Protocol):
    """An `Uncertainty` that also knows how far one new observation strays from its mean.

    An estimator whose noise has no single variance (a mixture), or whose degrees of freedom
    depend on it, brings this beside its limits. For the others `Solution.noise_variance` is
    added to the variance of the contrast: see `evaluation.its.fitted.new_observations`.
    """

    def observation_limits(
        self, estimate: float, contrast: FloatArray, level: float
    ) -> tuple[float, float]:
        """Return limits of a new observation whose mean is `estimate`, on the model's scale."""


@dataclass(frozen=True, eq=False)
class StudentT:
    """Limits from one t distribution, the same for every contrast.

    Parameters
    ----------
    covariance : ndarray, k by k
        Covariance of the coefficients.
    degrees : float
        Degrees of freedom; infinite for normal quantiles.

    Examples
    --------
    >>> sure = StudentT(np.array([[4.0]]), np.inf)
    >>> low, high = sure.limits(1.0, np.array([1.0]), 0.95)
    >>> round(low, 2), round(high, 2)
    (-2.92, 4.92)
    """

    covariance: FloatArray
    degrees: float

    def std_error(self, contrast: FloatArray) -> float:
        """Return the standard error of `contrast @ coefficients`."""
        variance = float(contrast @ self.covariance @ contrast)
        return float(np.sqrt(max(variance, 0.0)))

    def df(self, contrast: FloatArray) -> float:  # noqa: ARG002 - the same for all of them
        """Return the degrees of freedom."""
        return self.degrees

    def limits(self, estimate: float, contrast: FloatArray, level: float) -> tuple[float, float]:
        """Return estimate -+ quantile x standard error."""
        half = t_quantile((1 + level) / 2, self.degrees) * self.std_error(contrast)
        return estimate - half, estimate + half

    def p_value(self, estimate: float, contrast: FloatArray) -> float:
        """Return the two-sided p value; not a number where estimate and error are both 0."""
        error = self.std_error(contrast)
        if error == 0:
            return 0.0 if estimate != 0 else float("nan")
        return 2 * t_share(-abs(estimate / error), self.degrees)


def t_quantile(share: float, degrees: float) -> float:
    """Return a quantile of the t distribution; of the normal one for infinite degrees.

    Examples
    --------
    >>> round(t_quantile(0.975, np.inf), 4), round(t_quantile(0.975, 10), 4)
    (1.96, 2.2281)
    """
    if np.isinf(degrees):
        return float(special.ndtri(share))
    return float(special.stdtrit(degrees, share))


def t_share(value: float, degrees: float) -> float:
    """Return the share of the t distribution below a value; of the normal one likewise.

    Examples
    --------
    >>> round(t_share(-1.96, np.inf), 4), round(t_share(-2.2281, 10), 4)
    (0.025, 0.025)
    """
    if np.isinf(degrees):
        return float(special.ndtr(value))
    return float(special.stdtr(degrees, value))


@dataclass(frozen=True, eq=False)
class Solution:
    """What an estimator found.

    Parameters
    ----------
    coefficients : ndarray, length k
        In the order of the design matrix.
    uncertainty : Uncertainty
        Their standard errors and limits.
    residuals : ndarray, length n
        What should be free of autocorrelation if the method's model holds: ordinary residuals,
        innovations of an autoregressive model, deviance residuals of a count model.
    rho : float or None
        Autocorrelation at lag 1, where the method estimates it.
    lags : int or None
        Lags of Newey-West errors.
    dispersion : float or None
        Pearson chi-squared over its degrees of freedom, for families other than gaussian.
    overdispersion : float or None
        The negative binomial's alpha: variance = mean + alpha x mean squared.
    order : int or None
        Order of the autoregression, the highest one of an average.
    orders : dict of int to float, optional
        Weight of each autoregressive order, where the method averages over them; for counts
        order 1 is AR(1) with white noise.
    removed : tuple of str
        Terms that the method cannot estimate (those that differencing removes): their
        coefficients only place the fitted line.
    warnings : tuple of str
        What went other than planned.
    noise_variance : float or None
        Variance of one observation about its mean, on the model's scale, for the gaussian
        family: that of the errors (of an autoregressive process, not of its innovations). None
        stands for the squared ordinary residuals over n - k.
    """

    coefficients: FloatArray
    uncertainty: Uncertainty
    residuals: FloatArray
    rho: float | None = None
    lags: int | None = None
    dispersion: float | None = None
    overdispersion: float | None = None
    order: int | None = None
    orders: dict[int, float] | None = None
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    noise_variance: float | None = None


def term_table(terms: tuple[str, ...], solution: Solution, level: float) -> pd.DataFrame:
    """Return one row per term with estimate, standard error, df, limits and p value.

    Parameters
    ----------
    terms : tuple of str, length k
        Names.
    solution : Solution
        Coefficients on the model's scale (log or logit for families other than gaussian) with
        their uncertainty. Terms that were removed have an estimate only.
    level : float
        Coverage of the limits.
    """
    rows: list[tuple[str | float, ...]] = []
    uncertainty = solution.uncertainty
    contrasts = np.eye(len(terms))
    for name, estimate, contrast in zip(terms, solution.coefficients, contrasts, strict=True):
        value = float(estimate)
        if name in solution.removed:
            rows.append((name, value, *[np.nan] * (len(TERM_COLUMNS) - 2)))
            continue
        error, degrees = uncertainty.std_error(contrast), uncertainty.df(contrast)
        lower, upper = uncertainty.limits(value, contrast, level)
        p_value = uncertainty.p_value(value, contrast)
        rows.append((name, value, error, degrees, lower, upper, p_value))
    return pd.DataFrame(rows, columns=list(TERM_COLUMNS))
