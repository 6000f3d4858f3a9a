"""What the demonstration's stakeholder evaluation writes down: themes, documents, advice."""

from __future__ import annotations

import datetime as dt
from typing import Final

# What hubs found difficult, by the five groups of challenges of RAND Europe's evaluation.
TIME, STRUCTURE, SMALL, RELATIONS, CONTEXT = (
    "Time and resources",
    "Structure and flexibility",
    "Small team and reliance on in-kind work",
    "Relationships, engagement and roles",
    "Context and change in the system",
)
# round, group, people interviewed, people who raised each theme
THEMES: Final[tuple[tuple[str, str, int, dict[str, int]], ...]] = (
    ("2024/25", "Hub and partners", 14, {TIME: 11, STRUCTURE: 5, SMALL: 9, RELATIONS: 8,
                                         CONTEXT: 10}),
    ("2024/25", "Other stakeholders", 10, {TIME: 8, STRUCTURE: 2, SMALL: 3, RELATIONS: 8,
                                           CONTEXT: 4}),
    ("2025/26", "Hub and partners", 16, {TIME: 12, STRUCTURE: 9, SMALL: 13, RELATIONS: 8,
                                         CONTEXT: 14}),
    ("2025/26", "Other stakeholders", 12, {TIME: 8, STRUCTURE: 4, SMALL: 5, RELATIONS: 9,
                                           CONTEXT: 8}),
    ("2025/26", "Patients", 5, {TIME: 2, STRUCTURE: 0, SMALL: 1, RELATIONS: 4, CONTEXT: 2}),
    ("2025/26", "Voluntary sector", 4, {TIME: 4, STRUCTURE: 1, SMALL: 2, RELATIONS: 3, CONTEXT: 1}),
)  # fmt: skip
STATUSES: Final = {
    "Y": "yes",
    "P": "partly",
    "N": "no",
    "-": "not started",
    "U": "under way",
    "D": "done",
    "X": "not accepted",
}
CHECKLIST: Final = (
    "States its aims",
    "States a baseline",
    "Names measures and their sources",
    "Reports costs",
    "Says how patients were involved",
    "Reports inequalities",
    "Says what did not work",
    "States what happens next",
)
DOCUMENTS: Final = (
    ("2024/25", "Annual report", "YPPNYPNY"),
    ("2024/25", "Progress reports", "YPYNPNPY"),
    ("2024/25", "Applications", "YYYYPNNP"),
    ("2025/26", "Annual report", "YYYPYPPY"),
    ("2025/26", "Progress reports", "YPYNPPYY"),
    ("2025/26", "Case studies", "YYPNYNPP"),
)
SOURCE: Final = "RAND Europe's evaluation (paraphrased placeholder)"
RECOMMENDATIONS: Final = (
    ("L1", SOURCE, "local", "Protect staff time for innovation.", "Head of the hub",
     dt.date(2025, 9, 30)),
    ("L2", SOURCE, "local", "Keep a clear structure that leaves room to adapt.",
     "Programme manager", dt.date(2025, 6, 30)),
    ("L3", SOURCE, "local", "Put a core team on a secure footing.", "Head of the hub",
     dt.date(2026, 9, 30)),
    ("L4", SOURCE, "local", "Agree the roles of partners early.", "Programme group chair",
     dt.date(2025, 3, 31)),
    ("L5", SOURCE, "local", "Offer education to all partners.", "Education lead",
     dt.date(2026, 3, 31)),
    ("L6", SOURCE, "local", "Involve patients and the public throughout.", "Patient involvement "
     "lead", dt.date(2025, 12, 31)),
    ("L7", SOURCE, "local", "Evaluate from the beginning and share what is learnt.",
     "Evaluation lead", None),
    ("N1", SOURCE, "national", "Fund hubs for longer and let them learn from each other.",
     "National programme", dt.date(2027, 3, 31)),
)  # fmt: skip
# recommendation, status by quarter of both years (none where "."), notes by quarter
PROGRESS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("L1", "--UUUUUU", {"2025/26-Q3": "Two of four partners have released time."}),
    ("L2", "-UUUUDDD", {"2025/26-Q2": "The work programme has a yearly review."}),
    ("L3", "---U----", {"2025/26-Q1": "Stopped while the budget was set."}),
    ("L4", "UUUDDDDD", {"2024/25-Q4": "Terms of reference are agreed."}),
    ("L5", "--UUUUUD", {"2025/26-Q4": "Courses were held in both localities."}),
    ("L6", "..-UUUUU", {"2025/26-Q4": "Two projects still have no panel."}),
    ("L7", "....-UUU", {}),
    ("N1", "--XXXXXX", {"2024/25-Q3": "Outside what the hub can decide."}),
)
