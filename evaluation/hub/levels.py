"""The hub as a whole and its projects: the levels at which rows of the hub's tables stand."""

from __future__ import annotations

from typing import Final

import pandas as pd

HUB: Final = "hub"
"""The level of what belongs to no single project."""
WHOLE_HUB: Final = "The hub as a whole"
"""What a reader calls it."""


def with_level(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose column project says "hub" where it was empty.

    Examples
    --------
    >>> with_level(pd.DataFrame({"project": ["falls", None]}))["project"].to_list()
    ['falls', 'hub']
    """
    return table.assign(project=table["project"].astype("string").fillna(HUB))


def levels_in_order(table: pd.DataFrame) -> list[str]:
    """Return the levels of a table that `with_level` made: the hub first, then projects by name."""
    levels = sorted(set(table["project"]))
    return sorted(levels, key=lambda level: level != HUB)
