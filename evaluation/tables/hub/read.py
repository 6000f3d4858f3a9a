"""Read the hub's tables in `data/hub/`, all at once, or say everything that is wrong with them.

In: a workspace's folder. Out: `HubData`, and findings. A table that is not there is empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from evaluation.errors import Finding
from evaluation.tables.cells import Unreadable
from evaluation.tables.columns import column_faults
from evaluation.tables.header import NO_ROWS
from evaluation.tables.hub.attendance import session_faults
from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.hub.persons import person_faults
from evaluation.tables.hub.references import Known, reference_faults
from evaluation.tables.hub.scales import scale_faults
from evaluation.tables.hub.schema import HubTable
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.read import ENDINGS, content_of, read_sheet, read_table
from evaluation.tables.read_workbook import OpenWorkbook, open_workbook, sheets_with_rows
from evaluation.tables.schemas import required_columns
from evaluation.tables.sentences import Fault, TableFile, in_words, suggestion
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.workspace import (
    Instruments,
    MaturityWheel,
    Partner,
    read_instruments,
    read_wheel,
)
from evaluation.workspace.instruments import INSTRUMENTS_FILE
from evaluation.workspace.maturity_wheel import WHEEL_FILE

HUB_FOLDER = Path("data") / "hub"
CONFIGURATIONS = (WHEEL_FILE.name, INSTRUMENTS_FILE.name)
WORKBOOK = ".xlsx"
WORKBOOK_OF_TABLES = "tables.xlsx"
_HIDDEN = re.compile(r"^[.~]")  # also what Excel leaves beside an open workbook


@dataclass(frozen=True)
class HubData:
    """What `data/hub/` holds.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Every table of `HUB_TABLES` by name, with the columns and types of its schema; empty where
        the hub has none.
    wheel : MaturityWheel or None
    instruments : Instruments or None
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    wheel: MaturityWheel | None = None
    instruments: Instruments | None = None

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the hub; without rows where the hub has none.

        Parameters
        ----------
        name : str
            One of `HUB_TABLES`.
        """
        found = self.tables.get(name)
        return HUB_TABLES[name].empty() if found is None else found


def read_hub_data(
    root: Path, partners: Sequence[Partner], projects: Collection[str]
) -> tuple[HubData, list[Finding]]:
    """Return the hub's tables as far as they are sound, and all findings.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    partners : sequence of Partner
        The hub's, at any time.
    projects : collection of str
        Slugs.
    """
    wheel, findings = read_wheel(root)
    instruments, of_instruments = read_instruments(root)
    findings = [*findings, *of_instruments]
    files, of_files = _files(root / HUB_FOLDER)
    findings += of_files
    read = _read_all(files)
    tables = {name: item.frame for name, item in read.items() if item.frame is not None}
    known = Known(
        partners=[partner.id for partner in partners if partner.id is not None],
        projects=projects,
        dimensions=[each.id for each in wheel.dimensions] if wheel else (),
        instruments=[each.id for each in instruments.instruments] if instruments else (),
        items=[each.id for each in instruments.all_items()] if instruments else (),
    )
    sound: dict[str, pd.DataFrame] = {}
    for name, item in read.items():
        faults = list(item.faults)
        if item.frame is not None:
            faults += reference_faults(HUB_TABLES[name], item.frame, tables, known)
            faults += scale_faults(name, item.frame, wheel, instruments)
            faults += session_faults(name, item.frame, tables)
        file = TableFile((HUB_FOLDER / files[name].name).as_posix(), sheet=item.sheet or "")
        findings += [fault.finding(file) for fault in faults]
        if item.frame is not None and not any(each.severity == "error" for each in faults):
            sound[name] = item.frame.reset_index(drop=True)
    return HubData(sound, wheel, instruments), findings


@dataclass(frozen=True)
class _Read:
    frame: pd.DataFrame | None
    faults: Sequence[Fault]
    sheet: str | None = None


def _read_all(files: Mapping[str, Path]) -> dict[str, _Read]:
    """Return every table; the workbook of several is opened once for all of them."""
    with ExitStack() as stack:
        books = {
            path: stack.enter_context(closing(open_workbook(content_of(path))))
            for path in set(files.values())
            if path.name == WORKBOOK_OF_TABLES
        }
        return {
            name: _read(HUB_TABLES[name], path, books.get(path)) for name, path in files.items()
        }


def _read(table: HubTable, path: Path, book: OpenWorkbook | None) -> _Read:
    """Return one table with its types, as far as it can be read."""
    known = [str(name) for name in table.schema.columns]
    sheet = table.name if path.suffix.lower() == WORKBOOK else None
    if book is not None:
        text, faults = read_sheet(book, known, sheet)
    else:
        text, faults = read_table(path, known, sheet)
    if text is None and sheet is not None and book is None:
        # a workbook whose only sheet has another name
        other, faults_of_other = read_table(path, known, None)
        if other is not None:
            text, faults, sheet = other, faults_of_other, None
    if text is None:
        return _Read(None, [_may_be_deleted(fault) for fault in faults], sheet)
    needed = required_columns(table.schema)
    refused = identifier_faults(text)
    faults = [*faults, *refused, *column_faults(list(text.columns), known, needed, refused)]
    faults += person_faults(text, table.schema)
    frame, cell_faults = typed_columns(text, table.schema)
    cell_faults += rule_faults(frame, table.schema, cell_faults, needed - set(text.columns))
    return _Read(frame, [*faults, *cell_faults], sheet)


def _may_be_deleted(fault: Fault) -> Fault:
    """Return what is wrong with a table; a hub need not have it, so that an empty one may go."""
    if (fault.sentence, fault.remedy) == NO_ROWS:
        return replace(fault, remedy="Add the rows, or delete the file.")
    return fault


def _files(folder: Path) -> tuple[dict[str, Path], list[Finding]]:
    """Return the file of each table, and findings where there are two or its name is unknown."""
    files: dict[str, Path] = {}
    findings: list[Finding] = []
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        shown = (HUB_FOLDER / path.name).as_posix()
        if _HIDDEN.match(path.name) or path.name in CONFIGURATIONS or path.is_dir():
            continue
        if path.name == WORKBOOK_OF_TABLES:
            findings += _add_sheets(path, files)
            continue
        name = path.stem
        if path.suffix.lower() not in ENDINGS or name not in HUB_TABLES:
            known = [*HUB_TABLES, *(Path(each).stem for each in CONFIGURATIONS)]
            forms = in_words(ENDINGS, "or")
            listed = f"Tables end in {forms}; 'evaluation template hub' lists their names."
            remedy = suggestion(name, known, otherwise=listed) if name not in known else listed
            sentence = "This file is not a table of the hub."
            findings.append(Finding(sentence, remedy, file=shown, severity="warning"))
        elif name in files:
            sentence = f"The table is also in {files[name].name}."
            findings.append(Finding(sentence, "Keep one of the two.", file=shown))
        else:
            files[name] = path
    return files, findings


def _add_sheets(path: Path, files: dict[str, Path]) -> list[Finding]:
    """Add the tables of a workbook of several; sheets without rows are let be."""
    shown = (HUB_FOLDER / path.name).as_posix()
    try:
        sheets = sheets_with_rows(path.read_bytes())
    except Unreadable as reason:
        return [Finding(reason.sentence, reason.remedy, file=shown)]
    findings = []
    for name in sheets:
        if name in files:
            sentence = f"The table '{name}' is also in {files[name].name}."
            findings.append(Finding(sentence, "Keep one of the two.", file=shown))
        elif name in HUB_TABLES:
            files[name] = path
    return findings
