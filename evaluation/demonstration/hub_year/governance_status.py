"""The synthetic status of the hub and its projects by quarter, with exceptions.

In: nothing. Out: the tables status and exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from evaluation.demonstration.hub_year.facts import PROJECTS, QUARTERS

ASPECTS: Final = ("time", "cost", "scope", "quality", "benefits", "risk")
RATINGS: Final = {"G": "green", "A": "amber", "R": "red"}
Reasons = Mapping[int, str]

# Ratings of the eight quarters where they are not all green ("-" is none), and reasons from the
# quarter (1 to 8) in which each was first given.
STATUS: Final[dict[tuple[str, str], tuple[str, Reasons]]] = {
    ("", "time"): ("GAGGAGAR", {
        2: "Two partners have still to agree the evaluation framework.",
        5: "The annual report is ten days late.",
        7: "The case for funding waits for figures from finance.",
        8: "The case for funding has moved to May.",
    }),
    ("", "quality"): ("AGGGGGGG", {1: "Access to data was lost with the change of host."}),
    ("", "risk"): ("AAAAAAAR", {
        1: "The change of host and the small team are the main risks.",
        4: "The small team and the end of core funding are the main risks.",
        8: "No successor to the core funding has been agreed in time.",
    }),
    ("plgf", "time"): ("GGGAGGGA", {
        4: "The contract for interpreters was signed late.",
        8: "The third audit waits for the governance meeting of April.",
    }),
    ("plgf", "cost"): ("RGGGGGGG", {1: "The first analyser cost more than was planned."}),
    ("plgf", "scope"): ("GGGGGG-G", {}),
    ("plgf", "quality"): ("GAAAGGGG", {2: "Tests are repeated within an episode."}),
    ("plgf", "risk"): ("GAAAAAAA", {2: "Women who need an interpreter are tested later."}),
    ("gammacore", "time"): ("GGAGGGAG", {
        3: "The first audit waits for diaries.", 7: "Telephone calls take longer than planned.",
    }),
    ("gammacore", "quality"): ("AAAAAAAG", {1: "Few diaries come back.", 7: ""}),
    ("gammacore", "risk"): ("AAAAAAAG", {1: "Diaries of those who stopped are missing."}),
    ("feno", "time"): ("GGGAGGAG", {
        4: "Practices change the threshold one by one.",
        7: "Rooms for afternoon clinics are not found yet.",
    }),
    ("feno", "cost"): ("GGGGGAAG", {
        6: "Consumables cost more than planned.",
        7: "Consumables will pass the tolerance unless the networks share them.",
    }),
    ("feno", "risk"): ("GGAAAAAA", {3: "Practices in the most deprived areas test least."}),
    ("falls", "time"): ("GGGGAARR", {
        5: "The first audit is late.", 6: "The vacant post delays assessments.",
        7: "The assessment team will not be complete before spring.",
        8: "The assessment team will not be complete before summer.",
    }),
    ("falls", "scope"): ("GGGGGGAG", {7: "A new aim, for three years, is being agreed."}),
    ("falls", "benefits"): ("GGGGGAAA", {6: "Admissions have not become rarer."}),
    ("falls", "risk"): ("GGAAAARR", {
        3: "Assessments may not follow the questions.",
        7: "Assessments do not follow the questions, and the post is still vacant.",
    }),
    ("nutrition", "time"): ("GGAAGGAA", {
        3: "The half-year review has not been held.", 7: "The shorter form is late.",
        8: "The trial on two wards ends a month late.",
    }),
    ("nutrition", "quality"): ("GGGAARRR", {
        4: "Weekly re-screening is falling.", 6: "Fewer inpatients are screened again each week.",
    }),
    ("nutrition", "benefits"): ("GGGAAARR", {4: "Better screening has not led to more referrals."}),
    ("nutrition", "risk"): ("GGAAARRA", {
        3: "Weekly re-screening may fall.", 6: "Re-screening has fallen on every ward.",
        8: "A shorter form is being tried.",
    }),
}  # fmt: skip

# quarter, project, aspect, cause, consequence, options, recommendation, decision, decided_on
EXCEPTIONS: Final = (
    (1, "plgf", "cost", "The analyser of the first unit needed a second interface.",
     "Spend is 6% over budget, above the tolerance of 5%.",
     "Take it from the hub's reserve, or delay the second unit.",
     "Take it from the hub's reserve.", "Agreed.", "2024-07-18"),
    (6, "nutrition", "quality", "The new form takes longer; the time came from re-screening.",
     "Patients whose weight falls in hospital are found later.",
     "Return to the old form, shorten the new one, or add staff.",
     "Shorten the form and try it on two wards.", "Agreed, with a decision by June 2026.",
     "2025-10-21"),
    (6, "falls", "time", "One of three assessors' posts is vacant.",
     "People who are found to be at risk wait for an assessment.",
     "Wait, ask another team, or ask fewer people.",
     "Ask the community trust to fill the post first.", "Agreed; to be seen again in the spring.",
     "2025-10-21"),
    (7, "", "time", "Figures for the case for funding are not complete.",
     "The case reaches the board three months late.",
     "Send it as it is, or wait for the figures of the whole year.",
     "Wait, and send a summary in January.", "", ""),
    (7, "feno", "cost", "More tests were made than planned, each with a mouthpiece.",
     "Spend will be 7% over budget at the year's end.",
     "Ration tests, or share the cost with the networks.",
     "Share the cost with the networks.", "Agreed with the networks.", "2026-02-17"),
)  # fmt: skip


def status() -> pd.DataFrame:
    """Return the ratings of every quarter, level and aspect."""
    rows = []
    for number, quarter in enumerate(QUARTERS, start=1):
        for project in ("", *PROJECTS):
            for aspect in ASPECTS:
                letters, reasons = STATUS.get((project, aspect), ("G" * len(QUARTERS), {}))
                letter = letters[number - 1]
                if letter in RATINGS:
                    reason = "" if letter == "G" else _reason(reasons, number)
                    rows.append((quarter, project, aspect, RATINGS[letter], reason))
    return pd.DataFrame(rows, columns=["quarter", "project", "aspect", "rating", "reason"])


def exceptions() -> pd.DataFrame:
    """Return the exceptions that were written; one that was needed is missing."""
    columns = ["cause", "consequence", "options", "recommendation", "decision", "decided_on"]
    rows = [(QUARTERS[number - 1], *row) for number, *row in EXCEPTIONS]
    return pd.DataFrame(rows, columns=["quarter", "project", "aspect", *columns])


def _reason(reasons: Reasons, number: int) -> str:
    """Return the reason given last."""
    return reasons[max(first for first in reasons if first <= number)]
