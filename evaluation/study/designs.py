"""From a project's file and KPI table to what the time-series engine takes.

In: `StudyInputs` and one `ItsAnalysis`. Out: a `Design` and its table of data.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from evaluation import its
from evaluation.study.inputs import StudyInputs
from evaluation.workspace import ItsAnalysis, Kpi

PERCENT = 100
TIME, OUTCOME, DENOMINATOR, SERIES = "time", "outcome", "denominator", "series"
TREATED, CONTROL = "treated", "control"


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
        From the engine's natural scale to the KPI's unit: 100 for proportions.
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
    for name in analysis.covariates:
        data[name] = data[TIME].map(_values(inputs, inputs.project.kpi(name)))
    design = its.Design(
        outcome=OUTCOME,
        denominator=DENOMINATOR if DENOMINATOR in data.columns else None,
        frequency=kpi.frequency,
        interruptions=_interruptions(inputs, analysis),
        family=analysis.family,
        transform=analysis.transform,
        seasonality=its.Seasonality(
            harmonics=analysis.seasonality.harmonics, months=analysis.seasonality.months
        ),
        covariates=tuple(analysis.covariates),
        exclusions=_exclusions(inputs, analysis),
        control=its.Control(SERIES, TREATED, analysis.control_as) if analysis.control else None,
        level=analysis.level,
    )
    chosen = analysis.method
    method = its.Method(chosen.name, chosen.lags) if chosen else None
    scale = PERCENT if kpi.kind == "proportion" else 1
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


def _interruptions(inputs: StudyInputs, analysis: ItsAnalysis) -> tuple[its.Interruption, ...]:
    if not analysis.interruptions:
        return (its.Interruption("go-live", inputs.project.dates.go_live),)
    return tuple(
        its.Interruption(item.name, item.date, level=item.level, slope=item.slope)
        for item in analysis.interruptions
    )


def _exclusions(inputs: StudyInputs, analysis: ItsAnalysis) -> tuple[its.Exclusion, ...]:
    """Return the windows of the analysis, and the phase-in before go-live."""
    windows = [its.Exclusion(item.start, item.end, item.reason) for item in analysis.exclude]
    dates = inputs.project.dates
    if dates.phase_in_from and not analysis.interruptions:
        eve = dates.go_live - dt.timedelta(days=1)
        windows.append(its.Exclusion(dates.phase_in_from, eve, "phase-in"))
    return tuple(windows)
