"""What a shell may complete: projects, years, quarters and tables, found by names of files alone.

Nothing slow is loaded, and whatever goes wrong gives no suggestion and no message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import typer

YEARS_SHOWN = 5
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
# the kinds of `evaluation template`; a test keeps the tables equal to those of the schemas
KINDS = ("benefits", "resource-impact", "hub")
TABLES = (
    "kpi",
    "audit-records",
    "audit-counts",
    "maturity-scores",
    "education-plan",
    "education-sessions",
    "education-attendance",
    "education-requests",
    "education-confidence",
    "education-kirkpatrick",
    "community-members",
    "impact-presentations",
    "representation",
    "in-kind",
    "collaborations",
    "horizon-rounds",
    "horizon-criteria",
    "horizon-innovations",
    "horizon-scores",
    "funding-awards",
    "funding-spend",
    "comparator-measures",
    "ppi-log",
    "survey-waves",
    "survey-responses",
    "attributable-events",
    "interview-themes",
    "document-review",
    "recommendations",
    "recommendation-progress",
    "governance-routes",
    "governance-submissions",
    "raid",
    "raid-ratings",
    "milestones",
    "milestone-forecasts",
    "tolerances",
    "tolerance-readings",
    "status",
    "status-notes",
    "exceptions",
    "priorities",
    "priority-progress",
    "communications",
)
_YEAR = re.compile(r"^reporting_year:\s*[\"']?(\d{4})/\d{2}\b", re.MULTILINE)


def projects(context: typer.Context, incomplete: str) -> list[str]:
    """Return the projects whose names begin so, without those that are given already."""
    given = context.params.get("slugs") or ()
    return [name for name in _begun(_projects(context), incomplete) if name not in given]


def years(context: typer.Context, incomplete: str) -> list[str]:
    """Return the reporting year and those before it."""
    return _begun(_years(context), incomplete)


def quarters(context: typer.Context, incomplete: str) -> list[str]:
    """Return the quarters of those years."""
    names = (f"{year}-{quarter}" for year in _years(context) for quarter in QUARTERS)
    return _begun(names, incomplete)


def templates(incomplete: str) -> list[str]:
    """Return the kinds of workbook that can be filled in."""
    return _begun((*KINDS, *TABLES), incomplete)


def _begun(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _root(context: typer.Context) -> Path | None:
    named = context.params.get("workspace") or os.environ.get("EVALUATION_WORKSPACE")
    here = Path.cwd()
    candidates = [Path(named).expanduser()] if named else [here, *here.parents]
    return next((path for path in candidates if (path / "data" / "hub.yml").is_file()), None)


def _projects(context: typer.Context) -> list[str]:
    try:
        root = _root(context)
        folders = (root / "data" / "projects").glob("*/project.yml") if root else ()
        return sorted(path.parent.name for path in folders)
    except (OSError, RuntimeError):
        return []


def _years(context: typer.Context) -> list[str]:
    try:
        root = _root(context)
        text = (root / "data" / "hub.yml").read_text(encoding="utf-8") if root else ""
    except (OSError, RuntimeError, ValueError):
        return []
    found = _YEAR.search(text)
    if found is None:
        return []
    newest = int(found[1])
    starts = range(newest, newest - YEARS_SHOWN, -1)
    return [f"{start}/{(start + 1) % 100:02d}" for start in starts]
