"""Commands that write workbooks to fill in, and read them when they are."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evaluation.cli.app import app


class TemplateChoice(StrEnum):
    """Which workbook."""

    BENEFITS = "benefits"
    RESOURCE_IMPACT = "resource-impact"


@app.command()
def template(
    kind: Annotated[TemplateChoice, typer.Argument(help="Which workbook.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The file to write: .xlsx, or with --from a value.yml."),
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--from", help="A filled-in workbook, to be turned into a value.yml."),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", help="Whose rows, where it holds several projects.")
    ] = None,
    price_year: Annotated[
        str | None,
        typer.Option("--price-year", help="Year of prices of all results, such as 2025/26."),
    ] = None,
) -> None:
    """Write a workbook to fill in: benefits realisation, which can be read back, or an impact.

    A filled-in resource impact is read by 'evaluation impact FILE.xlsx'.
    """
    from evaluation.errors import InvalidInput
    from evaluation.present.saving import write_whole
    from evaluation.templates import benefits_template_bytes, value_from_workbook, value_text
    from evaluation.templates.impact_template import impact_template_bytes

    if filled is None:
        from evaluation.exports import require_workbook_path

        path = to or Path("template.xlsx")
        require_workbook_path(path)
        is_impact = kind is TemplateChoice.RESOURCE_IMPACT
        write_whole(path, impact_template_bytes() if is_impact else benefits_template_bytes())
    elif kind is TemplateChoice.RESOURCE_IMPACT:
        raise InvalidInput(
            "A resource impact is not turned into a value.yml.",
            f"Work it out with 'evaluation impact {filled.name}'.",
        )
    else:
        from evaluation.templates import require_new_value_path

        path = to or Path("value.yml")
        require_new_value_path(path)
        content = value_text(value_from_workbook(filled, project, price_year), filled.name)
        write_whole(path, content.encode("utf-8"))
    typer.echo(str(path))
