"""What all intervals share: their limits, and the numbers that they are made from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

MISSING = np.asarray(np.nan)


class Interval(NamedTuple):
    """Lower and upper limit, each a number or an array of the inputs' broadcast shape."""

    lower: FloatArray
    upper: FloatArray


def as_floats(values: ArrayLike) -> FloatArray:
    """Return numbers as floats, with NaN for what is missing or suppressed.

    Examples
    --------
    >>> as_floats(pd.Series([3, None], dtype="Int64")).tolist()
    [3.0, nan]
    """
    if isinstance(values, pd.Series):
        return values.to_numpy(dtype="float64", na_value=np.nan)
    return np.asarray(values, dtype="float64")


def fraction(part: ArrayLike, whole: ArrayLike) -> FloatArray:
    """Return parts over wholes, missing or infinite where the whole is nought."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: FloatArray = np.divide(as_floats(part), as_floats(whole))
    return quotient


def check_level(level: float) -> None:
    """Refuse a level that is not between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")


def checked(values: ArrayLike) -> FloatArray:
    """Return numbers as floats; refuse negative ones."""
    numbers = as_floats(values)
    if np.any(numbers < 0):
        raise ValueError("a count or an exposure is negative")
    return numbers


def checked_counts(met: ArrayLike, total: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return counts on one shape; refuse a numerator above its denominator."""
    numerator, denominator = np.broadcast_arrays(checked(met), checked(total))
    if np.any(numerator > denominator):
        raise ValueError("a numerator is greater than its denominator")
    return numerator, denominator


def where_known(is_known: NDArray[np.bool_], limit: FloatArray) -> FloatArray:
    """Return limits, missing where nothing is known."""
    masked: FloatArray = np.where(is_known, limit, np.nan)[()]
    return masked
