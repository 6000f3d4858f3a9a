"""The workbook of benefits realisation, one sheet for each tool: empty, or filled in.

In: nothing, or an opened workspace. Out: the bytes of an .xlsx file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evaluation.errors import InvalidInput, nearest
from evaluation.present.workbook import Sheet, workbook_bytes
from evaluation.templates.filling import ROWS
from evaluation.templates.tools import CHECKLIST, EXAMPLE, TOOLS, Row, Tool
from evaluation.workspace import Workspace
from evaluation.workspace.standard_checklist import STANDARD_CHECKLIST

TITLE: Final = "Benefits realisation"
ABOUT_COLUMNS: Final = (("Note", 22), ("Text", 96))
NOTES: Final[tuple[tuple[str, str], ...]] = (
    ("One sheet, one tool", "Each heading is a key of a project's value.yml; see its sheet."),
    ("Lists", "Cells with a list take only its values; these are the ones that value.yml takes."),
    ("Roles", "Owners are named by role, never by name. No patient's data belong in this file."),
    (
        "Measured",
        "An effect that the project's analysis measures is named, so that its number exists once.",
    ),
    ("Dis-benefits", "Harm is a line of the register too; its class is dis-benefit."),
    ("Money", "Always with the year of its prices and how it was found."),
    (
        "Not in this workbook",
        "The uncertainty of numbers, their sources, optimism bias and economics stand in value.yml "
        "only; add them there.",
    ),
)
TO_FILL_IN: Final = ("Example rows", f"Begin with '{EXAMPLE}'. Delete them when you fill it in.")


def benefits_template_bytes() -> bytes:
    """Return the workbook to fill in, each sheet with an example row that is marked so."""
    sheets = [_sheet(tool, [tool.example, *_standard(tool)]) for tool in TOOLS]
    about = Sheet("About", ABOUT_COLUMNS, [TO_FILL_IN, *NOTES])
    return workbook_bytes([*sheets, about], title=f"{TITLE}: template", subject="To be filled in")


def benefits_export_bytes(workspace: Workspace, slugs: Sequence[str] = ()) -> bytes:
    """Return the workbook filled in from the projects' value.yml.

    Parameters
    ----------
    workspace : Workspace
    slugs : sequence of str
        Only these projects; empty means all that have a value.yml.

    Raises
    ------
    InvalidInput
        If a project is not there or has no value.yml, or none has.
    """
    values = {item.slug: item.value for item in workspace.projects if item.value is not None}
    for slug in slugs:
        if slug not in values:
            raise _no_value(slug, [item.slug for item in workspace.projects], list(values))
    chosen = list(slugs) or list(values)
    if not chosen:
        raise InvalidInput(
            "There is nothing to export as benefits: no project has a value.yml.",
            "Fill in the workbook of 'evaluation template benefits' to begin.",
        )
    sheets = [
        _sheet(tool, [row for slug in chosen for row in ROWS[tool.title](slug, values[slug])])
        for tool in TOOLS
    ]
    rows = [
        ("Hub", workspace.hub.name),
        ("Data", workspace.hub.notice),
        *((item.slug, item.project.title) for item in workspace.projects if item.slug in chosen),
        *NOTES,
    ]
    about = Sheet("About", ABOUT_COLUMNS, rows)
    title = f"{TITLE}, {workspace.hub.name}, {workspace.hub.reporting_year}"
    return workbook_bytes([*sheets, about], title=title, subject=workspace.hub.notice)


def _sheet(tool: Tool, rows: Sequence[Row]) -> Sheet:
    above = (tool.title, tool.purpose)
    return Sheet(tool.title, tool.columns, rows, above=above, choices=tool.choices)


def _standard(tool: Tool) -> list[Row]:
    """Return the standard checklist to be answered; nothing for the other tools."""
    if tool is not CHECKLIST:
        return []
    return [
        [None, item.stage, item.item, item.id, "not-started", None, None, None]
        for item in STANDARD_CHECKLIST
    ]


def _no_value(slug: str, projects: Sequence[str], with_value: Sequence[str]) -> InvalidInput:
    if slug in projects:
        known = ", ".join(with_value) or "none"
        return InvalidInput(f"The project '{slug}' has no value.yml.", f"Those with one: {known}.")
    near = nearest(slug, projects)
    remedy = f"Did you mean '{near}'?" if near else f"There are: {', '.join(projects)}."
    return InvalidInput(f"There is no project '{slug}'.", remedy)
