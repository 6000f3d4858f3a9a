"""Indirectly standardised ratios and rates: events seen over those expected from a reference.

In: events and population by group and age band, and those of the reference. Out: one ratio or rate
per group and level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.equity.standardised.age_bands import within
from evaluation.equity.standardised.grouping import counts_of, grouping, require_columns
from evaluation.equity.standardised.populations import sums_within
from evaluation.equity.standardised.results import (
    MISSING_COUNT,
    PER_100_000,
    SHOWN,
    Levels,
    by_level,
    masked,
    scaled,
)
from evaluation.equity.standardised.strata import (
    COUNT,
    EmptyCounts,
    Strata,
    stratify,
)
from evaluation.errors import InvalidInput
from evaluation.intervals import EXACT_BELOW, FloatArray, byar_rate

IndirectMeasure = Literal["ratio", "rate"]

METHOD_EXACT: Final = "indirect standardisation, exact Poisson limits"
METHOD_BYAR: Final = "indirect standardisation, Byar's limits"
NONE_EXPECTED: Final = "not available: no events are expected"


def indirectly_standardised(
    data: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    measure: IndirectMeasure = "ratio",
    levels: Levels = 0.95,
    multiplier: float | None = None,
    ages: tuple[int, int | None] | None = None,
    observed: pd.DataFrame | None = None,
    empty_counts: EmptyCounts = "nought",
) -> pd.DataFrame:
    """Return the indirectly standardised ratio or rate of each group.

    Parameters
    ----------
    data : DataFrame, one row per group and age band, in any order
        Columns age_band, count (events), population and those of `by`.
    reference : DataFrame, one row per age band
        Columns age_band, count and population; its bands may be finer than those of `data`.
    by : sequence of str
        Columns that tell the groups apart; none for one group.
    measure : {"ratio", "rate"}
        Events seen over events expected, or that times the crude rate of the reference.
    levels : float or sequence of float
        Levels of confidence; an empty one for no limits.
    multiplier : float, optional
        What the reference's ratio is called (1 by default, or 100), or the people that a rate is
        given for (100,000 by default).
    ages : (int, int or None), optional
        First and last age that count; all bands by default.
    observed : DataFrame, optional
        Events of each group where they are not known by age: columns count and those of `by`.
        `data` then needs no count.
    empty_counts : {"nought", "missing"}
        Whether an empty count means no events (as UKHSA takes it) or is not known.

    Returns
    -------
    DataFrame, one row per group and level, groups in the order they come
        The columns of `by`, count (events seen), expected, population, reference_rate (of a rate;
        missing for a ratio), value, status, method, level, lower and upper.

    Raises
    ------
    InvalidInput
        If age bands are missing, unknown or not those of the reference, a group has no observed
        total, or a number cannot be.

    Notes
    -----
    E = sum(X_i / N_i n_i) over the bands, X_i and N_i being those of the reference; ratio O / E,
    rate O / E sum(X) / sum(N). Limits of O are exact Poisson below 10 events, Byar's from 10.

    References
    ----------
    Breslow NE, Day NE (1987), IARC scientific publications 82; UKHSA PHEindicatormethods,
    calculate_ISRatio and calculate_ISRate.

    Examples
    --------
    >>> data = pd.DataFrame({"age_band": ["65+", "0-64"], "count": [40, 20],
    ...                      "population": [2000, 10000]})
    >>> reference = pd.DataFrame({"age_band": ["0-64", "65+"], "count": [100, 200],
    ...                           "population": [100000, 20000]})
    >>> ratio = indirectly_standardised(data, reference).iloc[0]
    >>> float(ratio["expected"]), float(ratio["value"])
    (30.0, 2.0)
    """
    strata = _narrowed(
        stratify(data, by, empty_counts=empty_counts, has_counts=observed is None), ages
    )
    events_expected = _reference(reference, strata)
    rates = events_expected[0] / events_expected[1]
    expected = strata.populations @ rates
    events = strata.events.sum(axis=1) if observed is None else _observed(strata, observed, by)
    crude = float(events_expected[0].sum() / events_expected[1].sum())
    is_rate = measure == "rate"
    times = (PER_100_000 if is_rate else 1) if multiplier is None else multiplier
    factor = times * crude if is_rate else times
    is_shown = np.asarray((expected > 0) & ~np.isnan(events))
    status = np.select([np.isnan(events), expected <= 0], [MISSING_COUNT, NONE_EXPECTED], SHOWN)
    per = masked(factor / np.where(expected > 0, expected, 1), is_shown)
    table = strata.groups.assign(
        count=events,
        expected=expected,
        population=strata.populations.sum(axis=1),
        reference_rate=times * crude if is_rate else np.nan,
        value=events * per,
        status=pd.Series(status, dtype="string"),
        method=np.where(events < EXACT_BELOW, METHOD_EXACT, METHOD_BYAR),
    )
    return by_level(table, levels, lambda level: scaled(byar_rate(events, 1, level), per))


def _narrowed(strata: Strata, ages: tuple[int, int | None] | None) -> Strata:
    return strata if ages is None else strata.of_bands(within(strata.bands, *ages))


def _reference(reference: pd.DataFrame, strata: Strata) -> tuple[FloatArray, FloatArray]:
    """Return events and population of the reference in the bands of the groups."""
    own = stratify(reference)
    counts = sums_within(strata.bands, own.bands, own.events[0], "the reference")
    people = sums_within(strata.bands, own.bands, own.populations[0], "the reference")
    if (people == 0).any():
        remedy = "Every age band of the reference needs people."
        raise InvalidInput("The reference has a population of 0 in an age band.", remedy)
    return counts, people


def _observed(strata: Strata, observed: pd.DataFrame, by: Sequence[str]) -> FloatArray:
    """Return the observed total of each group."""
    require_columns(observed, [*by, COUNT])
    totals = grouping(observed, by)
    if len(totals.groups) < len(observed):
        raise InvalidInput("A group has two observed totals.", "Give each group one.")
    numbers = counts_of(observed, COUNT)
    if not by:
        return numbers
    places = {key: place for place, key in enumerate(_keys(totals.groups))}
    found = [places[key] for key in _keys(strata.groups) if key in places]
    lacking = len(strata.groups) - len(found)
    if lacking:
        remedy = "Add a row for each, with 0 where there were no events."
        raise InvalidInput(
            f"{lacking} of {len(strata.groups)} groups have no observed total.", remedy
        )
    return numbers[found]


def _keys(groups: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(groups.itertuples(index=False, name=None))
