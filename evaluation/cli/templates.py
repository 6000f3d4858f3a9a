"""Commands that write workbooks to fill in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evaluation.cli.app import app


class TemplateChoice(StrEnum):
    """Which workbook."""

    BENEFITS = "benefits"


@app.command()
def template(
    kind: Annotated[TemplateChoice, typer.Argument(help="Which workbook.")],
    to: Annotated[Path, typer.Option("--to", help="The .xlsx file to write.")] = Path(
        "template.xlsx"
    ),
) -> None:
    """Write a workbook to fill in: the tools of benefits realisation, one sheet each."""
    from evaluation.exports import require_workbook_path
    from evaluation.present.saving import write_whole
    from evaluation.templates import benefits_template_bytes

    makers = {TemplateChoice.BENEFITS: benefits_template_bytes}
    require_workbook_path(to)
    write_whole(to, makers[kind]())
    typer.echo(str(to))
