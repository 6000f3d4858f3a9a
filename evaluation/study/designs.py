"""From a project's file and KPI table to what the time-series engine takes.

In: `StudyInputs` and one `ItsAnalysis`. Out: a `Design` and its table of data.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation import its
from evaluation.design import (
    CONTROL,
    DENOMINATOR,
    OUTCOME,
    SERIES,
    TIME,
    TREATED,
    analysis_design,
    method_chosen,
)
from evaluation.study.inputs import StudyInputs
from evaluation.workspace import ItsAnalysis, Kpi

PERCENT = 100


@dataclass(frozen=True)
class Prepared:
    """An analysis ready to be fitted.

    Parameters
    ----------
    analysis : ItsAnalysis
    kpi : Kpi
        The outcome.
    design : Design
    data : DataFrame, one row per period (with a control: per series and period)
    method : Method or None
        The primary estimator; None leaves the choice to the engine's rule.
    scale : float
        From the engine's natural scale to the KPI's unit: 100 for proportions; with an offset
        the average of it, so that "per day" becomes the KPI in a period of average length.
    """

    analysis: ItsAnalysis
    kpi: Kpi
    design: its.Design
    data: pd.DataFrame
    method: its.Method | None
    scale: float

    @property
    def difference_unit(self) -> str:
        """Unit of an absolute difference."""
        return "percentage points" if self.kpi.kind == "proportion" else self.kpi.unit


def prepared(inputs: StudyInputs, analysis: ItsAnalysis) -> Prepared:
    """Return the design and data of one pre-specified analysis."""
    kpi = inputs.project.kpi(analysis.kpi)
    data = _outcome(inputs, kpi)
    if analysis.control:
        other = _outcome(inputs, inputs.project.kpi(analysis.control))
        both = [data.assign(**{SERIES: TREATED}), other.assign(**{SERIES: CONTROL})]
        data = pd.concat(both, ignore_index=True)
    design = analysis_design(inputs.project, analysis)
    offsets = [name for name in analysis.offset if name != its.DAYS]
    for name in (*analysis.covariates, *offsets):
        data[name] = data[TIME].map(_values(inputs, inputs.project.kpi(name)))
    chosen = analysis.method
    method = method_chosen(chosen) if chosen else None
    scale = (PERCENT if kpi.kind == "proportion" else 1) * its.mean_offset(design, data)
    return Prepared(analysis, kpi, design, data, method, scale)


def _outcome(inputs: StudyInputs, kpi: Kpi) -> pd.DataFrame:
    rows = inputs.series(kpi)
    if kpi.kind in ("proportion", "rate"):
        per = kpi.per if kpi.kind == "rate" else 1
        columns = {OUTCOME: rows["numerator"], DENOMINATOR: rows["denominator"] / per}
    else:
        columns = {OUTCOME: rows["value"]}
    return pd.DataFrame({TIME: rows["period"], **columns})


def _values(inputs: StudyInputs, kpi: Kpi) -> pd.Series:
    data = _outcome(inputs, kpi).set_index(TIME)
    return data[OUTCOME] / data[DENOMINATOR] if DENOMINATOR in data else data[OUTCOME]
