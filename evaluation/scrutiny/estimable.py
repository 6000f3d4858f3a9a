"""Whether each analysis can be estimated from its table, before a notebook finds that it cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.design import (
    CONTROL,
    DENOMINATOR,
    OUTCOME,
    SERIES,
    TIME,
    TREATED,
    analysis_design,
)
from evaluation.errors import InvalidInput
from evaluation.its import DAYS
from evaluation.its.preparation.series import prepare
from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.series import KpiSeries, whole_series
from evaluation.workspace import ItsAnalysis, Project


def estimable_doubts(project: Project, table: pd.DataFrame) -> Iterator[Doubt]:
    """Yield the analyses that the data do not allow.

    Parameters
    ----------
    project : Project
    table : DataFrame
        The KPI table as read.
    """
    known = {kpi.id for kpi in project.kpis}
    for analysis in project.its:
        if not _named(analysis) <= known:
            continue  # that has a finding of its own
        try:
            design = analysis_design(project, analysis)
        except InvalidInput:
            continue  # and so has this
        try:
            prepare(design, _data(project, analysis, table))
        except InvalidInput as error:
            sentence = f"The analysis cannot be estimated as it is. {error.what}"
            yield Doubt(sentence, error.remedy, f"its.{analysis.id}", is_in_table=False)


def _named(analysis: ItsAnalysis) -> set[str]:
    """Return the KPIs that an analysis names."""
    control = [analysis.control] if analysis.control else []
    offsets = [name for name in analysis.offset if name != DAYS]
    return {analysis.kpi, *analysis.covariates, *control, *offsets}


def _data(project: Project, analysis: ItsAnalysis, table: pd.DataFrame) -> pd.DataFrame:
    """Return the data of an analysis, with the columns of its design."""
    data = _frame(whole_series(table, project.kpi(analysis.kpi)))
    if analysis.control:
        control = _frame(whole_series(table, project.kpi(analysis.control)))
        both = [data.assign(**{SERIES: TREATED}), control.assign(**{SERIES: CONTROL})]
        data = pd.concat(both, ignore_index=True)
    for name in _named(analysis) - {analysis.kpi, analysis.control}:
        other = _frame(whole_series(table, project.kpi(name))).set_index(TIME)
        values = other[OUTCOME] / other[DENOMINATOR] if DENOMINATOR in other else other[OUTCOME]
        data[name] = data[TIME].map(values)
    return data


def _frame(series: KpiSeries) -> pd.DataFrame:
    frame = pd.DataFrame({TIME: pd.to_datetime(series.periods), OUTCOME: series.events})
    if series.is_ratio:
        per = series.kpi.per if series.kpi.kind == "rate" else 1
        frame[DENOMINATOR] = (series.bases if series.bases is not None else 1) / per
    return frame
