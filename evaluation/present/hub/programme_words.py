"""Sentences on the development programme: priorities, reach of communications, exits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evaluation.hub.programme.reach import PEOPLE, PUBLICATIONS
from evaluation.present import numbers
from evaluation.present.words import counted, listed

STATUS_ORDER = ("done", "on track", "behind", "stopped", "not reported")


def priorities_sentence(found: pd.DataFrame, year: str) -> str:
    """Return how many priorities are done, on track, behind and stopped.

    Parameters
    ----------
    found : DataFrame
        From `priorities_on`, at least one row.
    year : str
    """
    states = found["status"].value_counts()
    told = [f"{states[name]} {name}" for name in STATUS_ORDER if name in states]
    whole = counted(len(found), "development priority", "development priorities")
    return f"Of {whole} of {year}, as last reported: {listed(told)}."


def note_lines(found: pd.DataFrame) -> Iterator[str]:
    """Yield what was noted last on each priority, and those that were not reported anew."""
    for row in found.to_dict("records"):
        if pd.notna(row["note"]):
            yield f"{row['title']} ({row['status']}): {row['note']}"


def reach_sentence(of_year: pd.DataFrame, year: str) -> str:
    """Return how visits and views changed from the year before, the most seen first.

    Parameters
    ----------
    of_year : DataFrame
        From `reach_of_year`; counts of people and of publications are left out.
    year : str
    """
    seen = of_year[~of_year["measure"].isin([*PEOPLE, PUBLICATIONS])]
    seen = seen[seen["this_year"].notna()].sort_values("this_year", ascending=False)
    if seen.empty:
        return f"No visits or views are recorded for {year}."
    told = [
        f"{row['channel']} {row['measure']} "
        f"{moved(row['change']) if pd.notna(row['change']) else 'came to'} "
        f"{numbers.number(float(row['this_year']))}"
        for row in seen.to_dict("records")
    ]
    text = f"In {year} {listed(told)}."
    without = int(seen["change"].isna().sum())
    if without == 0:
        return text
    if without == len(seen):
        return f"{text} For want of returns they are not compared with the year before."
    return f"{text} Where no change is given, returns are missing."


def moved(change: float) -> str:
    """Return a change in percent in words, before the number it led to.

    Examples
    --------
    >>> moved(12.4), moved(-8.0), moved(0.3)
    ('rose by 12% to', 'fell by 8% to', 'stayed the same at')
    """
    whole = round(change)
    if whole == 0:
        return "stayed the same at"
    return f"{'rose' if whole > 0 else 'fell'} by {numbers.number(abs(whole))}% to"


def exits_sentence(exits: pd.DataFrame) -> str:
    """Return how many projects have an agreed exit plan, an owner and a day.

    Parameters
    ----------
    exits : DataFrame
        From `exits_on`, at least one row.
    """
    whole = counted(len(exits), "project")
    states = exits["state"].value_counts()
    named = int((exits["owner"].notna() & exits["date"].notna()).sum())
    agreed = int(exits["is_agreed"].sum())
    text = (
        f"Of {whole}, {agreed or 'none'} had an exit plan that was agreed, and {named or 'none'} "
        "an owner and a day for business as usual"
    )
    told = [
        f"{states[state]} {words}"
        for state, words in (
            ("complete", "complete"),
            ("overdue", "overdue"),
            ("no plan", "without a plan"),
        )
        if state in states
    ]
    return f"{text}; {listed(told)}." if told else f"{text}."


def next_exit(exits: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return which project becomes business as usual next; nothing where none is to come."""
    coming = exits[exits["state"].eq("to come")].sort_values("date", kind="stable")
    if coming.empty:
        return ""
    first = coming.iloc[0]
    day = numbers.day_text(first["date"])
    return f"Next is {titles[first['project']]}, on {day}: {first['owner']}."
