"""Steps in a KPI before go-live that look like a changed definition, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.jumps import jump
from evaluation.scrutiny.series import (
    PERIODS_IN_YEAR,
    FloatArray,
    KpiSeries,
    came_suppressed,
    first_change,
    whole_series,
)
from evaluation.workspace import ItsAnalysis, Kpi, Project

ENOUGH_FOR_LOGARITHMS = 5  # events in every period; below, square roots even out their noise
SMALLEST_STEP = 0.10  # of a denominator; populations step by a few per cent with each estimate
YEARS_FOR_SEASON = 3  # with fewer its columns leave a step no power
SAME_STEP = 2  # periods between two steps that are one
ANSCOMBE = 3 / 8  # doi:10.1093/biomet/35.3-4.246
NO_EVENT = 0.5  # Haldane and Anscombe's correction of the logit

REASON = "before go-live and by more than chance explains, as where a definition or source changes."
OF_ANALYSES = (
    "Find out why; then state the date as an interruption, 'exclude' the periods, or begin later."
)
OF_WINDOWS = "Find out why; then choose a baseline that lies on one side of it."


def step_doubts(project: Project, table: pd.DataFrame) -> Iterator[Doubt]:
    """Yield the steps of every KPI that an analysis or a baseline rests on.

    Parameters
    ----------
    project : Project
    table : DataFrame
        The KPI table as read.
    """
    for kpi in project.kpis:
        analyses = [item for item in project.its if kpi.id in (item.kpi, item.control)]
        is_compared = bool(analyses) or project.periods is not None
        if is_compared and not came_suppressed(table, kpi):
            yield from _of_kpi(project, whole_series(table, kpi), analyses)


def _of_kpi(project: Project, series: KpiSeries, analyses: list[ItsAnalysis]) -> Iterator[Doubt]:
    days = [first_change(project, item) for item in analyses] or [first_change(project)]
    earlier = series.before(min(days))
    earlier = earlier.without(
        window for item in analyses for window in (*item.exclude, *item.segments)
    )
    if len(earlier) == 0:
        return
    found = []
    if earlier.bases is not None and earlier.is_ratio:
        place = _step(earlier, _evened(earlier.bases), SMALLEST_STEP)
        found += [("denominators", "denominator", *place)] if place else []
    place = _step(earlier, _outcome(earlier))
    found += [("values", earlier.event_column, *place)] if place else []
    if len(found) > 1 and abs(found[0][2] - found[1][2]) <= SAME_STEP:
        found = [("denominators and with them the values", *found[0][1:])]
    for noun, column, at, is_up in found:
        if not analyses and _is_before_baseline(project, earlier.periods[at]):
            continue
        when = earlier.shown(at)
        way = "up" if is_up else "down"
        sentence = f"The {noun} of the KPI '{series.kpi.id}' step {way} in {when}, {REASON}"
        remedy = OF_ANALYSES if analyses else OF_WINDOWS
        yield Doubt(sentence, remedy, f"period {when}, column '{column}'", kpi=series.kpi.id)


def _is_before_baseline(project: Project, period: np.datetime64) -> bool:
    return project.periods is None or bool(period <= np.datetime64(project.periods.baseline.start))


def _step(series: KpiSeries, values: FloatArray, least: float = 0.0) -> tuple[int, bool] | None:
    """Return where a series steps, and whether it steps up."""
    kpi: Kpi = series.kpi
    if kpi.frequency == "daily":  # days have weeks in them; sums by week can be looked at
        return None
    year = PERIODS_IN_YEAR[kpi.frequency]
    has_season = year > 1 and len(series) >= YEARS_FOR_SEASON * year
    found = jump(values, series.positions, year if has_season else 0)
    return (found.at, found.size > 0) if found and abs(found.size) >= least else None


def _outcome(series: KpiSeries) -> FloatArray:
    """Return the outcome on a scale on which its noise is even."""
    events, bases = series.events, series.bases
    if series.kpi.kind == "mean" or bases is None:
        return events if series.kpi.kind == "mean" else _evened(events)
    if series.kpi.kind == "proportion":
        return np.asarray(np.log((events + NO_EVENT) / (bases - events + NO_EVENT)))
    if (bases <= 0).any():
        return _evened(events)
    if events.min() >= ENOUGH_FOR_LOGARITHMS:
        return np.asarray(np.log(events / bases))
    return np.asarray(np.sqrt((events + ANSCOMBE) / bases * bases.mean()))


def _evened(counts: FloatArray) -> FloatArray:
    """Return logarithms of counts, or square roots where some are small."""
    if counts.min() >= ENOUGH_FOR_LOGARITHMS:
        return np.asarray(np.log(counts))
    return np.asarray(np.sqrt(np.maximum(counts, 0) + ANSCOMBE))
