"""The points of a chart under disclosure control, pooled where single periods are too small.

In: the rows of one KPI with true counts. Out: points that may be drawn. Where many single periods
would be suppressed, those left would be the high ones only and mislead; so periods are pooled into
quarters, half-years or years, never across a change, before they are protected.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect, protect_proportion, protect_rate
from evaluation.workspace import Kpi

PERCENT = 100
MOST_SUPPRESSED = 0.1  # share of points above which the rest would mislead
POOLED_MONTHS = {3: "quarters", 6: "half-years", 12: "years"}
APRIL = 4


@dataclass(frozen=True)
class Points:
    """Points that may be drawn.

    Parameters
    ----------
    table : DataFrame, one row per point
        time (middle of its periods), shown (in the KPI's unit, missing where suppressed), segment
        and, for proportions and rates, numerator and denominator as they may be published.
    pooled : str
        Into what periods were pooled, such as "quarters"; empty where they were not.
    """

    table: pd.DataFrame
    pooled: str = ""


def shown_points(
    rows: pd.DataFrame, kpi: Kpi, rule: DisclosureRule, segment: pd.Series | None = None
) -> Points:
    """Return the points of a KPI.

    Parameters
    ----------
    rows : DataFrame, one row per period
        period and, by kind, numerator and denominator or value (and n); true counts.
    kpi : Kpi
    rule : DisclosureRule
    segment : Series of str, optional
        By period: parts of the series that are not pooled with each other.
    """
    part = "" if segment is None else rows["period"].map(segment)
    single = rows.assign(segment=part, periods=1).rename(columns={"period": "time"})
    points = Points(_protected(single, kpi, rule))
    if kpi.kind == "mean":
        return points
    for months, name in POOLED_MONTHS.items():
        if points.table["shown"].isna().mean() <= MOST_SUPPRESSED:
            return points
        points = Points(_protected(_pooled(single, months), kpi, rule), name)
    if points.table["shown"].isna().mean() > MOST_SUPPRESSED:
        return Points(points.table.assign(shown=float("nan")), points.pooled)
    return points


def _pooled(single: pd.DataFrame, months: int) -> pd.DataFrame:
    """Add up the periods of each stretch of months, counted from April."""
    since_april = 12 * single["time"].dt.year + single["time"].dt.month - APRIL
    sums = ["periods", *(c for c in ("numerator", "denominator", "value") if c in single)]
    return (
        single.assign(stretch=since_april // months)
        .groupby(["segment", "stretch"], sort=False)
        .agg({"time": "mean", **dict.fromkeys(sums, "sum")})
        .reset_index("segment")
        .reset_index(drop=True)
    )


def _protected(counted: pd.DataFrame, kpi: Kpi, rule: DisclosureRule) -> pd.DataFrame:
    parts: dict[str, pd.Series] = {}
    if kpi.kind == "proportion":
        safe = protect_proportion(counted["numerator"], counted["denominator"], rule)
        shown = PERCENT * safe.numerator / safe.denominator.where(safe.denominator > 0)
        parts = safe._asdict()
    elif kpi.kind == "rate":
        parts = {
            "numerator": protect_rate(counted["numerator"], rule),
            "denominator": counted["denominator"],
        }
        shown = kpi.per * parts["numerator"] / parts["denominator"]
    elif kpi.kind == "count":
        shown = protect(counted["value"], rule) / counted["periods"]
    else:
        shown = counted["value"]
        if "n" in counted.columns:
            shown = shown.mask(rule.suppresses_mean(counted["n"]))
    floats = {
        name: column.astype("Float64").to_numpy(dtype="float64", na_value=float("nan"))
        for name, column in {"shown": shown, **parts}.items()
    }
    return counted[["time", "segment"]].assign(**floats).reset_index(drop=True)
