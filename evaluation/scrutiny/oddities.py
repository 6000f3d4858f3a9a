"""Values that are valid but odd: the same for months on end, or beyond what their unit allows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.series import (
    PERIODS_IN_YEAR,
    FloatArray,
    KpiSeries,
    came_suppressed,
    measured_periods,
    whole_series,
)
from evaluation.workspace import Project
from evaluation.workspace.windows import Window

SHORTEST_RUN = 5
EXPECTED_BY_CHANCE = 0.001  # runs so long in a series in which any value may follow any other
PERCENT = 100
WHOLE = "%"


def oddity_doubts(project: Project, table: pd.DataFrame) -> Iterator[Doubt]:
    """Yield what is odd in the values of every KPI, and in the windows that compare them.

    Parameters
    ----------
    project : Project
    table : DataFrame
        The KPI table as read.
    """
    for kpi in project.kpis:
        series = whole_series(table, kpi)
        if len(series) and not came_suppressed(table, kpi):
            yield from _same(series)
            yield from _beyond(series)
        measured = measured_periods(table, kpi)
        if len(measured):
            yield from _windows(project, measured)


def longest_run(values: npt.NDArray[np.float64]) -> tuple[int, int]:
    """Return where the longest run of one value begins, and its length.

    Examples
    --------
    >>> longest_run(np.array([3.0, 4, 4, 4, 5]))
    (1, 3)
    """
    starts = np.flatnonzero(np.r_[True, np.diff(values) != 0])
    lengths = np.diff(np.r_[starts, len(values)])
    best = int(np.argmax(lengths))
    return int(starts[best]), int(lengths[best])


def _same(series: KpiSeries) -> Iterator[Doubt]:
    """Yield a run of one value that chance does not explain."""
    values = series.events
    start, length = longest_run(values)
    if length < SHORTEST_RUN:
        return
    column = series.event_column
    name = f"The {column}s of the KPI '{series.kpi.id}'"
    if length == len(values):
        sentence = f"{name} are the same in every {series.noun}: there is nothing to analyse."
        yield Doubt(
            sentence,
            "Check the extract, or leave the KPI out.",
            f"column '{column}'",
            kpi=series.kpi.id,
        )
        return
    others = np.delete(values, np.s_[start : start + length])
    alike = max(float(np.mean(others == values[start])), 1 / len(values))
    if values[start] == 0:  # nothing happened, which needs no carrying forward
        return
    if len(values) * alike ** (length - 1) < EXPECTED_BY_CHANCE:
        sentence = (
            f"{name} are the same for {length} {series.noun}s from {series.shown(start)}, as where "
            "the last value is carried forward."
        )
        remedy = "Check the extract; leave empty what was not measured."
        yield Doubt(
            sentence, remedy, f"period {series.shown(start)}, column '{column}'", kpi=series.kpi.id
        )


def _beyond(series: KpiSeries) -> Iterator[Doubt]:
    """Yield means in per cent that lie outside 0 to 100."""
    if series.kpi.kind == "mean" and series.kpi.unit.strip() == WHOLE:
        beyond = int(((series.events < 0) | (series.events > PERCENT)).sum())
        if beyond:
            periods = f"1 {series.noun}" if beyond == 1 else f"{beyond} {series.noun}s"
            sentence = f"The KPI '{series.kpi.id}' in % is below 0 or above 100 in {periods}."
            yield Doubt(
                sentence,
                "Correct the values, or the unit in project.yml.",
                "column 'value'",
                kpi=series.kpi.id,
            )


def _windows(project: Project, series: KpiSeries) -> Iterator[Doubt]:
    """Yield windows of other months of the year, where the KPI is said to have a season."""
    seasons = [item.seasonality for item in project.its if item.kpi == series.kpi.id]
    year = PERIODS_IN_YEAR[series.kpi.frequency]
    if project.periods is None or year == 1:
        return
    if not any(season.months or season.harmonics for season in seasons):
        return
    baseline = _by_season(series, project.periods.baseline, year)
    after = _by_season(series, project.periods.after, year)
    if baseline.any() and after.any() and not np.allclose(baseline, after):
        sentence = (
            f"The KPI '{series.kpi.id}' has a season, and 'baseline' and 'after' are not of the "
            f"same {series.noun}s of the year: the season looks like a change."
        )
        remedy = f"Choose windows of the same {series.noun}s, and add those that are missing."
        yield Doubt(sentence, remedy, "periods", is_in_table=False)


def _by_season(series: KpiSeries, window: Window, year: int) -> FloatArray:
    """Return what share of a window's periods is of each period of the year."""
    inside = series.since(window.start).up_to(window.end).positions % year
    return np.bincount(inside, minlength=year) / max(len(inside), 1)
