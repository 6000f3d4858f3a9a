"""What the chart of an interrupted series is made from, and how its parts are called.

In: numbers that passed disclosure control. Out: a `SeriesChart` for `series_figure`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers

WindowKind = Literal["excluded", "phase-in", "segment"]
WINDOW_WORDS: dict[WindowKind, str] = {
    "excluded": "left out",
    "phase-in": "phase-in",
    "segment": "own course",
}
OBSERVATION_LIMITS = ("observation_lower", "observation_upper")


@dataclass(frozen=True)
class Window:
    """A stretch of the series that is set apart, both days inclusive.

    Parameters
    ----------
    start, end : Timestamp
        First and last day.
    reason : str
        Why; empty where the kind says it all.
    kind : {"excluded", "phase-in", "segment"}
        Left out of the model; while the change was phased in; with a course of its own in the
        model, such as COVID-19.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    reason: str = ""
    kind: WindowKind = "excluded"

    @property
    def words(self) -> str:
        """What a reader calls it, such as "left out: COVID-19"."""
        name = WINDOW_WORDS[self.kind]
        is_said = self.reason.lower().startswith(name) or not self.reason
        return (self.reason or name) if is_said else f"{name}: {self.reason}"


@dataclass(frozen=True)
class SeriesChart:
    """What the chart of an interrupted time series is made from.

    Parameters
    ----------
    trajectory : DataFrame, one row per period
        time, fitted, counterfactual, counterfactual_lower, counterfactual_upper, is_after,
        is_excluded. With observation_lower and observation_upper the limits of new observations
        are drawn too; with part (a number for each stretch between two changes) the fitted line
        breaks where part changes, else at the interruptions.
    points : DataFrame, one row per point
        time, shown (missing where suppressed) and is_excluded.
    pooled : str
        Into what single periods were pooled, such as "quarters"; empty where they were not.
    effect : Estimate
        Absolute difference in the last period.
    label, unit : str
        The outcome and its unit.
    subtitle : str
        What, where, when.
    caption : str
        The finding.
    figure_label : str
        Unique label.
    interruptions : sequence of (Timestamp, str)
        First periods after the changes, and their names.
    source : str
        Provenance line printed inside the chart.
    windows : sequence of Window
        Stretches that are set apart.
    control : DataFrame, optional
        Columns time and shown of a control series.
    control_label : str
        Name of the control series.
    """

    trajectory: pd.DataFrame
    points: pd.DataFrame
    pooled: str
    effect: Estimate
    label: str
    unit: str
    subtitle: str
    caption: str
    figure_label: str
    interruptions: Sequence[tuple[pd.Timestamp, str]]
    source: str
    windows: Sequence[Window] = ()
    control: pd.DataFrame | None = None
    control_label: str = ""

    @property
    def has_observation_band(self) -> bool:
        """Whether limits of single observations are drawn: not beside points that are pooled."""
        return not self.pooled and set(OBSERVATION_LIMITS) <= set(self.trajectory.columns)

    @property
    def has_points(self) -> bool:
        """Whether any point is drawn."""
        return bool(self.points["shown"].notna().any())

    @property
    def has_hollow_points(self) -> bool:
        """Whether a point that is left out of the model is drawn."""
        return bool((self.points["shown"].notna() & self.points["is_excluded"]).any())

    @property
    def has_control(self) -> bool:
        """Whether a control series is drawn."""
        return self.control is not None and bool(self.control["shown"].notna().any())

    @property
    def step(self) -> pd.Timedelta:
        """Length of a period, the shortest in the series."""
        return pd.Timedelta(self.trajectory["time"].diff().min())

    @property
    def parts(self) -> pd.Series:
        """Number of each period's stretch between two changes."""
        if "part" in self.trajectory:
            return self.trajectory["part"]
        days = [day for day, _ in self.interruptions]
        return sum((self.trajectory["time"] >= day).astype(int) for day in days)  # type: ignore[return-value]


def date_words(day: dt.date) -> str:
    """Return a period's first day as a month, or as a day where it is not the first of a month.

    Examples
    --------
    >>> date_words(dt.date(2024, 10, 1)), date_words(dt.date(2024, 10, 7))
    ('October 2024', '7 October 2024')
    """
    return numbers.month_text(day) if day.day == 1 else numbers.day_text(day)
