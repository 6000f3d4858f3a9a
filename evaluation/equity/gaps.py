"""Measures the gap between a group and a reference group.

Counts by group come in, protected; a `Gap` goes out. Group and reference are
stated, never guessed: a gap is group less reference, or group over reference.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure
from evaluation.errors import InvalidInput
from evaluation.intervals import Interval, as_floats

GapMeasure = Literal["absolute", "relative"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap between two groups.

    Parameters
    ----------
    measure : {"absolute", "relative"}
        Difference (group less reference) or ratio (group over reference).
    of : Measure
        What is compared: a proportion or a rate.
    group, reference : hashable
        The groups compared.
    value, lower, upper : float or None
        None where suppressed or, for a ratio, where it does not exist.
    n : int or None
        People in both groups.
    level : float
        Nominal coverage of the limits.
    """

    measure: GapMeasure
    of: Measure
    group: Hashable
    reference: Hashable
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    level: float


def absolute_gap(
    counts: pd.DataFrame,
    group: Hashable,
    reference: Hashable,
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> Gap:
    """Return the value of a group less that of the reference.

    Parameters
    ----------
    counts : DataFrame, one row per group
        Columns group, numerator and denominator; NA where suppressed.
    group, reference : hashable
        The groups to compare, such as deprivation quintiles 1 (most deprived) and 5.
    level : float
        Nominal coverage of the limits.
    of : Measure
        A proportion (gap in percentage points) or a rate.

    Raises
    ------
    InvalidInput
        If either group is not in the counts, or both are the same.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:873-890, method 10; for rates Zou GY, Donner A
    (2008), doi:10.1002/sim.3095.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": [1, 5], "numerator": [48, 56], "denominator": [80, 70]})
    >>> gap = absolute_gap(counts, group=1, reference=5)
    >>> round(gap.value, 1), round(gap.lower, 1), round(gap.upper, 1)
    (-20.0, -33.4, -5.2)
    """
    met_1, all_1, met_2, all_2 = _pair(counts, group, reference)
    value = of.multiplier * (met_1 / all_1 - met_2 / all_2)
    limits = of.difference(met_1, all_1, met_2, all_2, level)
    limits = Interval(of.multiplier * limits.lower, of.multiplier * limits.upper)
    return gap_of("absolute", of, group, reference, value, limits, all_1 + all_2, level)


def relative_gap(
    counts: pd.DataFrame,
    group: Hashable,
    reference: Hashable,
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> Gap:
    """Return the value of a group over that of the reference, as a ratio.

    Parameters
    ----------
    counts, group, reference, level, of
        As for `absolute_gap`.

    Raises
    ------
    InvalidInput
        If either group is not in the counts, or both are the same.

    Notes
    -----
    A ratio over a reference of nought does not exist: value and upper limit are None, and the
    lower limit says how large it is at least. With `PROPORTION_KATZ` no limits exist where either
    numerator is nought, and all are None.

    References
    ----------
    Fagerland MW, Newcombe RG (2013), doi:10.1002/sim.5709 (MOVER over Wilson limits); Graham PL,
    Mengersen K, Morton AP (2003), doi:10.1002/sim.1405 (rates).

    Examples
    --------
    >>> counts = pd.DataFrame({"group": ["a", "b"], "numerator": [7, 1], "denominator": [18, 18]})
    >>> gap = relative_gap(counts, group="a", reference="b")
    >>> round(gap.value, 3), round(gap.lower, 3), round(gap.upper, 3)
    (7.0, 1.277, 40.751)
    """
    met_1, all_1, met_2, all_2 = _pair(counts, group, reference)
    limits = of.ratio(met_1, all_1, met_2, all_2, level)
    return ratio_gap(of, group, reference, (met_1, all_1, met_2, all_2), limits, level)


def ratio_gap(
    of: Measure,
    group: Hashable,
    reference: Hashable,
    four: tuple[np.float64, np.float64, np.float64, np.float64],
    limits: Interval,
    level: float,
) -> Gap:
    """Return a relative gap, whose value may not exist though a limit does."""
    met_1, all_1, met_2, all_2 = four
    if np.isnan(limits.lower):
        return Gap("relative", of, group, reference, None, None, None, None, level)
    value = float((met_1 / all_1) / (met_2 / all_2)) if met_2 > 0 else None
    upper = float(limits.upper) if np.isfinite(limits.upper) else None
    people = int(all_1 + all_2)
    return Gap("relative", of, group, reference, value, float(limits.lower), upper, people, level)


def gap_of(
    measure: GapMeasure,
    of: Measure,
    group: Hashable,
    reference: Hashable,
    value: float,
    limits: Interval,
    people: float,
    level: float,
) -> Gap:
    """Return a gap with its limits, or one of which nothing can be shown."""
    if np.isnan(value):
        return Gap(measure, of, group, reference, None, None, None, None, level)
    lower, upper = float(limits.lower), float(limits.upper)
    return Gap(measure, of, group, reference, float(value), lower, upper, int(people), level)


def _pair(
    counts: pd.DataFrame, group: Hashable, reference: Hashable
) -> tuple[np.float64, np.float64, np.float64, np.float64]:
    table = group_values(counts)
    if group == reference or not {group, reference} <= set(table["group"]):
        raise InvalidInput(
            "The groups of a gap are not two groups of the counts.",
            "State a group and a reference group that both have counts.",
        )
    return *counts_of(table, group), *counts_of(table, reference)


def counts_of(table: pd.DataFrame, group: Hashable) -> tuple[np.float64, np.float64]:
    """Return a group's counts; a denominator of nought is missing."""
    row = table.loc[table["group"] == group]
    denominator = as_floats(row["denominator"])
    return as_floats(row["numerator"])[0], np.where(denominator > 0, denominator, np.nan)[0]
