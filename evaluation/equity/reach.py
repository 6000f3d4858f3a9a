"""Whether an innovation reaches those who need it: users against the eligible, group by group.

Users and eligible people by group come in, protected; reach, index and the Core20 share go out.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, as_floats

PERCENT: Final = 100
METHOD_SHARES: Final = (
    "reach of the groups over that of the others, MOVER over Wilson limits, turned into shares"
)


@dataclass(frozen=True, slots=True)
class ShareOfUsers:
    """The share of users who are of some groups, against that of the eligible.

    Parameters
    ----------
    groups : tuple
        The groups, such as the most deprived national fifth.
    users, eligible : float or None
        Shares in percent; None where a count is suppressed.
    difference, difference_lower, difference_upper : float or None
        Share of users less share of the eligible, in percentage points.
    ratio, ratio_lower, ratio_upper : float or None
        Share of users over share of the eligible: below 1 the groups are reached too little.
    people : int or None
        Users in all groups.
    level : float
    """

    groups: tuple[Hashable, ...]
    users: float | None
    eligible: float | None
    difference: float | None
    difference_lower: float | None
    difference_upper: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    people: int | None
    level: float


def reach_by_group(
    counts: pd.DataFrame, level: float = 0.95, of: Measure = PROPORTION
) -> pd.DataFrame:
    """Return the reach of each group and its index.

    Parameters
    ----------
    counts : DataFrame, one row per group
        Columns group, numerator (users) and denominator (eligible); NA where suppressed.
    level : float
        Nominal coverage of the limits.
    of : Measure
        A proportion where users are counted among the eligible; a rate where they are not, as
        when one person may use it twice.

    Returns
    -------
    DataFrame, one row per group
        Those of `group_values` (value is the reach, users over eligible), and share_of_users,
        share_of_eligible (percent), index, index_lower and index_upper: the first share over the
        second, 1 where a group is reached as much as all together. Shares and indices are of the
        groups that can be shown, and missing for the others.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": [1, 2], "numerator": [20, 60], "denominator": [100, 100]})
    >>> reach_by_group(counts)[["value", "index"]].to_numpy().tolist()
    [[20.0, 0.5], [60.0, 1.5]]
    """
    table = group_values(counts, of, level=level)
    shares = [share_of_users(counts, [group], level, of) for group in table["group"]]
    return table.assign(
        share_of_users=_floats([found.users for found in shares]),
        share_of_eligible=_floats([found.eligible for found in shares]),
        index=_floats([found.ratio for found in shares]),
        index_lower=_floats([found.ratio_lower for found in shares]),
        index_upper=_floats([found.ratio_upper for found in shares]),
    )


def share_of_users(
    counts: pd.DataFrame,
    groups: Collection[Hashable],
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> ShareOfUsers:
    """Return the share of users who are of some groups, against that of the eligible.

    Parameters
    ----------
    counts, level, of
        As for `reach_by_group`. Groups that are hidden are left out of both shares.
    groups : collection of groups
        For Core20 the deciles 1 and 2, or the quintile 1, of national deprivation: not the most
        deprived fifth of the local population.

    Raises
    ------
    InvalidInput
        If one is not a group of the counts, or no other group is left.

    Notes
    -----
    The eligible are known; which of them become users is uncertain. With w the share of the
    eligible and r the reach of the groups over that of all others, the share of users is
    w r / (w r + 1 - w) and the ratio of shares r / (w r + 1 - w). Both rise with r, so their
    limits are those of r, the ratio of two independent reaches, turned into shares.

    References
    ----------
    NHS England, Core20PLUS5; Donner A, Zou GY (2012), doi:10.1177/0962280210384712.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": [1, 2], "numerator": [20, 60], "denominator": [100, 100]})
    >>> found = share_of_users(counts, [1])
    >>> found.users, found.eligible, found.difference, found.ratio
    (25.0, 50.0, -25.0, 0.5)
    """
    table = group_values(counts, of, level=level)
    wanted = tuple(dict.fromkeys(groups))
    if not wanted or not set(wanted) <= set(table["group"]):
        raise InvalidInput(
            "A group whose share is asked for is not one of the counts.",
            "Name groups as the counts do.",
        )
    is_core = table["group"].isin(wanted).to_numpy(dtype=bool)
    if is_core.all():
        raise InvalidInput("Every group is among those whose share is asked for.", "Name fewer.")
    users, eligible = as_floats(table["numerator"]), as_floats(table["denominator"])
    known = ~np.isnan(users / np.where(eligible > 0, eligible, np.nan))
    if not known[is_core].all() or not (known & ~is_core).any():
        return ShareOfUsers(wanted, *(None,) * 9, level)
    inside, outside = known & is_core, known & ~is_core
    weight = float(eligible[inside].sum() / eligible[known].sum())
    total = float(users[known].sum())
    if total == 0:
        return ShareOfUsers(wanted, None, PERCENT * weight, *(None,) * 7, level)
    limits = of.ratio(
        users[inside].sum(),
        eligible[inside].sum(),
        users[outside].sum(),
        eligible[outside].sum(),
        level,
    )
    share = float(users[inside].sum()) / total
    low, high = (float(_share(end, weight)) for end in limits)
    return ShareOfUsers(
        wanted,
        PERCENT * share,
        PERCENT * weight,
        PERCENT * (share - weight),
        PERCENT * (low - weight),
        PERCENT * (high - weight),
        share / weight,
        low / weight,
        high / weight,
        int(total),
        level,
    )


def _share(relative: FloatArray, weight: float) -> FloatArray:
    """Return the share of users of groups with a relative reach, that may be infinite."""
    if np.isinf(relative):
        return np.asarray(1.0)
    return weight * relative / (weight * relative + 1 - weight)


def _floats(values: list[float | None]) -> FloatArray:
    return np.array(values, dtype=float)
