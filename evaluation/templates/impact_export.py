"""The resource impact of a project as a workbook.

In: an opened workspace and a project. Out: the bytes of an .xlsx file.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.errors import InvalidInput
from evaluation.templates.impact_workbook import impact_workbook_bytes
from evaluation.workspace import Workspace


def impact_export_bytes(workspace: Workspace, slugs: Sequence[str] = ()) -> bytes:
    """Return the workbook of one project's resource impact, with live formulas.

    Parameters
    ----------
    workspace : Workspace
    slugs : sequence of str
        The project; it may be left out where only one has a resource impact.

    Raises
    ------
    InvalidInput
        If the project is not there or has none, or it is not clear which is meant.
    """
    with_one = [
        item.slug
        for item in workspace.projects
        if item.value is not None and item.value.resource_impact is not None
    ]
    wanted = [workspace.project(slug).slug for slug in slugs] or with_one
    if len(wanted) != 1:
        listed = ", ".join(with_one) or "none"
        raise InvalidInput(
            "A workbook holds the resource impact of one project.",
            f"Name one; these have a resource impact: {listed}.",
        )
    value = workspace.project(wanted[0]).value
    if value is None or value.resource_impact is None:
        raise InvalidInput(
            f"The project '{wanted[0]}' has no resource impact.",
            "Write 'resource_impact' into its value.yml.",
        )
    return impact_workbook_bytes(value.resource_impact, workspace.hub.notice)
