"""Read a project's audit table: records with results, measurements or counts; or say its faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd
import pandera.pandas as pa
from pyarrow import RecordBatch

from evaluation.errors import Finding
from evaluation.tables.audit_measurements import (
    OWN_COLUMNS,
    Standards,
    checked_measurements,
    is_measurements,
)
from evaluation.tables.audit_rules import (
    beyond_population,
    not_in_force,
    outside_cycles,
    uncovered,
    unequal_sums,
    unknown_audit_ids,
    with_audit_ids,
)
from evaluation.tables.audit_suppressed import (
    audit_marks,
    audit_suppressed_faults,
    came_suppressed,
    whole_rows,
    with_count_bounds,
)
from evaluation.tables.columns import column_faults
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.read import Reading, read_source
from evaluation.tables.schemas import AUDIT_COUNTS_SCHEMA, AUDIT_RECORDS_SCHEMA, required_columns
from evaluation.tables.sentences import Fault, TableFile
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.workspace import Audit, Project, ProjectFolder, StandardsFile, Workspace
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import TableReading

AuditKind = Literal["records", "counts", "measurements"]

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
    kind : {"records", "counts", "measurements"}
        One row per record and criterion, one per criterion, cycle and group, or one per record
        with the columns that criteria judge.
    frame : DataFrame
        All columns of the schema of that kind, in its order, in the file's order of rows: text
        string, `date` datetime64[ns], counts Int64. Columns that the file does not have are
        missing throughout. Of measurements: record, date, cycle and dimensions. Records that were
        judged from measurements have a column `version` more. Counts of which some came suppressed
        have `<count>_least` and `<count>_most` more.
    measured : RecordBatch, optional
        Of measurements, all their columns with clean types.
    set_aside : DataFrame, optional
        Of records that were judged from measurements, those that no percentage rests on:
        criterion, cycle, reason.
    """

    kind: AuditKind
    frame: pd.DataFrame
    measured: RecordBatch | None = None
    set_aside: pd.DataFrame | None = None

    def groups(self, dimension: str) -> pd.DataFrame:
        """Return the counts by group of a dimension; none where suppressed ones could be told.

        Parameters
        ----------
        dimension : str
        """
        own = self.frame[self.frame["dimension"].eq(dimension).fillna(value=False)]
        beside = pd.concat([own, whole_rows(self.frame)])
        return own.iloc[:0] if came_suppressed(beside).any() else own


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
    return audit_table_of(folder, workspace.shown, workspace.standards)


def audit_table_of(
    folder: ProjectFolder, shown: Callable[[Path], str], standards: Sequence[StandardsFile] = ()
) -> tuple[AuditTable | None, list[Finding]]:
    """Return what `read_audit_table` does, without a workspace.

    Parameters
    ----------
    folder : ProjectFolder
    shown : callable
        How a path is shown to the user.
    standards : sequence of StandardsFile
        The library: what its criteria read, and when their versions were in force.
    """
    library = Standards.of(standards)
    source = folder.project.tables.audit
    if source is None:
        return None, []
    missing = folder.not_fetched(source, shown)
    if missing:
        return None, missing
    path = folder.table_path(source)
    file = TableFile(shown(path), folder.slug, source.sheet or "")
    own = {fold(name) for name in library.kinds}
    known = {*_KNOWN["records"], *_KNOWN["counts"], *own}
    read = read_source(path, known, source, source.sheet, distinct_by={"record", "met"})
    table, found = None, list[Fault]()
    audit = folder.project.audit
    if read.text is not None:
        if audit is not None and is_measurements(read.text.columns, audit, library):
            table, found = _measured(read, audit, library)
        else:
            table, found = _checked(read, folder.project, source, library)
        found = read.names.told(found)
    faults = [*read.faults, *found]
    findings = [fault.finding(file) for fault in faults]
    if table is None or any(fault.severity == "error" for fault in faults):
        return None, findings
    return replace(table, frame=table.frame.reset_index(drop=True)), findings


def _kind(columns: pd.Index) -> AuditKind:
    """Return the kind whose own required columns are there; records where none is."""
    own = {kind: required_columns(schema) for kind, schema in _SCHEMAS.items()}
    present = {kind: len(needed & set(columns)) for kind, needed in own.items()}
    return "counts" if present["counts"] > present["records"] else "records"


def _measured(
    read: Reading, audit: Audit, standards: Standards
) -> tuple[AuditTable | None, list[Fault]]:
    columns, faults = checked_measurements(
        with_audit_ids(read.frame, audit), audit, standards, read.dates, has_others=read.has_others
    )
    if columns is None:
        return None, faults
    present = [name for name in OWN_COLUMNS if name in columns.schema.names]
    frame = columns.select(present).to_pandas().astype(dict.fromkeys(present, "string"))
    frame = frame.reindex(columns=list(OWN_COLUMNS)).astype(dict.fromkeys(OWN_COLUMNS, "string"))
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[ns]")
    return AuditTable("measurements", frame, columns), faults


def _checked(
    read: Reading, project: Project, source: TableReading, standards: Standards
) -> tuple[AuditTable | None, list[Fault]]:
    text, audit = read.frame, project.audit
    kind = _kind(text.columns)
    schema, known = _SCHEMAS[kind], _KNOWN[kind]
    needed = required_columns(schema)
    missing = needed - set(text.columns)
    refused = identifier_faults(text)
    present = [str(name) for name in text.columns]
    unknown = column_faults(present, known, needed, refused, has_others=read.has_others)
    faults = [*refused, *unknown]
    text = text if audit is None else with_audit_ids(text, audit)
    marks = audit_marks(text, source.suppressed if kind == "counts" else None)
    frame, cell_faults = typed_columns(marks.text, schema, dates=read.dates)
    frame = with_count_bounds(frame, marks)
    if audit is None:
        sentence = "There is an audit table but no 'audit:' in project.yml."
        faults.append(Fault(sentence, "Add the cycles and criteria, or remove the table."))
    else:
        cell_faults += unknown_audit_ids(frame, audit)
        cell_faults += outside_cycles(frame, audit) if kind == "records" else []
    known_faults = [
        *cell_faults,
        *(Fault("", rows=marks.rows(name), column=name) for name in marks.columns),
    ]
    cell_faults += rule_faults(frame, schema, known_faults, missing)
    faults += cell_faults
    is_sound = not any(fault.severity == "error" for fault in cell_faults)
    if audit is not None and not missing and is_sound:
        faults += uncovered(frame, audit)
        faults += beyond_population(frame, audit)
        if kind == "counts":
            faults += audit_suppressed_faults(frame, marks, audit, project.funnels)
            faults += unequal_sums(frame)
        else:
            faults += not_in_force(frame, standards)
    return AuditTable(kind, frame), faults
