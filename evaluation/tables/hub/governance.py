"""Governance: routes, risks, issues, actions, milestones, tolerances and status."""

from __future__ import annotations

from typing import Final

import pandera.pandas as pa

from evaluation.tables.hub.schema import (
    PROJECTS,
    HubTable,
    choice,
    day,
    hub_table,
    number,
    quarter,
    text,
    whole,
)
from evaluation.tables.schemas import row_rule

ASPECTS: Final = ("time", "cost", "scope", "quality", "benefits", "risk")


def _project(what: str) -> pa.Column:
    return text(
        f"The project {what}; empty for the hub as a whole.",
        example="falls",
        needed=False,
        refers=PROJECTS,
    )


def _role(what: str) -> pa.Column:
    return text(f"{what}, as a role and never a name.", example="Programme manager", free=True)


def _prose(description: str, example: str, *, needed: bool = True) -> pa.Column:
    return text(description, example=example, needed=needed, free=True)


def _days_in_order(earlier: str, later: str) -> pa.Check:
    return row_rule(
        lambda table: ~(table[later] < table[earlier]),
        f"'{later}' is before '{earlier}'.",
        "Correct one of the two days.",
        later,
    )


ROUTES = hub_table(
    "governance-routes",
    "Governance routes",
    "The bodies that the hub reports to, by date and in order; one row for each day of delivery.",
    {
        "body": _prose("The body, in full.", "Programme Group"),
        "order": whole("Its place on the route.", "place", example="1", least=1),
        "start": day("First day on which it is on the route."),
        "end": day("Last day on which it is on the route; empty while it is.", needed=False),
        "report": choice(
            ("highlight and exception", "annual", "both"), "Which reports it receives."
        ),
        "days_after_quarter": whole(
            "Days from the end of a quarter to the day when the report is due.",
            "days",
            example="21",
        ),
    },
    keys=("body", "report", "start"),
    rules=[_days_in_order("start", "end")],
)
SUBMISSIONS = hub_table(
    "governance-submissions",
    "Reports handed in",
    "One row per report that a body was sent.",
    {
        "body": text(
            "The body that received it.",
            example="Programme Group",
            refers="governance-routes.body",
        ),
        "report": choice(("highlight", "exception", "annual"), "The kind of report."),
        "quarter": quarter("The quarter that it is on; of annual reports, the year's last."),
        "submitted": day("The day on which it was sent; empty if not yet.", needed=False),
    },
    keys=("body", "report", "quarter"),
)
RAID = hub_table(
    "raid",
    "Risks, issues and actions",
    "One row per risk, issue or action.",
    {
        "id": text("Its id.", example="R-07"),
        "kind": choice(("risk", "issue", "action"), "What it is."),
        "project": _project("it belongs to"),
        "title": _prose("What it is, in one line.", "Clinic rooms are not released in time"),
        "owner": _role("Who answers for it"),
        "raised": day("The day on which it was raised."),
        "due": day("The day by which it is to be settled.", needed=False),
        "closed": day("The day on which it was closed; empty while it is open.", needed=False),
        "response": _prose("What is done about it.", "Rooms are booked a quarter ahead"),
    },
    keys=("id",),
    rules=[_days_in_order("raised", "closed"), _days_in_order("raised", "due")],
)
RATINGS = hub_table(
    "raid-ratings",
    "Ratings of risks and issues",
    "One row per review of a risk or an issue.",
    {
        "id": text("The risk or issue.", example="R-07", refers="raid.id"),
        "quarter": quarter("The quarter at whose end it was rated."),
        "likelihood": whole(
            "How likely it is, 1 rare to 5 almost certain; empty for an issue.",
            "points",
            example="3",
            needed=False,
            least=1,
            most=5,
        ),
        "impact": whole(
            "How bad it would be, 1 negligible to 5 severe.", "points", example="4", least=1, most=5
        ),
    },
    keys=("id", "quarter"),
)
MILESTONES = hub_table(
    "milestones",
    "Milestones",
    "One row per milestone.",
    {
        "milestone": text("Its id.", example="M-12"),
        "project": _project("it belongs to"),
        "title": _prose("What is reached.", "Second audit cycle is complete"),
        "planned": day("The day first planned; it does not change."),
        "done": day("The day on which it was reached; empty until then.", needed=False),
    },
    keys=("milestone",),
)
FORECASTS = hub_table(
    "milestone-forecasts",
    "Forecasts of milestones",
    "One row per milestone and quarter in which its expected day was stated.",
    {
        "milestone": text("The milestone.", example="M-12", refers="milestones.milestone"),
        "quarter": quarter("The quarter in which it was stated."),
        "expected": day("The day then expected."),
    },
    keys=("milestone", "quarter"),
)
TOLERANCES = hub_table(
    "tolerances",
    "Tolerances",
    "How far the hub or a project may stray before it must report an exception.",
    {
        "project": _project("it binds"),
        "aspect": choice(ASPECTS, "The aspect that it limits."),
        "measure": _prose("What is measured.", "Weeks behind plan"),
        "unit": text("The unit of the measure.", example="weeks"),
        "limit": number("The last value that is within it.", "", example="6", least=None),
        "is_breached_when": choice(("above", "below"), "The side of the limit that breaches it."),
    },
    keys=("project", "aspect"),
)
READINGS = hub_table(
    "tolerance-readings",
    "Readings of tolerances",
    "One row per tolerance and quarter.",
    {
        "project": _project("it is of"),
        "aspect": choice(ASPECTS, "The aspect."),
        "quarter": quarter("The quarter at whose end it was read."),
        "value": number("The value then, in the tolerance's unit.", "", example="4", least=None),
        "forecast": number(
            "What it is expected to become, in the same unit.",
            "",
            example="7",
            needed=False,
            least=None,
        ),
    },
    keys=("project", "aspect", "quarter"),
)
STATUS = hub_table(
    "status",
    "Status",
    "The rating of the hub or a project by aspect, one row per quarter.",
    {
        "quarter": quarter(),
        "project": _project("that is rated"),
        "aspect": choice(ASPECTS, "The aspect."),
        "rating": choice(("green", "amber", "red"), "The rating."),
        "reason": _prose(
            "Why; needed in reports for amber and red.",
            "Assessments fell behind plan in the autumn.",
            needed=False,
        ),
    },
    keys=("quarter", "project", "aspect"),
)
NOTES = hub_table(
    "status-notes",
    "Notes on the quarter",
    "What was done and what was not, what comes next, lessons and requests for change.",
    {
        "quarter": quarter(),
        "project": _project("it is about"),
        "kind": choice(("done", "not done", "next", "lesson", "change request"), "What it tells."),
        "text": _prose("The note, one sentence.", "The second audit cycle was completed."),
    },
)
EXCEPTIONS = hub_table(
    "exceptions",
    "Exceptions",
    "One row per exception that was reported.",
    {
        "quarter": quarter("The quarter in which it was reported."),
        "project": _project("it is about"),
        "aspect": choice(ASPECTS, "The aspect whose tolerance is at stake."),
        "cause": _prose("What caused it.", "Two of four rooms were closed."),
        "consequence": _prose("What follows from it.", "The audit ends eight weeks late."),
        "options": _prose("What could be done.", "Wait, or move to the community clinic."),
        "recommendation": _prose("What is recommended.", "Move to the community clinic."),
        "decision": _prose("What was decided; empty until then.", "Agreed.", needed=False),
        "decided_on": day("The day of the decision.", needed=False),
    },
    keys=("quarter", "project", "aspect"),
    rules=[
        row_rule(
            lambda table: table["decision"].isna() == table["decided_on"].isna(),
            "A decision has its day, and a day its decision.",
            "Fill in both, or neither until it is decided.",
            "decided_on",
        )
    ],
)
TABLES: tuple[HubTable, ...] = (
    ROUTES,
    SUBMISSIONS,
    RAID,
    RATINGS,
    MILESTONES,
    FORECASTS,
    TOLERANCES,
    READINGS,
    STATUS,
    NOTES,
    EXCEPTIONS,
)
