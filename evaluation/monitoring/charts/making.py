"""Makes control charts: one for each facet of a table, all worked out together."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts.calendar import shown_time
from evaluation.monitoring.charts.chart import ControlChart
from evaluation.monitoring.charts.judging import Judged, assurance_of, judge
from evaluation.monitoring.charts.limits import Lines, Values, lines, moving_ranges
from evaluation.monitoring.charts.options import Options
from evaluation.monitoring.charts.rebasing import Segmented, segmented
from evaluation.monitoring.charts.segments import BoolArray, FloatArray
from evaluation.monitoring.charts.stacked import Stacked, stack
from evaluation.monitoring.charts.targets import Target, last_changes, targets_at
from evaluation.monitoring.charts.words import Assurance, Variation


def control_charts(
    table: pd.DataFrame, options: Options | None = None, target: Target = None
) -> list[ControlChart]:
    """Return the control charts of a table, one for each value of its facet.

    Parameters
    ----------
    table : DataFrame, one row per time (and facet)
        time (dates or numbers) and value, or numerator and denominator; facet, where there are
        several charts; target, where each row has its own. A missing value stays missing.
    options : Options, optional
        Kind of chart, rules and the choices of tools; an XmR chart by Making Data Count's rules
        by default.
    target : float, sequence of TargetFrom, or None
        One target, or targets that hold from a time on; None for the column target.

    Returns
    -------
    list of ControlChart
        In the order in which the facets come first in the table.

    Raises
    ------
    InvalidInput
        If columns and kind of chart do not go together, values cannot be, times repeat, or a date
        of the options lies outside the data.

    Notes
    -----
    Rows of one time are added up in charts of numerators and denominators or of counts, and are
    two points in charts of rare events; elsewhere they are refused. Times need not be in order.

    Examples
    --------
    >>> table = pd.DataFrame({"time": range(8), "value": [5, 7, 6, 8, 6, 7, 5, 6]})
    >>> chart, = control_charts(table, Options(improvement="increase"), target=20.0)
    >>> chart.variation, chart.assurance
    ('common-cause', 'fail')
    >>> chart.points[["centre", "upper"]].round(2).iloc[-1].tolist()
    [6.25, 10.43]
    """
    options = options or Options()
    if table.empty:
        raise InvalidInput("There are no rows.", "A chart needs some.")
    stacked = stack(table, options)
    parts = segmented(stacked, options)
    value = stacked.value
    if options.kind == "mr":
        value = moving_ranges(value, parts.stretch, ~parts.excluded)
    has_part = ~np.isnan(value) & ~parts.excluded
    used = parts.in_baseline & ~parts.excluded
    values = Values(
        value,
        stacked.numerator,
        stacked.denominator,
        parts.block,
        parts.stretch,
        used,
        parts.blocks,
    )
    drawn = lines(values, options)
    targets = targets_at(target, stacked.time, stacked.target)
    judged = judge(value, drawn, parts.block, parts.stretch, parts.excluded, options)
    points = _points(stacked, parts, value, drawn, targets, judged, used & has_part)
    _warn_of_missing(stacked)
    _warn_of_segments(stacked, parts, used & has_part, drawn, options)
    return _split(stacked, points, judged, targets, options)


def require_chartable(table: pd.DataFrame, options: Options) -> None:
    """Raise `InvalidInput` where `control_charts` would for the columns or values of a table."""
    stack(table, options)


def control_chart(
    table: pd.DataFrame, options: Options | None = None, target: Target = None
) -> ControlChart:
    """Return the control chart of a table without facets; see `control_charts`.

    Raises
    ------
    InvalidInput
        As `control_charts`, and if the table has several charts.
    """
    charts = control_charts(table, options, target)
    if len(charts) > 1:
        raise InvalidInput(
            f"The table has {len(charts)} charts, one was asked for.", "Keep the rows of one facet."
        )
    return charts[0]


def _points(
    stacked: Stacked,
    parts: Segmented,
    value: FloatArray,
    drawn: Lines,
    targets: FloatArray,
    judged: Judged,
    is_used: BoolArray,
) -> pd.DataFrame:
    first_block = parts.block[np.searchsorted(stacked.chart, stacked.chart)]
    return pd.DataFrame(
        {
            "time": stacked.time,
            "value": value,
            "centre": drawn.centre,
            "lower": drawn.lower,
            "upper": drawn.upper,
            "near_lower": drawn.near_lower,
            "near_upper": drawn.near_upper,
            "target": targets,
            "special_cause": judged.label != "",
            "rules": pd.Series(judged.rules, dtype=object),
            "label": pd.Series(judged.label, dtype=object),
            "direction": pd.Series(judged.direction, dtype=object),
            "cause": pd.Series(judged.cause, dtype=object),
            "segment": parts.block - first_block + 1,
            "used_for_limits": is_used,
            "excluded": parts.excluded,
        }
    )


def _warn_of_missing(stacked: Stacked) -> None:
    there = np.bincount(stacked.chart)
    missing = np.bincount(stacked.chart[np.isnan(stacked.value)], minlength=len(there))
    for number in np.flatnonzero((missing > 0) & (missing < there)):
        have = "has" if missing[number] == 1 else "have"
        stacked.warn(
            int(number),
            f"{missing[number]} of {there[number]} points {have} no value: the place is kept, and "
            "no moving range is taken across it.",
        )


def _warn_of_segments(
    stacked: Stacked, parts: Segmented, is_used: BoolArray, drawn: Lines, options: Options
) -> None:
    counts = np.bincount(parts.block, is_used, minlength=parts.blocks).astype(int)
    first = np.searchsorted(parts.block, np.arange(parts.blocks))
    for number in np.flatnonzero(counts < options.minimum_points):
        at = first[number]
        fewer = f"fewer than {options.minimum_points}"
        points = "1 point" if counts[number] == 1 else f"{counts[number]} points"
        said = f"Limits from {shown_time(stacked.time[at])} rest on {points}, {fewer}"
        if options.kind == "run":
            said = f"The centre from {shown_time(stacked.time[at])} rests on {points}, {fewer}"
        no_limits = options.kind != "run" and np.isnan(drawn.upper[parts.block == number]).all()
        if no_limits:
            said = (
                f"There are no limits from {shown_time(stacked.time[at])} on: "
                f"{points} with a value cannot show variation"
            )
        else:
            said += ": take them as provisional"
        stacked.warn(int(stacked.chart[at]), f"{said}.")


def _split(
    stacked: Stacked, points: pd.DataFrame, judged: Judged, targets: FloatArray, options: Options
) -> list[ControlChart]:
    edges = np.searchsorted(stacked.chart, np.arange(len(stacked.names) + 1))
    stretches = last_changes(targets, stacked.chart)
    signals = _signals(points, judged, stacked)
    latest = stacked.time.max()
    has_value = (points["value"].notna() & ~points["excluded"]).to_numpy()
    columns = {name: points[name].to_numpy() for name in ("cause", "lower", "upper")}
    charts = []
    for number, name in enumerate(stacked.names):
        first, end = int(edges[number]), int(edges[number + 1])
        there = np.flatnonzero(has_value[first:end])
        variation: str | None = None
        assurance: str | None = None
        if len(there):
            at = first + int(there[-1])
            target = None if np.isnan(targets[at]) else float(targets[at])
            lower, upper = float(columns["lower"][at]), float(columns["upper"][at])
            variation = _variation(columns["cause"][at], lower, upper, options)
            assurance = assurance_of(target, lower, upper, options)
            _warn_of_the_last(stacked, number, at, end, stretches, targets)
        else:
            stacked.warn(number, "No point has a value.")
        if stacked.time[end - 1] != latest:
            stacked.warn(
                number,
                f"The last point is of {shown_time(stacked.time[end - 1])}; other charts go on to "
                f"{shown_time(latest)}.",
            )
        charts.append(
            ControlChart(
                name,
                options,
                points.iloc[first:end].reset_index(drop=True),
                signals[number],
                cast("Variation | None", variation),
                cast("Assurance | None", assurance),
                tuple(stacked.warnings.get(number, [])),
            )
        )
    return charts


def _variation(cause: str, lower: float, upper: float, options: Options) -> str | None:
    """Return the icon of a point; without limits common cause is not known but assumed."""
    has_limits = options.kind == "run" or not np.isnan([lower, upper]).any()
    return cause if has_limits or cause != "common-cause" else None


def _warn_of_the_last(
    stacked: Stacked,
    number: int,
    at: int,
    end: int,
    stretches: np.ndarray[tuple[int], np.dtype[np.int64]],
    targets: FloatArray,
) -> None:
    if at != end - 1:
        stacked.warn(
            number,
            f"The last point has no value or is excluded: variation and assurance are of "
            f"{shown_time(stacked.time[at])}.",
        )
    since = int(stretches[at])
    if not np.isnan(targets[at]) and since > 0 and stacked.chart[since - 1] == number:
        stacked.warn(
            number,
            f"The target has changed: assurance is against the one in force from "
            f"{shown_time(stacked.time[since])}.",
        )


def _signals(points: pd.DataFrame, judged: Judged, stacked: Stacked) -> list[pd.DataFrame]:
    """Return the runs analysis of each chart."""
    if judged.runs is None:
        return [pd.DataFrame() for _ in stacked.names]
    segment = points["segment"].to_numpy()
    begins = np.ones(len(points), dtype=bool)
    begins[1:] = (segment[1:] != segment[:-1]) | (stacked.chart[1:] != stacked.chart[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(points)) - 1
    table = judged.runs.table.assign(segment=segment[first])
    table.insert(1, "from", stacked.time[first])
    table.insert(2, "to", stacked.time[last])
    edges = np.searchsorted(stacked.chart[first], np.arange(len(stacked.names) + 1))
    return [
        table.iloc[edges[number] : edges[number + 1]].reset_index(drop=True)
        for number in range(len(stacked.names))
    ]
