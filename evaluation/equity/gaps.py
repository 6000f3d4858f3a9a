"""Measures the gap between a group and a reference group, and whether it narrowed.

Counts by group come in, protected; a `Gap` or a `GapChange` goes out. Group and reference are
stated, never guessed: a gap is group less reference, or group over reference.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure
from evaluation.errors import InvalidInput
from evaluation.intervals import Interval, as_floats, mover_difference

GapMeasure = Literal["absolute", "relative"]
GapVerdict = Literal["narrowed", "widened", "reversed", "no clear change", "not comparable"]

METHOD_CHANGE: Final = "difference of two absolute gaps, MOVER over the limits of each"


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


@dataclass(frozen=True, slots=True)
class GapChange:
    """The change of an absolute gap: after less before."""

    before: Gap
    after: Gap
    value: float | None
    lower: float | None
    upper: float | None
    verdict: GapVerdict


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
    return _gap("absolute", of, group, reference, value, limits, all_1 + all_2, level)


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
    Where either numerator is nought there is no ratio with limits, and its values are None.

    References
    ----------
    Katz D and others (1978), doi:10.2307/2530610.
    """
    met_1, all_1, met_2, all_2 = _pair(counts, group, reference)
    limits = of.ratio(met_1, all_1, met_2, all_2, level)
    exists = not np.isnan(limits.lower)
    value = (met_1 / all_1) / (met_2 / all_2) if exists else np.nan
    return _gap("relative", of, group, reference, value, limits, all_1 + all_2, level)


def gap_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    group: Hashable,
    reference: Hashable,
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> GapChange:
    """Return how an absolute gap changed, with the interval of the difference of differences.

    Parameters
    ----------
    before, after : DataFrame, one row per group
        Counts of two periods, of different people.
    group, reference, level, of
        As for `absolute_gap`.

    Returns
    -------
    GapChange
        "narrowed" or "widened" where the interval of the change excludes nought, "reversed" where
        moreover the other group is now behind, else "no clear change"; "not comparable" where
        any of the four groups is suppressed or empty.

    Notes
    -----
    The limits combine those of both gaps by MOVER, which takes the two periods as
    independent: it does not hold for the same people measured twice.

    References
    ----------
    Zou GY, Donner A (2008), doi:10.1002/sim.3095.
    """
    first = absolute_gap(before, group, reference, level, of)
    second = absolute_gap(after, group, reference, level, of)
    if first.value is None or second.value is None:
        return GapChange(first, second, None, None, None, "not comparable")
    limits = mover_difference(second.value, _limits(second), first.value, _limits(first))
    lower, upper = float(limits.lower), float(limits.upper)
    verdict: GapVerdict = "no clear change"
    if lower > 0 or upper < 0:
        if first.value * second.value < 0:
            verdict = "reversed"
        else:
            verdict = "narrowed" if abs(second.value) < abs(first.value) else "widened"
    return GapChange(first, second, second.value - first.value, lower, upper, verdict)


def _limits(gap: Gap) -> Interval:
    return Interval(np.asarray(gap.lower, dtype=float), np.asarray(gap.upper, dtype=float))


def _gap(
    measure: GapMeasure,
    of: Measure,
    group: Hashable,
    reference: Hashable,
    value: float,
    limits: Interval,
    people: float,
    level: float,
) -> Gap:
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
    return *_counts_of(table, group), *_counts_of(table, reference)


def _counts_of(table: pd.DataFrame, group: Hashable) -> tuple[np.float64, np.float64]:
    row = table.loc[table["group"] == group]
    denominator = as_floats(row["denominator"])
    return as_floats(row["numerator"])[0], np.where(denominator > 0, denominator, np.nan)[0]
