"""Alt text computed from the numbers of a chart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.words import counted


def series_alt(
    trajectory: pd.DataFrame,
    effect: Estimate,
    label: str,
    unit: str,
    go_live: str,
    about_points: str,
) -> str:
    """Return the alt text of an interrupted-time-series chart.

    Parameters
    ----------
    trajectory : DataFrame, one row per period
        Columns time, fitted, counterfactual, is_after, is_excluded.
    effect : Estimate
        The absolute difference in the last period.
    label, unit : str
        The outcome and its unit.
    go_live : str
        The first period after the change, in words.
    about_points : str
        What a reader must know about the points; may be empty.
    """
    used = trajectory[~trajectory["is_excluded"]]
    before, after = used[~used["is_after"]], used[used["is_after"]]
    first, last = trajectory["time"].iloc[0], trajectory["time"].iloc[-1]

    def text(value: float) -> str:
        return numbers.with_unit(numbers.number(value, numbers.decimals_for(value, unit)), unit)

    parts = [
        f"Line chart of {label}, {numbers.window_text(first, last)}, {len(trajectory)} periods.",
        f"The fitted line runs from {text(before['fitted'].iloc[0])} to "
        f"{text(before['fitted'].iloc[-1])} before {go_live}, and from "
        f"{text(after['fitted'].iloc[0])} to {text(after['fitted'].iloc[-1])} from then on.",
        f"Without the change {text(after['counterfactual'].iloc[-1])} would have been expected at "
        f"the end; the difference is {numbers.value_text(effect)} "
        f"({numbers.level_text(effect.level)} interval {numbers.interval_text(effect)}).",
        about_points,
    ]
    return " ".join(parts).strip()


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
