"""Files of a workspace that a project's results rest on where they are there.

In: places. Out: those of the files that exist; nothing in them is read.
"""

from __future__ import annotations

from pathlib import Path

from evaluation.workspace.prespecification_file import RECORD_NAME
from evaluation.workspace.value_file import VALUE_NAME

DEFLATOR_FILE = Path("data") / "deflator.csv"
MANDATE_FILE = Path("data") / "medtech-mandate.yml"


def optional_files(root: Path, folder: Path) -> list[Path]:
    """Return the optional files that a project's results rest on.

    Parameters
    ----------
    root : Path
        The workspace.
    folder : Path
        The project's folder.
    """
    found = [folder / RECORD_NAME, folder / VALUE_NAME]
    if (folder / VALUE_NAME).is_file():
        found.append(root / DEFLATOR_FILE)
    return [path for path in found if path.exists()]
