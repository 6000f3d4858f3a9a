"""Series with a known truth: what errors an evaluator expects, and series made from them.

Standard normal and uniform numbers come in; outcomes of S series whose errors have exactly the
stated autocovariances from the first period on go out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from evaluation.errors import InvalidInput
from evaluation.its.designs.family import Family
from evaluation.its.estimation.partial import autocovariances
from evaluation.its.estimation.solution import FloatArray

PERCENT = 100


@dataclass(frozen=True, eq=False)
class Draws:
    """Random numbers that every design of a study shares, so that designs differ by design only.

    Parameters
    ----------
    normal, uniform : ndarray, S by n
        Independent; the first m periods are the same however long the series.
    """

    normal: FloatArray
    uniform: FloatArray

    def first(self, length: int) -> Draws:
        """Return the first periods of all series."""
        return Draws(self.normal[:, :length], self.uniform[:, :length])


def draws(series: int, length: int, generator: np.random.Generator) -> Draws:
    """Return the random numbers of a study.

    Parameters
    ----------
    series, length : int
        How many series, and periods of the longest.
    generator : Generator
        Source of randomness.
    """
    for_normal, for_uniform = generator.spawn(2)
    return Draws(
        for_normal.standard_normal((length, series)).T,
        for_uniform.random((length, series)).T,
    )


@dataclass(frozen=True)
class GaussianErrors:
    """Normal errors that follow a stationary autoregression.

    Parameters
    ----------
    partial : tuple of float
        Partial autocorrelations at lags 1 to p, each between -1 and 1.
    sd : float
        Standard deviation of the errors (not of their innovations), in the outcome's units.

    Raises
    ------
    InvalidInput
        If a partial autocorrelation or the standard deviation is impossible.

    Examples
    --------
    >>> GaussianErrors((0.5,), sd=2.0).covariances(3).tolist()
    [4.0, 2.0, 1.0]
    """

    partial: tuple[float, ...]
    sd: float = 1.0

    def __post_init__(self) -> None:
        _require_stationary(self.partial)
        if not self.sd > 0:
            raise InvalidInput(
                "The standard deviation of the errors is not above 0.", "Give that of the outcome."
            )

    @property
    def family(self) -> Family:
        """Family by which the outcome is modelled."""
        return "gaussian"

    @property
    def is_shifted_only(self) -> bool:
        """Whether an effect only moves estimates and limits: it does."""
        return True

    def outcomes(self, drawn: Draws, change: FloatArray) -> FloatArray:
        """Return S series (S by n) whose mean is `change` (length n)."""
        noise = autoregressive_noise(self.partial, drawn.normal)
        found: FloatArray = self.sd * noise + change
        return found

    def covariances(self, length: int) -> FloatArray:
        """Return the errors' autocovariances from lag 0 to `length` - 1."""
        return self.sd**2 * autocorrelations(self.partial, length)

    def natural(self, change: FloatArray) -> FloatArray:
        """Return changes as they are."""
        return change


@dataclass(frozen=True)
class CountErrors:
    """Counts whose rate wanders: Poisson around a log-normal autoregression.

    Parameters
    ----------
    partial : tuple of float
        Partial autocorrelations of the logarithm of the rate.
    mean : float
        Mean count of a period before the change.
    dispersion : float
        Variance of a count over its mean, before the change; 1 is a Poisson series.

    Raises
    ------
    InvalidInput
        If a value is impossible, or a Poisson series is to be autocorrelated.

    Notes
    -----
    The rate is mean x exp(change + z), z normal with mean -v / 2 and variance
    v = log(1 + (dispersion - 1) / mean), so that the count has the stated mean and dispersion.
    The autocorrelation of the counts is lower than that of the rates, because Poisson noise
    has none: (exp(v rho) - 1) x mean / dispersion.

    References
    ----------
    Zeger SL (1988), A regression model for time series of counts, Biometrika 75:621,
    doi:10.1093/biomet/75.4.621.
    """

    partial: tuple[float, ...]
    mean: float
    dispersion: float

    def __post_init__(self) -> None:
        _require_stationary(self.partial)
        if not self.mean > 0:
            raise InvalidInput("The mean count is not above 0.", "Give the mean of a period.")
        if self.dispersion < 1:
            raise InvalidInput(
                "The dispersion of counts is below 1.",
                "Use 1 for a Poisson series, more for counts that vary more.",
            )
        if self.dispersion == 1 and any(self.partial):
            raise InvalidInput(
                "Counts with dispersion 1 are a Poisson series and have no autocorrelation.",
                "Give a dispersion above 1, or rho 0.",
            )

    @property
    def log_variance(self) -> float:
        """Variance of the logarithm of the rate."""
        return float(np.log1p((self.dispersion - 1) / self.mean))

    @property
    def family(self) -> Family:
        """Family by which the outcome is modelled."""
        return "quasi-poisson"

    @property
    def is_shifted_only(self) -> bool:
        """Whether an effect only moves estimates and limits: it does not."""
        return False

    def outcomes(self, drawn: Draws, change: FloatArray) -> FloatArray:
        """Return S series of counts (S by n); `change` (length n) is of the log rate."""
        spread = np.sqrt(self.log_variance)
        wander = spread * autoregressive_noise(self.partial, drawn.normal)
        rate = self.mean * np.exp(change + wander - self.log_variance / 2)
        return np.asarray(stats.poisson.ppf(drawn.uniform, rate), dtype=np.float64)

    def covariances(self, length: int) -> FloatArray:
        """Return autocovariances of count / mean, nearly those of its logarithm, from lag 0."""
        shared = np.expm1(self.log_variance * autocorrelations(self.partial, length))
        shared[0] += 1 / self.mean
        return shared

    def natural(self, change: FloatArray) -> FloatArray:
        """Return log rate ratios as percent."""
        found: FloatArray = PERCENT * np.expm1(change)
        return found


Errors = GaussianErrors | CountErrors


def autocorrelations(partial: tuple[float, ...], length: int) -> FloatArray:
    """Return the autocorrelations of an autoregression from lag 0.

    Examples
    --------
    >>> autocorrelations((0.5, 0.2), 3).round(6).tolist()
    [1.0, 0.5, 0.4]
    """
    covariances = autocovariances(np.array(partial), length)
    found: FloatArray = covariances / covariances[0]
    return found


def autoregressive_noise(partial: tuple[float, ...], normal: FloatArray) -> FloatArray:
    """Return series of variance 1 that follow an autoregression from their first period on.

    Parameters
    ----------
    partial : tuple of float
        Partial autocorrelations at lags 1 to p.
    normal : ndarray, S by n
        Independent standard normal numbers.

    Returns
    -------
    ndarray, S by n

    Notes
    -----
    Cholesky's factor of the matrix of autocorrelations, applied to each series: no start-up is
    needed, and the first m periods do not depend on how long the series is.

    Examples
    --------
    >>> autoregressive_noise((0.6,), np.array([[1.0, 1.0]])).round(6).tolist()
    [[1.0, 1.4]]
    """
    factor = np.linalg.cholesky(linalg.toeplitz(autocorrelations(partial, normal.shape[1])))
    found: FloatArray = normal @ factor.T
    return found


def _require_stationary(partial: tuple[float, ...]) -> None:
    if not partial or not all(-1 < value < 1 for value in partial):
        raise InvalidInput(
            "An autocorrelation of the errors does not lie between -1 and 1.",
            "Give values such as 0.4.",
        )
