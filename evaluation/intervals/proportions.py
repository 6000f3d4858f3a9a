"""Confidence limits of one proportion, as fractions of 1.

Numbers or arrays come in; an `Interval` of the same shape goes out. A missing or suppressed count
gives missing limits, and so does a denominator of nought; counts that cannot be are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import xlogy
from statsmodels.stats.proportion import proportion_confint

from evaluation.intervals.base import (
    FloatArray,
    Interval,
    check_level,
    checked_counts,
    where_known,
)

ProportionMethod = Literal["wilson", "clopper-pearson", "mid-p"]

HALVINGS: Final = 60
"""Of the bracket of a limit, which then is narrower than a floating-point number can tell."""
HALF: Final = 0.5


def wilson(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion, as fractions of 1.

    Parameters
    ----------
    met, total : array of counts
        How many met it, out of how many.
    level : float
        Nominal coverage, between 0 and 1.

    Raises
    ------
    ValueError
        If a count is negative, more met it than there are, or the level is out of range.

    References
    ----------
    Wilson EB (1927), doi:10.1080/01621459.1927.10502953; Newcombe RG (1998), Statistics in
    Medicine 17:857-872, method 3.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    x, n, is_known = _prepared(met, total, level)
    limits = proportion_confint(x, n, alpha=1 - level, method="wilson")
    return Interval(*(where_known(is_known, np.clip(limit, 0, 1)) for limit in limits))


def wilson_corrected(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Wilson interval with a continuity correction.

    Parameters
    ----------
    met, total, level
        As for `wilson`.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:857-872, method 4.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson_corrected(81, 263)]
    [0.2535, 0.3682]
    """
    x, n, is_known = _prepared(met, total, level)
    deviate = stats.norm.isf((1 - level) / 2)
    p = x / n
    width = 2 * (n + deviate**2)
    below = deviate**2 - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)
    above = deviate**2 + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)
    middle = 2 * x + deviate**2
    lower = (middle - 1 - deviate * np.sqrt(np.maximum(below, 0))) / width
    upper = (middle + 1 + deviate * np.sqrt(np.maximum(above, 0))) / width
    lower = np.where(x == 0, 0, np.clip(lower, 0, 1))
    upper = np.where(x == n, 1, np.clip(upper, 0, 1))
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def clopper_pearson(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the exact interval of Clopper and Pearson, which never covers less than its level.

    Parameters
    ----------
    met, total, level
        As for `wilson`.

    References
    ----------
    Clopper CJ, Pearson ES (1934), doi:10.1093/biomet/26.4.404; Newcombe (1998), method 5.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in clopper_pearson(81, 263)]
    [0.2527, 0.3676]
    """
    return _by_statsmodels("beta", met, total, level)


def agresti_coull(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of Agresti and Coull (1998), doi:10.1080/00031305.1998.10480550."""
    return _by_statsmodels("agresti_coull", met, total, level)


def jeffreys(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the equal-tailed interval under Jeffreys' prior, closed at 0 and at the whole.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001), doi:10.1214/ss/1009213286.
    """
    x, n, is_known = _prepared(met, total, level)
    tail = (1 - level) / 2
    shape = (x + HALF, n - x + HALF)
    lower = np.where(x == 0, 0, stats.beta.ppf(tail, *shape))
    upper = np.where(x == n, 1, stats.beta.isf(tail, *shape))
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def mid_p(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mid-P interval: exact, with half of the probability of what was seen.

    Parameters
    ----------
    met, total, level
        As for `wilson`.

    Notes
    -----
    The lower limit p solves P(X > x) + P(X = x) / 2 = (1 - level) / 2, the upper one the same of
    the other tail; found by halving, as the tail rises with p.

    References
    ----------
    Lancaster HO (1949); Newcombe RG (1998), Statistics in Medicine 17:857-872, method 6.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in mid_p(81, 263)]
    [0.2544, 0.3658]
    """
    x, n, is_known = _prepared(met, total, level)
    tail = (1 - level) / 2

    def above(p: FloatArray) -> FloatArray:
        half: FloatArray = stats.binom.sf(x, n, p) + HALF * stats.binom.pmf(x, n, p)
        return half

    seen = x / n
    lower = np.where(x == 0, 0, _crossing(lambda p: above(p) - tail, np.zeros_like(seen), seen))
    upper = np.where(
        x == n, 1, _crossing(lambda p: above(p) - (1 - tail), seen, np.ones_like(seen))
    )
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def likelihood(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the likelihood-ratio interval; Newcombe (1998), method 7.

    Notes
    -----
    All p with 2 (l(x/n) - l(p)) no more than the quantile of chi-squared on one degree of freedom.
    """
    x, n, is_known = _prepared(met, total, level)
    seen = x / n
    most = xlogy(x, seen) + xlogy(n - x, 1 - seen)
    allowed = stats.chi2.isf(1 - level, 1) / 2

    def excess(p: FloatArray) -> FloatArray:
        found: FloatArray = most - xlogy(x, p) - xlogy(n - x, 1 - p) - allowed
        return found

    lower = _crossing(lambda p: -excess(p), np.zeros_like(seen), seen)
    upper = _crossing(excess, seen, np.ones_like(seen))
    lower, upper = np.where(x == 0, 0, lower), np.where(x == n, 1, upper)
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def interval_named(method: ProportionMethod) -> Callable[..., Interval]:
    """Return the function of a method that an audit may choose."""
    return {"wilson": wilson, "clopper-pearson": clopper_pearson, "mid-p": mid_p}[method]


METHOD_WORDS: Final[dict[ProportionMethod, str]] = {
    "wilson": "Wilson score interval",
    "clopper-pearson": "Clopper-Pearson exact interval",
    "mid-p": "mid-P exact interval",
}


def _prepared(
    met: ArrayLike, total: ArrayLike, level: float
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return counts with 0 of 1 in place of what is not known, and which are known."""
    check_level(level)
    count, whole = checked_counts(met, total)
    is_known: NDArray[np.bool_] = (whole > 0) & ~np.isnan(count)
    return np.where(is_known, count, 0), np.where(is_known, whole, 1), is_known


def _by_statsmodels(method: str, met: ArrayLike, total: ArrayLike, level: float) -> Interval:
    x, n, is_known = _prepared(met, total, level)
    limits = proportion_confint(x, n, alpha=1 - level, method=method)
    lower, upper = (np.clip(limit, 0, 1) for limit in limits)
    if method == "beta":
        lower, upper = np.where(x == 0, 0, lower), np.where(x == n, 1, upper)
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def _crossing(
    rising: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray
) -> FloatArray:
    """Return where a rising function crosses nought between two ends."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_above = rising(middle) > 0
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    return (low + high) / 2
