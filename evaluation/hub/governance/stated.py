"""What was known at the end of a quarter: the latest statement up to it.

In: the hub's tables, as they stand now. Out: tables as a reader of that quarter's report saw them.
Quarters written 2025/26-Q3 are in order of time where they are in order of the alphabet.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from evaluation.hub.governance.quarters import Quarter


def latest_stated(table: pd.DataFrame, key: str, quarter: Quarter) -> pd.DataFrame:
    """Return each key's latest row up to a quarter.

    Parameters
    ----------
    table : DataFrame
        With the column of `key` and the column quarter.
    key : str
        What each statement is about, such as "milestone".
    quarter : Quarter
        The last that counts.

    Returns
    -------
    DataFrame
        The columns of `table`, one row per key, indexed by key.
    """
    so_far = table[table["quarter"].le(str(quarter)).fillna(value=False)]
    latest = so_far.sort_values("quarter", kind="stable").drop_duplicates(key, keep="last")
    return latest.set_index(key)


def moment(day: dt.date) -> pd.Timestamp:
    """Return a day in the form in which tables hold days."""
    return pd.Timestamp(day)


def days_between(earlier: pd.Series, later: pd.Series | pd.Timestamp) -> pd.Series:
    """Return whole days from one day to another, missing where either is."""
    return (later - earlier).dt.days.astype("Int64")
