"""The synthetic notes of each quarter: done, not done, next, lessons and requests for change.

In: nothing. Out: the table status-notes. What was planned for a quarter and not done is said so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import pandas as pd

from evaluation.demonstration.hub_year.facts import QUARTERS

# What was done in each of the eight quarters, and what is next after them; "; " between several.
WORK: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "Agreement with the new host; first highlight report by the new route",
        "Transfer of contracts to the new host",
        "Evaluation framework agreed by all partners; first horizon scan",
        "First stakeholder survey; data sharing agreements for four of five projects",
        "Annual report for 2024/25; last data sharing agreement signed",
        "Plan for the second horizon scan; new course programme",
        "Second horizon scan; first course in the West",
        "Second stakeholder survey; returns from all projects in time",
        "Annual report for 2025/26; case for funding after March 2027",
    ),
    "plgf": (
        "Test live in both units",
        "Data of the first audit",
        "First audit reported; order form changed",
        "Contract for interpreters",
        "Interpreters booked with the appointment",
        "Data of the re-audit",
        "Re-audit reported",
        "Plan for the third audit",
        "Third audit agreed with maternity governance",
    ),
    "gammacore": (
        "Six-week calls by a nurse",
        "Device on the clinic's formulary",
        "Data of the first audit",
        "First audit reported",
        "One list of review dates for both clinics",
        "Calls to everyone who started",
        "Second audit reported",
        "Last calls to those who stopped",
        "Hand-over to the headache service",
    ),
    "feno": (
        "Training of the last practices",
        "Devices in all localities",
        "Notice to practices of the new guideline",
        "First audit reported",
        "New threshold in all practices",
        "Places for shared clinics chosen",
        "Start of the re-audit",
        "Budget for consumables agreed with the networks",
        "Re-audit reported; afternoon clinics open",
    ),
    "falls": (
        "Wording of the questions agreed",
        "Required field tested on two wards",
        "Required field live in the record",
        "Classes in every locality",
        "Data of the first audit",
        "Terms of the new post agreed",
        "First audit reported",
        "Aim stated anew, for three years",
        "Re-audit reported; assessment team complete",
    ),
    "nutrition": (
        "Pathway live on all wards",
        "Training of new staff on the wards",
        "Monthly figures for the steering group",
        "Plan for the half-year review",
        "Half-year review with the wards",
        "Interviews with ward managers",
        "Monthly chart on each ward",
        "Shorter form agreed; trial begun on two wards",
        "End of the trial; decision on the old form or the new one",
    ),
}
# project, kind, quarter (1 to 8), text
OTHERS: Final = (
    ("", "not done", 2, "Evaluation framework: two partners had still to agree."),
    ("", "not done", 5, "Approval of the annual report moved to July."),
    ("", "not done", 7, "The case for funding did not reach the board."),
    ("", "not done", 8, "The case for funding did not reach the board."),
    ("", "lesson", 3, "A change of host needs a data agreement on its first day."),
    ("", "lesson", 7, "Figures from finance must be asked for a quarter ahead."),
    ("", "change request", 6, "Report on six aspects of status instead of three."),
    ("plgf", "not done", 4, "Interpreters were not yet booked with the appointment."),
    ("plgf", "lesson", 3, "An order form that shows earlier results prevents repeat tests."),
    ("gammacore", "not done", 3, "Too few diaries came back to report the first audit."),
    ("gammacore", "lesson", 4, "People who stop must be telephoned; their diaries do not come."),
    ("feno", "not done", 7, "No rooms were found for afternoon clinics."),
    ("feno", "not done", 8, "Afternoon clinics did not open."),
    ("feno", "change request", 7, "Share the cost of consumables with the networks."),
    ("falls", "not done", 6, "The first audit was not reported."),
    ("falls", "not done", 7, "The vacant post was not filled."),
    ("falls", "not done", 8, "The vacant post was not filled."),
    ("falls", "lesson", 6, "Asking is not preventing: the team that assesses must grow too."),
    ("falls", "change request", 7, "State the aim for three years instead of 18 months."),
    ("nutrition", "not done", 3, "The half-year review was not held."),
    ("nutrition", "not done", 7, "The shorter form was not agreed."),
    ("nutrition", "lesson", 6, "A new form must be timed on one ward before it goes to all."),
    ("nutrition", "change request", 6, "Try a shorter form on two wards."),
)
ORDER: Final = ("done", "not done", "next", "lesson", "change request")


def status_notes() -> pd.DataFrame:
    """Return the notes in order of quarter, level and kind."""
    rows = sorted((*_work(), *OTHERS), key=_place)
    return pd.DataFrame(
        [(QUARTERS[number - 1], project, kind, text) for project, kind, number, text in rows],
        columns=["quarter", "project", "kind", "text"],
    )


def _work() -> Iterator[tuple[str, str, int, str]]:
    """Yield what was done in each quarter and what was next then."""
    for project, phrases in WORK.items():
        for number, (done, coming) in enumerate(itertools.pairwise(phrases), start=1):
            yield from ((project, "done", number, f"{each}.") for each in _parts(done))
            yield from ((project, "next", number, f"{each}.") for each in _parts(coming))


def _parts(phrases: str) -> list[str]:
    parts = phrases.split("; ")
    return [part[0].upper() + part[1:] for part in parts]


def _place(row: tuple[str, str, int, str]) -> tuple[int, int, int]:
    project, kind, number, _ = row
    return number, list(WORK).index(project), ORDER.index(kind)
