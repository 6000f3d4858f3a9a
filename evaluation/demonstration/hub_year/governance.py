"""The synthetic tables of governance.

The register, the plan, the status and the notes have a module each; here are the route and what
was handed in: mostly in time, some late, some never.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import QUARTERS
from evaluation.demonstration.hub_year.governance_notes import status_notes
from evaluation.demonstration.hub_year.governance_plan import (
    milestone_forecasts,
    milestones,
    tolerance_readings,
    tolerances,
)
from evaluation.demonstration.hub_year.governance_register import raid, raid_ratings
from evaluation.demonstration.hub_year.governance_status import exceptions, status

FOUNDED, LAST_OF_OLD_HOST, FIRST_OF_NEW_HOST = "2021-10-01", "2024-04-30", "2024-05-01"
QUARTERLY, ANNUAL, BOTH = "highlight and exception", "annual", "both"
GROUP, SERVICE, BOARD = (
    "Demonstration Programme Group",
    "Demonstration Research and Innovation Service",
    "Demonstration Integrated Care Board",
)
ROUTES: Final = (
    (GROUP, 1, FOUNDED, LAST_OF_OLD_HOST, BOTH, 21),
    ("Demonstration Transformation and Improvement Group", 2, FOUNDED, LAST_OF_OLD_HOST,
     QUARTERLY, 28),
    ("Demonstration Integrated Care System Board", 3, FOUNDED, LAST_OF_OLD_HOST, BOTH, 42),
    (GROUP, 1, FIRST_OF_NEW_HOST, "", QUARTERLY, 21),
    (GROUP, 1, FIRST_OF_NEW_HOST, "", ANNUAL, 75),
    (SERVICE, 2, FIRST_OF_NEW_HOST, "", QUARTERLY, 28),
    (BOARD, 3, FIRST_OF_NEW_HOST, "", ANNUAL, 90),
)  # fmt: skip
DAYS: Final = {body: days for body, *_, report, days in ROUTES if report == QUARTERLY}
DAYS_OF_ANNUAL: Final = {body: days for body, *_, report, days in ROUTES if report == ANNUAL}
HIGHLIGHT, EXCEPTION = "highlight", "exception"
WITH_EXCEPTION: Final = (1, 6, 7)  # quarters of the two years in which an exception was reported
DAYS_LATE: Final = {  # body, report and quarter; None where it was never handed in
    (SERVICE, HIGHLIGHT, 2): 6,
    (GROUP, HIGHLIGHT, 3): 2,
    (BOARD, ANNUAL, 4): 12,
    (SERVICE, HIGHLIGHT, 5): 5,
    (SERVICE, EXCEPTION, 6): 9,
    (SERVICE, HIGHLIGHT, 7): None,
}
MOST_DAYS_EARLY: Final = 6
MONTHS_A_QUARTER: Final = 3


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    columns = ["body", "order", "start", "end", "report", "days_after_quarter"]
    return {
        "governance-routes": pd.DataFrame(ROUTES, columns=columns),
        "governance-submissions": _submissions(generator),
        "raid": raid(),
        "raid-ratings": raid_ratings(),
        "milestones": milestones(),
        "milestone-forecasts": milestone_forecasts(),
        "tolerances": tolerances(),
        "tolerance-readings": tolerance_readings(),
        "status": status(),
        "status-notes": status_notes(),
        "exceptions": exceptions(),
    }


def _submissions(generator: np.random.Generator) -> pd.DataFrame:
    """Return what was handed in: annual reports of the first year only, the second is not due."""
    rows = []
    for number, quarter in enumerate(QUARTERS, start=1):
        reports = [(GROUP, HIGHLIGHT), (SERVICE, HIGHLIGHT)]
        if number in WITH_EXCEPTION:
            reports += [(GROUP, EXCEPTION), (SERVICE, EXCEPTION)]
        if number == len(QUARTERS) // 2:
            reports += [(GROUP, ANNUAL), (BOARD, ANNUAL)]
        for body, report in reports:
            early = -int(generator.integers(0, MOST_DAYS_EARLY, endpoint=True))
            late = DAYS_LATE.get((body, report, number), early)
            days = (DAYS_OF_ANNUAL if report == ANNUAL else DAYS)[body]
            submitted = None if late is None else _end(number) + dt.timedelta(days + late)
            rows.append((body, report, quarter, submitted.isoformat() if submitted else ""))
    return pd.DataFrame(rows, columns=["body", "report", "quarter", "submitted"])


def _end(number: int) -> dt.date:
    """Return the last day of a quarter, the first being April to June 2024."""
    months = 3 + number * MONTHS_A_QUARTER
    return dt.date(2024 + months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)
