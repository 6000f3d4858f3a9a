"""Check a whole workspace: hub, projects, standards and every table, all findings at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from evaluation.errors import Finding
from evaluation.tables.audit import audit_table_of
from evaluation.tables.hub.read import read_hub_data
from evaluation.tables.kpi import kpi_table_of
from evaluation.tables.sentences import suggestion
from evaluation.workspace.reading import read_parts
from evaluation.workspace.standing import standing_findings
from evaluation.workspace.workspace import ProjectFolder, shown_path

Scrutinise = Callable[[ProjectFolder, pd.DataFrame], Iterable[Finding]]


def check_workspace(
    root: Path, slugs: Sequence[str] = (), scrutinise: Scrutinise | None = None
) -> list[Finding]:
    """Return every finding of a workspace.

    The tables of a project are checked even where the hub's file or another project is wrong.
    An analysis that differs from its record of pre-specification, has none, or leaves items of
    risk of bias unanswered gives a warning.

    Parameters
    ----------
    root : Path
        The folder that holds `data/hub.yml`.
    slugs : sequence of str
        Only these projects; empty means all. The hub's own files are always checked.
    scrutinise : callable, optional
        Looks at each KPI table that has no error, so that none need be read twice.

    Returns
    -------
    findings : list of Finding
        The hub's first, then by project in the order of slugs; errors before warnings; else in
        the order of files and rows.
    """
    parts = read_parts(root)
    findings = list(parts.findings)
    if parts.hub is not None:
        faulty = {finding.project for finding in findings} - {""}  # they are there all the same
        slugs_there = sorted({folder.slug for folder in parts.projects} | faulty)
        findings += read_hub_data(root, parts.hub.partners, slugs_there)[1]
    for folder in parts.projects:
        if not slugs or folder.slug in slugs:
            findings += _of_the_record(folder, root, findings)
            table, of_kpis = kpi_table_of(folder, lambda path: shown_path(root, path))
            findings += of_kpis
            if table is not None and scrutinise is not None:
                findings += scrutinise(folder, table)
            findings += audit_table_of(
                folder, lambda path: shown_path(root, path), parts.standards
            )[1]
    known = sorted(
        {folder.slug for folder in parts.projects}
        | {finding.project for finding in findings if finding.project}
    )
    listed = (
        f"There are: {', '.join(known)}." if known else "Start one with 'evaluation new project'."
    )
    findings += [
        Finding(
            f"There is no project '{slug}' in this workspace.",
            suggestion(slug, known, otherwise=listed),
        )
        for slug in slugs
        if slug not in known
    ]
    chosen = [item for item in findings if not slugs or item.project in ("", *slugs)]
    return sorted(chosen, key=lambda item: (item.project, item.severity != "error"))


def _of_the_record(folder: ProjectFolder, root: Path, found: Sequence[Finding]) -> list[Finding]:
    """Return what is to be said of the pre-specified analyses, where their record can be read."""
    record = shown_path(root, folder.record_file)
    if any(finding.file == record for finding in found):
        return []
    shown = shown_path(root, folder.file)
    return standing_findings(folder.project, folder.record, folder.slug, shown)
