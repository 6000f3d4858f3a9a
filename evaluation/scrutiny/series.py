"""A KPI's series for the whole, and which of its periods an analysis uses.

In: the KPI table and project.yml. Out: arrays in the order of time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.tables.periods import PERIOD_NOUNS, show_period
from evaluation.tables.suppressed import CENSORED_COLUMNS, LEAST, MOST
from evaluation.workspace import ItsAnalysis, Kpi, Project
from evaluation.workspace.its_analysis import Frequency, Interruption
from evaluation.workspace.windows import Window

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

PERIODS_IN_YEAR: dict[Frequency, int] = {
    "daily": 365,
    "weekly": 52,
    "monthly": 12,
    "quarterly": 4,
    "annual": 1,
}
RATIO_KINDS = ("proportion", "rate")


@dataclass(frozen=True, eq=False)
class KpiSeries:
    """The whole of a KPI in order of time, periods with a value only.

    Parameters
    ----------
    kpi : Kpi
    periods : ndarray of datetime64[D], shape (n,)
        First days.
    events : ndarray, shape (n,)
        Numerators of proportions and rates, values of counts and means.
    bases : ndarray, shape (n,), or None
        Denominators of proportions and rates, numbers behind means; None where there are none.
    """

    kpi: Kpi
    periods: npt.NDArray[np.datetime64]
    events: FloatArray
    bases: FloatArray | None

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def is_ratio(self) -> bool:
        """Whether its values are numerators over denominators."""
        return self.kpi.kind in RATIO_KINDS

    @property
    def noun(self) -> str:
        """What one period is called."""
        return PERIOD_NOUNS[self.kpi.frequency]

    @property
    def event_column(self) -> str:
        """Column of the table that holds the events."""
        return "numerator" if self.is_ratio else "value"

    @property
    def base_column(self) -> str:
        """Column of the table that holds the bases."""
        return "denominator" if self.is_ratio else "n"

    @property
    def positions(self) -> IntArray:
        """The number of each period on the calendar."""
        months = self.periods.astype("datetime64[M]").astype(np.int64)
        days = self.periods.astype("datetime64[D]").astype(np.int64)
        numbers = {
            "daily": days,
            "weekly": days // 7,
            "monthly": months,
            "quarterly": months // 3,
            "annual": months // 12,
        }
        return numbers[self.kpi.frequency]

    def where(self, is_kept: npt.NDArray[np.bool_]) -> KpiSeries:
        """Return the series of some of its periods."""
        bases = self.bases[is_kept] if self.bases is not None else None
        return replace(
            self, periods=self.periods[is_kept], events=self.events[is_kept], bases=bases
        )

    def before(self, day: dt.date) -> KpiSeries:
        """Return the periods that begin before a day."""
        return self.where(self.periods < np.datetime64(day))

    def since(self, day: dt.date) -> KpiSeries:
        """Return the periods that begin on a day or later."""
        return self.where(self.periods >= np.datetime64(day))

    def up_to(self, day: dt.date) -> KpiSeries:
        """Return the periods that begin on a day or earlier."""
        return self.where(self.periods <= np.datetime64(day))

    def without(self, windows: Iterable[Window]) -> KpiSeries:
        """Return the periods that begin outside all windows."""
        is_kept = np.ones(len(self), dtype=bool)
        for window in windows:
            start, end = np.datetime64(window.start), np.datetime64(window.end)
            is_kept &= ~((self.periods >= start) & (self.periods <= end))
        return self.where(is_kept)

    def shown(self, at: int) -> str:
        """Return a period as a user writes it."""
        return show_period(pd.Timestamp(self.periods[at]), self.kpi.frequency)


def whole_series(table: pd.DataFrame, kpi: Kpi) -> KpiSeries:
    """Return the series of a KPI for the whole.

    Parameters
    ----------
    table : DataFrame
        The KPI table as read.
    kpi : Kpi
    """
    rows = table[(table["kpi"] == kpi.id) & table["dimension"].isna()].sort_values("period")
    is_ratio = kpi.kind in RATIO_KINDS
    events = rows["numerator" if is_ratio else "value"].to_numpy(dtype=np.float64)
    bases = rows["denominator" if is_ratio else "n"].to_numpy(dtype=np.float64, na_value=np.nan)
    has_bases = is_ratio or (kpi.kind == "mean" and not np.isnan(bases).any())
    is_whole = ~np.isnan(events) & (~np.isnan(bases) if has_bases else True)
    periods = rows["period"].to_numpy(dtype="datetime64[D]")
    return KpiSeries(kpi, periods, events, bases if has_bases else None).where(is_whole)


def measured_periods(table: pd.DataFrame, kpi: Kpi) -> KpiSeries:
    """Return the series of a KPI for the whole with its suppressed periods, without their values.

    Parameters
    ----------
    table : DataFrame
        The KPI table as read.
    kpi : Kpi
    """
    rows = table[(table["kpi"] == kpi.id) & table["dimension"].isna()].sort_values("period")
    columns = ("numerator", "denominator") if kpi.kind in RATIO_KINDS else ("value",)
    is_there = np.ones(len(rows), dtype=bool)
    for name in columns:
        is_known = rows[name].notna()
        if f"{name}{LEAST}" in rows:
            is_known |= rows[f"{name}{LEAST}"].notna()
        is_there &= is_known.to_numpy(dtype=bool)
    periods = rows["period"].to_numpy(dtype="datetime64[D]")[is_there]
    return KpiSeries(kpi, periods, np.full(len(periods), np.nan), None)


def came_suppressed(table: pd.DataFrame, kpi: Kpi) -> bool:
    """Return whether counts of a KPI's series came suppressed.

    What is left of such a series are its larger counts alone: whether it stands still, steps or
    shrinks cannot be told from them.
    """
    own = table[(table["kpi"] == kpi.id) & table["dimension"].isna()]
    return any(
        bool((own[f"{name}{LEAST}"] != own[f"{name}{MOST}"])[own[f"{name}{LEAST}"].notna()].any())
        for name in CENSORED_COLUMNS
        if f"{name}{LEAST}" in own
    )


def changes(project: Project, analysis: ItsAnalysis) -> Sequence[Interruption]:
    """Return the interruptions of an analysis: its own, or the project's go-live."""
    go_live = Interruption(name="go-live", date=project.dates.go_live)
    return tuple(sorted(analysis.interruptions, key=lambda item: item.date)) or (go_live,)


def first_change(project: Project, analysis: ItsAnalysis | None = None) -> dt.date:
    """Return the day before which nothing was done: of an analysis, or of the whole project."""
    days = [project.dates.phase_in_from or project.dates.go_live]
    if analysis is not None:
        days += [item.date for item in analysis.interruptions]
    return min(days)
