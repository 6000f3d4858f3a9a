"""Proportions, crude rates and means of groups, as UKHSA and OHID make them for Fingertips.

In: rows of counts or values. Out: one value per group and level; rows of a group are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.equity.standardised.grouping import (
    counts_of,
    grouping,
    numbers_of,
    require_columns,
    require_positive,
)
from evaluation.equity.standardised.results import (
    MISSING_COUNT,
    PER_100_000,
    PERCENT,
    SHOWN,
    Levels,
    by_level,
    scaled,
)
from evaluation.errors import InvalidInput
from evaluation.intervals import EXACT_BELOW, Interval, byar_rate, mean_interval, wilson

METHOD_PROPORTION: Final = "Wilson score interval"
METHOD_EXACT: Final = "exact Poisson limits"
METHOD_BYAR: Final = "Byar's limits"
METHOD_MEAN: Final = "Student's t interval"

MISSING_VALUE: Final = "not available: a value is missing"


def proportions(
    data: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    levels: Levels = 0.95,
    multiplier: float = PERCENT,
) -> pd.DataFrame:
    """Return the proportion of each group with Wilson limits.

    Parameters
    ----------
    data : DataFrame
        Columns numerator, denominator and those of `by`; rows of a group are added up. A missing
        number makes its group's proportion missing.
    by : sequence of str
        Columns that tell the groups apart; none for one group.
    levels : float or sequence of float
        Levels of confidence; an empty one for no limits: everybody was counted.
    multiplier : float
        100 for percentages, 1 for fractions.

    Returns
    -------
    DataFrame, one row per group and level, groups in the order they come
        The columns of `by`, numerator, denominator, value, status, method, level, lower and upper.

    Raises
    ------
    InvalidInput
        If a count is negative, a denominator is 0, or a numerator exceeds its denominator.

    References
    ----------
    Wilson EB (1927), doi:10.1080/01621459.1927.10502953; UKHSA PHEindicatormethods, phe_proportion.

    Examples
    --------
    >>> data = pd.DataFrame({"site": ["a", "b", "a"], "numerator": [40, 3, 41],
    ...                      "denominator": [100, 10, 163]})
    >>> proportions(data, by=["site"])[["value", "lower", "upper"]].round(2).values.tolist()
    [[30.8, 25.53, 36.62], [30.0, 10.78, 60.32]]
    """
    require_columns(data, ["numerator", "denominator"])
    found = grouping(data, by)
    met = found.sums(counts_of(data, "numerator"))
    total = found.sums(counts_of(data, "denominator"))
    require_positive(total, "denominator")
    if (met > total).any():
        raise InvalidInput(
            "A numerator is greater than its denominator.",
            "A proportion counts people out of those people; events are a rate.",
        )
    value = multiplier * met / total
    table = found.groups.assign(
        numerator=met,
        denominator=total,
        value=value,
        status=pd.Series(np.where(np.isnan(value), MISSING_COUNT, SHOWN), dtype="string"),
        method=METHOD_PROPORTION,
    )
    return by_level(table, levels, lambda level: scaled(wilson(met, total, level), multiplier))


def rates(
    data: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    levels: Levels = 0.95,
    multiplier: float = PER_100_000,
) -> pd.DataFrame:
    """Return the crude rate of each group: exact limits below 10 events, Byar's from 10.

    Parameters
    ----------
    data : DataFrame
        Columns count (events), population (people or person-years) and those of `by`; rows of a
        group are added up. A missing number makes its group's rate missing.
    by, levels
        As for `proportions`.
    multiplier : float
        People that the rate is given for.

    Returns
    -------
    DataFrame, one row per group and level, groups in the order they come
        The columns of `by`, count, population, value, status, method, level, lower and upper.

    Raises
    ------
    InvalidInput
        If a number is negative or a population is 0.

    References
    ----------
    Breslow NE, Day NE (1987), IARC scientific publications 82; UKHSA PHEindicatormethods, phe_rate.

    Examples
    --------
    >>> data = pd.DataFrame({"count": [5, 20], "population": [100, 100], "ward": [1, 2]})
    >>> found = rates(data, by=["ward"], multiplier=100)
    >>> found["method"].tolist(), found["upper"].round(2).tolist()
    (['exact Poisson limits', "Byar's limits"], [11.67, 30.89])
    """
    require_columns(data, ["count", "population"])
    found = grouping(data, by)
    events = found.sums(counts_of(data, "count"))
    people = found.sums(counts_of(data, "population"))
    require_positive(people, "population")
    value = multiplier * events / people
    table = found.groups.assign(
        count=events,
        population=people,
        value=value,
        status=pd.Series(np.where(np.isnan(value), MISSING_COUNT, SHOWN), dtype="string"),
        method=np.where(events < EXACT_BELOW, METHOD_EXACT, METHOD_BYAR),
    )

    def limits(level: float) -> Interval:
        return scaled(byar_rate(events, people, level), multiplier)

    return by_level(table, levels, limits)


def means(data: pd.DataFrame, *, by: Sequence[str] = (), levels: Levels = 0.95) -> pd.DataFrame:
    """Return the mean of each group with limits of Student's t.

    Parameters
    ----------
    data : DataFrame, one row per person or record
        Columns value and those of `by`. A missing value makes its group's mean missing: leaving
        it out is a decision, and it is not taken here.
    by, levels
        As for `proportions`.

    Returns
    -------
    DataFrame, one row per group and level, groups in the order they come
        The columns of `by`, count (values), deviation (standard deviation), value, status, method,
        level, lower and upper. One value alone has no limits.

    References
    ----------
    UKHSA PHEindicatormethods, phe_mean.

    Examples
    --------
    >>> mean = means(pd.DataFrame({"value": [4, 6, 8]})).iloc[0]
    >>> [round(float(mean[name]), 3) for name in ("value", "lower", "upper")]
    [6.0, 1.032, 10.968]
    """
    require_columns(data, ["value"])
    found = grouping(data, by)
    values = numbers_of(data, "value")
    parts = [values[found.numbers == number] for number in range(len(found.groups))]
    mean = np.array([part.mean() for part in parts])
    spread = np.array([part.std(ddof=1) if part.size > 1 else np.nan for part in parts])
    table = found.groups.assign(
        count=[part.size for part in parts],
        deviation=spread,
        value=mean,
        status=pd.Series(np.where(np.isnan(mean), MISSING_VALUE, SHOWN), dtype="string"),
        method=METHOD_MEAN,
    )

    def limits(level: float) -> Interval:
        sides = zip(*(mean_interval(part, level) for part in parts), strict=True)
        return Interval(*(np.array(side, dtype="float64") for side in sides))

    return by_level(table, levels, limits)
