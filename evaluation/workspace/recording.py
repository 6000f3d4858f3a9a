"""Record the pre-specified analyses of a workspace: all that were asked for, or none.

In: a workspace, projects and the day. Out: the files written, and which analyses are new in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.errors import Finding, InvalidInput
from evaluation.workspace.prespecification_file import (
    PrespecificationFile,
    renewed,
    write_records,
)
from evaluation.workspace.workspace import ProjectFolder, Workspace


@dataclass(frozen=True)
class RecordedProject:
    """What became of the record of one project.

    Parameters
    ----------
    slug : str
    path : Path
        Its record.
    analyses : tuple of str
        Ids that are new in it or were amended; empty where nothing was written.
    """

    slug: str
    path: Path
    analyses: tuple[str, ...]


def record_projects(
    workspace: Workspace, slugs: Sequence[str], today: dt.date, reason: str = ""
) -> list[RecordedProject]:
    """Write the record of some projects, none named meaning all; nothing where one has a fault.

    Parameters
    ----------
    workspace : Workspace
    slugs : sequence of str
    today : date
        The day of the record.
    reason : str
        Why analyses that are recorded may be replaced; empty where they may not.

    Raises
    ------
    InvalidInput
        With all findings: an analysis that differs from its record without a reason, a date
        after `today`, or nothing to record.
    """
    folders = [workspace.project(slug) for slug in slugs] or list(workspace.projects)
    made: list[tuple[ProjectFolder, PrespecificationFile]] = []
    findings: list[Finding] = []
    for folder in folders:
        try:
            made.append((folder, renewed(folder.record, folder.project, today, reason)))
        except InvalidInput as error:
            shown = workspace.shown(folder.file)
            findings += [replace(item, file=shown, project=folder.slug) for item in error.findings]
    if findings:
        raise InvalidInput.from_findings(findings)
    if not any(record.analyses for _, record in made):
        raise InvalidInput(
            "No analysis says when it was fixed and by whom, so there is nothing to record.",
            "Add 'prespecified: {on: DATE, by: ROLE}' to the analyses in project.yml.",
        )
    found = [(folder, record, _new(folder, record)) for folder, record in made if record.analyses]
    write_records({folder.folder: record for folder, record, new in found if new})
    return [RecordedProject(folder.slug, folder.record_file, new) for folder, _, new in found]


def _new(folder: ProjectFolder, record: PrespecificationFile) -> tuple[str, ...]:
    former = folder.record.analyses
    return tuple(name for name, entry in record.analyses.items() if former.get(name) != entry)
