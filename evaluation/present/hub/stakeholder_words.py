"""Sentences about events, interviews, documents and recommendations, from their tables."""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.disclosure import shown
from evaluation.present import numbers
from evaluation.present.words import counted, listed

PERCENT: Final = 100


def events_sentence(kinds: pd.DataFrame, year: str, before: str) -> str:
    """Return how many events there were, how many before, and how well they are known.

    Parameters
    ----------
    kinds : DataFrame
        As of `events_by_kind`.
    year, before : str
    """
    now, earlier, seen = (int(kinds[name].sum()) for name in ("all", "before", "seen"))
    if not now:
        return f"No event was put down to the hub in {year}; in {before} it was {earlier}."
    parts = int((kinds["whole"] + kinds["large"]).sum())
    return (
        f"{counted(now, 'event')} of {year} {'is' if now == 1 else 'are'} put down to the hub, "
        f"against {earlier} in {before}; {parts} wholly or largely. Of {seen} a document was "
        "seen, the others are as reported."
    )


def themes_sentence(now: pd.DataFrame, when: str) -> str:
    """Return which themes most of those interviewed raised."""
    known = now.dropna(subset=["share"])
    if known.empty:
        return f"Of the interviews of {when}, numbers are too small to show."
    most = known[known["share"] == known["share"].max()]
    names = listed([f"“{theme}”" for theme in most["theme"]])
    row = most.iloc[0]
    verb = "was" if len(most) == 1 else "were each"
    return (
        f"In the interviews of {when}, {names} {verb} raised by most: about "
        f"{shown(row['raised'])} of {shown(row['interviewed'])} people."
    )


def documents_sentence(review: pd.DataFrame, year: str) -> str:
    """Return what share of the checklist a year's documents have, and the year's before.

    Parameters
    ----------
    review : DataFrame
        As of `documents_reviewed`.
    year : str
    """
    totals = review.groupby("year")[["yes", "items"]].sum()
    if year not in totals.index:
        return f"No document of {year} was reviewed."
    found = {str(when): (int(row["yes"]), int(row["items"])) for when, row in totals.iterrows()}
    yes, items = found.pop(year)
    sentence = (
        f"The documents of {year} have {yes} of {items} items of the checklist in full "
        f"({numbers.number(PERCENT * yes / items)}%)"
    )
    if not found:
        return f"{sentence}."
    earlier = max(found)
    yes, items = found[earlier]
    share = numbers.number(PERCENT * yes / items)
    return f"{sentence}; those of {earlier} had {yes} of {items} ({share}%)."


def tracker_sentence(tracked: pd.DataFrame, year: str) -> str:
    """Return how many recommendations are done, how many overdue, and what moved in the year.

    Parameters
    ----------
    tracked : DataFrame
        As of `tracker`.
    year : str
    """
    done, late = int((tracked["status"] == "done").sum()), int(tracked["is_overdue"].sum())
    moved = tracked.groupby("move").size()
    sentence = (
        f"{done} of {counted(len(tracked), 'recommendation')} {'is' if done == 1 else 'are'} done "
        f"and {late} {'is' if late == 1 else 'are'} overdue at the end of {year}."
    )
    steps = [
        f"{int(moved[move])} moved {words}"
        for move, words in (("forward", "forward"), ("back", "back"))
        if move in moved.index
    ]
    return f"{sentence} In the year {listed(steps)}." if steps else f"{sentence} None moved."
