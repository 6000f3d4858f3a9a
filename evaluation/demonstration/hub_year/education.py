"""The synthetic tables of education.

Attendance of a session adds up to who came; confidence and Kirkpatrick's measures are of some of
those who came. The first course in the West was held in the second year; one meeting of the
community was cancelled.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import (
    COMMUNITY_MEMBERS,
    PARTNERS,
    QUARTERS,
    ROLES,
)

PLAN: Final = (
    ("2024/25", "fundamentals", 3, "One in the West"),
    ("2024/25", "community of practice", 4, None),
    ("2025/26", "fundamentals", 3, "One in the West"),
    ("2025/26", "community of practice", 4, None),
)
# session, kind, title, date, locality, status, follows, recorded, views, request, came
COURSE, FOLLOWING = "Fundamentals of Innovation Adoption", "Follow-up of the course"
SESSIONS: Final = (
    ("F-2024-1", "fundamentals", COURSE, "2024-05-22", "East", "held", None, None, None, None, 23),
    ("U-2024-1", "follow-up", FOLLOWING, "2024-08-21", "Online", "held", "F-2024-1", None, None,
     None, 15),
    ("C-2024-1", "community of practice", "Getting bid ready", "2024-06-12", "Online", "held",
     None, "yes", 184, None, 41),
    ("F-2024-2", "fundamentals", COURSE, "2024-10-16", "East", "held", None, None, None, None, 19),
    ("U-2024-2", "follow-up", FOLLOWING, "2025-01-15", "Online", "held", "F-2024-2", None, None,
     None, 12),
    ("C-2024-2", "community of practice", "Visualising innovation", "2024-09-18", "Online", "held",
     None, "yes", 122, None, 36),
    ("C-2024-3", "community of practice", "Prioritising the priorities", "2024-12-11", "Online",
     "held", None, "yes", 97, None, 33),
    ("F-2024-3", "fundamentals", COURSE, "2025-02-26", "East", "held", None, None, None, None, 21),
    ("U-2024-3", "follow-up", FOLLOWING, "2025-05-28", "Online", "held", "F-2024-3", None, None,
     None, 14),
    ("C-2024-4", "community of practice", "Demonstrating impact", "2025-03-19", "Online", "held",
     None, "yes", 210, None, 52),
    ("A-2024-1", "ad hoc", "Preceptorship session", "2024-11-06", "East", "held", None, None, None,
     "Q-01", 26),
    ("F-2025-1", "fundamentals", COURSE, "2025-06-18", "East", "held", None, None, None, None, 26),
    ("U-2025-1", "follow-up", FOLLOWING, "2025-09-17", "Online", "held", "F-2025-1", None, None,
     None, 17),
    ("C-2025-1", "community of practice", "Implementing sustainable change", "2025-05-14",
     "Online", "held", None, "yes", 143, None, 47),
    ("C-2025-2", "community of practice", "Working with patients from the start", "2025-09-10",
     "Online", "held", None, "yes", 131, None, 44),
    ("F-2025-2", "fundamentals", COURSE, "2025-10-15", "West", "held", None, None, None, None, 24),
    ("U-2025-2", "follow-up", FOLLOWING, "2026-01-28", "Online", "held", "F-2025-2", None, None,
     None, 13),
    ("F-2025-3", "fundamentals", COURSE, "2026-02-25", "East", "held", None, None, None, None, 20),
    ("C-2025-3", "community of practice", "What does it cost?", "2025-12-10", "Online", "held",
     None, "no", None, None, 31),
    ("C-2025-4", "community of practice", "Learning from what failed", "2026-03-11", "Online",
     "held", None, "yes", 64, None, 58),
    ("C-2025-5", "community of practice", "Reading a control chart", "2026-03-25", "Online",
     "cancelled", None, None, None, None, 0),
    ("A-2025-1", "ad hoc", "Workshop for stakeholders", "2025-10-08", "East", "held", None, None,
     None, "Q-03", 34),
    ("A-2025-2", "ad hoc", "Making change that lasts", "2026-01-21", "West", "held", None, None,
     None, "Q-05", 22),
)  # fmt: skip
REQUESTS: Final = (
    ("Q-01", "2024-08-05", "trust-a", "Session for those in preceptorship", "met", "2024-11-06"),
    ("Q-02", "2024-12-02", "ambulance", "Session for team leaders", "declined", "2025-01-20"),
    ("Q-03", "2025-06-30", "icb", "Workshop for stakeholders", "met", "2025-10-08"),
    ("Q-04", "2025-08-18", "trust-b", "Session for ward managers", "waiting", None),
    ("Q-05", "2025-09-22", "council-west", "Workshop on change that lasts", "met", "2026-01-21"),
    ("Q-06", "2026-01-12", "gp", "Session at a protected learning day", "planned", None),
    ("Q-07", "2026-02-16", "vcse", "Introduction for trustees", "waiting", None),
)  # fmt: skip
ITEMS: Final = {
    "Make a case for adopting an innovation": (2.4, 1.2, 0.9),
    "Plan how it will be evaluated": (2.1, 1.4, 0.8),
    "Involve patients from the start": (3.0, 0.5, 0.4),
    "Find who can help in the partnership": (2.6, 1.0, 1.0),
    "Keep it going when the project ends": (2.5, 0.4, 0.0),
}
ANSWERED_AFTER: Final = 0.9
# level, measure, share who said yes, kind, share who answered
MEASURES: Final = (
    ("reaction", "Would recommend the course", 0.92, "fundamentals", 0.9),
    ("reaction", "Would come again", 0.85, "community of practice", 0.55),
    ("learning", "Named the steps of adoption right", 0.78, "fundamentals", 0.9),
    ("behaviour", "Used a tool of the course at work", 0.62, "follow-up", 1.0),
    ("results", "Began a project or changed one", 0.48, "follow-up", 1.0),
)
WEIGHTS: Final = {"trust-a": 4, "community": 3, "gp": 3, "trust-b": 2, "icb": 2, "university": 2}
NEVER_CAME: Final = "ambulance"
ROLE_WEIGHTS: Final = (0.45, 0.25, 0.12, 0.1, 0.08)
FIRST_ORGANISATIONS: Final = 17
SCALE = (1, 5)


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    columns = ["session", "kind", "title", "date", "locality", "status", "follows"]
    columns += ["registered", "recorded", "views", "request"]
    registered = {
        row[0]: row[-1] + int(generator.integers(2, 7)) if row[5] == "held" else None
        for row in SESSIONS
    }
    rows = [(*row[:7], registered[row[0]], *row[7:10]) for row in SESSIONS]
    sessions = pd.DataFrame(rows, columns=columns)
    return {
        "education-plan": pd.DataFrame(list(PLAN), columns=["year", "kind", "planned", "note"]),
        "education-sessions": sessions.astype({"registered": "Int64", "views": "Int64"}),
        "education-attendance": _attendance(generator),
        "education-requests": pd.DataFrame(
            list(REQUESTS),
            columns=["request", "received", "partner", "topic", "status", "closed"],
        ),
        "education-confidence": _confidence(generator),
        "education-kirkpatrick": _kirkpatrick(generator),
        "community-members": _members(),
    }


def _attendance(generator: np.random.Generator) -> pd.DataFrame:
    coming = [partner for partner in PARTNERS if partner != NEVER_CAME]
    weights = np.array([WEIGHTS.get(partner, 1) for partner in coming], dtype="float64")
    rows = []
    for session, *_, came in SESSIONS:
        partners = generator.choice(coming, size=came, p=weights / weights.sum())
        roles = generator.choice(ROLES, size=came, p=ROLE_WEIGHTS)
        counts = Counter(zip(partners.tolist(), roles.tolist(), strict=True))
        pairs = sorted(counts, key=lambda pair: (PARTNERS.index(pair[0]), pair[1]))
        rows += [(session, *pair, counts[pair]) for pair in pairs]
    return pd.DataFrame(rows, columns=["session", "partner", "role", "people"])


def _confidence(generator: np.random.Generator) -> pd.DataFrame:
    came = {row[0]: row[-1] for row in SESSIONS}
    followed = {row[6]: row[-1] for row in SESSIONS if row[6] and row[5] == "held"}
    rows = []
    for session, *_ in (row for row in SESSIONS if row[1] == "fundamentals" and row[-1]):
        people = came[session]
        back = set(generator.permutation(people)[: followed.get(session, 0)].tolist())
        for person in range(people):
            own = generator.normal(0, 0.5)
            answers_after = generator.random() < ANSWERED_AFTER
            for item, (start, gain, kept) in ITEMS.items():
                before = _score(generator, start + own)
                after = _score(generator, start + gain + own) if answers_after else None
                later = _score(generator, start + kept + own) if person in back else None
                rows.append((session, f"p{person + 1:02d}", item, before, after, later))
    columns = ["session", "participant", "item", "before", "after", "follow_up"]
    whole = dict.fromkeys(columns[3:], "Int64")
    return pd.DataFrame(rows, columns=columns).astype(whole)


def _score(generator: np.random.Generator, mean: float) -> int:
    return int(min(max(round(mean + generator.normal(0, 0.6)), SCALE[0]), SCALE[1]))


def _kirkpatrick(generator: np.random.Generator) -> pd.DataFrame:
    rows = []
    for level, measure, share, kind, answered in MEASURES:
        for session, *_, came in (row for row in SESSIONS if row[1] == kind and row[-1]):
            asked = round(came * answered)
            rows.append((session, level, measure, int(generator.binomial(asked, share)), asked))
    return pd.DataFrame(rows, columns=["session", "level", "measure", "yes", "asked"])


def _members() -> pd.DataFrame:
    organisations = FIRST_ORGANISATIONS + np.arange(len(QUARTERS)) // 2
    return pd.DataFrame(
        {
            "quarter": list(QUARTERS),
            "members": list(COMMUNITY_MEMBERS),
            "organisations": organisations,
        }
    )
