"""Sessions against plan: how many were held, whether courses alternated, and what follows is due.

In: the tables education-plan and education-sessions. Out: one row per kind; facts of courses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pandas as pd

FUNDAMENTALS, FOLLOW_UP = "fundamentals", "follow-up"
COMMUNITY: Final = "community of practice"
KINDS: Final = (FUNDAMENTALS, FOLLOW_UP, COMMUNITY, "ad hoc")
HELD, PLANNED, CANCELLED = "held", "planned", "cancelled"


@dataclass(frozen=True)
class Courses:
    """What is known of the year's courses.

    Parameters
    ----------
    localities : tuple of str
        Where they were held, in order of time.
    before : str or None
        Where the last before the year was held.
    alternated : bool or None
        Whether no two in a row were in the same place, the last of the year before included; None
        where there were no two.
    without_follow_up : int
        Courses held whose follow-up session was not held.
    """

    localities: tuple[str, ...]
    before: str | None
    alternated: bool | None
    without_follow_up: int


def of_year(sessions: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return the sessions of a year, in order of time."""
    own = sessions[sessions["date"].between(pd.Timestamp(start), pd.Timestamp(end))]
    return own.sort_values(["date", "session"]).reset_index(drop=True)


def against_plan(plan: pd.DataFrame, sessions: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return what was held against what was planned.

    Parameters
    ----------
    plan : DataFrame
        The table education-plan.
    sessions : DataFrame
        From `of_year`.
    year : str

    Returns
    -------
    DataFrame
        kind, planned (missing where the plan has none), held, coming and cancelled; kinds without
        a plan and without a session are left out.
    """
    goal = plan[plan["year"].eq(year).fillna(value=False)].set_index("kind")["planned"]
    counts = pd.crosstab(sessions["kind"], sessions["status"]).reindex(
        index=list(KINDS), columns=[HELD, PLANNED, CANCELLED], fill_value=0
    )
    found = counts.rename(columns={PLANNED: "coming"}).rename_axis("kind").reset_index()
    found.columns.name = None
    found.insert(1, "planned", found["kind"].map(goal).astype("Int64"))
    is_there = found["planned"].notna() | found[[HELD, "coming", CANCELLED]].sum(axis=1).gt(0)
    return found[is_there].reset_index(drop=True)


def courses(sessions: pd.DataFrame, start: dt.date, end: dt.date) -> Courses:
    """Return where courses were held and whether each was followed up.

    Parameters
    ----------
    sessions : DataFrame
        The table education-sessions, of all years.
    start, end : date
        Of the year.
    """
    is_held = sessions["status"].eq(HELD)
    held = sessions[is_held & sessions["kind"].eq(FUNDAMENTALS)].sort_values(["date", "session"])
    own = held[held["date"].between(pd.Timestamp(start), pd.Timestamp(end))]
    earlier = held[held["date"] < pd.Timestamp(start)].tail(1)
    order = [*earlier["locality"], *own["locality"]]
    return Courses(
        localities=tuple(str(each) for each in own["locality"]),
        before=str(earlier["locality"].iloc[0]) if len(earlier) else None,
        alternated=all(one != other for one, other in pairwise(order)) if order[1:] else None,
        without_follow_up=int((~own["session"].isin(followed_up(sessions))).sum()),
    )


def followed_up(sessions: pd.DataFrame) -> list[str]:
    """Return the courses whose follow-up session was held."""
    is_held = sessions["status"].eq(HELD) & sessions["kind"].eq(FOLLOW_UP)
    return [str(course) for course in sessions.loc[is_held, "follows"].dropna().unique()]


def recordings(sessions: pd.DataFrame) -> tuple[int, int, int | None]:
    """Return how many community sessions were held, how many recorded, and their views.

    Views are None where none are written down.
    """
    own = sessions[sessions["kind"].eq(COMMUNITY) & sessions["status"].eq(HELD)]
    views = own["views"].dropna()
    return len(own), int(own["recorded"].eq("yes").sum()), int(views.sum()) if len(views) else None
