"""Percentages of an audit of which some counts came suppressed, whatever these counts are.

In: for a criterion and cycle its percentage with limits, at the least and at the most that its
counts allow. Out: those limits within tables of results and of changes, from lowest to highest.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.intervals import FloatArray, Interval


@dataclass(frozen=True, slots=True)
class Ends:
    """A percentage with its limits at one end of what its counts allow.

    Parameters
    ----------
    percent, lower, upper : float
        In percent.
    """

    percent: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Bounded:
    """A percentage at both ends of what its counts allow.

    Parameters
    ----------
    least, most : Ends
    cells : int
        How many of its counts came suppressed.
    """

    least: Ends
    most: Ends
    cells: int


BoundedResults = Mapping[tuple[str, Hashable], Bounded]
"""By criterion and cycle."""


def at_end(table: pd.DataFrame, bounded: BoundedResults, end: str) -> pd.DataFrame:
    """Return a table of results with those that are bounded at one end.

    Parameters
    ----------
    table : DataFrame
        Columns criterion, cycle, percent, lower and upper.
    bounded : mapping of (criterion, cycle) to Bounded
    end : {"least", "most"}
    """
    found = table.copy()
    for row, key in zip(table.index, _keys(table), strict=True):
        if key in bounded:
            at: Ends = getattr(bounded[key], end)
            found.loc[row, ["percent", "lower", "upper"]] = [at.percent, at.lower, at.upper]
    return found


def is_bounded(table: pd.DataFrame, bounded: BoundedResults) -> pd.Series:
    """Return which rows of a table with criterion and cycle are bounded."""
    return pd.Series([key in bounded for key in _keys(table)], index=table.index, dtype=bool)


def shares_at(
    criteria: pd.Series,
    cycle: Hashable,
    exact: tuple[FloatArray, Interval],
    bounded: BoundedResults,
    end: str,
) -> tuple[FloatArray, Interval]:
    """Return the shares of one cycle and their limits, with those that are bounded at one end.

    Parameters
    ----------
    criteria : Series
        One for each share.
    cycle : cycle
    exact : (shares, limits)
        From 0 to 1, of those that are not bounded.
    bounded : mapping of (criterion, cycle) to Bounded
    end : {"least", "most"}
    """
    share, lower, upper = (np.array(each, dtype="float64") for each in (exact[0], *exact[1]))
    for place, criterion in enumerate(criteria):
        known = bounded.get((str(criterion), cycle))
        if known is not None:
            at: Ends = getattr(known, end)
            share[place], lower[place], upper[place] = (
                each / 100 for each in (at.percent, at.lower, at.upper)
            )
    return share, Interval(lower, upper)


def _keys(table: pd.DataFrame) -> list[tuple[str, Hashable]]:
    return list(zip(table["criterion"].astype(str), table["cycle"].astype(object), strict=True))
