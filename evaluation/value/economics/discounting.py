"""Discount factors: what an amount of a later year counts for in the first one."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Scheme = Literal["green-book", "nice"]

# HM Treasury, The Green Book (2022), annex A6, table 8: (last year, rate a year).
STANDARD: Final = ((30, 0.035), (75, 0.03), (125, 0.025))
HEALTH: Final = ((30, 0.015), (75, 0.0129), (125, 0.0107))
# NICE health technology evaluations: the manual (PMG36, 2022), 4.5: 3.5% for costs and health.
REFERENCE_CASE: Final = ((125, 0.035),)
LONGEST: Final = 126

_RATES: Final = MappingProxyType(
    {
        ("green-book", False): STANDARD,
        ("green-book", True): HEALTH,
        ("nice", False): REFERENCE_CASE,
        ("nice", True): REFERENCE_CASE,
    }
)
SCHEME_WORDS: Final = MappingProxyType(
    {
        "green-book": "discounted at 3.5% a year, health at 1.5%, declining after 30 years "
        "(Green Book 2022)",
        "nice": "costs and health discounted at 3.5% a year (NICE reference case)",
    }
)


def discount_factors(
    years: int, scheme: Scheme = "green-book", *, health: bool = False
) -> FloatArray:
    """Return the factor of each year, 1 in the first.

    Parameters
    ----------
    years : int
        How many years, from 1 to 126.
    scheme : {"green-book", "nice"}
    health : bool
        Whether for health itself, such as QALYs or their money value.

    Returns
    -------
    array, years long

    Raises
    ------
    ValueError
        If there are no years, or more than the rates reach.

    Notes
    -----
    The factor of year t is the product of 1 / (1 + rate of year s) over s from 1 to t. The rates of
    the Green Book decline after year 30.

    References
    ----------
    HM Treasury (2022), The Green Book, annex A6, table 8.

    Examples
    --------
    >>> discount_factors(3).round(6).tolist()
    [1.0, 0.966184, 0.933511]
    """
    if not 1 <= years <= LONGEST:
        raise ValueError(f"discounting is for 1 to {LONGEST} years, not {years}")
    bands = _RATES[scheme, health]
    steps = [1.0] + [1 / (1 + _rate(year, bands)) for year in range(1, years)]
    return np.cumprod(np.asarray(steps))


def _rate(year: int, bands: Sequence[tuple[int, float]]) -> float:
    return next(rate for last, rate in bands if year <= last)
