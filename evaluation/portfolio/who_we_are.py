"""Who the hub is in a year: its host and whom it reports to by date, and its partners.

In: the workspace and the year. Out: prose and tables.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.words import counted, listed
from evaluation.workspace import FinancialYear, Partner, Workspace, describe

NOT_RECORDED = "not recorded"
STILL = "to date"


def hub_facts(workspace: Workspace, year: FinancialYear) -> list[Block]:
    """Return the hub in prose, its hosts by date, and its partners of the year's last day.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    """
    hub = workspace.hub
    host = hub.host_on(year.end)
    parts = [escape(hub.about)] if hub.about else []
    if host is not None:
        text = f"At the end of {year} the hub was hosted by {escape(host.name)}"
        text += f" and reported to {escape(host.reports_to)}." if host.reports_to else "."
        parts.append(text)
    blocks: list[Block] = [Prose("\n\n".join(parts))] if parts else []
    blocks.append(_governance(workspace, year))
    partners = hub.partners_on(year.end)
    if not partners:
        return [*blocks, Prose("No partners are recorded for the end of the year.")]
    blocks.append(_partners(partners, year))
    changes = _changes(hub.partners, year)
    return [*blocks, Prose(escape(changes))] if changes else blocks


def _governance(workspace: Workspace, year: FinancialYear) -> Table:
    """Return the hosts up to the end of the year, in order of time."""
    begun = [item for item in workspace.hub.hosts if item.start is None or item.start <= year.end]
    rows = [
        (
            item.name,
            item.reports_to or NOT_RECORDED,
            _day(item.start, NOT_RECORDED),
            _day(item.end, STILL),
        )
        for item in sorted(begun, key=lambda item: item.start or dt.date.min)
    ]
    frame = pd.DataFrame(rows, columns=["Host", "Reports to", "From", "To"])
    return Table(frame, "Who hosts the hub and whom it reports to, by date.", "summary-governance")


def _partners(partners: list[Partner], year: FinancialYear) -> Table:
    rows = [(item.name, describe(item.kind), _day(item.start, NOT_RECORDED)) for item in partners]
    frame = pd.DataFrame(rows, columns=["Partner", "Kind", "Since"])
    caption = f"The hub's {counted(len(partners), 'partner')} at the end of {year}."
    return Table(frame, caption, "summary-partners")


def _changes(partners: list[Partner], year: FinancialYear) -> str:
    """Return who joined and who left in the year, or nothing."""
    joined = [item.name for item in partners if _is_within(item.start, year)]
    left = [item.name for item in partners if _is_within(item.end, year)]
    parts = [f"{listed(joined)} joined"] if joined else []
    parts += [f"{listed(left)} left"] if left else []
    return f"In {year} {' and '.join(parts)}." if parts else ""


def _is_within(day: dt.date | None, year: FinancialYear) -> bool:
    return day is not None and year.start <= day <= year.end


def _day(day: dt.date | None, otherwise: str) -> str:
    return otherwise if day is None else numbers.day_text(day)
