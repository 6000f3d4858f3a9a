"""Seasons: the terms of the yearly and the weekly pattern.

A design and a prepared series come in; named columns of the design matrix go out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Frequency
from evaluation.its.preparation.periods import (
    DAYS_PER_YEAR,
    MONTHS_PER_QUARTER,
    MONTHS_PER_YEAR,
    periods_per_year,
)
from evaluation.its.preparation.series import Series

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def season_columns(design: Design, series: Series) -> Iterator[tuple[str, FloatArray]]:
    """Yield the seasonal terms with their columns.

    `season:month-NN` or `season:quarter-NN`, or `season:sinN` and `season:cosN`; for daily data
    also `season:day-N` with 1 for Monday. The first month, quarter or day that is used has no
    term: the others are told from it.

    Raises
    ------
    InvalidInput
        If there are more harmonics than the periods of a year can show.
    """
    seasonality = design.seasonality
    starts = pd.DatetimeIndex(series.table["period"])
    used = series.table["is_used"].to_numpy(dtype=bool)
    if seasonality.months:
        kind = "quarter" if design.frequency == "quarterly" else "month"
        season = np.asarray(starts.quarter if kind == "quarter" else starts.month, dtype=np.int64)
        yield from _told_from_the_first(f"season:{kind}-{{:02d}}", season, used)
    if seasonality.harmonics:
        yield from _harmonics(seasonality.harmonics, starts, design.frequency)
    if seasonality.weekdays:
        weekday = np.asarray(starts.day_of_week, dtype=np.int64) + 1
        yield from _told_from_the_first("season:day-{}", weekday, used)


def _told_from_the_first(
    name: str, season: IntArray, used: npt.NDArray[np.bool_]
) -> Iterator[tuple[str, FloatArray]]:
    for number in sorted(set(season[used].tolist()))[1:]:
        yield name.format(number), (season == number).astype(np.float64)


def _harmonics(
    harmonics: int, starts: pd.DatetimeIndex, frequency: Frequency
) -> Iterator[tuple[str, FloatArray]]:
    if 2 * harmonics >= periods_per_year(frequency):
        raise InvalidInput(
            f"Seasonality: {harmonics} harmonics are too many for {frequency} data.",
            "Use fewer harmonics, or months: true.",
        )
    angle = 2 * np.pi * year_fraction(starts, frequency)
    for harmonic in range(1, harmonics + 1):
        yield f"season:sin{harmonic}", np.sin(harmonic * angle)
        yield f"season:cos{harmonic}", np.cos(harmonic * angle)


def year_fraction(starts: pd.DatetimeIndex, frequency: Frequency) -> FloatArray:
    """Return how much of the year has gone by, for harmonic terms.

    Months and quarters are taken as equally long, with January as 1/12.

    Examples
    --------
    >>> year_fraction(pd.DatetimeIndex(["2005-03-01"]), "monthly")
    array([0.25])
    """
    if frequency == "quarterly":
        return np.asarray(starts.quarter, dtype=np.float64) / (MONTHS_PER_YEAR / MONTHS_PER_QUARTER)
    if frequency == "monthly":
        return np.asarray(starts.month, dtype=np.float64) / MONTHS_PER_YEAR
    return np.asarray(starts.day_of_year, dtype=np.float64) / DAYS_PER_YEAR
