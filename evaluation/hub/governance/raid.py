"""Risks, issues and actions as they stood at the end of a quarter: age, overdue, score, trend.

In: the tables raid and raid-ratings. Out: one row per open item; counts of items by kind and level.

A risk's score is likelihood times impact. An issue has happened: without a likelihood it counts as
certain. Actions without a rating have no score.

References
----------
National Patient Safety Agency (2008), A risk matrix for risk managers: 1 to 3 low, 4 to 6
moderate, 8 to 12 high, 15 to 25 extreme.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, Literal

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.stated import (
    days_between,
    latest_stated,
    moment,
)
from evaluation.hub.levels import HUB, with_level

Trend = Literal["rising", "steady", "falling", "new", "not rated"]
Band = Literal["low", "moderate", "high", "extreme", "not rated"]

CERTAIN: Final = 5
"""The likelihood of what has happened."""
LARGEST_LOW, LARGEST_MODERATE, LARGEST_HIGH = 3, 6, 12
SERIOUS: Final = ("high", "extreme")
NOT_RATED: Final = "not rated"
KINDS: Final = ("risk", "issue", "action")
RAID_COLUMNS = [
    "id",
    "kind",
    "project",
    "title",
    "owner",
    "response",
    "age_days",
    "due",
    "days_overdue",
    "likelihood",
    "impact",
    "score",
    "band",
    "previous_score",
    "trend",
    "rated_in",
]


def raid_on(
    raid: pd.DataFrame, ratings: pd.DataFrame, quarter: Quarter, day: dt.date
) -> pd.DataFrame:
    """Return the items that were open at a quarter's end, or on `day` while it still runs.

    Parameters
    ----------
    raid, ratings : DataFrame
        The tables raid and raid-ratings.
    quarter : Quarter
    day : date
        The day of the report; items are counted open, old and overdue on the earlier of this day
        and the quarter's last.

    Returns
    -------
    DataFrame
        `RAID_COLUMNS`, one row per open item, the highest score first, unrated items last. project
        is "hub" where it was empty; days_overdue is 0 where nothing is overdue; a score without a
        rating of its quarter is the latest stated, of the quarter rated_in; previous_score is what
        was stated up to the quarter before; trend is "new" where there was none and "not rated"
        where there is no score.
    """
    at = moment(min(quarter.end, day))
    found = with_level(raid[_is_open(raid, at)].copy())
    now = _scores(raid, ratings, quarter)
    before = _scores(raid, ratings, quarter.previous)
    for name in ("likelihood", "impact", "score", "rated_in"):
        found[name] = found["id"].map(now[name]).astype(now[name].dtype)
    found["previous_score"] = found["id"].map(before["score"]).astype("Int64")
    found["age_days"] = days_between(found["raised"], at)
    found["days_overdue"] = days_between(found["due"], at).clip(lower=0).fillna(0)
    found["band"] = pd.array([band_of(score) for score in found["score"]], dtype="string")
    found["trend"] = _trends(found["score"], found["previous_score"])
    in_order = found.sort_values(
        ["score", "days_overdue", "age_days", "id"],
        ascending=[False, False, False, True],
        na_position="last",
        kind="stable",
    )
    return in_order[RAID_COLUMNS].reset_index(drop=True)


def raid_closed_in(raid: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the items closed in a quarter: id, kind, project, title, owner, closed, age, lateness.

    Returns
    -------
    DataFrame
        age_days counts from raised to closed; days_overdue from due to closed, 0 where in time.
    """
    closed = with_level(raid[_is_within(raid["closed"], quarter)].copy())
    closed["age_days"] = days_between(closed["raised"], closed["closed"])
    late = days_between(closed["due"], closed["closed"])
    closed["days_overdue"] = late.clip(lower=0).fillna(0)
    columns = ["id", "kind", "project", "title", "owner", "closed", "age_days", "days_overdue"]
    return closed.sort_values(["closed", "id"])[columns].reset_index(drop=True)


def raid_summary(raid: pd.DataFrame, quarter: Quarter, day: dt.date) -> pd.DataFrame:
    """Return how many items there are by kind and level, and the median age of the open ones.

    Returns
    -------
    DataFrame
        kind, level ("hub" or "project"), opened and closed in the quarter, open and overdue on the
        earlier of `day` and the quarter's last, median_age_days (missing where none is open). One
        row for each kind and level that occurs at all.
    """
    at = moment(min(quarter.end, day))
    is_open = _is_open(raid, at)
    flags = pd.DataFrame(
        {
            "kind": raid["kind"],
            "level": with_level(raid)["project"].eq(HUB).map({True: HUB, False: "project"}),
            "opened": _is_within(raid["raised"], quarter) & (raid["raised"] <= at),
            "closed": _is_within(raid["closed"], quarter) & (raid["closed"] <= at),
            "open": is_open,
            "overdue": is_open & (raid["due"] < at),
            "age": days_between(raid["raised"], at).astype("Float64").where(is_open),
        }
    )
    by = flags.groupby(["kind", "level"], sort=False)
    counts = by[["opened", "closed", "open", "overdue"]].sum().astype("Int64")
    counts["median_age_days"] = by["age"].median()
    found = counts.reset_index()
    order = found["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    return (
        found.assign(order=order)
        .sort_values(["order", "level"])[
            ["kind", "level", "opened", "closed", "open", "overdue", "median_age_days"]
        ]
        .reset_index(drop=True)
    )


def raid_scores(
    raid: pd.DataFrame, ratings: pd.DataFrame, quarters: Sequence[Quarter]
) -> pd.DataFrame:
    """Return the score of every item that was open at the end of each of some quarters.

    Returns
    -------
    DataFrame
        quarter, id, kind, project, title, score and band, rated items only.
    """
    names = ["id", "kind", "project", "title", "score", "band"]
    parts = [raid_on(raid, ratings, quarter, quarter.end)[names] for quarter in quarters]
    found = pd.concat(
        [part.assign(quarter=str(quarter)) for part, quarter in zip(parts, quarters, strict=True)]
    )
    rated = found[found["score"].notna()].astype({"quarter": "string"})
    return rated[["quarter", *names]].reset_index(drop=True)


def overdue_and_serious(found: pd.DataFrame) -> pd.DataFrame:
    """Return the items of `raid_on` that are overdue with a high or extreme score."""
    is_serious = found["band"].isin(SERIOUS) & (found["days_overdue"] > 0)
    return found[is_serious].reset_index(drop=True)


def band_of(score: int | None) -> Band:
    """Return the band of a score.

    Examples
    --------
    >>> [band_of(score) for score in (3, 4, 6, 8, 12, 15, 25, None)]
    ['low', 'moderate', 'moderate', 'high', 'high', 'extreme', 'extreme', 'not rated']
    """
    if score is None or pd.isna(score):
        return "not rated"
    if score <= LARGEST_LOW:
        return "low"
    if score <= LARGEST_MODERATE:
        return "moderate"
    return "high" if score <= LARGEST_HIGH else "extreme"


def _scores(raid: pd.DataFrame, ratings: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return likelihood, impact, score and quarter of each item's latest rating, by id."""
    latest = latest_stated(ratings, "id", quarter)
    likelihood = latest["likelihood"].astype("Int64")
    is_issue = latest.index.isin(raid.loc[raid["kind"] == "issue", "id"])
    likelihood = likelihood.mask(is_issue & likelihood.isna(), CERTAIN)
    impact = latest["impact"].astype("Int64")
    return pd.DataFrame(
        {
            "likelihood": likelihood,
            "impact": impact,
            "score": likelihood * impact,
            "rated_in": latest["quarter"].astype("string"),
        }
    )


def _trends(score: pd.Series, previous: pd.Series) -> pd.Series:
    trends = pd.Series("steady", index=score.index, dtype="string")
    trends[(score > previous).fillna(value=False)] = "rising"
    trends[(score < previous).fillna(value=False)] = "falling"
    trends[previous.isna()] = "new"
    trends[score.isna()] = NOT_RATED
    return trends


def _is_open(raid: pd.DataFrame, at: pd.Timestamp) -> pd.Series:
    return (raid["raised"] <= at) & (raid["closed"].isna() | (raid["closed"] > at))


def _is_within(days: pd.Series, quarter: Quarter) -> pd.Series:
    return days.between(moment(quarter.start), moment(quarter.end))
