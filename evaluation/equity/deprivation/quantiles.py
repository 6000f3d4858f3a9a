"""Quantiles of areas by any indicator, as UKHSA assigns them.

In: one value per area. Out: the quantile of each, in whole-number arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from evaluation.errors import InvalidInput

DECILES: Final = 10
FEWEST_QUANTILES: Final = 2


def quantiles(
    values: pd.Series,
    number: int = DECILES,
    *,
    within: Sequence[pd.Series] = (),
    highest_first: bool | pd.Series = True,
) -> pd.Series:
    """Return the quantile of each area (Int64).

    Parameters
    ----------
    values : Series of numbers
        One per area; an area without one has no quantile.
    number : int
        How many quantiles, at least 2.
    within : sequence of Series, optional
        What tells apart the groups of areas that are ranked, such as regions; on the same index.
        None: all areas together.
    highest_first : bool or Series of bool
        Whether the highest values are in quantile 1; a Series says it group by group.

    Returns
    -------
    Series of Int64
        1 to `number`; NA for all areas of a group that has fewer values than there are quantiles.

    Raises
    ------
    InvalidInput
        If there are fewer than 2 quantiles, a value is no number, or `highest_first` differs within
        a group.

    Notes
    -----
    With N values and k quantiles, q = (k + 1) - ceil((N + 1 - rank) k / N), at least 1. Ties share
    the smallest rank.

    References
    ----------
    UKHSA PHEindicatormethods, phe_quantile.

    Examples
    --------
    >>> quantiles(pd.Series([10, 20, 30, None, 40]), 2).tolist()
    [2, 2, 1, <NA>, 1]
    """
    if number < FEWEST_QUANTILES:
        raise InvalidInput("There must be at least 2 quantiles.", "10 are deciles, 5 quintiles.")
    try:
        given = values.astype("Float64")
    except (TypeError, ValueError):
        raise InvalidInput("A value to rank is not a number.", "Use a column of numbers.") from None
    groups = [key.reindex(values.index) for key in within]
    places = pd.Series(0, index=values.index)
    if groups:
        frame = pd.concat(groups, axis=1, ignore_index=True)
        places = frame.groupby(list(frame.columns), sort=False, dropna=False).ngroup()
    descends = _descends(values, highest_first)
    by_place = descends.groupby(places)
    if (by_place.any() & ~by_place.all()).any():
        raise InvalidInput("'highest_first' differs within a group.", "Give each group one.")
    ordered = given.where(~descends, -given)
    rank = ordered.groupby(places).rank(method="min")
    known = given.notna().groupby(places).transform("sum")
    found = number + 1 - _ceiling((known + 1 - rank) * number, known)
    assigned: pd.Series = found.clip(lower=1).where(known >= number).astype("Int64")
    return assigned


def _descends(values: pd.Series, highest_first: bool | pd.Series) -> pd.Series:  # noqa: FBT001
    """Return for each area whether the highest values come first."""
    if isinstance(highest_first, pd.Series):
        return highest_first.reindex(values.index).astype(bool)
    return pd.Series(highest_first, index=values.index)


def _ceiling(dividend: pd.Series, divisor: pd.Series) -> pd.Series:
    """Return the quotient rounded up, in whole numbers; NA where either is missing or 0."""
    above = dividend.astype("Int64")
    below = divisor.astype("Int64")
    return -(-above // below.where(below > 0))
