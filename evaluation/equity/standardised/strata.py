"""Puts counts and populations by age band into arrays of groups by bands, all bands checked.

In: a table with a row per group and age band, in any order. Out: `Strata`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.equity.standardised.age_bands import AgeBand, age_bands, first_ages
from evaluation.equity.standardised.grouping import (
    Grouping,
    IntArray,
    counts_of,
    grouping,
    numbers_of,
    populations_of,
    require_columns,
)
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray

EmptyCounts = Literal["nought", "missing"]

AGE_BAND: Final = "age_band"
COUNT: Final = "count"
POPULATION: Final = "population"
FREQUENCY: Final = "event_frequency"

BANDS_NAMED: Final = 5  # of those that are missing


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Counts and populations of groups by age band.

    Parameters
    ----------
    groups : DataFrame, one row per group
        The columns that tell them apart.
    bands : tuple of AgeBand
        In order of age.
    counts : array of float, groups by bands by frequencies
        People with so many events each; events where there is one frequency, 1.
    frequencies : array of float
        Events of each person.
    populations : array of float, groups by bands
    """

    groups: pd.DataFrame
    bands: tuple[AgeBand, ...]
    counts: FloatArray
    frequencies: FloatArray
    populations: FloatArray

    @property
    def events(self) -> FloatArray:
        """Events, groups by bands."""
        summed: FloatArray = self.counts @ self.frequencies
        return summed

    def of_bands(self, is_kept: Sequence[bool]) -> Strata:
        """Return the strata of some of the bands."""
        kept = np.asarray(is_kept)
        return Strata(
            self.groups,
            tuple(band for band, stays in zip(self.bands, is_kept, strict=True) if stays),
            self.counts[:, kept],
            self.frequencies,
            self.populations[:, kept],
        )


def stratify(
    data: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    empty_counts: EmptyCounts = "nought",
    has_counts: bool = True,
) -> Strata:
    """Return a table of counts by age band as arrays.

    Parameters
    ----------
    data : DataFrame, one row per group and age band, in any order
        Columns age_band, count and population and those of `by`; with a column event_frequency
        one row per group, band and frequency, count being people with so many events.
    by : sequence of str
        Columns that tell the groups apart; none for one group.
    empty_counts : {"nought", "missing"}
        Whether an empty count means no events, or is not known.
    has_counts : bool
        Whether there is a column count; where not, all counts are missing.

    Raises
    ------
    InvalidInput
        If a column or a band is missing, a label names no band, a band comes twice in a group, a
        number is negative, or a population is missing.
    """
    needed = [AGE_BAND, POPULATION, *([COUNT] if has_counts else [])]
    require_columns(data, needed)
    found = grouping(data, by)
    bands = age_bands(data[AGE_BAND].unique()).bands
    position = {band.first: place for place, band in enumerate(bands)}
    band = np.asarray(first_ages(data[AGE_BAND]).map(position), dtype=np.int64)
    frequencies, frequency = _frequencies(data)
    shape = (len(found.groups), len(bands), len(frequencies))
    cell = (found.numbers * shape[1] + band) * shape[2] + frequency
    if np.unique(cell).size < cell.size:
        remedy = "Add its rows up first, or name the column that tells them apart."
        raise InvalidInput("An age band comes twice in a group.", remedy)
    _require_all_bands(found, band, bands)
    numbers = counts_of(data, COUNT) if has_counts else np.full(len(data), np.nan)
    if empty_counts == "nought" and has_counts:
        numbers = np.nan_to_num(numbers, nan=0.0)
    counts = np.zeros(shape)
    counts.flat[cell] = numbers
    return Strata(
        found.groups, bands, counts, frequencies, _populations(data, found, band, shape[:2])
    )


def _frequencies(data: pd.DataFrame) -> tuple[FloatArray, IntArray]:
    """Return the distinct frequencies, and which of them each row has."""
    if FREQUENCY not in data.columns:
        return np.ones(1), np.zeros(len(data), dtype=np.int64)
    given = numbers_of(data, FREQUENCY)
    if np.isnan(given).any() or (given <= 0).any() or (given % 1 != 0).any():
        remedy = "It is the number of events of each person: 1, 2, 3 and so on."
        raise InvalidInput(f"'{FREQUENCY}' must be a whole number above 0.", remedy)
    distinct, which = np.unique(given, return_inverse=True)
    return distinct, which.astype(np.int64)


def _require_all_bands(found: Grouping, band: IntArray, bands: Sequence[AgeBand]) -> None:
    is_there = np.zeros((len(found.groups), len(bands)), dtype=bool)
    is_there[found.numbers, band] = True
    lacking = ~is_there
    if not lacking.any():
        return
    names = [str(one) for place, one in enumerate(bands) if lacking[:, place].any()]
    more = f" and {len(names) - BANDS_NAMED} more" if len(names) > BANDS_NAMED else ""
    groups = int(lacking.any(axis=1).sum())
    raise InvalidInput(
        f"{groups} of {len(found.groups)} groups have no row for: "
        f"{', '.join(names[:BANDS_NAMED])}{more}.",
        "Give every group all age bands, with a count of 0 where there were no events.",
    )


def _populations(
    data: pd.DataFrame, found: Grouping, band: IntArray, shape: tuple[int, ...]
) -> FloatArray:
    """Return populations, groups by bands; those of one band agree over event frequencies."""
    numbers = populations_of(data, POPULATION)
    populations = np.zeros(shape)
    populations[found.numbers, band] = numbers
    if (populations[found.numbers, band] != numbers).any():
        remedy = "It is that of the age band, the same in the rows of all its frequencies."
        raise InvalidInput("The population of an age band differs between its rows.", remedy)
    return populations
