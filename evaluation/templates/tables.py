"""Workbooks to fill in with tables: a sheet for each, its columns explained, its cells checked.

In: names of tables and, where there is one, the workspace whose partners and projects may be
chosen. Out: the bytes of an .xlsx file, which is read back as it is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandera.pandas as pa

from evaluation.errors import InvalidInput, nearest
from evaluation.present.workbook import LONGEST_LIST, CellValue, Sheet, Span, workbook_bytes
from evaluation.tables import HUB_TABLES, dictionary_frame, every_schema
from evaluation.tables.hub.read import WORKBOOK_OF_TABLES
from evaluation.tables.hub.schema import DIMENSIONS, INSTRUMENTS, PARTNERS, PROJECTS
from evaluation.tables.schemas import COUNT, DATE, NUMBER
from evaluation.workspace import Workspace, read_instruments, read_wheel

HUB: Final = "hub"
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
NOTES: Final[tuple[tuple[str, str], ...]] = (
    (
        "Headings",
        "Keep them as they are; fill in the rows below. Rows may be left out, not headings.",
    ),
    ("Cells", "Cells with a list take only its values. The sheet 'Columns' says what each holds."),
    ("People", "Write roles and pseudonyms, never names, addresses or numbers of people."),
)


def table_template_bytes(names: Sequence[str], workspace: Workspace | None = None) -> bytes:
    """Return a workbook with one empty sheet for each table.

    Parameters
    ----------
    names : sequence of str
        Tables, as `tables_of_template` returned them.
    workspace : Workspace, optional
        Its partners, projects, dimensions and questionnaires become lists to choose from.
    """
    schemas = every_schema()
    listed = _listed(workspace)
    sheets = [_sheet(name, schemas[name], listed) for name in names]
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


def _sheet(name: str, schema: pa.DataFrameSchema, listed: dict[str, list[str]]) -> Sheet:
    columns = {str(key): column for key, column in schema.columns.items()}
    choices = {key: _choices(column, listed) for key, column in columns.items()}
    return Sheet(
        name,
        tuple((key, _width(key, column)) for key, column in columns.items()),
        [],
        choices={key: values for key, values in choices.items() if values},
        spans={
            key: _span(column)
            for key, column in columns.items()
            if column.metadata["type"] in KINDS and not choices[key]
        },
    )


def _choices(column: pa.Column, listed: dict[str, list[str]]) -> Sequence[str]:
    """Return the values that a cell may be chosen from; none where they are too many for a list."""
    facts = column.metadata
    values = facts.get("choices") or listed.get(facts.get("refers", ""), ())
    fits = len(",".join(values)) <= LONGEST_LIST and not any("," in value for value in values)
    return list(values) if fits else ()


def _span(column: pa.Column) -> Span:
    facts = column.metadata
    least, most = facts.get("least"), facts.get("most")
    return Span(KINDS[facts["type"]], least, most)


def _width(name: str, column: pa.Column) -> int:
    if column.metadata.get("free"):
        return PROSE_WIDTH
    return min(max(NARROWEST, len(name) + 4, len(column.metadata.get("example", "")) + 4), WIDEST)


def _listed(workspace: Workspace | None) -> dict[str, list[str]]:
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
    }


def _columns(names: Sequence[str]) -> Sheet:
    schemas = every_schema()
    found = dictionary_frame()
    rows: list[list[CellValue]] = []
    for row in found[found["table"].isin(names)].to_dict("records"):
        example = schemas[row["table"]].columns[row["column"]].metadata.get("example", "")
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
