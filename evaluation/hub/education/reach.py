"""Who came: people by partner, place and role, under the rule for small numbers.

In: the tables education-sessions and education-attendance. Out: protected counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from evaluation.disclosure import HES, DisclosureRule
from evaluation.hub.people import PEOPLE, beside_their_total

OTHERS: Final = "others"


def attended(sessions: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
    """Return attendance at sessions that were held, with their kind and locality.

    Parameters
    ----------
    sessions : DataFrame
        From `of_year`.
    attendance : DataFrame
        The table education-attendance.
    """
    held = sessions[sessions["status"].eq("held")][["session", "kind", "locality"]]
    joined = attendance.merge(held, on="session", how="inner")
    return joined.assign(partner=joined["partner"].astype("string").fillna(OTHERS))


def reach_by(
    found: pd.DataFrame, column: str, groups: Sequence[str], rule: DisclosureRule = HES
) -> pd.DataFrame:
    """Return people by group, also of groups that nobody came from.

    Parameters
    ----------
    found : DataFrame
        From `attended`.
    column : {"partner", "locality", "role", "kind"}
    groups : sequence of str
        All that could have come; others that did come are added behind them.
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        `column` and people: Int64, protected beside their total, NA where suppressed.
    """
    counts = found.groupby(column)[PEOPLE].sum()
    names = [*groups, *(name for name in counts.index if name not in groups)]
    table = counts.reindex(names, fill_value=0).astype("Int64").rename_axis(column).reset_index()
    return beside_their_total(table, rule)


def not_reached(found: pd.DataFrame, partners: Sequence[str]) -> list[str]:
    """Return the partners that nobody came from."""
    came = set(found.loc[found[PEOPLE] > 0, "partner"])
    return [partner for partner in partners if partner not in came]
