"""Workbooks to fill in with tables: a sheet for each, its columns explained, its cells checked.

In: names of tables and, where there is one, the workspace whose partners and projects may be
chosen. Out: the bytes of an .xlsx file, which is read back as it is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandera.pandas as pa

from evaluation.errors import InvalidInput, nearest
from evaluation.present.workbook import CellValue, Sheet, workbook_bytes
from evaluation.present.workbook_rules import Span
from evaluation.tables import HUB_TABLES, dictionary_frame, every_schema
from evaluation.tables.examples import example_of
from evaluation.tables.hub.read import WORKBOOK_OF_TABLES
from evaluation.tables.hub.schema import DIMENSIONS, INSTRUMENTS, ITEMS, PARTNERS, PROJECTS
from evaluation.tables.schemas import AUDIT_COUNTS_SCHEMA, COUNT, DATE, KPI_SCHEMA, NUMBER, TEXT
from evaluation.workspace import Workspace, read_instruments, read_wheel

HUB: Final = "hub"
Listed = Mapping[str, Sequence[str]]
NARROWEST, WIDEST = 12, 44
PROSE_WIDTH: Final = 44
COLUMNS: Final = (
    ("Table", 24),
    ("Column", 22),
    ("Type", 14),
    ("Unit", 18),
    ("Required", 14),
    ("Allowed values", 34),
    ("Meaning", 60),
    ("Example", 30),
)
KINDS: Final[dict[str, Any]] = {COUNT: "whole", NUMBER: "decimal", DATE: "date"}
# Text stays as it is typed: 007, 10-19 and =x would become something else in an ordinary cell.
AS_TYPED, ISO_DAY = "@", "yyyy-mm-dd"
FORMATS: Final = {TEXT: AS_TYPED, DATE: ISO_DAY}
SUPPRESSED: Final = "Only a suppressed count stays as it was given, such as * or <5."
WITH_SUPPRESSED: Final = (KPI_SCHEMA.name, AUDIT_COUNTS_SCHEMA.name)
NOTES: Final[tuple[tuple[str, str], ...]] = (
    (
        "Headings",
        "Keep them as they are; fill in the rows below. Rows may be left out, not headings.",
    ),
    ("Cells", "Cells with a list take only its values. The sheet 'Columns' says what each holds."),
    (
        "Pasting",
        "Paste values only (Paste Special, Values): else the lists and formats of the cells go.",
    ),
    ("People", "Write roles and pseudonyms, never names, addresses or numbers of people."),
)


@dataclass(frozen=True)
class TableFilled:
    """One table of a workbook: which of its columns, and the rows that are there already.

    Parameters
    ----------
    name : str
    columns : tuple of str
        Empty means all.
    rows : tuple of tuple
        In the order of the columns; the last ones may be left out.
    """

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[CellValue, ...], ...] = ()


def table_template_bytes(
    tables: Sequence[str | TableFilled],
    workspace: Workspace | None = None,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Return a workbook with one sheet for each table.

    Parameters
    ----------
    tables : sequence of str or TableFilled
        Tables, as `tables_of_template` returned them, or with their rows.
    workspace : Workspace, optional
        Its partners, projects, dimensions and questionnaires become lists to choose from.
    lists : mapping of str to sequence of str, optional
        Further lists, by the column whose cells are chosen from them.
    """
    schemas = every_schema()
    listed = {**_listed(workspace), **(lists or {})}
    chosen = [each if isinstance(each, TableFilled) else TableFilled(each) for each in tables]
    names = [table.name for table in chosen]
    sheets = [_sheet(table, schemas[table.name], listed) for table in chosen]
    return workbook_bytes(
        [*sheets, _columns(names), _about(names)],
        title=f"Tables to fill in: {', '.join(names[:3])}{' and more' if len(names) > 3 else ''}",
        subject="To be filled in",
    )


def tables_of_template(kind: str) -> tuple[str, ...]:
    """Return the tables of a template: one by its name, or "hub" for all of the hub's.

    Raises
    ------
    InvalidInput
        If there is no such table.
    """
    known = every_schema()
    if kind == HUB:
        return tuple(HUB_TABLES)
    if kind in known:
        return (kind,)
    near = nearest(kind, [*known, HUB])
    remedy = f"Did you mean '{near}'?" if near else f"There are: {HUB}, {', '.join(known)}."
    raise InvalidInput(f"There is no table '{kind}'.", remedy)


def _sheet(table: TableFilled, schema: pa.DataFrameSchema, listed: Listed) -> Sheet:
    columns = {
        str(key): column
        for key, column in schema.columns.items()
        if not table.columns or key in table.columns
    }
    choices = {key: _choices(key, column, listed) for key, column in columns.items()}
    return Sheet(
        table.name,
        tuple((key, _width(key, column)) for key, column in columns.items()),
        table.rows,
        choices={key: values for key, values in choices.items() if values},
        sources={
            key: source
            for key, column in columns.items()
            if (source := _source(column)) and not choices[key]
        },
        spans={
            key: _span(column, SUPPRESSED if table.name in WITH_SUPPRESSED else "")
            for key, column in columns.items()
            if column.metadata["type"] in KINDS and not choices[key] and not _is_period(column)
        },
        prompts={key: _prompt(key, column) for key, column in columns.items()},
        formats={key: form for key, column in columns.items() if (form := _format(column))},
    )


def _choices(key: str, column: pa.Column, listed: Listed) -> Sequence[str]:
    facts = column.metadata
    return facts.get("choices") or listed.get(facts.get("refers") or key, ())


def _source(column: pa.Column) -> tuple[str, str] | None:
    """Return the sheet and heading in which a cell's value must stand."""
    table, _, heading = column.metadata.get("refers", "").partition(".")
    return (table, heading) if heading else None


def _span(column: pa.Column, instead: str) -> Span:
    facts = column.metadata
    least, most = facts.get("least"), facts.get("most")
    return Span(KINDS[facts["type"]], least, most, instead)


def _is_period(column: pa.Column) -> bool:
    """Whether a cell may hold a month or a quarter, which is no day for a spreadsheet."""
    return column is KPI_SCHEMA.columns["period"]


def _format(column: pa.Column) -> str | None:
    return AS_TYPED if _is_period(column) else FORMATS.get(column.metadata["type"])


def _prompt(key: str, column: pa.Column) -> str:
    """Return what whoever selects a cell is told: meaning, whether needed, unit and example."""
    facts = column.metadata
    needed = {"yes": "Required.", "no": ""}.get(facts["needed"], f"Required {facts['needed']}.")
    unit = f"Unit: {facts['unit']}." if facts["unit"] else ""
    example = f"Example: {example_of(key, column)}"
    return " ".join(part for part in (column.description, needed, unit, example) if part)


def _width(name: str, column: pa.Column) -> int:
    if column.metadata.get("free"):
        return PROSE_WIDTH
    return min(max(NARROWEST, len(name) + 4, len(example_of(name, column)) + 4), WIDEST)


def _listed(workspace: Workspace | None) -> dict[str, Sequence[str]]:
    """Return what a hub's own files define, by what columns say they refer to."""
    if workspace is None:
        return {}
    wheel, _ = read_wheel(workspace.root)
    instruments, _ = read_instruments(workspace.root)
    return {
        PARTNERS: [each.id for each in workspace.hub.partners if each.id is not None],
        PROJECTS: [item.slug for item in workspace.projects],
        DIMENSIONS: [each.id for each in wheel.dimensions] if wheel else [],
        INSTRUMENTS: [each.id for each in instruments.instruments] if instruments else [],
        ITEMS: [each.id for each in instruments.all_items()] if instruments else [],
    }


def _columns(names: Sequence[str]) -> Sheet:
    schemas = every_schema()
    found = dictionary_frame()
    rows: list[list[CellValue]] = []
    for row in found[found["table"].isin(names)].to_dict("records"):
        example = example_of(row["column"], schemas[row["table"]].columns[row["column"]])
        cells = (row[key] for key in ("table", "column", "type", "unit", "required"))
        rows.append([*cells, row["allowed values"], row["description"], example])
    return Sheet("Columns", COLUMNS, rows, above=("What each column holds",))


def _about(names: Sequence[str]) -> Sheet:
    of_the_hub = [name for name in names if name in HUB_TABLES]
    rows: list[tuple[str, str]] = list(NOTES)
    if of_the_hub:
        rows.append(
            (
                "Where it goes",
                f"Save it as data/hub/{WORKBOOK_OF_TABLES}, which may hold any tables of the hub, "
                "or a sheet alone as data/hub/<table>.xlsx or .csv. Sheets without rows count as "
                "not there.",
            )
        )
    else:
        where = "Save it in the project's folder and name it under 'tables:' in project.yml."
        rows.append(("Where it goes", where))
    rows += [(HUB_TABLES[name].title, HUB_TABLES[name].purpose) for name in of_the_hub]
    return Sheet("About", (("Note", 30), ("Text", 96)), rows, above=("About this workbook",))
