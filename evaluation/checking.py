"""All that is wrong with a workspace: files, tables, designs, action plans, own notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from evaluation.actions import action_findings
from evaluation.design import design_findings
from evaluation.errors import Finding, by_project
from evaluation.run import notebook_findings
from evaluation.scrutiny import Doubt, doubts_of_plan, doubts_of_table
from evaluation.tables.check import check_workspace
from evaluation.tables.wide import OwnNames
from evaluation.workspace import ProjectFolder, Workspace, sound_workspace
from evaluation.workspace.reading import read_parts
from evaluation.workspace.workspace import shown_path


def all_findings(root: Path, slugs: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Return every finding about a workspace, or about some of its projects and the hub's files.

    The hub's come first, then those of each project, errors before warnings.

    Parameters
    ----------
    root : Path
        The workspace.
    slugs : sequence of str
        Only these projects; empty means all.
    """
    found = (
        *check_workspace(root, slugs, partial(_table_doubts, root)),
        *design_findings(root, slugs),
        *_plan_doubts(root, slugs),
        *action_findings(root, slugs),
        *notebook_findings(root, slugs),
    )
    return tuple(sorted(found, key=by_project))


def checked_workspace(
    root: Path, slugs: Sequence[str] = ()
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Return the workspace with the warnings of its check.

    Parameters
    ----------
    root, slugs
        As in `all_findings`.

    Raises
    ------
    InvalidInput
        With every finding, if any of them is an error.
    """
    return sound_workspace(root, all_findings(root, slugs))


def _table_doubts(root: Path, folder: ProjectFolder, table: pd.DataFrame) -> list[Finding]:
    """Return warnings of what statistics will suffer from in a KPI table."""
    return [_warning(root, folder, doubt) for doubt in doubts_of_table(folder, table)]


def _plan_doubts(root: Path, slugs: Sequence[str]) -> list[Finding]:
    """Return warnings of what coincides in and between the files of projects."""
    folders = read_parts(root).projects
    return [
        _warning(root, folder, doubt)
        for folder in folders
        if not slugs or folder.slug in slugs
        for doubt in doubts_of_plan(folder, folders)
    ]


def _warning(root: Path, folder: ProjectFolder, doubt: Doubt) -> Finding:
    source = folder.project.tables.kpi
    path = folder.table_path(source) if doubt.is_in_table and source else folder.file
    shown = shown_path(root, path)
    place = doubt.place
    if doubt.kpi and source:
        place = OwnNames.of(source, folder.project).told(place, doubt.kpi)
    return Finding(doubt.sentence, doubt.remedy, shown, place, folder.slug, "warning")
