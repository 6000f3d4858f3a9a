"""Commands that write workbooks to fill in, and read them when they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.cli import completing
from evaluation.cli.app import WorkspaceOption, app

if TYPE_CHECKING:
    from evaluation.workspace import Workspace

BENEFITS, RESOURCE_IMPACT = "benefits", "resource-impact"
KIND_HELP = (
    "benefits, resource-impact, hub (all tables of the hub), or one table by its name in "
    "data/dictionary.csv."
)
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", help="The file to write: .xlsx, or with --from a value.yml."
    ),
]
FilledOption = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", help="A filled-in workbook, to be turned into a value.yml."
    ),
]
OfferedOption = Annotated[
    str | None,
    typer.Option(
        "--project",
        metavar="PROJECT",
        help="Whose indicators, cycles and criteria are offered; with --from, whose rows.",
    ),
]
PriceYearOption = Annotated[
    str | None,
    typer.Option(
        "--price-year", metavar="YEAR", help="Year of prices of all results, such as 2025/26."
    ),
]


@app.command()
def template(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=KIND_HELP, autocompletion=completing.templates)
    ],
    to: ToOption = None,
    filled: FilledOption = None,
    project: OfferedOption = None,
    price_year: PriceYearOption = None,
    workspace: WorkspaceOption = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a workbook that is there already.")
    ] = False,
) -> None:
    """Write a workbook to fill in: a table, all of the hub's, benefits, or a resource impact.

    A filled-in table is read where it lies in data/hub or a project; benefits are turned into a
    value.yml with --from; a resource impact is read by 'evaluation impact FILE.xlsx'.
    """
    from evaluation.errors import InvalidInput
    from evaluation.saving import save

    if filled is None:
        from evaluation.exports import require_workbook_path

        path = to or Path("template.xlsx")
        require_workbook_path(path)
        if path.exists() and not force:
            raise InvalidInput(
                f"The file {path.name} is there already and may be filled in.",
                "Name another file with --to, or write over it with --force.",
            )
        save(path, _template_bytes(kind, workspace, project))
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
        save(path, content)
    typer.echo(str(path))


def _template_bytes(kind: str, folder: Path | None, project: str | None) -> bytes:
    """Return the workbook of a kind; lists to choose from are those of a workspace nearby."""
    from evaluation.starting.project import lists_of
    from evaluation.templates import benefits_template_bytes
    from evaluation.templates.impact_template import impact_template_bytes
    from evaluation.templates.tables import table_template_bytes, tables_of_template
    from evaluation.workspace import open_workspace

    if kind == BENEFITS:
        return benefits_template_bytes()
    if kind == RESOURCE_IMPACT:
        return impact_template_bytes()
    tables = tables_of_template(kind)
    if project is not None:
        opened = open_workspace(folder)
        return table_template_bytes(tables, opened, lists_of(opened, project))
    return table_template_bytes(tables, _nearby(folder))


def _nearby(folder: Path | None) -> Workspace | None:
    """Return the workspace whose names are offered; None outside any, or where it has faults."""
    from evaluation.errors import InvalidInput
    from evaluation.workspace import find_root, read_workspace

    try:
        root = find_root(folder, demonstration=False)
    except InvalidInput:
        if folder is not None:
            raise
        return None
    workspace, _ = read_workspace(root)
    if workspace is None:
        told = "The workspace has faults, so its own names are not offered: see 'evaluation check'."
        typer.echo(told, err=True)
    return workspace
