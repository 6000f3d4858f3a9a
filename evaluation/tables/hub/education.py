"""Education: the plan, sessions, who came, requests, confidence and what came of it."""

from __future__ import annotations

from typing import Final

import pandera.pandas as pa

from evaluation.tables.hub.schema import (
    PARTNERS,
    HubTable,
    choice,
    day,
    hub_table,
    quarter,
    text,
    whole,
    year,
)
from evaluation.tables.schemas import row_rule

FUNDAMENTALS, FOLLOW_UP = "fundamentals", "follow-up"
COMMUNITY, AD_HOC = "community of practice", "ad hoc"
KINDS: Final = (FUNDAMENTALS, FOLLOW_UP, COMMUNITY, AD_HOC)
PLANNED_KINDS: Final = (FUNDAMENTALS, COMMUNITY)
SESSION_STATUSES: Final = ("held", "planned", "cancelled")
REQUEST_STATUSES: Final = ("waiting", "planned", "met", "declined")
CLOSED: Final = ("met", "declined")
LEVELS: Final = ("reaction", "learning", "behaviour", "results")
ROLES: Final = ("clinical", "managerial", "research", "support", "lay")
YES_NO: Final = ("yes", "no")
SESSION: Final = "education-sessions.session"
LEAST, MOST = 1, 5

PLAN = hub_table(
    "education-plan",
    "Plan of education",
    "How many sessions of each kind are planned in a year.",
    {
        "year": year(),
        "kind": choice(PLANNED_KINDS, "The kind of session."),
        "planned": whole("How many are planned.", "sessions", example="3"),
        "note": text("Anything to add.", example="East, West, East", needed=False, free=True),
    },
    keys=("year", "kind"),
)
SESSIONS = hub_table(
    "education-sessions",
    "Sessions",
    "One row per session that was held, planned or cancelled.",
    {
        "session": text("Its id.", example="F-2025-1"),
        "kind": choice(KINDS, "The kind of session."),
        "title": text("What it was about.", example="Getting bid ready", free=True),
        "date": day("Its day."),
        "locality": text("Where, or 'Online'.", example="East"),
        "status": choice(SESSION_STATUSES, "What became of it."),
        "follows": text(
            "The course that a follow-up session belongs to.",
            example="F-2025-1",
            needed=False,
            refers=SESSION,
        ),
        "registered": whole("Who registered.", "people", example="24", needed=False),
        "recorded": choice(YES_NO, "Whether it was recorded.", needed=False),
        "views": whole(
            "How often the recording was looked at.", "views", example="120", needed=False
        ),
        "request": text(
            "The request that it answers.",
            example="Q-04",
            needed=False,
            refers="education-requests.request",
        ),
    },
    keys=("session",),
    rules=[
        row_rule(
            lambda table: table["follows"].notna() | table["kind"].ne(FOLLOW_UP).fillna(value=True),
            "A follow-up session does not say which course it follows.",
            "Fill in 'follows'.",
            "follows",
        ),
        row_rule(
            lambda table: table["views"].isna() | table["recorded"].ne("no").fillna(value=True),
            "A session that was not recorded has views.",
            "Correct 'recorded', or leave 'views' empty.",
            "views",
        ),
    ],
)
ATTENDANCE = hub_table(
    "education-attendance",
    "Attendance",
    "One row per session, partner and role: how many came.",
    {
        "session": text("The session.", example="F-2025-1", refers=SESSION),
        "partner": text(
            "Their organisation; empty for others.",
            example="trust-a",
            needed=False,
            refers=PARTNERS,
        ),
        "role": choice(ROLES, "Their role."),
        "people": whole("How many came.", "people", example="4"),
    },
    keys=("session", "partner", "role"),
)
REQUESTS = hub_table(
    "education-requests",
    "Requests for education",
    "One row per request for a session beyond the plan.",
    {
        "request": text("Its id.", example="Q-04"),
        "received": day("The day it came in."),
        "partner": text(
            "Who asked; empty for others.", example="trust-a", needed=False, refers=PARTNERS
        ),
        "topic": text("What was asked for.", example="Preceptorship", free=True),
        "status": choice(REQUEST_STATUSES, "What became of it."),
        "closed": day("The day it was met or declined.", needed=False),
    },
    keys=("request",),
    rules=[
        row_rule(
            lambda table: table["closed"].notna() == table["status"].isin(list(CLOSED)),
            "A request that is met or declined has its day, and no other has.",
            "Correct 'status' or 'closed'.",
            "closed",
        ),
        row_rule(
            lambda table: ~(table["closed"] < table["received"]),
            "'closed' is before 'received'.",
            "Correct one of the two days.",
            "closed",
        ),
    ],
)


def _confidence(when: str) -> pa.Column:
    return whole(
        f"Confidence {when}, {LEAST} none to {MOST} full.",
        "points",
        example="3",
        needed=False,
        least=LEAST,
        most=MOST,
    )


CONFIDENCE = hub_table(
    "education-confidence",
    "Confidence of participants",
    "One row per participant and question.",
    {
        "session": text("The course.", example="F-2025-1", refers=SESSION),
        "participant": text("Pseudonym, for this course only.", example="p014"),
        "item": text("The question, in a few words.", example="Make a case for adoption"),
        "before": _confidence("before the course"),
        "after": _confidence("at its end"),
        "follow_up": _confidence("at the follow-up session"),
    },
    keys=("session", "participant", "item"),
)
KIRKPATRICK = hub_table(
    "education-kirkpatrick",
    "What came of education, by Kirkpatrick's levels",
    "One row per session and measure: how many of those asked said or did it.",
    {
        "session": text("The session.", example="F-2025-1", refers=SESSION),
        "level": choice(LEVELS, "Kirkpatrick's level."),
        "measure": text(
            "What was asked or seen.",
            example="Would recommend the course",
            free=True,
            of_people=True,
        ),
        "yes": whole("How many said or did it.", "people", example="18"),
        "asked": whole("How many were asked and answered.", "people", example="21"),
    },
    keys=("session", "measure"),
    rules=[
        row_rule(
            lambda table: ~(table["yes"] > table["asked"]),
            "'yes' is greater than 'asked'.",
            "Correct one of the two numbers.",
            "yes",
        )
    ],
)
MEMBERS = hub_table(
    "community-members",
    "Members of the community of practice",
    "One row per quarter.",
    {
        "quarter": quarter(),
        "members": whole("Members at its end.", "people", example="140"),
        "organisations": whole("Organisations that they come from.", "organisations", example="18"),
    },
    keys=("quarter",),
)
TABLES: tuple[HubTable, ...] = (
    PLAN,
    SESSIONS,
    ATTENDANCE,
    REQUESTS,
    CONFIDENCE,
    KIRKPATRICK,
    MEMBERS,
)
