"""The synthetic milestones, tolerances and their readings.

In: nothing. Out: the tables milestones, milestone-forecasts, tolerances and tolerance-readings.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.demonstration.hub_year.facts import QUARTERS

# milestone, project, title, planned, done, forecasts as quarter of the two years (1 to 8) and day.
MILESTONES: Final[tuple[tuple[str, str, str, str, str, dict[int, str]], ...]] = (
    ("M-01", "", "Agreement with the new host is signed", "2024-06-30", "2024-06-12", {}),
    ("M-02", "", "Evaluation framework is agreed by all partners", "2024-09-30", "2024-11-04",
     {2: "2024-10-30"}),
    ("M-03", "", "First stakeholder survey is closed", "2025-01-31", "2025-01-28", {}),
    ("M-04", "", "Annual report for 2024/25 is approved", "2025-06-30", "2025-07-09",
     {5: "2025-07-10"}),
    ("M-05", "", "Second horizon scan is decided", "2025-10-31", "2025-10-22", {}),
    ("M-06", "", "Case for funding after March 2027 is with the board", "2025-12-31", "",
     {6: "2026-01-30", 7: "2026-03-31", 8: "2026-05-31"}),
    ("M-07", "", "Annual report for 2025/26 is approved", "2026-06-30", "", {}),
    ("M-08", "plgf", "Both units are live", "2024-04-01", "2024-04-01", {}),
    ("M-09", "plgf", "First audit is reported", "2024-11-30", "2024-11-25", {}),
    ("M-10", "plgf", "Interpreters are booked with the appointment", "2025-03-31", "2025-05-16",
     {4: "2025-05-15"}),
    ("M-11", "plgf", "Re-audit is reported", "2025-11-30", "2025-12-09", {}),
    ("M-12", "plgf", "Third audit is agreed with maternity governance", "2026-03-31", "",
     {7: "2026-04-20"}),
    ("M-13", "gammacore", "Device is on the clinic's formulary", "2024-09-30", "2024-09-16", {}),
    ("M-14", "gammacore", "First audit is reported", "2024-12-31", "2025-02-11",
     {3: "2025-01-30"}),
    ("M-15", "gammacore", "Second audit is reported", "2025-12-31", "2025-12-15", {}),
    ("M-16", "gammacore", "Everyone who started has been telephoned", "2026-02-28", "2026-03-05",
     {7: "2026-03-10"}),
    ("M-17", "gammacore", "Device is handed over to the headache service", "2026-04-01", "", {}),
    ("M-18", "feno", "Devices are in all localities", "2024-07-31", "2024-07-29", {}),
    ("M-19", "feno", "First audit is reported", "2025-02-28", "2025-03-10", {}),
    ("M-20", "feno", "All practices use the new threshold", "2025-05-31", "2025-06-27",
     {4: "2025-06-30"}),
    ("M-21", "feno", "Afternoon clinics are open", "2026-01-31", "", {7: "2026-02-28"}),
    ("M-22", "feno", "Re-audit is reported", "2026-04-30", "", {8: "2026-05-15"}),
    ("M-23", "falls", "Required field is live in the record", "2024-10-01", "2024-10-01", {}),
    ("M-24", "falls", "Classes run in every locality", "2025-02-28", "2025-02-20", {}),
    ("M-25", "falls", "First audit is reported", "2025-08-31", "2025-10-02",
     {5: "2025-09-15", 6: "2025-10-10"}),
    ("M-26", "falls", "Assessment team is at full strength", "2025-09-30", "",
     {6: "2025-12-31", 7: "2026-04-30", 8: "2026-07-31"}),
    ("M-27", "falls", "Re-audit is reported", "2026-05-31", "", {}),
    ("M-28", "nutrition", "Pathway is live on all older people's wards", "2024-04-01",
     "2024-04-01", {}),
    ("M-29", "nutrition", "Half-year review is held with the wards", "2024-10-31", "2025-04-15",
     {4: "2025-04-15"}),
    ("M-30", "nutrition", "Shorter form is agreed", "2025-11-30", "2026-01-21",
     {7: "2026-01-20"}),
    ("M-31", "nutrition", "Trial on two wards ends", "2026-03-31", "", {7: "2026-04-30"}),
    ("M-32", "nutrition", "Old form or new one is decided", "2026-06-30", "", {8: "2026-06-20"}),
)  # fmt: skip

WEEKS, OVER = ("Weeks behind plan", "weeks"), ("Spend over budget", "%")
COMPLETE = ("Records that are complete", "%")
BENEFITS = ("Benefits expected, of those planned", "%")

# project, aspect, measure and unit, limit, side that breaches it, value/forecast by quarter.
TOLERANCES: Final = (
    ("", "time", WEEKS, 6, "above", "1/1 2/4 1/1 0/0 1/1 0/2 2/13 13/22"),
    ("", "cost", OVER, 5, "above", "0/2 1/2 2/3 3/3 0/1 1/1 1/2 2/2"),
    ("", "quality", ("Quarterly returns received from projects", "%"), 80, "below",
     "80/100 100/100 100/100 100/100 100/100 80/100 100/100 100/100"),
    ("", "risk", ("Extreme risks and issues", "items"), 7, "above",
     "2/2 1/2 4/4 5/5 5/6 6/6 6/6 6/6"),
    ("plgf", "time", WEEKS, 4, "above", "0/0 0/0 0/1 3/4 0/0 0/0 1/2 1/3"),
    ("plgf", "cost", OVER, 5, "above", "6/4 3/2 1/1 1/1 0/0 0/0 0/0 0/0"),
    ("plgf", "quality", COMPLETE, 90, "below", "91/95 92/95 95/96 96/96 96/96 97/97 97/97 97/97"),
    ("gammacore", "time", WEEKS, 6, "above", "0/0 - 0/4 2/0 0/0 0/0 0/1 1/0"),
    ("gammacore", "quality", ("People who started with a diary at six months", "%"), 40, "below",
     "48/48 - 46/46 44/44 43/45 46/50 55/60 62/62"),
    ("feno", "time", WEEKS, 6, "above", "0/0 0/0 0/0 1/4 3/3 0/0 0/4 4/6"),
    ("feno", "cost", OVER, 5, "above", "0/0 1/1 1/2 2/2 2/3 3/4.5 4.5/7 4/4"),
    ("falls", "time", WEEKS, 6, "above", "0/0 0/0 0/0 0/0 0/2 5/13 13/30 26/43"),
    ("falls", "scope", ("Changes to the aim without agreement", "changes"), 0, "above",
     "0/0 0/0 0/0 0/0 0/0 0/0 0/0 0/0"),
    ("falls", "benefits", BENEFITS, 80, "below", "- - 100/100 100/95 95/92 90/85 82/74 68/60"),
    ("nutrition", "time", WEEKS, 8, "above", "0/0 0/0 8/8 8/8 2/0 0/0 4/7 5/6"),
    ("nutrition", "quality", ("Inpatients screened again each week", "%"), 60, "below",
     "71/70 69/68 67/66 65/62 62/58 57/57 55/58 58/59"),
)  # fmt: skip


def milestones() -> pd.DataFrame:
    """Return the milestones."""
    columns = ["milestone", "project", "title", "planned", "done"]
    return pd.DataFrame([row[:-1] for row in MILESTONES], columns=columns)


def milestone_forecasts() -> pd.DataFrame:
    """Return the days expected, one row per milestone and quarter in which one was stated."""
    rows = [
        (milestone, QUARTERS[number - 1], expected)
        for milestone, *_, forecasts in MILESTONES
        for number, expected in forecasts.items()
    ]
    return pd.DataFrame(rows, columns=["milestone", "quarter", "expected"])


def tolerances() -> pd.DataFrame:
    """Return the tolerances."""
    columns = ["project", "aspect", "measure", "unit", "limit", "is_breached_when"]
    rows = [
        (project, aspect, *measure, limit, side)
        for project, aspect, measure, limit, side, _ in TOLERANCES
    ]
    return pd.DataFrame(rows, columns=columns)


def tolerance_readings() -> pd.DataFrame:
    """Return the readings, none where a quarter has "-"."""
    rows = [
        (project, aspect, quarter, *(float(number) for number in reading.split("/")))
        for project, aspect, _, _, _, readings in TOLERANCES
        for quarter, reading in zip(QUARTERS, readings.split(), strict=True)
        if reading != "-"
    ]
    return pd.DataFrame(rows, columns=["project", "aspect", "quarter", "value", "forecast"])
