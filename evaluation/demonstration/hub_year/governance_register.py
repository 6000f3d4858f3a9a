"""The synthetic register of risks, issues and actions, with a rating for each review.

In: nothing. Out: the tables raid and raid-ratings. All invented.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.demonstration.hub_year.facts import QUARTERS

KINDS: Final = {"R": "risk", "I": "issue", "A": "action"}
MISSED: Final = "-"  # a quarter without a review

# id, project, title, owner, raised, due, closed, response, ratings from the quarter it was raised
# in: likelihood x impact of a risk, the impact of an issue.
ITEMS: Final = (
    ("R-01", "", "The core team is small: one absence stops a project's evaluation",
     "Head of the hub", "2024-04-15", "2025-09-30", "",
     "A second analyst shares the work on each project", "3x4 3x4 4x4 4x4 4x4 3x4 3x4 2x4"),
    ("R-02", "", "Partners withdraw their time when services are under pressure",
     "Programme manager", "2024-04-15", "2026-03-31", "",
     "Each partner agrees its days for the year with its representative",
     "2x4 2x4 3x4 3x4 3x4 4x4 4x4 4x4"),
    ("R-03", "", "The change of host interrupts contracts and access to data",
     "Head of the hub", "2024-04-15", "2024-09-30", "2024-11-15",
     "The old host keeps its contracts until the new ones are signed", "4x4 3x4"),
    ("R-04", "", "Core funding ends before its successor is agreed",
     "Senior responsible owner", "2024-10-10", "2025-12-31", "",
     "A case for funding goes to the board", "3x5 3x5 3x5 4x5 4x5 4x5"),
    ("R-05", "", "Data sharing agreements lapse with the new host",
     "Data lead", "2024-05-20", "2025-03-31", "2025-04-22",
     "Agreements are signed again, the largest first", "4x3 4x3 3x3 2x3"),
    ("R-06", "", "Results are read as proof where the design cannot give it",
     "Evaluation lead", "2025-01-20", "2026-06-30", "",
     "Each result is printed with its risk of bias", "3x4 3x4 2x4 2x4 2x4"),
    ("R-07", "", "The community of practice does not keep its members",
     "Education lead", "2025-04-28", "2026-09-30", "",
     "Topics are chosen by the members", "3x3 3x3 2x3 1x3"),
    ("R-08", "", "A partner leaves the programme when its own funding is cut",
     "Senior responsible owner", "2026-01-19", "2026-09-30", "",
     "The board is told what each partner brings", "3x4"),
    ("R-09", "plgf", "Tests are repeated within one episode, against the guideline",
     "Maternity lead", "2024-07-08", "2025-06-30", "2025-08-14",
     "The order form shows an earlier result", "4x3 3x3 3x3 2x3"),
    ("R-10", "plgf", "Women who need an interpreter are offered the test later",
     "Maternity lead", "2024-07-08", "2025-12-31", "",
     "Interpreters are booked with the appointment", "4x4 4x4 3x4 3x4 3x4 2x4 2x4"),
    ("R-11", "gammacore", "Diaries come back only from people who stay on the device",
     "Headache service lead", "2024-05-13", "2025-12-31", "2026-02-10",
     "Everyone who started is telephoned", "4x3 4x3 4x3 4x3 4x3 3x3 3x3"),
    ("R-12", "feno", "Consumables are not funded after the pilot",
     "Respiratory programme lead", "2024-09-02", "2026-03-31", "",
     "A budget is agreed with the networks", "3x4 3x4 4x4 4x4 4x4 3x4 2x4"),
    ("R-13", "feno", "Practices in the most deprived areas test least",
     "Respiratory programme lead", "2024-11-18", "2026-06-30", "",
     "Shared clinics open in the afternoon", "4x3 4x3 4x3 4x3 4x4 4x4"),
    ("R-14", "falls", "Assessments do not follow the extra questions, for want of staff",
     "Community rehabilitation lead", "2024-12-09", "2025-09-30", "",
     "The team that assesses is enlarged", "3x4 4x4 4x4 5x4 5x4 5x4"),
    ("R-15", "falls", "Classes reach people who are already active",
     "Community rehabilitation lead", "2025-05-12", "2026-03-31", "",
     "Places are kept for people referred after a fall", "3x3 3x3 - 3x3"),
    ("R-16", "nutrition", "Weekly re-screening falls while screening on admission rises",
     "Deputy chief nurse", "2024-10-21", "2025-06-30", "2025-07-21",
     "Became issue I-03", "3x4 4x4 4x4"),
    ("R-17", "nutrition", "Wards return to the old form without agreement",
     "Deputy chief nurse", "2025-10-13", "2026-03-31", "",
     "Ward managers agree the day of each change", "2x3 2x3"),
    ("I-01", "", "Access to the data warehouse was lost when the host changed",
     "Data lead", "2024-05-07", "2024-07-31", "2024-09-12",
     "Access is asked for again, project by project", "4"),
    ("I-02", "plgf", "The order form does not show that a result is already there",
     "Maternity lead", "2024-10-14", "2025-01-31", "2025-01-20",
     "The form is changed", "3"),
    ("I-03", "nutrition", "Weekly re-screening fell when the pathway went live",
     "Deputy chief nurse", "2025-07-21", "2025-12-31", "",
     "A shorter form is tried on two wards", "4 5 4"),
    ("I-04", "falls", "One of three assessors' posts is vacant",
     "Community rehabilitation lead", "2025-08-18", "2026-01-31", "",
     "The post is advertised again", "3 4 4"),
    ("I-05", "feno", "Two devices were recalled by the maker",
     "Respiratory programme lead", "2025-04-14", "2025-05-31", "2025-05-28",
     "Spare devices are lent", ""),
    ("I-06", "gammacore", "Two clinics keep separate lists of review dates",
     "Headache service lead", "2024-06-10", "2025-03-31", "2025-06-20",
     "One list is kept", "2 2 2 2"),
    ("I-07", "", "The reminder of the annual survey went out late",
     "Evaluation lead", "2025-11-24", "2026-02-28", "2026-01-30",
     "The survey stays open for two more weeks", "2"),
    ("A-01", "", "Write down the governance route under the new host",
     "Programme manager", "2024-05-13", "2024-06-30", "2024-06-24", "Done with the board", ""),
    ("A-02", "", "Ask each partner for a deputy representative",
     "Programme manager", "2024-07-15", "2024-09-30", "2024-12-05", "Letters to partners", ""),
    ("A-03", "", "Publish the hub's definitions of innovation and adoption",
     "Evaluation lead", "2024-10-14", "2025-01-31", "2025-01-27", "On the website", ""),
    ("A-04", "", "Offer a course in the West",
     "Education lead", "2025-04-28", "2025-10-31", "2025-10-16", "Held in October", ""),
    ("A-05", "", "Draft the case for funding after March 2027",
     "Senior responsible owner", "2025-06-16", "2025-11-30", "", "A first draft is with finance",
     ""),
    ("A-06", "plgf", "Show an earlier result on the order form",
     "Maternity lead", "2024-10-21", "2025-01-31", "2025-01-20", "With the laboratory", ""),
    ("A-07", "gammacore", "Telephone everyone who started, at six weeks",
     "Headache service lead", "2025-03-10", "2025-09-30", "2025-09-25", "A nurse telephones", ""),
    ("A-08", "feno", "Hold shared clinics in the afternoon",
     "Respiratory programme lead", "2025-09-15", "2026-01-31", "", "Rooms are being sought", ""),
    ("A-09", "feno", "Agree a budget for consumables with the networks",
     "Respiratory programme lead", "2025-06-09", "2025-12-31", "2026-03-12", "Agreed for a year",
     ""),
    ("A-10", "falls", "Ask the community trust to fill the vacant post",
     "Programme manager", "2025-09-01", "2025-11-30", "", "Two rounds without a candidate", ""),
    ("A-11", "falls", "State the aim anew, for three years",
     "Evaluation lead", "2025-10-20", "2026-02-28", "2026-02-23", "Agreed by the group", ""),
    ("A-12", "nutrition", "Try the shorter form on two wards",
     "Deputy chief nurse", "2025-10-13", "2026-04-30", "", "Under way since January", ""),
    ("A-13", "nutrition", "Put a monthly chart on each ward",
     "Deputy chief nurse", "2025-07-28", "2025-10-31", "2025-12-18", "Printed by the hub", ""),
    ("A-14", "", "Agree what a request for help must say",
     "Programme manager", "2026-02-16", "2026-06-30", "", "A form is being drafted", ""),
)  # fmt: skip
COLUMNS: Final = ["id", "project", "title", "owner", "raised", "due", "closed", "response"]


def raid() -> pd.DataFrame:
    """Return the register."""
    frame = pd.DataFrame([item[: len(COLUMNS)] for item in ITEMS], columns=COLUMNS)
    frame.insert(1, "kind", [KINDS[item[0][0]] for item in ITEMS])
    return frame


def raid_ratings() -> pd.DataFrame:
    """Return the rating of each review, from the quarter in which an item was raised."""
    rows = []
    for item in ITEMS:
        first = QUARTERS.index(quarter_of(item[4]))
        for quarter, rating in zip(QUARTERS[first:], item[-1].split(), strict=False):
            if rating != MISSED:
                likelihood, _, impact = rating.rpartition("x")
                rows.append((item[0], quarter, likelihood, impact))
    return pd.DataFrame(rows, columns=["id", "quarter", "likelihood", "impact"])


def quarter_of(day: str) -> str:
    """Return the quarter of a day written as 2025-10-01.

    Examples
    --------
    >>> quarter_of("2025-10-01"), quarter_of("2026-03-31")
    ('2025/26-Q3', '2025/26-Q4')
    """
    year, month = int(day[:4]), int(day[5:7])
    start = year if month > 3 else year - 1
    return f"{start}/{(start + 1) % 100:02d}-Q{(month - 4) % 12 // 3 + 1}"
