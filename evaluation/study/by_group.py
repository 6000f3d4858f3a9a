"""A KPI by the groups of one dimension in the project's two windows, under disclosure control."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.disclosure import protect_shares
from evaluation.equity import PROPORTION, Measure, rate
from evaluation.kpi import Window
from evaluation.study.inputs import StudyInputs
from evaluation.workspace import Inequality, Kpi
from evaluation.workspace.project import Periods

BASELINE, AFTER = "Baseline", "After"


@dataclass(frozen=True)
class ByGroup:
    """A KPI by the groups of one dimension, protected, in both windows.

    Parameters
    ----------
    kpi : Kpi
    dimension : str
        As a reader calls it.
    measure : Measure
    windows : dict of str to Window
        "Baseline" and "After".
    counts : dict of str to DataFrame
        Protected counts of each window: group, numerator, denominator.
    """

    kpi: Kpi
    dimension: str
    measure: Measure
    windows: dict[str, Window]
    counts: dict[str, pd.DataFrame]


def by_group_of(inputs: StudyInputs, periods: Periods, comparison: Inequality) -> ByGroup:
    """Return the protected counts of a comparison's KPI by its dimension."""
    kpi = inputs.project.kpi(comparison.kpi)
    measure = rate(kpi.per, kpi.unit) if kpi.kind == "rate" else PROPORTION
    rows = inputs.groups(kpi.id, comparison.dimension)
    windows = windows_of(periods)
    counts = {
        title: _counts(inputs, rows, window, measure, _everybody(inputs, kpi, window))
        for title, window in windows.items()
    }
    return ByGroup(kpi, comparison.dimension.replace("_", " "), measure, windows, counts)


def _counts(
    inputs: StudyInputs,
    rows: pd.DataFrame,
    window: Window,
    measure: Measure,
    everybody: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return protected counts of each group over a window, groups in the order of the table.

    Those of everybody are published among the indicators: under a rule that does not round, no
    group, and nobody outside the numerator, may be what is left of them.
    """
    parts = window.rows_of(rows).groupby("group", sort=False)[["numerator", "denominator"]]
    summed = parts.sum().reset_index()
    return protect_shares(
        summed,
        inputs.rule,
        whole=None if inputs.rule.rounds else everybody,
        is_proportion=measure.name != "rate",
    )


def _everybody(inputs: StudyInputs, kpi: Kpi, window: Window) -> pd.DataFrame | None:
    """Return the counts of the whole over a window, where the table has them."""
    rows = window.rows_of(inputs.series(kpi))[["numerator", "denominator"]].dropna()
    return None if rows.empty else rows.sum().astype("int64").to_frame().T


def windows_of(periods: Periods) -> dict[str, Window]:
    """Return the two windows of a project by what a reader calls them."""
    return {
        BASELINE: Window(periods.baseline.start, periods.baseline.end),
        AFTER: Window(periods.after.start, periods.after.end),
    }
