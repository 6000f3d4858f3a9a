"""Tables of the governance route by date and of the reports that fell due.

In: the table governance-routes, and what `due_reports` returns. Out: tables for a year.
"""

from __future__ import annotations

import pandas as pd

from evaluation.hub.governance.routes import ANNUAL, QUARTERLY
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.unbroken import unbroken
from evaluation.present.words import capital, counted
from evaluation.workspace import FinancialYear

STILL, ALWAYS = "to date", "from the beginning"
NOT_YET = "–"
RECEIVES = {
    QUARTERLY: "Highlight and exception reports",
    ANNUAL: "The annual report",
    "both": "Highlight, exception and annual reports",
}
STATE_MARKS = {"in time": "✓", "late": "▲", "overdue": "■", "not yet due": "–"}


def route_table(routes: pd.DataFrame, year: FinancialYear) -> Table:
    """Return the bodies that were on the route at any time in a year, by date and in order.

    Parameters
    ----------
    routes : DataFrame
        The table governance-routes.
    year : FinancialYear
    """
    own = routes_in(routes, year)
    rows = [
        {
            "Place": str(row["order"]),
            "Body": row["body"],
            "Receives": RECEIVES[row["report"]],
            "Days after the quarter": str(row["days_after_quarter"]),
            "From": ALWAYS if pd.isna(row["start"]) else numbers.day_text(row["start"]),
            "To": STILL if pd.isna(row["end"]) else numbers.day_text(row["end"]),
        }
        for row in own.to_dict("records")
    ]
    caption = f"Who received which report in {year}, by date and in order."
    columns = ["Place", "Body", "Receives", "Days after the quarter", "From", "To"]
    right = ("Place", "Days after the quarter")
    return Table(pd.DataFrame(rows, columns=columns), caption, "governance-route", right=right)


def routes_in(routes: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the rows of the route that held on some day of a year, in order of time and place."""
    has_begun = routes["start"].isna() | (routes["start"] <= pd.Timestamp(year.end))
    has_not_ended = routes["end"].isna() | (routes["end"] >= pd.Timestamp(year.start))
    return routes[has_begun & has_not_ended].sort_values(["start", "order"], na_position="first")


def reports_table(due: pd.DataFrame, year: FinancialYear) -> Table:
    """Return the reports that fell due in a year, and what became of each by its end.

    Parameters
    ----------
    due : DataFrame
        From `due_reports`.
    year : FinancialYear
    """
    frame = pd.DataFrame(
        {
            "On": due["quarter"],
            "Report": [capital(report) for report in due["report"]],
            "To": due["body"],
            "Due": [numbers.day_text(day) for day in due["due"]],
            "Handed in": [
                NOT_YET if pd.isna(day) else numbers.day_text(day) for day in due["submitted"]
            ],
            "State": [
                state_text(state, days)
                for state, days in zip(due["state"], due["days_late"], strict=True)
            ],
        }
    )
    caption = f"Reports that fell due in {year}, and whether they were handed in by its end."
    return Table(frame, caption, "governance-reports")


def state_text(state: str, days_late: int | None) -> str:
    """Return what became of a report as a shape and words.

    Examples
    --------
    >>> state_text("late", 5).split(), state_text("overdue", None).split()
    (['▲', '5', 'days', 'late'], ['■', 'Overdue'])
    """
    if state == "late" and days_late is not None and pd.notna(days_late):
        return unbroken(f"{STATE_MARKS[state]} {counted(int(days_late), 'day')} late")
    return unbroken(f"{STATE_MARKS[state]} {capital(state)}")
