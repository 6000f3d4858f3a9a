"""Sums up an indicator over a window: value, interval and what it rests on.

A series of periods comes in, with true counts; the counts are added up over the window, protected,
and only then turned into a `Summary`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect_proportion, protect_rate
from evaluation.errors import InvalidInput
from evaluation.intervals import Interval, as_floats, byar_rate, mean_interval, wilson
from evaluation.kpi.window import Window

Kind = Literal["proportion", "rate", "count", "mean"]
Status = Literal["estimated", "suppressed", "not estimable"]

PERCENT: Final = 100

COLUMNS: Final = MappingProxyType(
    {
        "proportion": ("numerator", "denominator"),
        "rate": ("numerator", "denominator"),
        "count": ("value",),
        "mean": ("value",),
    }
)
"""The columns that each kind of indicator needs beside the period."""

METHODS: Final = MappingProxyType(
    {
        "proportion": "pooled over the window, Wilson score interval",
        "rate": "pooled over the window, exact Poisson limits below 10 events and Byar's from 10",
        "count": "mean per period, exact Poisson limits below 10 events and Byar's from 10",
        "mean": "mean over periods, Student's t interval",
    }
)


@dataclass(frozen=True, slots=True)
class Summary:
    """An indicator over one window.

    Parameters
    ----------
    kind : {"proportion", "rate", "count", "mean"}
        How it is summed up.
    window : Window
        Where.
    status : {"estimated", "suppressed", "not estimable"}
        Whether there is a value with limits.
    value, lower, upper : float or None
        In percent for a proportion, per `per` for a rate, per period for a count, in the unit of
        the series for a mean.
    n : int or None
        What it rests on: the denominator of a proportion, the events of a rate, the periods of a
        count or mean. None where suppressed.
    periods : int
        Periods of the window that have data.
    numerator, denominator : float
        Pooled and protected counts; NaN where suppressed, and for a mean.
    values : tuple of float
        The periods' values, for a mean only.
    scale : float
        By what a fraction is multiplied: 100, `per` or 1.
    level : float
        Nominal coverage of the limits.
    rule : str
        Disclosure rule that the counts passed.
    suppressed : int
        Counts of the window that came suppressed: the value is midway between what they allow,
        the limits reach from the lowest to the highest, and the pooled counts are NaN.
    """

    kind: Kind
    window: Window
    status: Status
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    periods: int
    numerator: float
    denominator: float
    values: tuple[float, ...]
    scale: float
    level: float
    rule: str
    suppressed: int = 0


def summarise(
    series: pd.DataFrame,
    kind: Kind,
    window: Window,
    *,
    per: float = 1,
    level: float = 0.95,
    rule: DisclosureRule = HES,
) -> Summary:
    """Sum an indicator up over a window.

    Parameters
    ----------
    series : DataFrame, one row per period
        Columns period and, by kind, numerator and denominator (proportion, rate) or value (count,
        mean). Counts are true counts. A period with anything missing is left out. A mean may
        bring a column denominator, the number of people behind each period's value: its mean is
        suppressed where they are too few.
    kind : {"proportion", "rate", "count", "mean"}
        A count is given as its mean per period, with the limits of a Poisson count.
    window : Window
        Which periods.
    per : float
        Unit of a rate, such as 1,000 bed days.
    level : float
        Nominal coverage of the limits.
    rule : DisclosureRule
        What the pooled counts pass before anything is computed from them.

    Raises
    ------
    InvalidInput
        If a column is missing, or a count is negative, not whole, or greater than its
        denominator.

    Notes
    -----
    The interval of a mean takes the periods as independent; in a series that drifts it is too
    narrow.

    Examples
    --------
    >>> import datetime as dt
    >>> series = pd.DataFrame(
    ...     {"period": pd.to_datetime(["2024-04-01", "2024-05-01"]),
    ...      "numerator": [30, 40], "denominator": [50, 50]}
    ... )
    >>> year = Window(dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    >>> summarise(series, "proportion", year).value
    70.0
    """
    rows = window.rows_of(series)
    needed = list(COLUMNS[kind])
    absent = [column for column in needed if column not in rows.columns]
    if absent:
        raise InvalidInput(
            f"The series has no column {', '.join(absent)}.",
            f"An indicator of kind {kind} needs {', '.join(needed)}.",
        )
    complete = rows.dropna(subset=needed)
    if kind == "mean":
        return _mean(complete, window, level, rule)
    try:
        return _counted(complete, kind, window, per, level, rule)
    except ValueError as error:
        raise InvalidInput(
            f"An indicator of kind {kind} cannot be summed up: {error}.",
            "Correct the series, or choose another kind.",
        ) from error


def _counted(
    complete: pd.DataFrame,
    kind: Kind,
    window: Window,
    per: float,
    level: float,
    rule: DisclosureRule,
) -> Summary:
    periods = len(complete)
    events = pd.Series([complete[COLUMNS[kind][0]].sum()])
    if kind == "proportion":
        people = pd.Series([complete["denominator"].sum()])
        protected = protect_proportion(events, people, rule)
        numerator, denominator = (float(as_floats(counts)[0]) for counts in protected)
    else:
        numerator = float(as_floats(protect_rate(events, rule))[0])
        denominator = float(periods if kind == "count" else complete["denominator"].sum())
    interval = (wilson if kind == "proportion" else byar_rate)(numerator, denominator, level)
    scale = {"proportion": PERCENT, "rate": per, "count": 1}[kind]
    rests_on = {"proportion": denominator, "rate": numerator, "count": periods}[kind]
    status: Status = "estimated"
    if denominator == 0:
        status = "not estimable"
    elif np.isnan(numerator) or np.isnan(denominator):
        status = "suppressed"
    is_shown = status == "estimated"
    return Summary(
        kind=kind,
        window=window,
        status=status,
        value=scale * numerator / denominator if is_shown else None,
        lower=scale * float(interval.lower) if is_shown else None,
        upper=scale * float(interval.upper) if is_shown else None,
        n=int(rests_on) if is_shown else None,
        periods=periods,
        numerator=numerator,
        denominator=denominator,
        values=(),
        scale=scale,
        level=level,
        rule=rule.name,
    )


def _mean(complete: pd.DataFrame, window: Window, level: float, rule: DisclosureRule) -> Summary:
    values = as_floats(complete["value"])
    interval: Interval = mean_interval(values, level)
    status: Status = "not estimable" if np.isnan(interval.lower) else "estimated"
    if "denominator" in complete.columns:
        people = pd.Series([complete["denominator"].sum()])
        if rule.suppresses_mean(people).any():
            status, values = "suppressed", values[:0]
    is_shown = status == "estimated"
    return Summary(
        kind="mean",
        window=window,
        status=status,
        value=float(values.mean()) if values.size else None,
        lower=float(interval.lower) if is_shown else None,
        upper=float(interval.upper) if is_shown else None,
        n=values.size or None,
        periods=len(complete),
        numerator=np.nan,
        denominator=np.nan,
        values=tuple(values.tolist()),
        scale=1,
        level=level,
        rule=rule.name,
    )
