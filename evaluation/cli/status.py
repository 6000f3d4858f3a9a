"""The command that says where a workspace stands: status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evaluation.cli.app import JsonOption, WorkspaceOption, YearOption, app, workspace_root
from evaluation.cli.console import Listing, print_answer, print_listing, print_plain
from evaluation.cli.warehouse import print_fetched

if TYPE_CHECKING:
    from evaluation.overview import Standing

COLUMNS = ("project", "status", "last run", "seconds", "why")
OF_PUBLICATIONS = ("publication", "status", "written", "why")
STACKED_BELOW = 90


@app.command()
def status(
    workspace: WorkspaceOption = None, year: YearOption = None, *, as_json: JsonOption = False
) -> None:
    """Say what is up to date, what is stale and why, what failed and why, what was published."""
    from evaluation.overview import overview
    from evaluation.workspace import open_workspace

    opened = open_workspace(workspace_root(workspace))
    found = overview(opened, opened.year(year))
    if as_json:
        print_answer(found.as_json())
        return
    rows = [(*_start(item), _seconds(item.seconds), _why(item)) for item in found.results]
    print_listing(Listing(COLUMNS, rows, ("seconds",), STACKED_BELOW))
    print_plain()
    published = [(*_start(item), _why(item)) for item in found.publications]
    print_listing(Listing(OF_PUBLICATIONS, published, stacked_below=STACKED_BELOW))
    print_fetched(opened, dt.datetime.now(dt.UTC))
    print_plain()
    print_plain(found.summary)


def _start(item: Standing) -> Sequence[str]:
    made = item.made.strftime("%Y-%m-%d %H:%M") if item.made else "-"
    return (item.name, item.status, made)


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.1f}"


def _why(item: Standing) -> str:
    return "; ".join(item.reasons)
