"""The tracker of an evaluation's recommendations: where each stands, since when, and what is late.

In: the tables recommendations and recommendation-progress. Out: one row per recommendation.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import pandas as pd

from evaluation.workspace import FinancialYear

UNKNOWN: Final = "not reported"
CLOSED: Final = ("done", "not accepted")
ORDER: Final = {UNKNOWN: -1, "not started": 0, "under way": 1, "done": 2}
TRACKER_COLUMNS = [
    "recommendation",
    "scope",
    "text",
    "owner",
    "due",
    "status",
    "before",
    "move",
    "is_overdue",
    "note",
]
QUARTERS: Final = range(1, 5)


def tracker(
    recommendations: pd.DataFrame, progress: pd.DataFrame, year: FinancialYear
) -> pd.DataFrame:
    """Return where each recommendation stood at the end of a year and of the year before.

    Parameters
    ----------
    recommendations, progress : DataFrame
        The tables recommendations and recommendation-progress.
    year : FinancialYear

    Returns
    -------
    DataFrame
        `TRACKER_COLUMNS`, in the order of the table. status is the last one reported up to the
        year's end, before the last one up to the end of the year before, "not reported" where
        there is none; move is "forward", "back", "same", "new" or "closed without action"; it is
        overdue where its day lay in or before the year and it is neither done nor not accepted;
        note is that of the last report, missing where it has none.
    """
    now = _last(progress, year)
    before = _last(progress, year.previous)
    frame = recommendations.copy()
    names = [str(name) for name in frame["recommendation"]]
    statuses, earlier, notes = dict(now["status"]), dict(before["status"]), dict(now["note"])
    frame["status"] = [str(statuses.get(name, UNKNOWN)) for name in names]
    frame["before"] = [str(earlier.get(name, UNKNOWN)) for name in names]
    frame["note"] = pd.Series([notes.get(name) for name in names], frame.index, dtype="string")
    frame["move"] = [
        _move(str(status), str(past))
        for status, past in zip(frame["status"], frame["before"], strict=True)
    ]
    is_open = ~frame["status"].isin(CLOSED)
    frame["is_overdue"] = is_overdue(frame["due"], year.end) & is_open
    return frame[TRACKER_COLUMNS].reset_index(drop=True)


def is_overdue(due: pd.Series, day: dt.date) -> pd.Series:
    """Return which days lie on or before a day; none that is missing does."""
    late: pd.Series = due.le(pd.Timestamp(day)).fillna(value=False)
    return late.astype("bool")


def status_by_quarter(
    recommendations: pd.DataFrame, progress: pd.DataFrame, year: FinancialYear
) -> pd.DataFrame:
    """Return the status of each recommendation at the end of each quarter of a year.

    Returns
    -------
    DataFrame
        recommendation, and one column for each quarter, "2025/26-Q1" and so on; "not reported"
        where there is no report for that quarter.
    """
    quarters = [f"{year}-Q{number}" for number in QUARTERS]
    keys = zip(progress["recommendation"], progress["quarter"], strict=True)
    known = dict(zip(keys, progress["status"], strict=True))
    names = list(recommendations["recommendation"])
    columns = {
        quarter: [str(known.get((name, quarter), UNKNOWN)) for name in names]
        for quarter in quarters
    }
    return pd.DataFrame({"recommendation": names, **columns})


def _last(progress: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the last report of each recommendation up to the end of a year."""
    known = progress[progress["quarter"].str[:7] <= str(year)].sort_values("quarter", kind="stable")
    return known.drop_duplicates("recommendation", keep="last").set_index("recommendation")


def _move(status: str, before: str) -> str:
    if status == before:
        return "same"
    if before == UNKNOWN:
        return "new"
    if status == "not accepted":
        return "closed without action"
    return "forward" if ORDER.get(status, 0) > ORDER.get(before, 0) else "back"
