"""Denominators that shrink, last periods that are not complete, and groups that end early."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.series import PERIODS_IN_YEAR, KpiSeries, came_suppressed, whole_series
from evaluation.workspace import Project

LAST_PERIODS = 3  # extracts are completed within a quarter
INCOMPLETE = 0.6  # of the smallest of the year before; no season and no trend falls so fast
SHRUNK = 0.5
FEWEST_COMPARED = 4  # periods on either side of a comparison
FEWEST_IN_BASE = 10  # people or events; smaller denominators fall so by chance


def shrinking_doubts(project: Project, table: pd.DataFrame) -> Iterator[Doubt]:
    """Yield what shrinks in every KPI of a project.

    Parameters
    ----------
    project : Project
    table : DataFrame
        The KPI table as read.
    """
    for kpi in project.kpis:
        series = whole_series(table, kpi)
        if series.bases is not None and not came_suppressed(table, kpi):
            yield from _of_bases(series, series.bases)
        yield from _of_groups(table[table["kpi"] == kpi.id], series)


def _of_bases(series: KpiSeries, bases: np.ndarray) -> Iterator[Doubt]:
    year = max(PERIODS_IN_YEAR[series.kpi.frequency], FEWEST_COMPARED)
    name, column = f"of the KPI '{series.kpi.id}'", series.base_column
    noun = "denominators" if series.is_ratio else "numbers behind the means"
    low = incomplete_periods(bases, year)
    if low:
        first, last = series.shown(len(bases) - low), series.shown(-1)
        when = last if low == 1 else f"from {first} to {last}"
        sentence = (
            f"The {noun} {name} are far below those of the year before, {when}, "
            "as where the last periods are not complete."
        )
        remedy = "Leave these periods out until they are, or find out why fewer are counted."
        yield Doubt(sentence, remedy, f"period {first}, column '{column}'", kpi=series.kpi.id)
    kept = bases[: len(bases) - low]
    if len(kept) >= 2 * year:
        early, late = float(np.median(kept[:year])), float(np.median(kept[-year:]))
        if early >= FEWEST_IN_BASE and late < SHRUNK * early:
            sentence = (
                f"The {noun} {name} have shrunk to less than half between the first year "
                "and the last: it may no longer count the same people."
            )
            remedy = "Find out who is no longer counted, and say so under 'definition'."
            yield Doubt(sentence, remedy, f"column '{column}'", kpi=series.kpi.id)


def incomplete_periods(bases: np.ndarray, year: int) -> int:
    """Return how many of the last periods are far below all of the year before them.

    Parameters
    ----------
    bases : ndarray, shape (n,)
        Denominators in order of time.
    year : int
        Periods in a year.

    Examples
    --------
    >>> incomplete_periods(np.array([90.0, 100, 95, 98, 102, 40, 10]), 4)
    2
    """
    for number in range(LAST_PERIODS, 0, -1):
        before, last = bases[-number - year : -number], bases[-number:]
        if len(before) < max(year, FEWEST_COMPARED) or before.min() < FEWEST_IN_BASE:
            continue
        if (last < INCOMPLETE * before.min()).all():
            return number
    return 0


def _of_groups(rows: pd.DataFrame, series: KpiSeries) -> Iterator[Doubt]:
    """Yield dimensions in which groups end before the whole does."""
    if len(series) == 0:
        return
    last = pd.Timestamp(series.periods[-1])
    parts = rows[rows["dimension"].notna()]
    ends = parts.groupby(["dimension", "group"], observed=True)["period"].max()
    for dimension in ends.index.get_level_values("dimension").unique():
        of_groups = ends.loc[dimension]
        if of_groups.max() < last:  # a breakdown that as a whole is of earlier years
            continue
        ended = int((of_groups < last).sum())
        if ended:
            groups = "1 group" if ended == 1 else f"{ended} groups"
            verb = "has" if ended == 1 else "have"
            sentence = (
                f"{groups} of '{dimension}' {verb} no row in the last {series.noun} of the KPI "
                f"'{series.kpi.id}'."
            )
            remedy = "Add the rows, or correct the spelling if the group has another name now."
            yield Doubt(
                sentence, remedy, f"period {series.shown(-1)}, column 'group'", kpi=series.kpi.id
            )
