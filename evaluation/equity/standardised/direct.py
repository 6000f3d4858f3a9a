"""Directly standardised rates: the rate that a standard population would have, Dobson's limits.

In: events and population by group and age band. Out: one rate per group and level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.equity.standardised.age_bands import within
from evaluation.equity.standardised.grouping import require_positive
from evaluation.equity.standardised.populations import ESP_2013, StandardPopulation
from evaluation.equity.standardised.results import (
    FEW_EVENTS,
    FEWEST_EVENTS,
    MISSING_COUNT,
    PER_100_000,
    SHOWN,
    Levels,
    by_level,
    masked,
)
from evaluation.equity.standardised.strata import POPULATION, EmptyCounts, stratify
from evaluation.intervals import Interval, byar_rate

METHOD: Final = "direct standardisation, Dobson's limits over Byar's"
METHOD_NOT_INDEPENDENT: Final = f"{METHOD}, variance for repeated events of a person"

ALL_AGES: Final = (0, None)


def directly_standardised(
    data: pd.DataFrame,
    standard: StandardPopulation = ESP_2013,
    *,
    by: Sequence[str] = (),
    levels: Levels = 0.95,
    multiplier: float = PER_100_000,
    ages: tuple[int, int | None] = ALL_AGES,
    empty_counts: EmptyCounts = "nought",
) -> pd.DataFrame:
    """Return the directly standardised rate of each group.

    Parameters
    ----------
    data : DataFrame, one row per group and age band, in any order
        Columns age_band (such as "0-4" or "90+"), count (events), population (people or
        person-years, above 0) and those of `by`. Where one person can have several events, a
        column event_frequency: then one row per group, band and frequency, and count is the
        number of people with so many events.
    standard : StandardPopulation
        Weights by age; its bands may be finer than those of the data.
    by : sequence of str
        Columns that tell the groups apart; none for one group.
    levels : float or sequence of float
        Levels of confidence; an empty one for no limits.
    multiplier : float
        People that the rate is given for.
    ages : (int, int or None)
        First and last age that count, such as (0, 74) for deaths under 75; None: no last one.
    empty_counts : {"nought", "missing"}
        Whether an empty count means no events (as UKHSA takes it) or is not known.

    Returns
    -------
    DataFrame, one row per group and level, groups in the order they come
        The columns of `by`, count (events), population, value, status, method, level, lower and
        upper. Value and limits are missing below 10 events.

    Raises
    ------
    InvalidInput
        If age bands are missing, unknown or not those of the standard, or a number cannot be.

    Notes
    -----
    DSR = m sum(w_i x_i / n_i) / sum(w_i) with variance v = sum(w_i^2 x_i / n_i^2) / sum(w_i)^2.
    Limits: DSR + m sqrt(v / O) (L(O) - O), likewise U, with Byar's limits L, U of all events O.
    Repeated events: x_i = sum_f f x_if, and v takes sum_f f^2 x_if in place of x_i: a person with
    f events moves the rate f times as far.

    References
    ----------
    Dobson AJ and others (1991), Statistics in Medicine 10:457-462, doi:10.1002/sim.4780100317;
    OHID, Public health technical guidance, DSR; Eurostat (2013), doi:10.2785/11470.

    Examples
    --------
    >>> data = pd.DataFrame({"age_band": ["65+", "0-64"], "count": [40, 20],
    ...                      "population": [2000, 10000]})
    >>> rate = directly_standardised(data).iloc[0]
    >>> [round(float(rate[name]), 1) for name in ("value", "lower", "upper")]
    [551.0, 420.0, 709.9]
    """
    strata = stratify(data, by, empty_counts=empty_counts)
    strata = strata.of_bands(within(strata.bands, *ages))
    require_positive(strata.populations, POPULATION)
    shares = standard.weights_for(strata.bands)
    shares = shares / shares.sum() / strata.populations
    events = strata.events.sum(axis=1)
    is_shown = events >= FEWEST_EVENTS
    value = multiplier * (shares * strata.events).sum(axis=1)
    squared = strata.counts @ strata.frequencies**2
    error = multiplier * np.sqrt((shares**2 * squared).sum(axis=1))
    per_root = masked(error / np.sqrt(np.where(is_shown, events, 1)), is_shown)
    status = np.select([np.isnan(events), ~is_shown], [MISSING_COUNT, FEW_EVENTS], SHOWN)
    independent = len(strata.frequencies) == 1 and strata.frequencies[0] == 1
    table = strata.groups.assign(
        count=events,
        population=strata.populations.sum(axis=1),
        value=masked(value, is_shown),
        status=pd.Series(status, dtype="string"),
        method=METHOD if independent else METHOD_NOT_INDEPENDENT,
    )

    def limits(level: float) -> Interval:
        around = byar_rate(events, 1, level)
        return Interval(
            *(table["value"].to_numpy() + per_root * (limit - events) for limit in around)
        )

    return by_level(table, levels, limits)
