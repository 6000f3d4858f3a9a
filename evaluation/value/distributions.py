"""Inputs whose value is not sure, and draws from them.

In: a value with what is known of its uncertainty, or an estimate. Out: draws, all of them made from
standard normal scores, so that one input that is used twice is drawn once.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from evaluation.estimate import DEFAULT_LEVEL, Estimate

FloatArray = npt.NDArray[np.float64]
Kind = Literal[
    "fixed",
    "normal",
    "lognormal",
    "gamma",
    "beta",
    "triangular",
    "uniform",
    "pert",
    "estimate",
]
RANGES: Final = ("triangular", "uniform", "pert")  # limits are those of the whole range
POSITIVE: Final = ("lognormal", "gamma")
PERT_WEIGHT: Final = 4.0  # of the mode against each limit; Malcolm and others (1959)
# Below this difference of the logarithm of its two half-widths an interval counts as symmetric.
ALMOST_SYMMETRIC: Final = 1e-9
# A value on one of its limits is taken to be this share of the width away from it: with less, the
# tail on the other side grows so long that the mean of 10,000 draws is no longer stable.
LEAST_HALF_WIDTH: Final = 0.02


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number and its distribution.

    Parameters
    ----------
    value : float
        The mean of a normal, lognormal, gamma or beta distribution; the mode of a triangular or
        pert one; the middle of a uniform one; the median of an estimate.
    kind : str
        "fixed" has no limits.
    lower, upper : float or None
        Limits: of the whole range for triangular, uniform and pert; else of the central interval
        at `level`.
    level : float
        Coverage of the limits, between 0 and 1.
    top : float
        Upper end of the scale of a beta distribution: 1 for a share, 100 for percent.

    Raises
    ------
    ValueError
        If the limits are missing, do not surround the value, or do not suit the distribution.

    Notes
    -----
    normal: standard deviation s = (upper - lower) / (2 z). lognormal: standard deviation of the
    logarithm ln(upper / lower) / (2 z), scaled to the mean. gamma and beta: by moments, from the
    mean and s. estimate: a shifted lognormal whose quantiles at the two limits and in the middle
    are exactly lower, upper and value, m + (u - m) (exp(a Z) - 1) / (exp(a z) - 1) with
    a = ln((u - m) / (m - l)) / z, which is the normal where both half-widths are the same.

    References
    ----------
    Briggs A, Claxton K, Sculpher M (2006), Decision modelling for health economic evaluation,
    chapter 4. Malcolm DG and others (1959), doi:10.1287/opre.7.5.646 (PERT).
    """

    value: float
    kind: Kind = "fixed"
    lower: float | None = None
    upper: float | None = None
    level: float = DEFAULT_LEVEL
    top: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise ValueError(f"the level must lie between 0 and 1, not {self.level}")
        if self.kind == "fixed":
            return
        if self.lower is None or self.upper is None:
            raise ValueError(f"a {self.kind} distribution needs a lower and an upper limit")
        if not self.lower <= self.value <= self.upper or self.lower == self.upper:
            raise ValueError("the value must lie between limits that differ")
        if self.kind in POSITIVE and self.lower <= 0:
            raise ValueError(f"the limits of a {self.kind} distribution must be above 0")
        if self.kind == "beta":
            self._require_beta()

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper limit; the value twice where it is fixed."""
        if self.lower is None or self.upper is None:
            return self.value, self.value
        return self.lower, self.upper

    @property
    def standard_deviation(self) -> float:
        """Half the width of the limits, over the normal quantile of the level."""
        lower, upper = self.limits
        return (upper - lower) / (2 * normal_quantile(self.level))

    def _require_beta(self) -> None:
        share, spread = self.value / self.top, self.standard_deviation / self.top
        if not 0 < share < 1:
            raise ValueError("the value of a beta distribution must lie inside its scale")
        if spread**2 >= share * (1 - share):
            raise ValueError("the limits are too wide for a beta distribution")


def normal_quantile(level: float) -> float:
    """Return the quantile of the standard normal at the upper limit of a central interval."""
    return float(stats.norm.ppf((1 + level) / 2))


def fixed(value: float) -> Uncertain:
    """Return a number that is taken as known."""
    return Uncertain(value)


def of_estimate(estimate: Estimate) -> Uncertain:
    """Return the distribution of an estimate: its limits and its value are quantiles of it.

    Parameters
    ----------
    estimate : Estimate

    Raises
    ------
    ValueError
        If it has no value or no limits.

    Notes
    -----
    A value on one of its limits, as an interval that ends at 0 may have, is taken to be 2% of
    the width inside.
    """
    value, lower, upper = estimate.value, estimate.lower, estimate.upper
    if value is None or lower is None or upper is None:
        raise ValueError(f"{estimate.outcome} {estimate.measure} has no interval to draw from")
    if lower == upper:
        return Uncertain(value)
    inside = LEAST_HALF_WIDTH * (upper - lower)
    shifted = min(max(value, lower + inside), upper - inside)
    return Uncertain(shifted, "estimate", lower, upper, estimate.level)


def scores(seed: int, key: str, draws: int) -> FloatArray:
    """Return standard normal scores for one input.

    Parameters
    ----------
    seed : int
        Of the whole analysis.
    key : str
        Names the input; the same key gives the same scores, whatever other inputs there are.
    draws : int

    Returns
    -------
    array, draws long

    Examples
    --------
    >>> bool((scores(1, "a", 3) == scores(1, "a", 3)).all()), float(scores(1, "b", 1)[0]) == 0
    (True, False)
    """
    return generator_of(seed, key).standard_normal(draws)


def generator_of(seed: int, key: str) -> np.random.Generator:
    """Return the source of randomness of one input, the same whatever other inputs there are."""
    return np.random.default_rng([seed, zlib.crc32(key.encode("utf-8"))])


def drawn(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    """Return draws of an input at given standard normal scores.

    Parameters
    ----------
    uncertain : Uncertain
    normal : array
        Standard normal scores.

    Returns
    -------
    array, of the shape of `normal`

    Examples
    --------
    >>> skewed = Uncertain(1.0, "estimate", 0.0, 4.0)
    >>> z = normal_quantile(0.95)
    >>> drawn(skewed, np.array([-z, 0.0, z])).round(6).tolist()
    [0.0, 1.0, 4.0]
    """
    if uncertain.kind == "fixed":
        return np.full(normal.shape, uncertain.value)
    return _MAKERS[uncertain.kind](uncertain, normal)


def _normal(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    return uncertain.value + uncertain.standard_deviation * normal


def _lognormal(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    lower, upper = uncertain.limits
    spread = math.log(upper / lower) / (2 * normal_quantile(uncertain.level))
    return uncertain.value * np.exp(spread * normal - spread**2 / 2)


def _gamma(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    scale = uncertain.standard_deviation**2 / uncertain.value
    shape = uncertain.value / scale
    return np.asarray(stats.gamma.ppf(stats.norm.cdf(normal), shape, scale=scale))


def _beta(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    share = uncertain.value / uncertain.top
    spread = uncertain.standard_deviation / uncertain.top
    total = share * (1 - share) / spread**2 - 1
    found = stats.beta.ppf(stats.norm.cdf(normal), share * total, (1 - share) * total)
    return np.asarray(found * uncertain.top)


def _triangular(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    lower, upper = uncertain.limits
    mode = (uncertain.value - lower) / (upper - lower)
    share = stats.norm.cdf(normal)
    return np.asarray(stats.triang.ppf(share, mode, loc=lower, scale=upper - lower))


def _uniform(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    lower, upper = uncertain.limits
    return np.asarray(lower + (upper - lower) * stats.norm.cdf(normal))


def _pert(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    lower, upper = uncertain.limits
    width = upper - lower
    first = 1 + PERT_WEIGHT * (uncertain.value - lower) / width
    second = 1 + PERT_WEIGHT * (upper - uncertain.value) / width
    return np.asarray(lower + width * stats.beta.ppf(stats.norm.cdf(normal), first, second))


def _estimate(uncertain: Uncertain, normal: FloatArray) -> FloatArray:
    lower, upper = uncertain.limits
    above, below = upper - uncertain.value, uncertain.value - lower
    quantile = normal_quantile(uncertain.level)
    skewness = math.log(above / below)
    if abs(skewness) < ALMOST_SYMMETRIC:
        return uncertain.value + above * normal / quantile
    bend = np.expm1(skewness * normal / quantile) / math.expm1(skewness)
    return np.asarray(uncertain.value + above * bend)


_MAKERS: Final[MappingProxyType[str, Callable[[Uncertain, FloatArray], FloatArray]]] = (
    MappingProxyType(
        {
            "normal": _normal,
            "lognormal": _lognormal,
            "gamma": _gamma,
            "beta": _beta,
            "triangular": _triangular,
            "uniform": _uniform,
            "pert": _pert,
            "estimate": _estimate,
        }
    )
)
