"""Development priorities of a year and how they stood at the end of a quarter.

In: the tables priorities and priority-progress. Nothing that was stated later counts.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.stated import latest_stated

NOT_REPORTED: Final = "not reported"
PRIORITY_COLUMNS = [
    "priority",
    "title",
    "owner",
    "target",
    "status",
    "stated_in",
    "previous_status",
    "note",
]


def priorities_on(
    priorities: pd.DataFrame, progress: pd.DataFrame, quarter: Quarter
) -> pd.DataFrame:
    """Return the priorities of a quarter's year, as they stood at its end.

    Parameters
    ----------
    priorities, progress : DataFrame
        The tables priorities and priority-progress.
    quarter : Quarter

    Returns
    -------
    DataFrame
        `PRIORITY_COLUMNS`, in the table's order. status is the latest stated in the year up to the
        quarter, which stated_in names, "not reported" where there is none; previous_status the
        same a quarter before, in the same year; note is the last one of the year, if any.
    """
    own = priorities[priorities["year"].eq(str(quarter.year))].reset_index(drop=True)
    in_year = progress[progress["quarter"].str.startswith(f"{quarter.year}-Q")]
    now = latest_stated(in_year, "priority", quarter).reindex(own["priority"]).reset_index()
    before = latest_stated(in_year, "priority", quarter.previous).reindex(own["priority"])
    noted = latest_stated(in_year.dropna(subset=["note"]), "priority", quarter)
    found = own.assign(
        status=now["status"].fillna(NOT_REPORTED),
        stated_in=now["quarter"],
        previous_status=before["status"].fillna(NOT_REPORTED).to_numpy(),
        note=noted["note"].reindex(own["priority"]).to_numpy(),
    )
    return found[PRIORITY_COLUMNS].astype("string")
