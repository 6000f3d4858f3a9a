"""Says which version of a criterion was in force on the day of each record.

In: the chain of versions that stand behind one criterion, and days. Out: the position of a version
in its chain for each day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NO_DAY: Final = int(np.iinfo(np.int32).min)
"""Stands for the day of a record that has none."""
WITHOUT_DAY: Final = -1
"""Position of the version of a record without a day, where versions differ by the day."""
NONE_IN_FORCE: Final = -2
"""Position of the version of a record on whose day no version held."""

_EPOCH: Final = dt.date(1970, 1, 1)


class ExpressionFault(Protocol):
    """What is wrong with an expression, and what to do next."""

    @property
    def sentence(self) -> str:
        """What is wrong."""

    @property
    def remedy(self) -> str:
        """What to do next."""


class Condition(Protocol):
    """What can be asked of every record: an expression of the criteria room."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""

    def evaluate(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Return the answer for each record, null where it cannot be said."""

    def faults(self, schema: pa.Schema) -> Sequence[ExpressionFault]:
        """Return what in it does not go with the columns of a table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is eligible, who meets the criterion, and who is properly outside it.

    Parameters
    ----------
    eligible, met : Condition
    exceptions : tuple of (str, Condition)
        Each reason and when it applies; the first that does is counted.
    """

    eligible: Condition
    met: Condition
    exceptions: tuple[tuple[str, Condition], ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions of the rule."""
        return (self.eligible, self.met, *(when for _, when in self.exceptions))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a criterion: the days on which it held, both included, and its rule.

    Parameters
    ----------
    id : str
        In the standards library.
    guideline : str
        The publication that it comes from; empty for a criterion of one's own.
    valid_from, valid_to : date or None
        None where that end is open.
    rule : Rule or None
        None where records come with their results.
    """

    id: str
    guideline: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    rule: Rule | None = None

    def holds_on(self, days: IntArray) -> BoolArray:
        """Return on which days (since 1970-01-01; `NO_DAY` for none) the version held."""
        first = NO_DAY if self.valid_from is None else day_number(self.valid_from)
        last = np.iinfo(np.int32).max if self.valid_to is None else day_number(self.valid_to)
        held: BoolArray = (days != NO_DAY) & (days >= first) & (days <= last)
        return held


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions of one criterion, oldest first, under the id by which it was asked for."""

    criterion: str
    versions: tuple[Version, ...]

    @property
    def needs_days(self) -> bool:
        """Whether the version depends on the day."""
        ends = (end for each in self.versions for end in (each.valid_from, each.valid_to))
        return any(end is not None for end in ends)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions of all versions."""
        rules = (version.rule for version in self.versions)
        return tuple(each for rule in rules if rule for each in rule.conditions)


def version_on(days: IntArray, chain: Chain) -> IntArray:
    """Return the position in its chain of the version that held on each day.

    Parameters
    ----------
    days : ndarray of int
        Days since 1970-01-01; `NO_DAY` where a record has none.
    chain : Chain
        Where two versions hold on one day, the later in the chain is taken.

    Returns
    -------
    ndarray of int
        `WITHOUT_DAY` or `NONE_IN_FORCE` where there is none. A chain without any date of validity
        holds always, also for a record without a day.

    Examples
    --------
    >>> old = Version("A-2017", valid_from=dt.date(2017, 1, 1), valid_to=dt.date(2024, 11, 26))
    >>> new = Version("A-2024", valid_from=dt.date(2024, 11, 27))
    >>> texts = ["2016-12-31", "2024-11-26", "2024-11-27"]
    >>> days = np.array([day_number(dt.date.fromisoformat(text)) for text in texts])
    >>> version_on(days, Chain("A", (old, new))).tolist()
    [-2, 0, 1]
    """
    if not chain.needs_days:
        return np.full(len(days), len(chain.versions) - 1, dtype=np.int64)
    found = np.where(days == NO_DAY, WITHOUT_DAY, NONE_IN_FORCE).astype(np.int64)
    for position, version in enumerate(chain.versions):
        found[version.holds_on(days)] = position
    return found


def day_number(day: dt.date) -> int:
    """Return the days from 1970-01-01 to a day."""
    return (day - _EPOCH).days


def day_numbers(dates: pa.Array) -> IntArray:
    """Return a column of dates or times as days since 1970-01-01, `NO_DAY` where missing."""
    numbers = dates.cast(pa.date32(), safe=False).cast(pa.int32()).fill_null(NO_DAY)
    days: IntArray = numbers.to_numpy(zero_copy_only=False).astype(np.int64)
    return days


def columns_used(chains: Iterable[Chain]) -> frozenset[str]:
    """Return the columns that the rules of some chains read."""
    return frozenset(
        name for chain in chains for condition in chain.conditions for name in condition.columns
    )
