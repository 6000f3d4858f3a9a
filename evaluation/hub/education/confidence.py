"""Confidence of the same people before a course, at its end and at its follow-up.

In: the table education-confidence. Out: one row per question. People are compared with themselves;
what those who did not answer might change is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.intervals import NO_EFFECT, Effect, net_change, relative_effect

FEWEST: Final = 8
"""People below which no result is shown: they could be known."""


@dataclass(frozen=True)
class Confidence:
    """One question.

    Parameters
    ----------
    item : str
    before, after, follow_up : float
        Medians of those who answered then; missing where fewer than `FEWEST` did.
    gained : Effect
        Share more confident at the end than before, less the share less confident, -1 to 1.
    kept : Effect
        The same from before to the follow-up.
    least, most : float
        What `gained` would be if all who did not answer at the end had lost, or gained; missing
        where it is.
    """

    item: str
    before: float
    after: float
    follow_up: float
    gained: Effect
    kept: Effect
    least: float
    most: float


@dataclass(frozen=True)
class Response:
    """Who answered.

    Parameters
    ----------
    people : int
        Who answered anything; a true count.
    after, follow_up : float
        Percentages of them who answered at the end and at the follow-up; missing where too few.
    tendency : Effect
        How likely someone who answered at the follow-up was to be more confident before than
        someone who did not, 0.5 where neither; missing where either are too few.
    """

    people: int
    after: float
    follow_up: float
    tendency: Effect


def confidence(table: pd.DataFrame, level: float = 0.95) -> list[Confidence]:
    """Return each question's change.

    Parameters
    ----------
    table : DataFrame
        Rows of the table education-confidence of the sessions that count.
    level : float

    Notes
    -----
    Tango's score limits of the difference of dependent proportions; see `net_change`.
    """
    return [_item(str(item), own, level) for item, own in table.groupby("item", sort=False)]


def response(table: pd.DataFrame) -> Response:
    """Return who answered, and whether those who came back were others to begin with."""
    people = table.groupby(["session", "participant"])[["before", "after", "follow_up"]].mean()
    count = len(people)
    if count < FEWEST:
        return Response(count, np.nan, np.nan, NO_EFFECT)
    came_back = people["follow_up"].notna()
    groups = (people.loc[~came_back, "before"].dropna(), people.loc[came_back, "before"].dropna())
    enough = min(len(group) for group in groups) >= FEWEST
    return Response(
        count,
        100 * float(people["after"].notna().mean()),
        100 * float(came_back.mean()),
        relative_effect(*groups) if enough else NO_EFFECT,
    )


def _item(item: str, own: pd.DataFrame, level: float) -> Confidence:
    scores = own[["before", "after", "follow_up"]].astype("float64")
    gained, counts = _change(scores["before"], scores["after"], level)
    started = int(scores["before"].notna().sum())
    least, most = np.nan, np.nan
    if counts is not None:
        higher, lower, pairs = counts
        silent = started - pairs
        least, most = ((higher - lower + side * silent) / started for side in (-1, 1))
    return Confidence(
        item,
        *(_median(scores[name]) for name in scores),
        gained,
        _change(scores["before"], scores["follow_up"], level)[0],
        least,
        most,
    )


def _change(
    first: pd.Series, second: pd.Series, level: float
) -> tuple[Effect, tuple[int, int, int] | None]:
    moved = (second - first).dropna()
    if len(moved) < FEWEST:
        return NO_EFFECT, None
    higher, lower = int((moved > 0).sum()), int((moved < 0).sum())
    return net_change(higher, lower, len(moved), level), (higher, lower, len(moved))


def _median(scores: pd.Series) -> float:
    known = scores.dropna()
    return float(known.median()) if len(known) >= FEWEST else np.nan
