"""Turns a filled-in benefits workbook into what a value.yml says.

In: the path of an .xlsx file. Out: plain data in the keys of `value.yml`, or findings with sheet
and row. Rows that begin with the mark of an example are passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from evaluation.errors import Finding, InvalidInput
from evaluation.tables.archive import open_to_read
from evaluation.templates.assembling import assembled
from evaluation.templates.tools import EXAMPLE, PROJECT, TOOLS
from evaluation.workspace.strict import validate
from evaluation.workspace.value_file import ValueFile
from evaluation.workspace.yaml_source import YamlSource

SHEET_OF: Final = {
    "checklist": "Checklist",
    "logic_model": "Logic model",
    "data_sources": "Data sources",
    "benefits": "Planning",
    "costs": "Costs",
}


@dataclass(frozen=True)
class Filled:
    """One filled-in row.

    Parameters
    ----------
    number : int
        Of the row in its sheet.
    cells : dict of str to value
        By heading; empty cells are left out.
    """

    number: int
    cells: dict[str, Any] = field(default_factory=dict)


def value_from_workbook(
    path: Path, project: str | None = None, price_year: str | None = None
) -> dict[str, Any]:
    """Return what a value.yml says for a filled-in workbook.

    Parameters
    ----------
    path : Path
    project : str, optional
        Which project's rows, where the workbook holds several.
    price_year : str, optional
        Of all results; by default the latest year whose prices the workbook uses.

    Raises
    ------
    InvalidInput
        If it is no such workbook, holds several projects or none, or a value is not valid: with
        sheet and row of each fault.
    """
    sheets = _sheets(path, project)
    data, rows = assembled(sheets, price_year)
    source = YamlSource(data, rows, ())
    value, findings = validate(ValueFile, source, path.name)
    if value is None:
        raise InvalidInput.from_findings([_placed(item) for item in findings])
    return data


def _sheets(path: Path, project: str | None) -> dict[str, list[Filled]]:
    book = open_to_read(path, "Give the .xlsx file that 'evaluation template benefits' wrote.")
    missing = [tool.title for tool in TOOLS if tool.title not in book.sheetnames]
    if missing:
        raise InvalidInput(
            f"The workbook {path.name} has no sheet '{missing[0]}'.",
            "Keep the sheets and headings of the template as they are.",
        )
    sheets = {tool.title: list(_rows(book[tool.title], path.name)) for tool in TOOLS}
    return _of_one_project(sheets, project)


def _rows(page: Any, file: str) -> Iterator[Filled]:
    headings: list[str] = []
    tool = next(tool for tool in TOOLS if tool.title == page.title)
    wanted = [name for name, _ in tool.columns]
    for number, values in enumerate(page.iter_rows(values_only=True), start=1):
        if not headings:
            if values and values[0] == PROJECT:
                headings = [str(value) for value in values if value is not None]
                if headings != wanted:
                    other = next((name for name in wanted if name not in headings), "another order")
                    raise InvalidInput(
                        f"The headings of the sheet '{page.title}' in {file} are not the "
                        f"template's: '{other}'.",
                        "Keep them as they are.",
                    )
            continue
        cells = {
            name: _plain(value)
            for name, value in zip(headings, values, strict=False)
            if value is not None and str(value).strip()
        }
        is_example = str(cells.get(PROJECT, "")).startswith(EXAMPLE.partition(":")[0])
        if cells and not is_example:
            yield Filled(number, cells)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date()
    return value.strip() if isinstance(value, str) else value


def _of_one_project(
    sheets: Mapping[str, list[Filled]], project: str | None
) -> dict[str, list[Filled]]:
    """Return the rows of one project; a row without a project belongs to the one there is."""
    named = sorted(
        {
            str(row.cells[PROJECT])
            for rows in sheets.values()
            for row in rows
            if PROJECT in row.cells
        }
    )
    if project is None and len(named) > 1:
        raise InvalidInput(
            f"The workbook holds {len(named)} projects: {', '.join(named)}.",
            "Name one of them with --project.",
        )
    if project is not None and named and project not in named:
        raise InvalidInput(
            f"The workbook has no rows of '{project}'.", f"There are: {', '.join(named)}."
        )
    chosen = project or (named[0] if named else None)
    return {
        title: [row for row in rows if row.cells.get(PROJECT, chosen) == chosen]
        for title, rows in sheets.items()
    }


def _placed(finding: Finding) -> Finding:
    """Return a finding whose place is a sheet and a row instead of a line."""
    line, _, keys = finding.place.rpartition(", ")
    sheet = SHEET_OF.get(keys.partition(".")[0], "")
    row = line.replace("line", "row")
    where = ", ".join(part for part in (f"sheet '{sheet}'" if sheet else "", row, keys) if part)
    return replace(finding, place=where)
