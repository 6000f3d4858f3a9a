"""What is compared between groups: a proportion or a rate, with the intervals that belong to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from evaluation.intervals import (
    Interval,
    byar_rate,
    newcombe_difference,
    rate_difference,
    rate_ratio,
    risk_ratio,
    wilson,
)
from evaluation.intervals.ratios import wilson_ratio

PERCENT: Final = 100


@dataclass(frozen=True)
class Measure:
    """A measure of a group, made from a numerator and a denominator.

    Parameters
    ----------
    name : str
        "proportion" or "rate".
    multiplier : float
        From a fraction to what is shown: 100, or the unit of a rate's exposure.
    unit, difference_unit : str
        Units of a value and of an absolute gap.
    interval, difference, ratio : callable
        Limits of one value, of the difference of two, and of their ratio, from counts.
    interval_method, difference_method, ratio_method : str
        What a reader calls them.
    """

    name: str
    multiplier: float
    unit: str
    difference_unit: str
    interval: Callable[..., Interval]
    difference: Callable[..., Interval]
    ratio: Callable[..., Interval]
    interval_method: str
    difference_method: str
    ratio_method: str


PROPORTION: Final = Measure(
    name="proportion",
    multiplier=PERCENT,
    unit="%",
    difference_unit="percentage points",
    interval=wilson,
    difference=newcombe_difference,
    ratio=wilson_ratio,
    interval_method="Wilson score interval",
    difference_method="difference of proportions, Newcombe method 10",
    ratio_method="ratio of proportions, MOVER over Wilson limits",
)
PROPORTION_KATZ: Final = replace(
    PROPORTION, ratio=risk_ratio, ratio_method="ratio of proportions, Katz log limits"
)
"""As older reports have it: ratios without limits where a count is nought."""


def rate(per: float, unit: str) -> Measure:
    """Return the measure of a rate.

    Parameters
    ----------
    per : float
        Exposure that the rate is given for, such as 1,000 people.
    unit : str
        Such as "per 1,000 people".

    Examples
    --------
    >>> rate(1000, "per 1,000 people").multiplier
    1000
    """
    return Measure(
        name="rate",
        multiplier=per,
        unit=unit,
        difference_unit=unit,
        interval=byar_rate,
        difference=rate_difference,
        ratio=rate_ratio,
        interval_method="exact Poisson limits below 10 events and Byar's from 10",
        difference_method="difference of rates, MOVER over exact or Byar's limits",
        ratio_method="ratio of rates, score interval",
    )
