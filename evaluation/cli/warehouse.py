"""The command that connects to databases: fetch."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from evaluation.cli.app import WIDTH_OF_FILES, JsonOption, Slugs, WorkspaceOption, app
from evaluation.errors import InvalidInput


@app.command()
def fetch(
    slugs: Slugs = None, workspace: WorkspaceOption = None, *, as_json: JsonOption = False
) -> None:
    """Fetch the tables that are queries from their databases, and keep their rows with a date."""
    from evaluation.fetching import fetch_projects
    from evaluation.present.words import counted
    from evaluation.progress import told_when_slow
    from evaluation.workspace import find_root

    fetching = fetch_projects(
        find_root(workspace), slugs or (), os.environ, told_when_slow("fetching")
    )
    if as_json:
        rows = [
            {"project": item.project, "changed": item.has_changed} | asdict(item.record)
            for item in fetching.done
        ]
        typer.echo(json.dumps({"fetched": rows}, ensure_ascii=False, indent=2))
    elif fetching.done:
        table = Table(
            "project", "table", "rows", "seconds", "fetched", "", box=None, pad_edge=False
        )
        for item in fetching.done:
            record = item.record
            when = record.fetched_at.replace("T", " ")[:16] + " UTC"
            news = "" if item.has_changed else "the same rows as before"
            table.add_row(
                item.project, record.table, f"{record.rows:,}", f"{record.seconds:.1f}", when, news
            )
        Console(width=None if sys.stdout.isatty() else WIDTH_OF_FILES).print(table)
    elif not fetching.faults:
        typer.echo("No table of these projects is a query.")
    if fetching.faults:
        count = counted(len(fetching.faults), "table")
        raise InvalidInput(
            f"{count} could not be fetched.",
            "What was fetched before stays.",
            fetching.faults,
        )
