"""The command that connects to databases, fetch, and how old what it fetched is."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from evaluation.cli.app import JsonOption, Slugs, WorkspaceOption, app, workspace_root
from evaluation.cli.console import Listing, print_listing, print_plain
from evaluation.errors import InvalidInput

if TYPE_CHECKING:
    from evaluation.warehouse import Fetched
    from evaluation.workspace import Workspace

EXAMPLES = "\b\nExamples:\n  evaluation fetch\n  evaluation fetch falls\n  evaluation fetch --json"
NUMBERS = ("rows", "seconds")
STACKED_BELOW = 70
TO_THE_MINUTE = "%Y-%m-%d %H:%M"


@app.command(epilog=EXAMPLES)
def fetch(
    slugs: Slugs = None, workspace: WorkspaceOption = None, *, as_json: JsonOption = False
) -> None:
    """Fetch the tables that are queries from their databases, and keep their rows with a date.

    The address of the database WAREHOUSE stands in the variable EVALUATION_DATABASE_WAREHOUSE,
    its password in EVALUATION_DATABASE_WAREHOUSE_PASSWORD. Nothing else connects to a database:
    check, run and report use what was fetched.
    """
    from evaluation.fetching import fetch_projects
    from evaluation.present.words import counted
    from evaluation.progress import told_when_slow

    tell = told_when_slow("fetching")
    fetching = fetch_projects(workspace_root(workspace), slugs or (), os.environ, tell)
    if as_json:
        rows = [
            {"project": item.project, "changed": item.has_changed, **asdict(item.record)}
            for item in fetching.done
        ]
        faults = [asdict(finding) for finding in fetching.faults]
        found = {"fetched": rows, "faults": faults}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif fetching.done:
        _print(("project", "table", "rows", "seconds", "fetched"), map(_row, fetching.done))
    elif not fetching.faults:
        typer.echo("No table of these projects is a query.")
    if fetching.faults:
        what = f"{counted(len(fetching.faults), 'table')} could not be fetched."
        raise InvalidInput(what, "What was fetched before stays.", fetching.faults)


def print_fetched(opened: Workspace, now: dt.datetime) -> None:
    """Print how old the rows of queries are, where there are any.

    Parameters
    ----------
    opened : Workspace
    now : datetime
        With a time zone.
    """
    rows = [
        (folder.slug, record.table, f"{record.rows:,}", _fetched(record.fetched_at, now))
        for folder in opened.projects
        for record in folder.fetched()
    ]
    if rows:
        print_plain()
        _print(("project", "table", "rows", "fetched"), rows)


def _row(item: Fetched) -> Sequence[str]:
    record = item.record
    when = _moment(record.fetched_at).strftime(f"{TO_THE_MINUTE} UTC")
    news = "" if item.has_changed else ", the same rows as before"
    return (item.project, record.table, f"{record.rows:,}", f"{record.seconds:.1f}", when + news)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _fetched(text: str, now: dt.datetime) -> str:
    moment = _moment(text)
    days = (now - moment).days
    age = "today" if days < 1 else "1 day ago" if days == 1 else f"{days} days ago"
    return f"{moment.strftime(TO_THE_MINUTE)} UTC, {age}"


def _print(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print_listing(Listing(columns, list(rows), NUMBERS, STACKED_BELOW))
