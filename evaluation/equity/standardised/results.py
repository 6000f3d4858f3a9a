"""What every method here returns: one row per group and level, and the words for what is missing.

In: a value per group and a function from a level to limits. Out: the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, Interval

Levels = float | Sequence[float]

PER_100_000: Final = 100_000
PERCENT: Final = 100

LOWEST_LEVEL: Final = 0.5

FEWEST_EVENTS: Final = 10
"""Events below which a directly standardised rate is not reliable (UKHSA, calculate_dsr)."""

SHOWN: Final = "shown"
FEW_EVENTS: Final = f"not shown: fewer than {FEWEST_EVENTS} events"
MISSING_COUNT: Final = "not available: a count is missing"
SUPPRESSED: Final = "suppressed: a small number of people"


def as_levels(levels: Levels) -> tuple[float, ...]:
    """Return levels of confidence in their order; none where no interval is wanted.

    Raises
    ------
    InvalidInput
        If a level does not lie between 0.5 and 1, or comes twice.

    Examples
    --------
    >>> as_levels(0.95), as_levels([0.95, 0.998]), as_levels([])
    ((0.95,), (0.95, 0.998), ())
    """
    given = tuple(levels) if isinstance(levels, Sequence) else (levels,)
    if not all(LOWEST_LEVEL < level < 1 for level in given):
        raise InvalidInput(
            "A level of confidence does not lie between 0.5 and 1.",
            "Write 0.95 for 95% and 0.998 for 99.8%.",
        )
    if len(set(given)) < len(given):
        raise InvalidInput("A level of confidence comes twice.", "Name each level once.")
    return given


def by_level(
    table: pd.DataFrame, levels: Levels, limits: Callable[[float], Interval]
) -> pd.DataFrame:
    """Return a table with a row per group and level, the levels of a group together.

    Parameters
    ----------
    table : DataFrame, one row per group
    levels : float or sequence of float
        Levels of confidence; none leaves level and limits missing: the whole population was
        counted, and nothing was sampled.
    limits : callable
        From a level to limits in the order of the rows.

    Returns
    -------
    DataFrame
        The columns of `table`, then level, lower and upper.
    """
    parts = [_with_limits(table, level, limits(level)) for level in as_levels(levels)]
    if not parts:
        missing = np.full(len(table), np.nan)
        parts = [_with_limits(table, np.nan, Interval(missing, missing))]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def scaled(limits: Interval, factor: FloatArray | float) -> Interval:
    """Return limits times a factor."""
    return Interval(limits.lower * factor, limits.upper * factor)


def masked(values: FloatArray, is_shown: NDArray[np.bool_]) -> FloatArray:
    """Return values, NaN where they are not to be shown."""
    kept: FloatArray = np.where(is_shown, values, np.nan)
    return kept


def _with_limits(table: pd.DataFrame, level: float, limits: Interval) -> pd.DataFrame:
    return table.reset_index(drop=True).assign(level=level, lower=limits.lower, upper=limits.upper)
