"""Fetch the queries of a workspace's projects, while no run reads what was fetched before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation.errors import Finding, InvalidInput, nearest
from evaluation.run import workspace_lock
from evaluation.warehouse import Fetching, fetch
from evaluation.warehouse.fetching import Tell
from evaluation.workspace import ProjectFolder, reports_folder
from evaluation.workspace.reading import WorkspaceParts, read_parts


def fetch_projects(
    root: Path, slugs: Sequence[str], environment: Mapping[str, str], tell: Tell
) -> Fetching:
    """Fetch every query of some projects; what is wrong with others does not matter.

    Parameters
    ----------
    root : Path
        The workspace.
    slugs : sequence of str
        Projects; none named means all.
    environment : mapping
        Variables with the addresses of databases.
    tell : callable
        Called now and then with how far it has come.

    Raises
    ------
    InvalidInput
        If there is no such project, its file is wrong, or a run is under way.
    """
    parts = read_parts(root)
    chosen = _chosen(parts, slugs)
    with workspace_lock(reports_folder(root)):
        return fetch(root, chosen, environment, tell)


def _chosen(parts: WorkspaceParts, slugs: Sequence[str]) -> list[ProjectFolder]:
    """Return the projects that are asked for, or all that have queries."""
    known = {folder.slug: folder for folder in parts.projects}
    unread = _faults_of_unread(parts, slugs)
    if unread:
        raise InvalidInput.from_findings(unread)
    for slug in slugs:
        if slug not in known:
            near = nearest(slug, known)
            remedy = f"Did you mean '{near}'?" if near else f"There are: {', '.join(known)}."
            raise InvalidInput(f"There is no project '{slug}' in this workspace.", remedy)
    return [known[slug] for slug in dict.fromkeys(slugs)] if slugs else list(known.values())


def _faults_of_unread(parts: WorkspaceParts, slugs: Sequence[str]) -> list[Finding]:
    """Return what is wrong with the projects that are asked for and could not be read."""
    known = {folder.slug for folder in parts.projects}
    return [
        finding
        for finding in parts.findings
        if finding.severity == "error"
        and (finding.project or not known)
        and finding.project not in known
        and (not slugs or finding.project in slugs)
    ]
