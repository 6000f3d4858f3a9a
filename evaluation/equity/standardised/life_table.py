"""Life expectancy from an abridged life table (Chiang), with the variance of Silcocks.

In: deaths and population by group and age band. Out: life expectancy at chosen ages per group and
level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from evaluation.equity.standardised.age_bands import AgeBand
from evaluation.equity.standardised.results import (
    MISSING_COUNT,
    SHOWN,
    Levels,
    by_level,
)
from evaluation.equity.standardised.strata import EmptyCounts, Strata, stratify
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, Interval

METHOD: Final = "abridged life table (Chiang), variance of Silcocks"

LIVED_OF_FIRST_YEAR: Final = 0.1
"""Part of the band from birth that those who die in it have lived (UKHSA, a_0)."""

LIVED_OF_BAND: Final = 0.5
"""The same of all other bands: deaths spread evenly."""

SMALLEST_POPULATION: Final = 5_000
"""People-years at or below which no life table is made (Toson and Baker 2003; UKHSA)."""

WIDEST_INTERVAL: Final = 20
"""Years of a 95% interval beyond which the value is not shown (UKHSA)."""

LEVEL_OF_WIDEST: Final = 0.95

OLDEST_OPEN_BAND: Final = 85
"""The open band may begin at this age or later: it then holds few years of life."""

WIDEST_BAND: Final = 5
"""Years of the widest closed band: bands of 10 years move life expectancy by 0.2 of a year."""

SMALL_POPULATION: Final = f"not shown: {SMALLEST_POPULATION:,} people or fewer in all"
NO_POPULATION: Final = "not available: a band has no population"
MORE_DEATHS: Final = "not available: more deaths than people in a band"
NO_DEATHS_AT_END: Final = "not available: no deaths in the open band"
NOBODY_LEFT: Final = "not available: nobody survives to this age"
WIDE_INTERVAL: Final = f"not shown: 95% interval wider than {WIDEST_INTERVAL} years"


def life_expectancy(
    data: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    levels: Levels = 0.95,
    at: Sequence[int] | None = None,
    empty_counts: EmptyCounts = "nought",
) -> pd.DataFrame:
    """Return the life expectancy of each group at the first age of its bands.

    Parameters
    ----------
    data : DataFrame, one row per group and age band, in any order
        Columns age_band, count (deaths), population (person-years) and those of `by`. The usual 20
        bands are 0, 1-4, 5-9, ..., 85-89 and 90+; fewer are taken where the open band begins at
        85 or later and no other is wider than 5 years, so 0-4 in place of 0 and 1-4, 85+ or
        95+, or bands from 65 only.
    by : sequence of str
        Columns that tell the groups apart; none for one group.
    levels : float or sequence of float
        Levels of confidence; an empty one for no limits.
    at : sequence of int, optional
        Ages at which to give it, each the first age of a band; all of them by default.
    empty_counts : {"nought", "missing"}
        Whether an empty count means no deaths or is not known.

    Returns
    -------
    DataFrame, one row per group, age and level
        The columns of `by`, age, count and population (from that age on), value (years),
        status, method, level, lower and upper. Missing for a total population of 5,000 or fewer
        and where a band has no people or more deaths than people; the value alone is missing
        where its 95% interval is wider than 20 years.

    Raises
    ------
    InvalidInput
        If age bands are missing, unknown or too wide, an age of `at` begins no band, or a number
        cannot be.

    Notes
    -----
    M = d / p; q = n M / (1 + n M (1 - a)), at most 1; l_0 = 100,000; L = n (l_{i+1} + a (l_i -
    l_{i+1})), of the open band l / M; e = sum(L) / l. Variance of e_x: the sum over the bands from
    x on of l_i^2 ((1 - a_i) n_i + e_{i+1})^2 q_i^2 (1 - q_i) / d_i, and of l^2 / (d M^2) for the
    open band, over l_x^2.

    References
    ----------
    Chiang CL (1968), Introduction to stochastic processes in biostatistics, 189-214; Silcocks PBS
    and others (2001), doi:10.1136/jech.55.1.38; Eayres D, Williams ES (2004),
    doi:10.1136/jech.2003.009654; UKHSA PHEindicatormethods, phe_life_expectancy.

    Examples
    --------
    >>> ages = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 90, 5)), "90+"]
    >>> data = pd.DataFrame({"age_band": ages, "population": 10000,
    ...                      "count": [5, 1, *([2] * 10), *([100] * 7), 1900]})
    >>> born = life_expectancy(data, at=[0]).iloc[0]
    >>> [round(float(born[name]), 2) for name in ("value", "lower", "upper")]
    [87.59, 86.99, 88.18]
    """
    strata = stratify(data, by, empty_counts=empty_counts)
    _require_sound(strata.bands)
    ages = _ages(strata.bands, at)
    table = _life_table(strata)
    flat = _flat(strata, table, ages)
    value, error = flat.pop("unmasked").to_numpy(), flat.pop("error").to_numpy()

    def limits(level: float) -> Interval:
        margin = stats.norm.isf((1 - level) / 2) * error
        return Interval(value - margin, value + margin)

    return by_level(flat, levels, limits)


@dataclass(frozen=True, slots=True, eq=False)
class _LifeTable:
    """Life expectancy and its standard error, groups by bands, and why they are missing."""

    years: FloatArray
    error: FloatArray
    status: FloatArray


def _life_table(strata: Strata) -> _LifeTable:
    status = _status(strata)
    is_usable = (status == SHOWN)[:, None]
    deaths = np.where(is_usable, strata.events, 1.0)
    rate = deaths / np.where(is_usable, strata.populations, 1.0)
    lived = np.where([band.first == 0 for band in strata.bands], LIVED_OF_FIRST_YEAR, LIVED_OF_BAND)
    width = np.array([band.width for band in strata.bands[:-1]])
    exposed = width * rate[:, :-1]
    dying = np.minimum(exposed / (1 + exposed * (1 - lived[:-1])), 1)
    start = np.ones((len(rate), 1))
    alive = np.hstack([start, np.cumprod(1 - dying, axis=1)])
    lost = alive[:, :-1] - alive[:, 1:]
    years = np.hstack([width * (alive[:, 1:] + lived[:-1] * lost), alive[:, -1:] / rate[:, -1:]])
    is_reached = alive > 0
    safe = np.where(is_reached, alive, 1)
    expectancy = _sum_from(years) / safe
    closed_deaths = np.where(deaths[:, :-1] > 0, deaths[:, :-1], 1)
    spread = dying**2 * (1 - dying) / closed_deaths
    reach = (1 - lived[:-1]) * width + expectancy[:, 1:]
    parts = np.hstack(
        [
            (alive[:, :-1] * reach) ** 2 * spread,
            alive[:, -1:] ** 2 / (deaths[:, -1:] * rate[:, -1:] ** 2),
        ]
    )
    error = np.sqrt(_sum_from(parts)) / safe
    by_band = np.where(is_reached, status[:, None], NOBODY_LEFT)
    by_band = np.where(is_usable, by_band, status[:, None])
    is_known = by_band == SHOWN
    return _LifeTable(
        np.where(is_known, expectancy, np.nan), np.where(is_known, error, np.nan), by_band
    )


def _sum_from(parts: FloatArray) -> FloatArray:
    """Return the sum from each band to the last, group by group."""
    return np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]


def _status(strata: Strata) -> FloatArray:
    """Return of each group why it has no life table, or that it has one."""
    deaths, people = strata.events, strata.populations
    reasons = {
        MISSING_COUNT: np.isnan(deaths).any(axis=1),
        NO_POPULATION: (people <= 0).any(axis=1),
        MORE_DEATHS: (deaths > people).any(axis=1),
        SMALL_POPULATION: people.sum(axis=1) <= SMALLEST_POPULATION,
        NO_DEATHS_AT_END: deaths[:, -1] == 0,
    }
    return np.select(list(reasons.values()), list(reasons), SHOWN)


def _flat(strata: Strata, table: _LifeTable, ages: dict[int, int]) -> pd.DataFrame:
    """Return one row per group and age."""
    places = list(ages.values())
    value, error = table.years[:, places].ravel(), table.error[:, places].ravel()
    widest = 2 * stats.norm.isf((1 - LEVEL_OF_WIDEST) / 2) * error
    is_wide = np.nan_to_num(widest) > WIDEST_INTERVAL
    status = np.where(is_wide, WIDE_INTERVAL, table.status[:, places].ravel())
    rows = strata.groups.loc[strata.groups.index.repeat(len(places))].reset_index(drop=True)
    return rows.assign(
        age=list(ages) * len(strata.groups),
        count=_sum_from(strata.events)[:, places].ravel(),
        population=_sum_from(strata.populations)[:, places].ravel(),
        value=np.where(is_wide, np.nan, value),
        status=pd.Series(status, dtype="string"),
        method=METHOD,
        unmasked=value,
        error=error,
    )


def _ages(bands: Sequence[AgeBand], at: Sequence[int] | None) -> dict[int, int]:
    """Return the ages asked for with the place of their bands."""
    places = {band.first: place for place, band in enumerate(bands)}
    if at is None:
        return places
    unknown = [age for age in at if age not in places]
    if unknown:
        listed = ", ".join(str(age) for age in places)
        raise InvalidInput(f"No age band begins at {unknown[0]}.", f"Choose from: {listed}.")
    return {age: places[age] for age in at}


def _require_sound(bands: Sequence[AgeBand]) -> None:
    """Refuse bands from which life expectancy would be biased."""
    last = bands[-1]
    if not last.is_open or last.first < OLDEST_OPEN_BAND:
        raise InvalidInput(
            f"The last age band is {last}: a life table needs an open one that begins at "
            f"{OLDEST_OPEN_BAND} or later.",
            "Add the older bands, such as 85-89 and 90+.",
        )
    wide = [band for band in bands[:-1] if band.width > WIDEST_BAND]
    if wide:
        raise InvalidInput(
            f"The age band {wide[0]} is wider than {WIDEST_BAND} years.",
            "Use bands of 5 years, and 0 and 1-4 for infants.",
        )
