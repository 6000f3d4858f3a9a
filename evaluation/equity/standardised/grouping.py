"""Checks the columns of a table of counts, and numbers its groups in the order they come.

Groups keep the order of the table: sorted as text, decile 10 would come before decile 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.errors import InvalidInput, nearest
from evaluation.intervals import FloatArray, as_floats

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The groups of a table.

    Parameters
    ----------
    groups : DataFrame, one row per group
        The columns that tell them apart; none where the table is one group.
    numbers : array of int, one per row of the table
        Which row of `groups` it belongs to.
    """

    groups: pd.DataFrame
    numbers: IntArray

    def sums(self, values: FloatArray) -> FloatArray:
        """Return the sum of values by group, NaN where one of them is missing."""
        summed: FloatArray = np.bincount(self.numbers, values, len(self.groups)).astype("float64")
        return summed


def grouping(data: pd.DataFrame, by: Sequence[str]) -> Grouping:
    """Return the groups of a table by some of its columns, in the order they come.

    Raises
    ------
    InvalidInput
        If a column is not there, or the table is empty.

    Examples
    --------
    >>> found = grouping(pd.DataFrame({"decile": ["10", "2", "10"]}), ["decile"])
    >>> found.groups["decile"].tolist(), found.numbers.tolist()
    (['10', '2'], [0, 1, 0])
    """
    require_columns(data, by)
    if data.empty:
        raise InvalidInput("The table has no rows.", "Check the file and what was left out of it.")
    if not by:
        return Grouping(pd.DataFrame(index=[0]), np.zeros(len(data), dtype=np.int64))
    keys = list(by)
    numbers = data.groupby(keys, sort=False, dropna=False, observed=True).ngroup()
    first = data[keys].iloc[np.unique(numbers.to_numpy(), return_index=True)[1]]
    return Grouping(first.reset_index(drop=True), np.asarray(numbers, dtype=np.int64))


def added_up(data: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return a table with one row per group, some columns added up.

    A sum with a missing number is missing: what is not known stays so.

    Examples
    --------
    >>> rows = pd.DataFrame({"ward": ["b", "a", "b"], "count": [1, 2, 3], "people": [9, 9, None]})
    >>> added_up(rows, ["ward"], ["count", "people"]).values.tolist()
    [['b', 4.0, nan], ['a', 2.0, 9.0]]
    """
    require_columns(data, columns)
    found = grouping(data, by)
    sums = {column: found.sums(numbers_of(data, column)) for column in columns}
    return found.groups.assign(**sums)


def require_columns(data: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a table without some columns.

    Raises
    ------
    InvalidInput
        That names the first column that is not there, and the nearest one that is.
    """
    present = [str(name) for name in data.columns]
    absent = [name for name in names if name not in present]
    if absent:
        near = nearest(absent[0], present)
        listed = f"The table has: {', '.join(present)}."
        raise InvalidInput(
            f"There is no column '{absent[0]}'.", f"Did you mean '{near}'?" if near else listed
        )


def numbers_of(data: pd.DataFrame, column: str) -> FloatArray:
    """Return a column as floats, NaN where missing.

    Raises
    ------
    InvalidInput
        If a cell is no finite number.
    """
    try:
        numbers = as_floats(data[column].astype("Float64"))
    except (TypeError, ValueError):
        remedy = "Convert the column to numbers first."
        raise InvalidInput(f"'{column}' is not a column of numbers.", remedy) from None
    if np.isinf(numbers).any():
        raise InvalidInput(f"'{column}' has an infinite number.", "Correct it or leave it out.")
    return numbers


def counts_of(data: pd.DataFrame, column: str) -> FloatArray:
    """Return a column of counts as floats, NaN where missing.

    Raises
    ------
    InvalidInput
        If a cell is no number or below 0.
    """
    numbers = numbers_of(data, column)
    if (numbers < 0).any():
        raise InvalidInput(f"'{column}' has a negative number.", "Counts are 0 or more.")
    return numbers


def populations_of(data: pd.DataFrame, column: str) -> FloatArray:
    """Return a column of populations as floats, none of them missing or below 0.

    Raises
    ------
    InvalidInput
        If a cell is no number, below 0 or missing.
    """
    numbers = counts_of(data, column)
    if np.isnan(numbers).any():
        remedy = "Fill in the population of every row."
        raise InvalidInput(f"'{column}' has a missing population.", remedy)
    return numbers


def require_positive(numbers: FloatArray, column: str) -> None:
    """Refuse a denominator of nought.

    Raises
    ------
    InvalidInput
        If one of the numbers is 0; missing ones pass.
    """
    if (numbers == 0).any():
        remedy = "Leave such groups out, or add them to another."
        raise InvalidInput(f"'{column}' is 0 in a group or band: it must be above 0.", remedy)
