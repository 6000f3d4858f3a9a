"""What the analyses of one project start from: its file, its tables, its year and its rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from evaluation.disclosure import DisclosureRule, rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.estimate import Provenance
from evaluation.study.audit_measured import as_records
from evaluation.tables import AuditTable, read_audit_table, read_kpi_table
from evaluation.workspace import FinancialYear, Kpi, Project, Workspace, open_workspace


@dataclass(frozen=True)
class StudyInputs:
    """One project with everything its notebook needs.

    Parameters
    ----------
    workspace : Workspace
    slug : str
    project : Project
    year : FinancialYear
        Data after its end are left out, and so are audit cycles that begin after it.
    kpi_table : DataFrame or None
        Long KPI table up to the end of the year.
    audit_table : AuditTable or None
        Audit table of the cycles that are left.
    warnings : tuple of Finding
        What `check` found that does not stop the run.
    rule : DisclosureRule
        Applied to every count of people before anything is computed from it for show.
    """

    workspace: Workspace
    slug: str
    project: Project
    year: FinancialYear
    kpi_table: pd.DataFrame | None
    audit_table: AuditTable | None
    warnings: tuple[Finding, ...]
    rule: DisclosureRule

    @property
    def provenance(self) -> Provenance:
        """Whether the project's data are measured or synthetic."""
        return self.project.provenance

    @property
    def source_line(self) -> str:
        """The line inside every chart that says what the data are."""
        if self.project.provenance == "synthetic":
            return "Synthetic demonstration data, not measured."
        return f"Source: {self.project.source}"

    def up_to(self, day: dt.date) -> StudyInputs:
        """Return the same project with no period of its indicators that begins after a day."""
        table = self.kpi_table
        if table is None:
            return self
        return replace(self, kpi_table=table[table["period"] <= pd.Timestamp(day)])

    def series(self, kpi: Kpi) -> pd.DataFrame:
        """Return the rows of a KPI for the whole, in order of time."""
        if self.kpi_table is None:
            return pd.DataFrame(columns=["period", "value", "numerator", "denominator"])
        table = self.kpi_table
        rows = table[(table["kpi"] == kpi.id) & table["dimension"].isna()]
        return rows.sort_values("period").reset_index(drop=True)

    def groups(self, kpi_id: str, dimension: str) -> pd.DataFrame:
        """Return the rows of a KPI broken down by one dimension, in order of time."""
        if self.kpi_table is None:
            return pd.DataFrame(columns=["period", "group", "numerator", "denominator"])
        table = self.kpi_table
        rows = table[(table["kpi"] == kpi_id) & (table["dimension"] == dimension)]
        return rows.sort_values("period", kind="stable").reset_index(drop=True)


def read_inputs(slug: str, workspace: str = "", year: str = "") -> StudyInputs:
    """Read one project.

    Parameters
    ----------
    slug : str
        Name of the project's folder.
    workspace : str
        The workspace's folder; empty means the nearest one.
    year : str
        Financial year such as "2025/26"; empty means the hub's reporting year.

    Raises
    ------
    InvalidInput
        With all findings, if the project's file or a table is invalid.
    """
    return inputs_of(open_workspace(Path(workspace) if workspace else None), slug, year)


def inputs_of(
    opened: Workspace, slug: str, year: str = "", *, with_kpis: bool = True
) -> StudyInputs:
    """Read one project of an opened workspace.

    Parameters
    ----------
    opened : Workspace
    slug, year : str
        As for `read_inputs`.
    with_kpis : bool
        Whether to read the KPI table, which an audit alone does not need.

    Raises
    ------
    InvalidInput
        With all findings, if the project's file or a table is invalid.
    """
    folder = opened.project(slug)
    kpi_table, kpi_findings = read_kpi_table(opened, folder) if with_kpis else (None, [])
    audit_table, audit_findings = read_audit_table(opened, folder)
    findings = [*kpi_findings, *audit_findings]
    if any(finding.severity == "error" for finding in findings):
        raise InvalidInput.from_findings(findings)
    chosen = opened.year(year)
    disclosure = opened.disclosure_of(folder.project)
    if kpi_table is not None:
        kpi_table = kpi_table[kpi_table["period"] <= pd.Timestamp(chosen.end)]
    project = _begun_by(chosen.end, folder.project)
    if audit_table is not None and folder.project.audit is not None:
        audit_table = as_records(audit_table, folder.project.audit, opened.criteria)
        begun = [cycle.id for cycle in project.audit.cycles] if project.audit else []
        audit_table = _of_cycles(audit_table, begun)
    return StudyInputs(
        workspace=opened,
        slug=slug,
        project=project,
        year=chosen,
        kpi_table=kpi_table,
        audit_table=audit_table,
        warnings=tuple(findings),
        rule=rule_named(disclosure.rule, disclosure.reason or ""),
    )


def _of_cycles(table: AuditTable, cycles: Sequence[str]) -> AuditTable:
    """Return a table of some cycles only; what was set aside outside all cycles stays so."""
    rows = table.frame[table.frame["cycle"].isin(cycles)]
    aside = table.set_aside
    if aside is not None:
        aside = aside[aside["cycle"].isin(cycles) | aside["cycle"].isna()]
    return replace(table, frame=rows, set_aside=aside)


def _begun_by(day: dt.date, project: Project) -> Project:
    """Return a project without the audit cycles that begin after a day."""
    if project.audit is None:
        return project
    cycles = [cycle for cycle in project.audit.cycles if cycle.start <= day]
    audit = project.audit.model_copy(update={"cycles": cycles}) if cycles else None
    return project.model_copy(update={"audit": audit})
