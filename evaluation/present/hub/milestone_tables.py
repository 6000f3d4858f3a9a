"""The table of milestones at the end of a year, and which of them it shows.

In: what `milestones_on` returns, and titles by level. Out: rows and a table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.ratings import rating_text
from evaluation.present.hub.unbroken import unbroken
from evaluation.present.words import capital
from evaluation.workspace import FinancialYear


def milestones_of_year(found: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the milestones that were planned or reached in a year, or were late at its end.

    Parameters
    ----------
    found : DataFrame
        From `milestones_on` for the year's last quarter.
    year : FinancialYear
    """
    start, end = pd.Timestamp(year.start), pd.Timestamp(year.end)
    is_own = found["planned"].between(start, end) | found["done"].between(start, end)
    is_late = found["done"].isna() & found["state"].isin(("late", "overdue"))
    return found[is_own | is_late].reset_index(drop=True)


def milestones_table(found: pd.DataFrame, titles: Mapping[str, str], year: FinancialYear) -> Table:
    """Return the milestones of a year.

    Parameters
    ----------
    found : DataFrame
        From `milestones_of_year`.
    titles : mapping of str to str
        What a reader calls the hub and each project.
    year : FinancialYear
    """
    frame = pd.DataFrame(
        {
            "Milestone": [
                f"{titles.get(level, level)}: {title}"
                for level, title in zip(found["project"], found["title"], strict=True)
            ],
            "Planned": [numbers.day_text(day) for day in found["planned"]],
            "Reached": ["–" if pd.isna(day) else numbers.day_text(day) for day in found["done"]],
            "Expected": [
                numbers.day_text(row["expected"]) if pd.isna(row["done"]) else "–"
                for row in found.to_dict("records")
            ],
            "Rating": [unbroken(rating_text(rating)) for rating in found["rating"]],
            "Why": [capital(reason) for reason in found["reason"]],
        }
    )
    caption = f"Milestones planned or reached in {year}, or late at its end."
    return Table(frame, caption, "governance-milestones")
