"""The summary table of control charts, made from the same objects as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from evaluation.monitoring.charts.chart import ControlChart

SUMMARY_COLUMNS: Final = (
    "chart",
    "kind",
    "time",
    "value",
    "mean",
    "lower",
    "upper",
    "target",
    "variation",
    "assurance",
    "rules",
    "label",
    "variation_words",
    "assurance_words",
    "points",
    "warnings",
)


def summary(charts: Iterable[ControlChart]) -> pd.DataFrame:
    """Return one row for each chart: its last point, limits, target, icons and their words.

    Parameters
    ----------
    charts : iterable of ControlChart
        In the order of the rows.

    Returns
    -------
    DataFrame, one row per chart
        chart (its name), kind, time and value (of the last point with a value), mean (the centre
        line), lower, upper, target, variation, assurance, rules (all that fired at that point),
        label (the one that names it), variation_words, assurance_words, points (with a value) and
        warnings (how many).

    Examples
    --------
    >>> from evaluation.monitoring.charts import control_charts
    >>> table = pd.DataFrame({"time": [1, 2, 1, 2], "value": [3, 4, 5, 6], "facet": list("aabb")})
    >>> summary(control_charts(table))[["chart", "value", "mean"]].values.tolist()
    [['a', 4.0, 3.5], ['b', 6.0, 5.5]]
    """
    return pd.DataFrame([_row(chart) for chart in charts], columns=list(SUMMARY_COLUMNS))


def _row(chart: ControlChart) -> dict[str, Any]:
    last = chart.last or {}
    return {
        "chart": chart.name,
        "kind": chart.kind,
        "time": last.get("time"),
        "value": last.get("value"),
        "mean": last.get("centre"),
        "lower": last.get("lower"),
        "upper": last.get("upper"),
        "target": last.get("target"),
        "variation": chart.variation,
        "assurance": chart.assurance,
        "rules": last.get("rules", ()),
        "label": last.get("label", ""),
        "variation_words": chart.variation_words,
        "assurance_words": chart.assurance_words,
        "points": int(chart.points["value"].count()),
        "warnings": len(chart.warnings),
    }
