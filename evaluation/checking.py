"""All that is wrong with a workspace: files, tables, designs, action plans, own notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.actions import action_findings
from evaluation.design import design_findings
from evaluation.errors import Finding, by_project
from evaluation.run import notebook_findings
from evaluation.tables.check import check_workspace
from evaluation.workspace import Workspace, sound_workspace


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
        *check_workspace(root, slugs),
        *design_findings(root, slugs),
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
