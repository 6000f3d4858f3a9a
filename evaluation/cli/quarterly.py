"""The command that makes the quarter's reports."""

from __future__ import annotations

from typing import Annotated

import typer

from evaluation.cli import completing
from evaluation.cli.app import EngineChoice, WorkspaceOption, app, workspace_root
from evaluation.cli.case_study import DocumentChoice
from evaluation.cli.console import print_findings


@app.command()
def quarterly(
    quarter: Annotated[
        str,
        typer.Argument(
            metavar="QUARTER",
            help="The quarter, such as 2025/26-Q3.",
            autocompletion=completing.quarters,
        ),
    ],
    to: Annotated[DocumentChoice, typer.Option(help="Which documents.")] = DocumentChoice.ALL,
    workspace: WorkspaceOption = None,
    engine: Annotated[EngineChoice, typer.Option(help="Who publishes.")] = EngineChoice.AUTO,
    *,
    final: Annotated[
        bool, typer.Option("--final", help="Refuse while an exception is not written.")
    ] = False,
) -> None:
    """Make the highlight report of a quarter and an exception report for each breach.

    One for each body that the hub reports to on the quarter's last day; prints paths last.
    """
    from evaluation.publish import FORMATS
    from evaluation.quarterlies import make_quarterlies

    made = make_quarterlies(
        workspace_root(workspace),
        quarter,
        engine=engine.value,
        formats=tuple(name for name in FORMATS if to.value in ("all", name)),
        final=final,
        on_findings=print_findings,
        on_report=lambda name: typer.echo(f"making {name}", err=True),
    )
    for sentence in made.missing:
        typer.echo(f"missing: {sentence}", err=True)
    for path in made.paths:
        typer.echo(str(path))
