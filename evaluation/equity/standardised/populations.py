"""Standard populations, and how their weights are added up to the bands of a table.

In: bands of ages. Out: one weight for each.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.equity.standardised.age_bands import AgeBand, age_bands, read_age_band
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, as_floats

StandardName = Literal["esp-2013", "esp-1976"]


@dataclass(frozen=True, slots=True)
class StandardPopulation:
    """A population by age that rates are standardised to.

    Parameters
    ----------
    name : str
        What a reader calls it.
    bands : tuple of AgeBand
        Its bands, ascending.
    weights : tuple of float
        People in each band.
    source : str
        Where it is published.

    Examples
    --------
    >>> sum(ESP_2013.weights), len(ESP_2013.weights)
    (100000, 21)
    """

    name: str
    bands: tuple[AgeBand, ...]
    weights: tuple[float, ...]
    source: str = ""

    def weights_for(self, bands: Sequence[AgeBand]) -> FloatArray:
        """Return the weight of each band: the sum of those of the standard's bands inside it.

        Raises
        ------
        InvalidInput
            If a band begins or ends inside a band of the standard.

        Examples
        --------
        >>> ESP_2013.weights_for([AgeBand(0, 4), AgeBand(90, is_open=True)]).tolist()
        [5000.0, 1000.0]
        """
        return sums_within(bands, self.bands, np.asarray(self.weights, "float64"), self.name)


def _from_starts(*starts: int) -> tuple[AgeBand, ...]:
    closed = (AgeBand(first, following - 1) for first, following in pairwise(starts))
    return (*closed, AgeBand(starts[-1], is_open=True))


_TO_85: Final = (0, 1, *range(5, 90, 5))  # under one, 1 to 4, then five years each

ESP_2013: Final = StandardPopulation(
    name="European Standard Population 2013",
    bands=_from_starts(*_TO_85, 90, 95),
    weights=(
        *(1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
        *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800, 200),
    ),
    source="Eurostat (2013), Revision of the European Standard Population, doi:10.2785/11470",
)
"""In the 19 bands to 90+ of Fingertips: 5,000, 5,500, ..., 1,500 and 1,000 (UKHSA, esp2013)."""

ESP_1976: Final = StandardPopulation(
    name="European Standard Population 1976",
    bands=_from_starts(*_TO_85),
    weights=(
        *(1600, 6400, 7000, 7000, 7000, 7000, 7000, 7000, 7000, 7000, 7000),
        *(7000, 6000, 5000, 4000, 3000, 2000, 1000, 1000),
    ),
    source="Waterhouse J and others (1976), Cancer incidence in five continents, vol. III, IARC",
)
"""For series that were standardised before 2013; its last band is 85+."""

STANDARDS: Final = MappingProxyType({"esp-2013": ESP_2013, "esp-1976": ESP_1976})


def standard_from(
    labels: pd.Series, weights: pd.Series, name: str = "the table's own standard population"
) -> StandardPopulation:
    """Return the standard population that a table holds beside its counts.

    Parameters
    ----------
    labels : Series
        Age band of each row.
    weights : Series of numbers
        Weight of the band of each row; the same in all rows of a band.

    Raises
    ------
    InvalidInput
        If a weight is missing, below 0 or differs within a band, or all are 0.

    Examples
    --------
    >>> own = standard_from(pd.Series(["65+", "0-64", "65+"]), pd.Series([2, 8, 2]))
    >>> [str(band) for band in own.bands], own.weights
    (['0 to 64', '65 and over'], (8.0, 2.0))
    """
    bands = age_bands(labels.unique()).bands
    by_age: dict[int, set[float]] = {}
    for label, weight in zip(labels, as_floats(weights), strict=True):
        by_age.setdefault(_first(label), set()).add(float(weight))
    if any(np.isnan(weight) or weight < 0 for found in by_age.values() for weight in found):
        remedy = "Fill in the standard population of every row."
        raise InvalidInput("A weight of the standard population is missing or negative.", remedy)
    if any(len(found) > 1 for found in by_age.values()):
        remedy = "Give each age band one weight, in all its rows."
        raise InvalidInput("The weight of an age band differs between rows.", remedy)
    own = tuple(next(iter(by_age[band.first])) for band in bands)
    if not sum(own):
        raise InvalidInput("All weights of the standard population are 0.", "Correct them.")
    return StandardPopulation(name, bands, own)


def sums_within(
    bands: Sequence[AgeBand], finer: Sequence[AgeBand], values: FloatArray, name: str
) -> FloatArray:
    """Return the sum, in each band, of values that belong to finer or equal bands.

    Parameters
    ----------
    bands, finer : sequence of AgeBand
    values : array of float, one per finer band
    name : str
        What the finer bands belong to, for the error.

    Raises
    ------
    InvalidInput
        If a band begins or ends inside one of the finer ones, or beyond them.
    """
    edges = {float(band.first) for band in finer} | {_end(band) for band in finer}
    sums = []
    for band in bands:
        for edge in (float(band.first), _end(band)):
            if edge not in edges:
                raise InvalidInput(
                    f"{name[:1].upper()}{name[1:]} has no {_edge_words(edge)}.",
                    "Use the age bands that it has, or sums of them.",
                )
        is_inside = [band.first <= one.first and _end(one) <= _end(band) for one in finer]
        sums.append(float(values[is_inside].sum()))
    return np.asarray(sums)


def _end(band: AgeBand) -> float:
    """Return the age at which a band ends and the next begins; infinite for the open one."""
    return band.first + band.width


def _edge_words(edge: float) -> str:
    return "open last band" if np.isinf(edge) else f"band that begins or ends at {edge:.0f}"


def _first(label: Hashable) -> int:
    band = read_age_band(label)
    if band is None:  # pragma: no cover - age_bands has refused it
        raise InvalidInput("A label names no age band.")
    return band.first
