"""Milestones as they stood at the end of a quarter: done, on track, late or overdue, and a rating.

In: the tables milestones and milestone-forecasts. Nothing that became known later counts.

Rule of the rating: green is done, or expected by its planned day; amber is expected up to
`AMBER_DAYS` days late; red is expected later than that, or past its planned day without a later
day stated.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.stated import days_between, latest_stated, moment
from evaluation.hub.levels import with_level

AMBER_DAYS: Final = 30
RULE: Final = (
    "Green: done, or expected by its planned day. "
    f"Amber: expected up to {AMBER_DAYS} days late. "
    f"Red: expected more than {AMBER_DAYS} days late, or past its planned day and past the day "
    "last expected."
)
MILESTONE_COLUMNS = [
    "milestone",
    "project",
    "title",
    "planned",
    "expected",
    "done",
    "slip_days",
    "state",
    "previous_expected",
    "rating",
    "reason",
]


def milestones_on(
    milestones: pd.DataFrame, forecasts: pd.DataFrame, quarter: Quarter
) -> pd.DataFrame:
    """Return every milestone as it stood on a quarter's last day.

    Parameters
    ----------
    milestones, forecasts : DataFrame
        The tables milestones and milestone-forecasts.
    quarter : Quarter

    Returns
    -------
    DataFrame
        `MILESTONE_COLUMNS`, in order of the planned day. expected is the latest forecast stated up
        to the quarter, the planned day where none was; previous_expected the same a quarter
        before. slip_days count from planned to done, or to the later of expected and the quarter's
        last day where it is overdue; early is negative. rating is "green", "amber" or "red", by
        `RULE`, and reason says why in words.
    """
    at = moment(quarter.end)
    found = with_level(milestones.copy())
    found["done"] = found["done"].where(found["done"] <= at)
    found["expected"] = _expected(found, forecasts, quarter)
    found["previous_expected"] = _expected(found, forecasts, quarter.previous)
    is_done = found["done"].notna()
    is_past = ~is_done & (found["planned"] < at)
    reached = found["expected"].where(~is_past | (found["expected"] >= at), at)
    found["slip_days"] = days_between(found["planned"], found["done"].fillna(reached))
    found["state"] = _states(found, is_done, is_past)
    is_stale = is_past & (found["expected"] < at)
    found["rating"] = _ratings(found, is_done, is_stale)
    found["reason"] = _reasons(found, is_stale)
    return found.sort_values(["planned", "milestone"])[MILESTONE_COLUMNS].reset_index(drop=True)


def _expected(found: pd.DataFrame, forecasts: pd.DataFrame, quarter: Quarter) -> pd.Series:
    """Return the day last stated up to a quarter, the planned one where none was."""
    stated = latest_stated(forecasts, "milestone", quarter)["expected"]
    days = pd.Series(stated.reindex(found["milestone"]).to_numpy("datetime64[ns]"), found.index)
    return days.fillna(found["planned"])


def _states(found: pd.DataFrame, is_done: pd.Series, is_past: pd.Series) -> pd.Series:
    states = pd.Series("on track", index=found.index, dtype="string")
    is_late = found["slip_days"] > 0
    states[is_late] = "late"
    states[is_past] = "overdue"
    states[is_done] = "done"
    states[is_done & is_late] = "done late"
    return states


def _ratings(found: pd.DataFrame, is_done: pd.Series, is_stale: pd.Series) -> pd.Series:
    ratings = pd.Series("green", index=found.index, dtype="string")
    ratings[~is_done & ((found["slip_days"] > 0) | is_stale)] = "amber"
    ratings[~is_done & ((found["slip_days"] > AMBER_DAYS) | is_stale)] = "red"
    return ratings


def _reasons(found: pd.DataFrame, is_stale: pd.Series) -> pd.Series:
    words = []
    for state, slip, stale in zip(found["state"], found["slip_days"], is_stale, strict=True):
        days = f"{abs(int(slip)):,} day{'' if abs(int(slip)) == 1 else 's'}"
        if state == "done":
            words.append("done in time")
        elif state == "done late":
            words.append(f"done {days} late")
        elif stale:
            words.append("past its planned day, and no later day is stated")
        elif state == "overdue":
            words.append(f"past its planned day, now expected {days} late")
        elif state == "late":
            words.append(f"expected {days} late")
        else:
            words.append("expected in time" if slip == 0 else f"expected {days} early")
    return pd.Series(words, index=found.index, dtype="string")
