"""A small hub in one quarter: two levels, a breach that is answered and one that is not."""

from typing import Any

from evaluation.hub.governance.quarters import Quarter
from evaluation.quarterly.view import QuarterView, quarter_view
from tests.hub_years import Rows, tiny_year

Q3 = Quarter.parse("2025/26-Q3")
ASPECTS = ("time", "cost", "scope", "quality", "benefits", "risk")


def ratings(quarter: str, project: str | None, worst: dict[str, str]) -> list[dict[str, Any]]:
    """Return the ratings of one level in a quarter: green but for those named."""
    return [
        {
            "quarter": quarter,
            "project": project,
            "aspect": aspect,
            "rating": worst.get(aspect, "green"),
            "reason": "The post is vacant." if worst.get(aspect) == "red" else None,
        }
        for aspect in ASPECTS
    ]


TABLES: dict[str, Rows] = {
    "governance-routes": [
        {
            "body": body,
            "order": str(order),
            "start": start,
            "end": end,
            "report": report,
            "days_after_quarter": days,
        }
        for body, order, start, end, report, days in (
            ("Old Group", 1, "2021-10-01", "2024-04-30", "both", "21"),
            ("Programme Group", 1, "2024-05-01", None, "both", "21"),
            ("Care Board", 2, "2024-05-01", None, "highlight and exception", "42"),
            ("Public Board", 3, "2024-05-01", None, "annual", "90"),
        )
    ],
    "status": [
        *ratings("2025/26-Q3", None, {}),
        *ratings("2025/26-Q3", "falls", {"time": "red", "quality": "amber"}),
        *ratings("2025/26-Q2", None, {}),
        *ratings("2025/26-Q2", "falls", {"cost": "amber"}),
    ],
    "status-notes": [
        {"quarter": "2025/26-Q3", "project": "falls", "kind": kind, "text": text}
        for kind, text in (
            ("done", "The audit was done."),
            ("not done", "The post was not filled."),
            ("next", "Fill the *post*."),
            ("lesson", "Ask earlier."),
        )
    ],
    "tolerances": [
        {
            "project": "falls",
            "aspect": aspect,
            "measure": measure,
            "unit": unit,
            "limit": limit,
            "is_breached_when": "above",
        }
        for aspect, measure, unit, limit in (
            ("time", "Weeks behind plan", "weeks", "6"),
            ("cost", "Spend over budget", "%", "5"),
        )
    ],
    "tolerance-readings": [
        {"project": "falls", "aspect": a, "quarter": q, "value": v, "forecast": f}
        for a, q, v, f in (
            ("time", "2025/26-Q2", "4", "5"),
            ("time", "2025/26-Q3", "7.5", "9"),
            ("cost", "2025/26-Q2", "4", "6"),
            ("cost", "2025/26-Q3", "4.5", "7"),
        )
    ],
    "exceptions": [
        {
            "quarter": "2025/26-Q2",
            "project": "falls",
            "aspect": "cost",
            "cause": "More tests than planned.",
            "consequence": "The year ends over budget.",
            "options": "Ration, or share.",
            "recommendation": "Share.",
            "decision": "Agreed.",
            "decided_on": "2026-01-20",
        }
    ],
    "milestones": [
        {
            "milestone": "M-1",
            "project": "falls",
            "title": "Team is complete",
            "planned": "2025-09-30",
            "done": None,
        }
    ],
    "milestone-forecasts": [
        {"milestone": "M-1", "quarter": "2025/26-Q2", "expected": "2025-12-31"},
        {"milestone": "M-1", "quarter": "2025/26-Q3", "expected": "2026-04-30"},
    ],
    "raid": [
        {
            "id": name,
            "kind": "risk",
            "project": "falls",
            "title": "Rooms are not free",
            "owner": "Lead nurse",
            "raised": raised,
            "due": due,
            "closed": closed,
            "response": "Book ahead.",
        }
        for name, raised, due, closed in (
            ("R-1", "2025-05-01", "2025-11-30", None),
            ("R-2", "2025-11-01", None, None),
            ("R-3", "2025-05-01", None, "2025-10-05"),
        )
    ],
    "raid-ratings": [
        {"id": "R-1", "quarter": "2025/26-Q2", "likelihood": "2", "impact": "4"},
        {"id": "R-1", "quarter": "2025/26-Q3", "likelihood": "4", "impact": "4"},
        {"id": "R-2", "quarter": "2025/26-Q3", "likelihood": "1", "impact": "3"},
    ],
}


def tiny_quarter(quarter: Quarter = Q3, **tables: Rows) -> QuarterView:
    """Return the quarter; keywords are tables that differ, with _ for - in their names."""
    changed = {name.replace("_", "-"): rows for name, rows in tables.items()}
    return quarter_view(tiny_year({**TABLES, **changed}), quarter, {})
