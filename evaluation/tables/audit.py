"""Read a project's audit table, records or counts, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import pandera.pandas as pa

from evaluation.errors import Finding
from evaluation.tables.audit_rules import (
    outside_cycles,
    uncovered,
    unequal_sums,
    unknown_audit_ids,
)
from evaluation.tables.columns import column_faults
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.read import read_table
from evaluation.tables.schemas import AUDIT_COUNTS_SCHEMA, AUDIT_RECORDS_SCHEMA, required_columns
from evaluation.tables.sentences import Fault, TableFile
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.workspace import Audit, ProjectFolder, Workspace

AuditKind = Literal["records", "counts"]

_SCHEMAS: dict[AuditKind, pa.DataFrameSchema] = {
    "records": AUDIT_RECORDS_SCHEMA,
    "counts": AUDIT_COUNTS_SCHEMA,
}
_KNOWN: dict[AuditKind, tuple[str, ...]] = {
    kind: tuple(str(name) for name in schema.columns) for kind, schema in _SCHEMAS.items()
}


@dataclass(frozen=True)
class AuditTable:
    """A project's audit data.

    Parameters
    ----------
    kind : {"records", "counts"}
        One row per record and criterion, or one per criterion, cycle and group.
    frame : DataFrame
        All columns of the schema of that kind, in its order, in the file's order of rows: text
        string, `date` datetime64[ns], counts Int64. Columns that the file does not have are
        missing throughout.
    """

    kind: AuditKind
    frame: pd.DataFrame


def read_audit_table(
    workspace: Workspace, folder: ProjectFolder
) -> tuple[AuditTable | None, list[Finding]]:
    """Return a project's audit table and all findings.

    Parameters
    ----------
    workspace : Workspace
    folder : ProjectFolder

    Returns
    -------
    table : AuditTable or None
        None if there is an error, or if the project has no audit table.
    findings : list of Finding
        Errors and warnings, never with a row's value.
    """
    return audit_table_of(folder, workspace.shown)


def audit_table_of(
    folder: ProjectFolder, shown: Callable[[Path], str]
) -> tuple[AuditTable | None, list[Finding]]:
    """Return what `read_audit_table` does, without a workspace.

    Parameters
    ----------
    folder : ProjectFolder
    shown : callable
        How a path is shown to the user.
    """
    source = folder.project.tables.audit
    if source is None:
        return None, []
    path = folder.table_path(source)
    file = TableFile(shown(path), folder.slug, source.sheet or "")
    text, faults = read_table(path, {*_KNOWN["records"], *_KNOWN["counts"]}, source.sheet)
    table = None
    if text is not None:
        table, faults = _checked(text, folder.project.audit)
    findings = [fault.finding(file) for fault in faults]
    if table is None or any(fault.severity == "error" for fault in faults):
        return None, findings
    return AuditTable(table.kind, table.frame.reset_index(drop=True)), findings


def _kind(columns: pd.Index) -> AuditKind:
    """Return the kind whose own required columns are there; records where none is."""
    own = {kind: required_columns(schema) for kind, schema in _SCHEMAS.items()}
    present = {kind: len(needed & set(columns)) for kind, needed in own.items()}
    return "counts" if present["counts"] > present["records"] else "records"


def _checked(text: pd.DataFrame, audit: Audit | None) -> tuple[AuditTable, list[Fault]]:
    kind = _kind(text.columns)
    schema, known = _SCHEMAS[kind], _KNOWN[kind]
    needed = required_columns(schema)
    missing = needed - set(text.columns)
    refused = identifier_faults(text)
    faults = [*refused, *column_faults(list(text.columns), known, needed, refused)]
    frame, cell_faults = typed_columns(text, schema)
    if audit is None:
        sentence = "There is an audit table but no 'audit:' in project.yml."
        faults.append(Fault(sentence, "Add the cycles and criteria, or remove the table."))
    else:
        cell_faults += unknown_audit_ids(frame, audit)
        cell_faults += outside_cycles(frame, audit) if kind == "records" else []
    cell_faults += rule_faults(frame, schema, cell_faults, missing)
    faults += cell_faults
    if audit is not None and not missing and not cell_faults:
        faults += uncovered(frame, audit)
        faults += unequal_sums(frame) if kind == "counts" else []
    return AuditTable(kind, frame), faults
