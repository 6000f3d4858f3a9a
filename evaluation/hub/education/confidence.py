"""Confidence of the same people before a course, at its end and at its follow-up.

In: the table education-confidence. Out: one row per question. People are compared with themselves;
what those who did not answer might change is bounded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect_proportion
from evaluation.hub.people import FEWEST, PERCENT
from evaluation.intervals import NO_EFFECT, Effect, net_change, relative_effect

"""People below which no result is shown under any rule: they could be known."""


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
        What `gained` would be if all who did not answer at the end had lost, or gained, by
        protected counts of both, so that they do not tell how few were silent; missing where one is
        suppressed.
    gained_people, kept_people : int
        How many people each change rests on; true counts.
    """

    item: str
    before: float
    after: float
    follow_up: float
    gained: Effect
    kept: Effect
    least: float
    most: float
    gained_people: int
    kept_people: int


@dataclass(frozen=True)
class Response:
    """Who answered.

    Parameters
    ----------
    people : int
        Who answered before the course; a true count.
    after, follow_up : float
        Percentages of them who answered at the end and at the follow-up, the latter of those whose
        course had one; of protected counts, missing where one is suppressed.
    has_follow_up : bool
        Whether enough people were at a course that had one.
    tendency : Effect
        How likely someone who answered at the follow-up was to be more confident before than
        someone who did not, 0.5 where neither; missing where either are too few.
    """

    people: int
    after: float
    follow_up: float
    has_follow_up: bool
    tendency: Effect


def confidence(
    table: pd.DataFrame, level: float = 0.95, rule: DisclosureRule = HES
) -> list[Confidence]:
    """Return each question's change.

    Parameters
    ----------
    table : DataFrame
        Rows of the table education-confidence of the sessions that count.
    level : float
    rule : DisclosureRule
        Says how few people are too few, where that is more than `FEWEST`.

    Notes
    -----
    Tango's score limits of the difference of dependent proportions; see `net_change`.
    """
    return [_item(str(item), own, level, rule) for item, own in table.groupby("item", sort=False)]


def response(
    table: pd.DataFrame, followed_up: Collection[str] = (), rule: DisclosureRule = HES
) -> Response:
    """Return who answered, and whether those who came back were others to begin with.

    Parameters
    ----------
    table : DataFrame
        Rows of the table education-confidence of the sessions that count.
    followed_up : collection of str
        Courses whose follow-up was held: silence at it counts, also where nobody answered. Others
        count where somebody did.
    rule : DisclosureRule
    """
    people = table.groupby(["session", "participant"])[["before", "after", "follow_up"]].mean()
    people = people[people["before"].notna()]
    answered = people["follow_up"].notna().groupby("session").transform("any")
    is_followed = answered.astype(bool) | people.index.isin(list(followed_up), level="session")
    followed = people[is_followed]
    came_back = followed["follow_up"].notna()
    gone, back = (followed.loc[chosen, "before"] for chosen in (~came_back, came_back))
    fewest = _fewest(rule)
    enough = min(len(gone), len(back)) >= fewest
    return Response(
        len(people),
        _percentage(people["after"].notna(), fewest, rule),
        _percentage(came_back, fewest, rule),
        len(followed) >= fewest,
        relative_effect(gone, back) if enough else NO_EFFECT,
    )


def _fewest(rule: DisclosureRule) -> int:
    return max(FEWEST, rule.fewest_for_mean)


def _percentage(is_there: pd.Series, fewest: int, rule: DisclosureRule) -> float:
    """Return the percentage that is there, of protected counts."""
    if len(is_there) < fewest:
        return np.nan
    return PERCENT * _share(int(is_there.sum()), len(is_there), rule)


def _share(part: int, whole: int, rule: DisclosureRule) -> float:
    safe = protect_proportion(pd.Series([part]), pd.Series([whole]), rule)
    top, bottom = safe.numerator.iloc[0], safe.denominator.iloc[0]
    return float(top / bottom) if pd.notna(top) and pd.notna(bottom) and bottom else np.nan


def _item(item: str, own: pd.DataFrame, level: float, rule: DisclosureRule) -> Confidence:
    fewest = _fewest(rule)
    scores = own[["before", "after", "follow_up"]].astype("float64")
    at_end = (scores["after"] - scores["before"]).dropna()
    later = (scores["follow_up"] - scores["before"]).dropna()
    gained = _change(at_end, level, fewest)
    share = _share(len(at_end), int(scores["before"].notna().sum()), rule)
    least, most = (gained.value * share + side * (1 - share) for side in (-1, 1))
    before, after, follow_up = (_median(scores[name], fewest) for name in scores)
    return Confidence(
        item,
        before,
        after,
        follow_up,
        gained,
        _change(later, level, fewest),
        least,
        most,
        len(at_end),
        len(later),
    )


def _change(moved: pd.Series, level: float, fewest: int) -> Effect:
    if len(moved) < fewest:
        return NO_EFFECT
    return net_change(int((moved > 0).sum()), int((moved < 0).sum()), len(moved), level)


def _median(scores: pd.Series, fewest: int) -> float:
    known = scores.dropna()
    return float(known.median()) if len(known) >= fewest else np.nan
