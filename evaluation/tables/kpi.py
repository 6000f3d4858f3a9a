"""Read a project's KPI table, whole and typed, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pandas as pd

from evaluation.errors import Finding
from evaluation.tables.adding import added_up, adding_faults, summed_over
from evaluation.tables.columns import column_faults
from evaluation.tables.dates import DateStyle
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.ids import as_ids, unknown_ids
from evaluation.tables.kpi_rules import (
    kpi_schema,
    needed_columns,
    to_periods,
    unused_columns,
    without_percent_signs,
)
from evaluation.tables.kpi_series import series_faults
from evaluation.tables.read import Reading, read_source
from evaluation.tables.schemas import KPI_SCHEMA
from evaluation.tables.sentences import Fault, TableFile
from evaluation.tables.suppressed import bound_faults, marks_of, with_bounds
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.tables.wide import (
    OwnNames,
    half_blank_faults,
    lengthened,
    wide_column_faults,
    without_columns,
)
from evaluation.workspace import Project, ProjectFolder, Workspace
from evaluation.workspace.kpi_columns import kpi_column_faults
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import TableReading

_KNOWN = tuple(str(name) for name in KPI_SCHEMA.columns)


def read_kpi_table(
    workspace: Workspace, folder: ProjectFolder
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Return a project's KPI table and all findings.

    Parameters
    ----------
    workspace : Workspace
    folder : ProjectFolder

    Returns
    -------
    table : DataFrame or None
        All columns of the KPI schema, in its order, in the file's order of rows: `kpi`,
        `dimension`, `group` string; `period` datetime64[ns], the period's first day; `value`,
        `numerator`, `denominator` float64; `n` Int64. Columns that the file does not have are
        missing throughout. Columns with suppressed counts have two more, `<column>_least` and
        `<column>_most`, what each count lies between. None if there is an error, or if the
        project has no KPI table.
    findings : list of Finding
        Errors and warnings, never with a row's value.
    """
    return kpi_table_of(folder, workspace.shown)


def kpi_table_of(
    folder: ProjectFolder, shown: Callable[[Path], str]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Return what `read_kpi_table` does, without a workspace.

    Parameters
    ----------
    folder : ProjectFolder
    shown : callable
        How a path is shown to the user.
    """
    source = folder.project.tables.kpi
    if source is None:
        return None, []
    missing = folder.not_fetched(source, shown)
    if missing:
        return None, missing
    if any(kpi_column_faults(folder.project)):  # a finding of project.yml says so
        return None, []
    path = folder.table_path(source)
    file = TableFile(shown(path), folder.slug, source.sheet or "")
    read = read_source(path, _KNOWN, source, source.sheet, distinct_by={"period"})
    if source.kpi_columns:
        table, faults = _wide(read, source, folder.project)
    elif read.text is None:
        table, faults = None, read.faults
    else:
        table, found = _long(read, source, folder.project)
        faults = [*read.faults, *found]
    if source.duplicates == "add-up" and read.text is not None:
        faults += summed_over(read.text, {*_KNOWN, *(each.theirs for each in source.kpi_columns)})
    findings = [fault.finding(file) for fault in faults]
    if table is None or any(fault.severity == "error" for fault in faults):
        return None, findings
    return table.reset_index(drop=True), findings


def _long(
    read: Reading, source: TableReading, project: Project
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table whose rows are of one KPI each."""
    text = read.frame
    needed = needed_columns(project)
    refused = identifier_faults(text)
    present = [str(name) for name in text.columns]
    asked_for = {fold(name) for name in (*source.renamed.values(), *source.constants)}
    unused = unused_columns(project) - asked_for if read.has_others else set()
    known = [name for name in _KNOWN if name not in unused]
    unknown = column_faults(
        present,
        known,
        needed,
        refused,
        has_others=read.has_others,
        written=read.names.written,
        way_out=_way_out(project, has_kpi="kpi" in present),
    )
    text = text[[name for name in present if name not in unused]]
    table, found = _checked(text, needed - set(present), read.dates, source, project)
    return table, read.names.told([*refused, *unknown, *found])


def _way_out(project: Project, *, has_kpi: bool) -> str:
    """Return what an extract without our columns needs in project.yml."""
    if not has_kpi:
        written = f"'constants: {{kpi: {project.kpis[0].id}}}'"
        return f"If all rows are of one KPI, write {written} beside the path."
    return "If one of them is meant, say so under 'columns:' beside the path."


def _wide(
    read: Reading, source: TableReading, project: Project
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Return a table with a column for each KPI as one whose rows are of one KPI each."""
    own = OwnNames.of(source, project)
    faults = [own.fault(fault) for fault in read.faults]
    if read.text is None:
        return None, faults
    faults += wide_column_faults(read.text, own)
    if any(fault.severity == "error" for fault in faults):
        return None, faults
    project, without = without_columns(own, project)
    long = lengthened(read.text, own)
    half_blank = half_blank_faults(long, project)
    table, found = _checked(long.text, set(), read.dates, source, project, half_blank)
    return table, [*faults, *without, *long.told(found)]


def _checked(
    text: pd.DataFrame,
    missing: Collection[str],
    dates: DateStyle,
    source: TableReading,
    project: Project,
    known: Sequence[Fault] = (),
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of a table with their types, and their faults beside the known ones."""
    ids = [kpi.id for kpi in project.kpis]
    text = text.reindex(columns=list(_KNOWN)).astype("string")
    text = text.assign(kpi=as_ids(text["kpi"], ids))
    marks = marks_of(without_percent_signs(text, project), source.suppressed)
    periods, period_faults = to_periods(text, project, dates)
    table, cell_faults = typed_columns(marks.text, KPI_SCHEMA, [periods])
    table = with_bounds(table, marks, project) if marks.columns else table
    unknown = unknown_ids(table["kpi"], ids, "under 'kpis:' in project.yml")
    cell_faults += [*known, *unknown, *period_faults, *bound_faults(table, marks, project)]
    not_empty = tuple(text.index[text["period"].notna()])  # a KPI that is not known has no period
    known_faults = [
        *cell_faults,
        Fault("", rows=not_empty, column="period"),
        *(Fault("", rows=marks.rows(name), column=name) for name in marks.columns),
    ]
    has_parts = source.duplicates == "add-up"
    schema = kpi_schema(project, has_parts=has_parts)
    cell_faults += rule_faults(table, schema, known_faults, missing)
    cell_faults += adding_faults(table, marks, project) if has_parts else []
    if missing or unknown or table["kpi"].isna().any():
        return table, cell_faults
    wrong = [fault for fault in cell_faults if fault.severity == "error"]
    unsound = table.loc[[row for fault in wrong for row in fault.rows], "kpi"]
    sound = {kpi.id for kpi in project.kpis} - set(unsound)
    if has_parts:
        table = added_up(table)
    return table, [*cell_faults, *series_faults(table, project, sound)]
