"""What changed between two assessments: for the same members where they are linked, else by rank.

In: two tables of scores by member. Out: one `Change` for each dimension.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from evaluation.hub.people import FEWEST
from evaluation.intervals import NO_EFFECT, Effect, net_change, net_tendency

Basis = Literal["same members", "all members", "too few"]


@dataclass(frozen=True)
class Change:
    """What changed in one dimension.

    Parameters
    ----------
    dimension : str
    basis : {"same members", "all members", "too few"}
        Whether those who scored it both times are compared with themselves, everybody then with
        everybody now, or nothing could be shown.
    people : int
        How many the comparison rests on, both times together where they are not the same.
    effect : Effect
        Of the same members: the share that scored higher less the share that scored lower, -1 to 1.
        Of all members: how likely a score now is higher than one then, less a half, doubled, which
        is on the same scale: 0 where neither is.
    """

    dimension: str
    basis: Basis
    people: int
    effect: Effect

    @property
    def direction(self) -> Literal["higher", "lower", "unclear"]:
        """Whether the whole interval lies on one side of no change."""
        if self.effect.lower > 0:
            return "higher"
        return "lower" if self.effect.upper < 0 else "unclear"


def changes(
    before: pd.DataFrame, after: pd.DataFrame, *, linked: bool, level: float = 0.95
) -> list[Change]:
    """Return what changed in each dimension.

    Parameters
    ----------
    before, after : DataFrame
        From `by_member`, with the same columns.
    linked : bool
        Whether a member keeps their pseudonym, so that scores can be paired.
    level : float

    Notes
    -----
    The same members: Tango's score limits of the difference of dependent proportions. All members:
    Brunner and Munzel's limits; where some members scored both times but are not linked, the two
    samples depend on each other and the interval is, if anything, too wide (scores of one person
    agree more than those of two).
    """
    return [_change(str(name), before[name], after[name], linked, level) for name in after.columns]


def linked_members(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """Return how many members scored both times."""
    return len(before.index.intersection(after.index))


def _change(
    name: str,
    before: pd.Series,
    after: pd.Series,
    linked: bool,  # noqa: FBT001
    level: float,
) -> Change:
    if linked:
        both = pd.concat([before, after], axis="columns", join="inner").dropna()
        if len(both) >= FEWEST:
            moved = both.iloc[:, 1] - both.iloc[:, 0]
            higher, lower = int((moved > 0).sum()), int((moved < 0).sum())
            return Change(
                name, "same members", len(both), net_change(higher, lower, len(both), level)
            )
    then, now = before.dropna(), after.dropna()
    if min(len(then), len(now)) < FEWEST:
        return Change(name, "too few", 0, NO_EFFECT)
    return Change(name, "all members", len(then) + len(now), net_tendency(then, now, level))
