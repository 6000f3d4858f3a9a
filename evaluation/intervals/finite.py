"""Intervals of a proportion where the sample is a large part of a finite population.

An audit of 60 of 80 records leaves less uncertain than one of 60 of thousands.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluation.intervals.base import (
    Interval,
    as_floats,
    check_level,
    checked_counts,
    where_known,
)
from evaluation.intervals.proportions import ProportionMethod, interval_named

HALF: Final = 0.5


def finite_interval(
    met: ArrayLike,
    total: ArrayLike,
    population: ArrayLike,
    level: float = 0.95,
    method: ProportionMethod = "wilson",
) -> Interval:
    """Return the interval of a proportion of a finite population, from a sample without return.

    Parameters
    ----------
    met, total : array of counts
        How many of the sample met it, out of how many.
    population : array of counts
        Records that the sample was drawn from; missing where it is not limited.
    level : float
        Nominal coverage of the limits.
    method : {"wilson", "clopper-pearson", "mid-p"}
        Wilson on an effective sample; the others exact, by the hypergeometric distribution.

    Raises
    ------
    ValueError
        If a sample is larger than its population.

    Notes
    -----
    The variance of a sample without return is (N - n) / (N - 1) times that with: Wilson's interval
    is taken of the effective size n (N - 1) / (N - n), which keeps it inside 0 and 1 and leaves the
    proportion alone where everybody was audited. Exact limits are the smallest and the largest
    number in the population that what was seen does not contradict.

    References
    ----------
    Cochran WG (1977), Sampling techniques, 3rd edition, sections 3.4 and 3.6; Wright T (1991),
    Exact confidence bounds when sampling from small finite universes.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in finite_interval(45, 60, 80)]
    [0.691, 0.801]
    >>> [round(float(limit), 3) for limit in finite_interval(45, 60, 60)]
    [0.75, 0.75]
    """
    check_level(level)
    count, whole = checked_counts(met, total)
    size = np.broadcast_to(as_floats(population), count.shape)
    if np.any(size < whole):
        raise ValueError("a sample is larger than its population")
    is_limited = ~np.isnan(size) & (whole > 0) & ~np.isnan(count)
    plain = interval_named(method)(count, whole, level)
    x, n, big = (np.where(is_limited, part, 1.0) for part in (count, whole, size))
    if method == "wilson":
        left = np.where(big > n, big - n, 1)
        effective = n * (big - 1) / left
        limits = interval_named(method)(x / n * effective, effective, level)
        found = [np.where(big > n, limit, x / n) for limit in limits]
    else:
        tail = (1 - level) / 2
        half = HALF if method == "mid-p" else 1.0
        exact = np.vectorize(_exact_limits, otypes=[float, float])
        found = list(exact(x, n, big, tail, half))
    return Interval(
        *(
            where_known(~np.isnan(limit) | is_limited, np.where(is_limited, mine, limit))
            for mine, limit in zip(found, plain, strict=True)
        )
    )


def _exact_limits(
    met: float, total: float, population: float, tail: float, half: float
) -> tuple[float, float]:
    """Return the limits of one proportion; `half` is what counts of the probability of `met`."""
    possible = np.arange(met, population - (total - met) + 1)
    seen = stats.hypergeom.pmf(met, population, possible, total)
    above = stats.hypergeom.sf(met, population, possible, total) + half * seen
    below = stats.hypergeom.cdf(met - 1, population, possible, total) + half * seen
    inside = possible[(above > tail) & (below > tail)]
    return float(inside.min() / population), float(inside.max() / population)
