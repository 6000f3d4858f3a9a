"""Commands that write workbooks to fill in, and read them when they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evaluation.cli import completing
from evaluation.cli.app import WorkspaceOption, app

BENEFITS, RESOURCE_IMPACT = "benefits", "resource-impact"
KIND_HELP = (
    "benefits, resource-impact, hub (all tables of the hub), or one table by its name in "
    "data/dictionary.csv."
)


@app.command()
def template(
    kind: Annotated[str, typer.Argument(help=KIND_HELP, autocompletion=completing.templates)],
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
    workspace: WorkspaceOption = None,
) -> None:
    """Write a workbook to fill in: a table, all of the hub's, benefits, or a resource impact.

    A filled-in table is read where it lies in data/hub or a project; benefits are turned into a
    value.yml with --from; a resource impact is read by 'evaluation impact FILE.xlsx'.
    """
    from evaluation.errors import InvalidInput
    from evaluation.present.saving import write_whole

    if filled is None:
        from evaluation.exports import require_workbook_path

        path = to or Path("template.xlsx")
        require_workbook_path(path)
        write_whole(path, _template_bytes(kind, workspace))
    elif kind != BENEFITS:
        raise InvalidInput(
            f"A filled-in workbook of '{kind}' is not turned into a value.yml.",
            f"Work it out with 'evaluation impact {filled.name}'."
            if kind == RESOURCE_IMPACT
            else "It is read as it is, where it lies: see its sheet 'About'.",
        )
    else:
        from evaluation.templates import require_new_value_path, value_from_workbook, value_text

        path = to or Path("value.yml")
        require_new_value_path(path)
        content = value_text(value_from_workbook(filled, project, price_year), filled.name)
        write_whole(path, content.encode("utf-8"))
    typer.echo(str(path))


def _template_bytes(kind: str, folder: Path | None) -> bytes:
    """Return the workbook of a kind; lists to choose from are those of a workspace nearby."""
    from evaluation.templates import benefits_template_bytes
    from evaluation.templates.impact_template import impact_template_bytes
    from evaluation.templates.tables import table_template_bytes, tables_of_template
    from evaluation.workspace import find_root, open_workspace

    if kind == BENEFITS:
        return benefits_template_bytes()
    if kind == RESOURCE_IMPACT:
        return impact_template_bytes()
    tables = tables_of_template(kind)
    return table_template_bytes(tables, open_workspace(find_root(folder)))
