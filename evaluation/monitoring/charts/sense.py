"""Refuses values that a kind of chart cannot have, and says in which rows they are.

In: the numbers of a table as they were given. Out: nothing, or `InvalidInput` with row numbers and
never with a value.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts.options import (
    OF_COUNTS,
    OF_PROPORTIONS,
    OF_RARE_EVENTS,
    Options,
)
from evaluation.monitoring.charts.segments import BoolArray, FloatArray

MOST_ROWS_NAMED: Final = 5
USUAL_REMEDY: Final = "Correct the data."


def require_sense(
    index: pd.Index,
    value: FloatArray,
    numerator: FloatArray,
    denominator: FloatArray,
    options: Options,
) -> None:
    """Raise `InvalidInput` where values cannot be those of a chart of this kind.

    Parameters
    ----------
    index : Index
        Row labels; named in the message where they are whole numbers.
    value, numerator, denominator : ndarray of float
        NaN where missing or not given.
    options : Options
        The kind of chart.

    Examples
    --------
    >>> nothing, rows = np.full(2, np.nan), pd.RangeIndex(2, 4)
    >>> require_sense(rows, nothing, np.array([1.0, 5.0]), np.array([2.0, 4.0]), Options(kind="p"))
    Traceback (most recent call last):
    evaluation.errors.InvalidInput: 1 row has a numerator greater than its denominator (row 3). ...
    """
    kind = options.kind
    counts = value if kind in ("c", "g") else numerator if kind in OF_COUNTS else None
    with np.errstate(invalid="ignore"):
        infinite = np.isinf(value) | np.isinf(numerator) | np.isinf(denominator)
        _refuse(infinite, index, "has a number that is not finite")
        _refuse((numerator < 0) | (denominator < 0), index, "has a negative count")
        if kind in (*OF_RARE_EVENTS, "c"):
            _refuse(value < 0, index, "has a negative value")
        if counts is not None:
            remedy = f"A chart of kind '{kind}' is of counts; other values make one of kind 'xmr'."
            _refuse(~np.isnan(counts) & (counts % 1 != 0), index, "has no whole number", remedy)
        _refuse(
            (numerator > 0) & (denominator == 0), index, "has a numerator without a denominator"
        )
        if kind in OF_PROPORTIONS:
            remedy = "Events that are not a part of the denominator make a chart of kind 'u'."
            wrong = numerator > denominator
            _refuse(wrong, index, "has a numerator greater than its denominator", remedy)


def _refuse(wrong: BoolArray, index: pd.Index, says: str, remedy: str = USUAL_REMEDY) -> None:
    count = int(wrong.sum())
    if not count:
        return
    if count > 1:
        says = says.replace("has", "have", 1).replace("its", "their", 1)
    where = ""
    if pd.api.types.is_integer_dtype(index.dtype):
        named = [str(label) for label in index[wrong][:MOST_ROWS_NAMED]]
        more = " and others" if count > MOST_ROWS_NAMED else ""
        where = f" ({'row' if count == 1 else 'rows'} {', '.join(named)}{more})"
    raise InvalidInput(f"{count} {'row' if count == 1 else 'rows'} {says}{where}.", remedy)
