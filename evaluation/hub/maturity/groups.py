"""Whether groups of members score differently, where each is large enough to be shown.

In: scores by member and the group or partner of each. Out: differences between two groups, and a
sentence about what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from evaluation.hub.people import FEWEST
from evaluation.intervals import Effect, net_tendency

GROUP, PARTNER = "group", "partner"
NOT_ALLOWED: Final = (
    f"Partners are not compared: no two have {FEWEST} members or more who scored, and fewer could "
    "be known."
)
ALLOWED: Final = "Partners with fewer than {fewest} members who scored are not compared."
GROUPS_NOT_ALLOWED: Final = (
    f"The two groups are not compared: one has fewer than {FEWEST} members who scored."
)


@dataclass(frozen=True)
class GroupDifference:
    """One dimension in two groups.

    Parameters
    ----------
    dimension, first, second : str
    effect : Effect
        How likely a member of the second group is to score higher than one of the first, ties
        counting half, less a half, doubled: 0 where neither.
    """

    dimension: str
    first: str
    second: str
    effect: Effect


def group_differences(
    scores: pd.DataFrame, table: pd.DataFrame
) -> tuple[list[GroupDifference], str]:
    """Return the differences that may be shown, and what is left out and why.

    Parameters
    ----------
    scores : DataFrame
        Rows of the table maturity-scores of one year.
    table : DataFrame
        From `by_member`, of the same year.
    """
    members = scores.drop_duplicates("member").set_index("member").reindex(table.index)
    found: list[GroupDifference] = []
    said = []
    for column, refusal in ((GROUP, GROUPS_NOT_ALLOWED), (PARTNER, NOT_ALLOWED)):
        sizes = members[column].value_counts()
        large = sorted(str(name) for name in sizes.index[sizes >= FEWEST])
        if len(large) < 2:
            said.append(refusal)
            continue
        if len(large) < len(sizes) and column == PARTNER:
            said.append(ALLOWED.format(fewest=FEWEST))
        first, *others = large
        found += [
            difference
            for second in others
            for difference in _between(table, members[column], first, second)
        ]
    return found, " ".join(said)


def _between(
    table: pd.DataFrame, groups: pd.Series, first: str, second: str
) -> list[GroupDifference]:
    differences = []
    for name in table.columns:
        one = table.loc[groups.eq(first).fillna(value=False), name].dropna()
        two = table.loc[groups.eq(second).fillna(value=False), name].dropna()
        if min(len(one), len(two)) >= FEWEST:
            effect = net_tendency(one, two)
            differences.append(GroupDifference(str(name), first, second, effect))
    return differences
