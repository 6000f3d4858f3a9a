"""Record the demonstration's analyses on the day on which each project says it fixed them.

In: a folder with `data/projects`. Out: `prespecification.yml` beside every project.yml there.
"""

from __future__ import annotations

from pathlib import Path

from evaluation.errors import InvalidInput
from evaluation.workspace.prespecification_file import (
    RECORD_NAME,
    PrespecificationFile,
    renewed,
)
from evaluation.workspace.prespecification_file import write_records as write_files
from evaluation.workspace.project import Project
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml


def demonstration_record(file: Path) -> PrespecificationFile:
    """Return the record of a project of the demonstration hub, as of the day it names.

    Parameters
    ----------
    file : Path
        Its project.yml.

    Raises
    ------
    InvalidInput
        If the file is not sound or none of its analyses says when it was fixed.
    """
    project, findings = validate(Project, read_yaml(file, file.name), file.name)
    if project is None:
        raise InvalidInput.from_findings(findings)
    days = [item.prespecified.on for item in project.its if item.prespecified is not None]
    if not days:
        raise InvalidInput(
            f"No analysis in {file.parent.name}/{file.name} says when it was fixed.",
            "Add 'prespecified: {on: DATE, by: ROLE}'.",
        )
    return renewed(PrespecificationFile(), project, max(days))


def write_records(root: Path) -> list[Path]:
    """Write the record of every project below a folder anew, and return the files."""
    files = sorted((root / "data" / "projects").glob("*/project.yml"))
    write_files({file.parent: demonstration_record(file) for file in files})
    return [file.with_name(RECORD_NAME) for file in files]
