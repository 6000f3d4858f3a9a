"""Read a project's KPI table, whole and typed, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from evaluation.errors import Finding
from evaluation.tables.columns import column_faults
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.kpi_rules import kpi_schema, needed_columns, to_periods, unknown_ids
from evaluation.tables.kpi_series import series_faults
from evaluation.tables.read import read_table
from evaluation.tables.schemas import KPI_SCHEMA
from evaluation.tables.sentences import Fault, TableFile
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.workspace import Project, ProjectFolder, Workspace

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
        missing throughout. None if there is an error, or if the project has no KPI table.
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
    path = folder.table_path(source)
    file = TableFile(shown(path), folder.slug, source.sheet or "")
    text, faults = read_table(path, _KNOWN, source.sheet)
    table = None
    if text is not None:
        table, faults = _checked(text, folder.project)
    findings = [fault.finding(file) for fault in faults]
    if table is None or any(fault.severity == "error" for fault in faults):
        return None, findings
    return table.reset_index(drop=True), findings


def _checked(text: pd.DataFrame, project: Project) -> tuple[pd.DataFrame, list[Fault]]:
    needed = needed_columns(project)
    missing = needed - set(text.columns)
    refused = identifier_faults(text)
    faults = [*refused, *column_faults(list(text.columns), _KNOWN, needed, refused)]
    text = text.reindex(columns=list(_KNOWN)).astype("string")
    periods, period_faults = to_periods(text, project)
    table, cell_faults = typed_columns(text, KPI_SCHEMA, [periods])
    ids = unknown_ids(
        table["kpi"], [kpi.id for kpi in project.kpis], "under 'kpis:' in project.yml"
    )
    cell_faults += [*ids, *period_faults]
    not_empty = tuple(text.index[text["period"].notna()])  # a KPI that is not known has no period
    known_faults = [*cell_faults, Fault("", rows=not_empty, column="period")]
    cell_faults += rule_faults(table, kpi_schema(project), known_faults, missing)
    faults += cell_faults
    if missing or ids or table["kpi"].isna().any():
        return table, faults
    unsound = table.loc[[row for fault in cell_faults for row in fault.rows], "kpi"]
    sound = {kpi.id for kpi in project.kpis} - set(unsound)
    return table, [*faults, *series_faults(table, project, sound)]
