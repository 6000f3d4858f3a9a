"""Whether an interrupted time series has enough points and events for the model it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.series import (
    PERIODS_IN_YEAR,
    KpiSeries,
    changes,
    first_change,
    whole_series,
)
from evaluation.workspace import ItsAnalysis, Project
from evaluation.workspace.its_analysis import Interruption, Seasonality

# Below about four points for each parameter a series leaves little to estimate its noise with; with
# 24 points and 6 parameters, level and trend before and after and one harmonic, it is just kept.
POINTS_PER_PARAMETER = 4
# The usual least number of events for which normal limits of a rate or proportion are near right:
# five or ten on a side; see Fleiss, Levin and Paik 2003, doi:10.1002/0471445428, section 2.
FEWEST_EVENTS = 10
FEWEST_IN_PERIOD = 5
COUNT_FAMILIES = ("poisson", "quasi-poisson", "negative-binomial")
PROPORTION_FAMILIES = ("binomial", "quasi-binomial")
WEEKDAYS = 6


def point_doubts(project: Project, table: pd.DataFrame) -> Iterator[Doubt]:
    """Yield what the analyses of a project have too little of.

    Parameters
    ----------
    project : Project
    table : DataFrame
        The KPI table as read.
    """
    kpis = {kpi.id: kpi for kpi in project.kpis}
    for analysis in project.its:
        if analysis.kpi not in kpis:
            continue
        series = whole_series(table, kpis[analysis.kpi]).without(analysis.exclude)
        if len(series):
            place = f"its.{analysis.id}"
            for sentence, remedy in _of_analysis(project, analysis, series):
                yield Doubt(sentence, remedy, place, is_in_table=False)


def parameters(project: Project, analysis: ItsAnalysis) -> int:
    """Return how many parameters the model of an analysis has, its controls apart."""
    own = 2 + sum(_of_change(item) for item in changes(project, analysis))
    own += sum(item.level + item.slope for item in analysis.segments)
    year = PERIODS_IN_YEAR[project.kpi(analysis.kpi).frequency]
    return own + _of_season(analysis.seasonality, year) + len(analysis.covariates)


def _of_change(change: Interruption) -> int:
    rolled_out = 2 if change.phase_in and change.phase_in.kind == "segment" else 0
    return change.level + change.slope + change.pulse + change.decay + rolled_out


def _of_season(season: Seasonality, year: int) -> int:
    months = min(year, 12) - 1 if season.months else 0
    harmonics = min(2 * season.harmonics, max(year - 1, 0))
    return months + harmonics + (WEEKDAYS if season.weekdays else 0)


def _of_analysis(
    project: Project, analysis: ItsAnalysis, series: KpiSeries
) -> Iterator[tuple[str, str]]:
    needed = parameters(project, analysis)
    if len(series) < POINTS_PER_PARAMETER * needed:
        yield (
            f"The analysis has {len(series)} points for {needed} parameters; with fewer than "
            f"{POINTS_PER_PARAMETER} for each its intervals are not to be relied on.",
            "Add earlier periods, or ask for less: no slope, no season, or fewer harmonics.",
        )
    yield from _season(analysis, series, first_change(project, analysis))
    first = changes(project, analysis)[0].date
    for side, part in (("before", series.before(first)), ("from", series.since(first))):
        yield from _events(analysis, part, side, first)


def _season(analysis: ItsAnalysis, series: KpiSeries, first: dt.date) -> Iterator[tuple[str, str]]:
    if not (analysis.seasonality.months or analysis.seasonality.harmonics):
        return
    year = PERIODS_IN_YEAR[series.kpi.frequency]
    if len(series) < 2 * year:
        yield (
            "The analysis has a season but less than two years of points: a season cannot be told "
            "from trend and change.",
            "Add earlier periods, or leave the season out.",
        )
    elif len(series.before(first)) < year:
        yield (
            "The analysis has a season but less than a year of points before the change: the two "
            "are hard to tell apart.",
            "Add earlier periods, or leave the season out.",
        )


def _events(
    analysis: ItsAnalysis, part: KpiSeries, side: str, first: dt.date
) -> Iterator[tuple[str, str]]:
    if part.kpi.kind == "mean" or len(part) == 0:
        return
    what, counted = "events", part.events
    if part.kpi.kind == "proportion" and part.bases is not None:
        others = part.bases - part.events
        if others.sum() < counted.sum():
            what, counted = "people or events without it", others
    when = f"{side} {first.isoformat()}"
    if analysis.family in (*COUNT_FAMILIES, *PROPORTION_FAMILIES):
        if counted.sum() < FEWEST_EVENTS:
            yield (
                f"The analysis has fewer than {FEWEST_EVENTS} {what} {when}: its intervals rest "
                "on too few.",
                "Count over longer periods or more sites, or choose a commoner outcome.",
            )
    elif float(np.median(counted)) < FEWEST_IN_PERIOD:
        suited = "quasi-binomial" if part.kpi.kind == "proportion" else "quasi-poisson"
        yield (
            f"The analysis has fewer than {FEWEST_IN_PERIOD} {what} in a usual {part.noun} {when}, "
            "too few for the family 'gaussian'.",
            f"Choose 'family: {suited}', or count over longer periods.",
        )
