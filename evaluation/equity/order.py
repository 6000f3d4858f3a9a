"""Puts ordered groups in their true order, most disadvantaged first, whatever they are written as.

Numbers, text such as "10" or "1 - most deprived" and ordered categories come in; positions go
out. Text is never sorted as text, which would put decile 10 before decile 2.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import Final

import pandas as pd

from evaluation.errors import InvalidInput

LEADING_NUMBER: Final = re.compile(r"\s*(\d+(?:\.\d+)?)(?![\d.])")
ANY_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
WORST_OFF: Final = re.compile(r"\b(most (deprived|disadvantaged)|poorest)\b", re.IGNORECASE)
BEST_OFF: Final = re.compile(
    r"\b(least (deprived|disadvantaged)|richest|wealthiest|most (affluent|advantaged))\b",
    re.IGNORECASE,
)
REMEDY: Final = "State the order as a list, most disadvantaged first."


def true_order(groups: pd.Series, stated: Sequence[Hashable] | None = None) -> list[int]:
    """Return the positions of groups in their true order, most disadvantaged first.

    Parameters
    ----------
    groups : Series
        One name for each group: numbers, text that holds one number, or ordered categories. By
        convention (English deprivation deciles and quintiles) 1 is the most disadvantaged; words
        such as "most deprived" on the last number turn the order round.
    stated : sequence of groups, optional
        The order, where it cannot be told from the names or is another.

    Returns
    -------
    list of int
        Positions into `groups`.

    Raises
    ------
    InvalidInput
        If a group comes twice, `stated` leaves one out, or the order cannot be told.

    Examples
    --------
    >>> true_order(pd.Series(["10", "2", "1 - most deprived"]))
    [2, 1, 0]
    >>> true_order(pd.Series(["1 - least deprived", "2", "3 - most deprived"]))
    [2, 1, 0]
    """
    names = list(groups)
    if len(set(names)) < len(names) or groups.isna().any():
        raise InvalidInput("A group comes twice or has no name.", "Give one row for each group.")
    if stated is not None:
        return _as_stated(names, stated)
    if isinstance(groups.dtype, pd.CategoricalDtype) and groups.cat.ordered:
        return sorted(range(len(names)), key=groups.cat.codes.tolist().__getitem__)
    numbers = _numbers_in(names)
    if numbers is None:
        raise InvalidInput("The order of the groups cannot be told from their names.", REMEDY)
    ascending = sorted(range(len(names)), key=numbers.__getitem__)
    return _most_disadvantaged_first(ascending, names)


def _as_stated(names: list[Hashable], stated: Sequence[Hashable]) -> list[int]:
    missing = set(names) - set(stated)
    if missing or len(set(stated)) < len(stated):
        raise InvalidInput(
            f"{len(missing)} groups are not in the stated order, or one is named twice in it.",
            "List every group once, most disadvantaged first.",
        )
    return [names.index(name) for name in stated if name in names]


def _numbers_in(names: list[Hashable]) -> list[float] | None:
    """Return the number of each group, or None where one has none or two have the same."""
    texts = [str(name) for name in names]
    leading = [LEADING_NUMBER.match(text) for text in texts]
    if all(leading):
        numbers = [float(match[1]) for match in leading if match]
    else:
        found = [ANY_NUMBER.findall(text) for text in texts]
        if any(len(each) != 1 for each in found):
            return None
        numbers = [float(each[0]) for each in found]
    return numbers if len(set(numbers)) == len(numbers) else None


def _most_disadvantaged_first(ascending: list[int], names: list[Hashable]) -> list[int]:
    """Return the order by number, turned round where words at its ends say so."""
    last = len(names) - 1
    worst = [place for place, at in enumerate(ascending) if WORST_OFF.search(str(names[at]))]
    best = [place for place, at in enumerate(ascending) if BEST_OFF.search(str(names[at]))]
    if worst in ([], [0]) and best in ([], [last]):
        return ascending
    if worst in ([], [last]) and best in ([], [0]):
        return ascending[::-1]
    raise InvalidInput("The words and the numbers of the groups say different orders.", REMEDY)
