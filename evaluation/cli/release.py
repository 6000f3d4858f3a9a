"""Commands that close a year: review, release."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from evaluation.cli import completing
from evaluation.cli.app import WorkspaceOption, app, workspace_root
from evaluation.cli.console import print_answer

YearArgument = Annotated[
    str,
    typer.Argument(
        metavar="YEAR", help="Financial year, such as 2025/26.", autocompletion=completing.years
    ),
]


@app.command()
def review(
    year: YearArgument,
    workspace: WorkspaceOption = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write the record to be filled in, if there is none.")
    ] = False,
) -> None:
    """Print what a reviewer has before them, and what still stands in the way of a release."""
    from evaluation.closing import review_text, write_review
    from evaluation.workspace import open_workspace

    opened = open_workspace(workspace_root(workspace))
    chosen = opened.year(year)
    if write:
        typer.echo(f"Written: {opened.shown(write_review(opened, chosen))}")
    print_answer(review_text(opened, chosen))


@app.command()
def release(
    year: YearArgument,
    workspace: WorkspaceOption = None,
    amend: Annotated[
        str, typer.Option(metavar="WHY", help="Why a year that is sealed already is sealed again.")
    ] = "",
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of the release; else today."
        ),
    ] = None,
) -> None:
    """Seal a published year: report, estimates, manifest and review; print the folder."""
    from evaluation.release import seal
    from evaluation.workspace import open_workspace

    opened = open_workspace(workspace_root(workspace))
    today = (date or dt.datetime.now().astimezone()).date()
    folder = seal(opened, opened.year(year), today, amend.strip())
    typer.echo(opened.shown(folder))
