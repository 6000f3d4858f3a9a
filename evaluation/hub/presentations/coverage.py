"""Which partners have presented what came of their work, when, and who has not for a year.

In: the table impact-presentations and the partners of a day. Out: one row per partner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pandas as pd

A_YEAR: Final = pd.DateOffset(years=1)


def coverage(
    presentations: pd.DataFrame, partners: Sequence[str], start: dt.date, end: dt.date
) -> pd.DataFrame:
    """Return what each partner presented up to the end of a year.

    Parameters
    ----------
    presentations : DataFrame
        The table impact-presentations.
    partners : sequence of str
        Those of the year's last day, in order.
    start, end : date
        Of the year.

    Returns
    -------
    DataFrame
        partner, before (presentations in the year before), now, topics (of the year, in order of
        time), last (the latest day ever, missing without one) and is_due: none in the twelve
        months up to the year's end.
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    so_far = presentations[presentations["date"] <= last].sort_values("date", kind="stable")
    now = so_far[so_far["date"] >= first]
    before = so_far[so_far["date"].between(first - A_YEAR, first, inclusive="left")]
    latest = so_far.groupby("partner")["date"].max().reindex(list(partners))
    latest = pd.to_datetime(latest).reset_index(drop=True)
    found = pd.DataFrame({"partner": list(partners)})
    topics = {
        str(partner): list(own["topic"].astype(str)) for partner, own in now.groupby("partner")
    }
    return found.assign(
        before=found["partner"].map(before["partner"].value_counts()).fillna(0).astype(int),
        now=found["partner"].map(now["partner"].value_counts()).fillna(0).astype(int),
        topics=found["partner"].map(lambda partner: topics.get(partner, [])),
        last=latest,
        is_due=~(latest > last - A_YEAR),
    )


def by_quarter(
    presentations: pd.DataFrame, partners: Sequence[str], quarters: Sequence[tuple[str, dt.date]]
) -> pd.DataFrame:
    """Return how many presentations each partner gave to each group in each quarter.

    Parameters
    ----------
    presentations : DataFrame
    partners : sequence of str
    quarters : sequence of (str, date)
        Name and first day, in order of time; each ends where the next begins, the last after three
        months.

    Returns
    -------
    DataFrame
        partner, quarter, group, number; rows with a presentation only.
    """
    names = [name for name, _ in quarters]
    starts = [pd.Timestamp(day) for _, day in quarters]
    edges = [*starts, starts[-1] + pd.DateOffset(months=3)] if starts else []
    own = presentations[presentations["partner"].isin(list(partners))]
    if not edges or own.empty:
        return pd.DataFrame(columns=["partner", "quarter", "group", "number"])
    quarter = pd.cut(own["date"], edges, right=False, labels=names).astype("string")
    counts = own.assign(quarter=quarter).dropna(subset=["quarter"])
    grouped = counts.groupby(["partner", "quarter", "group"], sort=False).size()
    return grouped.rename("number").reset_index()
