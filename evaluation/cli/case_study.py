"""The command that makes case studies and posters."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from evaluation.cli import completing
from evaluation.cli.app import JobsOption, WorkspaceOption, YearOption, app, workspace_root
from evaluation.cli.console import print_findings


class FormChoice(StrEnum):
    """Which form is made."""

    NHS_ENGLAND = "nhs-england"
    AIS = "ais"
    POSTER = "poster"
    ALL = "all"


class DocumentChoice(StrEnum):
    """Which documents are made."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ALL = "all"


@app.command("case-study")
def case_study(
    slugs: Annotated[
        list[str],
        typer.Argument(
            metavar="PROJECT",
            help="Projects by the names of their folders.",
            autocompletion=completing.projects,
        ),
    ],
    form: Annotated[FormChoice, typer.Option(help="Which form.")] = FormChoice.ALL,
    to: Annotated[DocumentChoice, typer.Option(help="Which documents.")] = DocumentChoice.ALL,
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    jobs: JobsOption = None,
    *,
    final: Annotated[
        bool, typer.Option("--final", help="Refuse while any part is missing.")
    ] = False,
) -> None:
    """Make the case studies and the poster of projects; name what is missing, print paths last."""
    from evaluation.casestudies import make_case_studies
    from evaluation.errors import InvalidInput
    from evaluation.publish import FORMATS
    from evaluation.publish.case_study.making import FORMS
    from evaluation.run import RunSettings, choose_display

    if form is FormChoice.POSTER and to is DocumentChoice.DOCX:
        raise InvalidInput("A poster is not made as Word.", "Use --to pdf, html or all.")
    made = make_case_studies(
        workspace_root(workspace),
        slugs,
        forms=tuple(name for name in FORMS if form.value in ("all", name)),
        formats=tuple(name for name in FORMATS if to.value in ("all", name)),
        year=year,
        final=final,
        settings=RunSettings(jobs),
        display=choose_display(),
        on_findings=print_findings,
    )
    for sentence in made.missing:
        typer.echo(f"missing: {sentence}", err=True)
    for path in made.paths:
        typer.echo(str(path))
    made.projects.raise_failures()
