"""Alt text computed from the numbers of a chart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.series_chart import (
    OBSERVATION_LIMITS,
    SeriesChart,
    Window,
    date_words,
)
from evaluation.present.words import counted, listed


def series_alt(chart: SeriesChart) -> str:
    """Return the alt text of an interrupted-time-series chart: lines, effect, changes, windows."""
    trajectory, effect, unit = chart.trajectory, chart.effect, chart.unit
    used = trajectory[~trajectory["is_excluded"]]
    before, after = used[~used["is_after"]], used[used["is_after"]]
    first, last = trajectory["time"].iloc[0], trajectory["time"].iloc[-1]
    change = date_words(chart.interruptions[0][0])

    def text(value: float) -> str:
        return numbers.with_unit(numbers.number(value, numbers.decimals_for(value, unit)), unit)

    parts = [
        f"Line chart of {chart.label}, {numbers.window_text(first, last)}, "
        f"{len(trajectory)} periods.",
        f"The fitted line runs from {text(before['fitted'].iloc[0])} to "
        f"{text(before['fitted'].iloc[-1])} before {change}, and from "
        f"{text(after['fitted'].iloc[0])} to {text(after['fitted'].iloc[-1])} from then on.",
        f"Without the change {text(after['counterfactual'].iloc[-1])} would have been expected at "
        f"the end; the difference is {numbers.value_text(effect)} "
        f"({numbers.level_text(effect.level)} interval {numbers.interval_text(effect)}).",
    ]
    if chart.has_observation_band:
        lower, upper = (text(after[name].iloc[-1]) for name in OBSERVATION_LIMITS)
        parts.append(f"Single observations were expected from {lower} to {upper} at the end.")
    return " ".join([*parts, *_about_changes(chart), *_about_points(chart)])


def _about_changes(chart: SeriesChart) -> list[str]:
    """Return which lines and shaded windows mark changes and what is set apart."""
    marked = [f"{name} from {date_words(day)}" for day, name in chart.interruptions]
    found = [f"{'A line marks' if len(marked) == 1 else 'Lines mark'} {listed(marked)}."]
    windows = [f"{window.words}, {_stretch(window)}" for window in chart.windows]
    return [*found, f"Shaded: {'; '.join(windows)}."] if windows else found


def _stretch(window: Window) -> str:
    """Return a window by months where it is made of whole ones, else by days."""
    is_of_months = window.start.day == 1 and window.end.is_month_end
    words = numbers.month_text if is_of_months else numbers.day_text
    first, last = words(window.start), words(window.end)
    return f"in {first}" if first == last else f"{first} to {last}"


def _about_points(chart: SeriesChart) -> list[str]:
    """Return what a reader must know about the points and the control."""
    parts = []
    if not chart.has_points:
        parts.append("No points are drawn, because they rest on small numbers.")
    else:
        if chart.has_hollow_points:
            parts.append("Hollow points are left out of the model.")
        if chart.pooled:
            parts.append(f"Points are pooled into {chart.pooled}, because numbers are small.")
        if chart.points["shown"].isna().any():
            parts.append("Points that rest on small numbers are not drawn.")
    if chart.has_control:
        parts.append(f"A thin line shows the control, {chart.control_label}.")
    elif chart.control is not None:
        parts.append("The control is not drawn, because it rests on small numbers.")
    return parts


def forest_alt(effects: Sequence[Estimate], names: Sequence[str], verdicts: Sequence[str]) -> str:
    """Return the alt text of a forest plot: every estimate with its interval and verdict."""
    rows = (
        f"{name}: {numbers.value_text(effect)} (interval {numbers.interval_text(effect)}), {found}"
        for name, effect, found in zip(names, effects, verdicts, strict=True)
    )
    return f"Forest plot of {counted(len(effects), 'project')}. {'; '.join(rows)}."


def groups_alt(frame: pd.DataFrame, label: str) -> str:
    """Return the alt text of a chart by group and window.

    Parameters
    ----------
    frame : DataFrame
        Columns group, window and shown (the value with its interval, as text).
    label : str
        The outcome.
    """
    shown = frame.to_dict("records")
    rows = (f"{row['group']}, {row['window']}: {row['shown']}" for row in shown)
    return f"Dot chart of {label} by group. {'; '.join(rows)}."
