"""What is wrong with the settings of a workspace, where its tables are not: in git, and in CI."""

from __future__ import annotations

from pathlib import Path

from evaluation.design import design_findings
from evaluation.errors import Finding, by_project
from evaluation.workspace import read_instruments, read_wheel
from evaluation.workspace.reading import read_parts


def settings_findings(root: Path) -> tuple[Finding, ...]:
    """Return every finding about hub.yml, project.yml, standards and the hub's other settings.

    Parameters
    ----------
    root : Path
        The workspace. No table is read, and none need be there.
    """
    found = (
        *read_parts(root).findings,
        *read_wheel(root)[1],
        *read_instruments(root)[1],
        *design_findings(root),
    )
    return tuple(sorted(found, key=by_project))
