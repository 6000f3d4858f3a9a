"""Involvement of patients and the public: how much, how far, for which projects, and what changed.

In: the table ppi-log. Out: counts by level and project. Activities are no people; the people who
took part are, and pass the hub's rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from evaluation.disclosure import HES, DisclosureRule
from evaluation.hub.levels import HUB, with_level
from evaluation.hub.people import PEOPLE, beside_their_total

LEVELS: Final = ("inform", "consult", "involve", "collaborate", "co-produce")
SHARED_POWER: Final = ("collaborate", "co-produce")
NONE: Final = "none"


def of_year(log: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the activities of a year, in order of time; project "hub" where none is named."""
    own = log[log["date"].between(start, end)].sort_values("date", kind="stable")
    return with_level(own).reset_index(drop=True)


def by_level(log: pd.DataFrame, rule: DisclosureRule = HES) -> pd.DataFrame:
    """Return activities and people by level of involvement, the least first.

    Returns
    -------
    DataFrame
        level, activities, people (protected beside their total, NA where suppressed), changes (how
        many activities changed something or are about to).
    """
    found = _counts(log, "level").reindex(list(LEVELS), fill_value=0).reset_index()
    return beside_their_total(found, rule)


def by_project(
    log: pd.DataFrame, projects: Sequence[str], rule: DisclosureRule = HES
) -> pd.DataFrame:
    """Return activities and people by project, also of projects without any.

    Returns
    -------
    DataFrame
        project ("hub" last, where it has any), activities, people, changes, and highest: the
        highest level reached, missing without an activity.
    """
    names = [*projects, *([HUB] if log["project"].eq(HUB).any() else [])]
    found = _counts(log, "project").reindex(names, fill_value=0)
    places = {level: place for place, level in enumerate(LEVELS)}
    highest = log["level"].map(places).groupby(log["project"]).max()
    found["highest"] = [
        LEVELS[int(highest[name])] if name in highest.index else pd.NA for name in names
    ]
    return beside_their_total(found.rename_axis("project").reset_index(), rule)


def _counts(log: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = log.assign(changes=log["status"].ne(NONE).fillna(value=False), activities=1)
    return rows.groupby(column)[["activities", PEOPLE, "changes"]].sum().astype("Int64")
