"""Which commit of a repository something was made from, and whether it had been changed since."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 20
# what results and reports rest on; other files may change without a word
RESTED_ON = (
    "data",
    "evaluation",
    "notebooks",
    "requirements.lock",
    "reports/*.qmd",
    "reports/parts",
    "reports/theme",
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A state under version control.

    Parameters
    ----------
    commit : str
        Hash of the commit.
    is_clean : bool
        Whether nothing that results rest on differs from it.
    """

    commit: str
    is_clean: bool

    def __str__(self) -> str:
        return f"{self.commit}{'' if self.is_clean else ', with changes since'}"


def revision(folder: Path) -> Revision | None:
    """Return the revision of a folder, or None where there is no git or no repository.

    Parameters
    ----------
    folder : Path
        A workspace, or the folder that holds the package.
    """
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--", *RESTED_ON)
    if commit is None or changed is None:
        return None
    return Revision(commit.strip(), not changed.strip())


def _git(folder: Path, *arguments: str) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    command: Sequence[str] = (program, "-C", str(folder), *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - git itself, no shell
            command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
