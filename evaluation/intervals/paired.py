"""Two proportions of the same records: their difference, and whether it is more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from evaluation.intervals.base import Interval, check_level
from evaluation.intervals.proportions import wilson

HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Pairs:
    """Linked records by their results, first and second.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        Records that met it both times, the first time only, the second time only, never.

    Raises
    ------
    ValueError
        If a count is negative.
    """

    both: float
    first_only: float
    second_only: float
    neither: float

    def __post_init__(self) -> None:
        if min(self.both, self.first_only, self.second_only, self.neither) < 0:
            raise ValueError("a count is negative")

    @property
    def total(self) -> float:
        """All pairs."""
        return self.both + self.first_only + self.second_only + self.neither


def paired_difference(pairs: Pairs, level: float = 0.95) -> Interval:
    """Return Newcombe's interval of the difference of paired proportions, second minus first.

    Notes
    -----
    Square-and-add over the Wilson limits of both proportions, less twice their product times the
    correlation phi: L = d - sqrt(dl2^2 - 2 phi dl2 du1 + du1^2), U likewise, where phi has the
    continuity correction max(ad - bc - N/2, 0) in its numerator where ad > bc.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:2635-2650, method 10.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in paired_difference(Pairs(36, 12, 2, 0))]
    [-0.3404, -0.0569]
    """
    check_level(level)
    total = pairs.total
    if total == 0:
        return Interval(np.asarray(np.nan), np.asarray(np.nan))
    first, second = (pairs.both + part for part in (pairs.first_only, pairs.second_only))
    one, two = first / total, second / total
    lower_1, upper_1 = wilson(first, total, level)
    lower_2, upper_2 = wilson(second, total, level)
    phi = _correlation(pairs, first, second)
    below_2, above_1 = two - lower_2, upper_1 - one
    above_2, below_1 = upper_2 - two, one - lower_1
    down = np.sqrt(below_2**2 - 2 * phi * below_2 * above_1 + above_1**2)
    up = np.sqrt(above_2**2 - 2 * phi * above_2 * below_1 + below_1**2)
    return Interval(np.asarray(two - one - down), np.asarray(two - one + up))


def mcnemar_mid_p(pairs: Pairs) -> float:
    """Return the mid-P value of McNemar's test that neither time is better.

    References
    ----------
    Fagerland MW, Lydersen S, Laake P (2013), doi:10.1186/1471-2288-13-91.

    Examples
    --------
    >>> round(mcnemar_mid_p(Pairs(59, 6, 16, 80)), 4)
    0.0347
    """
    changed = pairs.first_only + pairs.second_only
    if changed == 0:
        return 1.0
    fewer = min(pairs.first_only, pairs.second_only)
    below = stats.binom.cdf(fewer, changed, HALF)
    return float(min(1, 2 * below - stats.binom.pmf(fewer, changed, HALF)))


def _correlation(pairs: Pairs, first: float, second: float) -> float:
    """Return phi with Newcombe's correction, 0 where a margin is empty."""
    margins = first * (pairs.total - first) * second * (pairs.total - second)
    if margins == 0:
        return 0.0
    cross = pairs.both * pairs.neither - pairs.first_only * pairs.second_only
    if cross > 0:
        cross = max(cross - pairs.total / 2, 0)
    return float(cross / np.sqrt(margins))
