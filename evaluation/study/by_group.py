"""A KPI by the groups of one dimension in the project's two windows, under disclosure control."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.disclosure import protect_proportion, protect_rate, protect_table
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
    counts = {title: _counts(inputs, rows, window, measure) for title, window in windows.items()}
    return ByGroup(kpi, comparison.dimension.replace("_", " "), measure, windows, counts)


def _counts(
    inputs: StudyInputs, rows: pd.DataFrame, window: Window, measure: Measure
) -> pd.DataFrame:
    """Return protected counts of each group over a window, groups in the order of the table."""
    parts = window.rows_of(rows).groupby("group", sort=False)[["numerator", "denominator"]]
    summed = parts.sum().reset_index()
    if measure.name == "rate":
        safe = summed.assign(numerator=protect_rate(summed["numerator"], inputs.rule))
        return _beside_the_whole(inputs, summed, safe, ["numerator"])
    pair = protect_proportion(summed["numerator"], summed["denominator"], inputs.rule)
    safe = summed.assign(numerator=pair.numerator, denominator=pair.denominator)
    return _beside_the_whole(inputs, summed, safe, ["numerator", "denominator"])


def _beside_the_whole(
    inputs: StudyInputs, true: pd.DataFrame, safe: pd.DataFrame, counts: list[str]
) -> pd.DataFrame:
    """Return groups of which none can be worked out from the whole that is published too.

    A rule that rounds leaves the difference of two published counts open to either side.
    """
    if inputs.rule.rounds or not inputs.rule.hides or true.empty:
        return safe
    whole = true[counts].sum().to_frame().T
    further = protect_table(true, counts, inputs.rule, whole=whole)
    return safe.assign(**{name: safe[name].mask(further[name].isna()) for name in counts})


def windows_of(periods: Periods) -> dict[str, Window]:
    """Return the two windows of a project by what a reader calls them."""
    return {
        BASELINE: Window(periods.baseline.start, periods.baseline.end),
        AFTER: Window(periods.after.start, periods.after.end),
    }
