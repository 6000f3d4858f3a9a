"""Where a copied workspace has the tables that its projects name by places outside it.

A copy leaves project.yml as it is, byte for byte, and says beside it where such a table lies now.
Ordinary workspaces have no such file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

ELSEWHERE_NAME = ".tables-elsewhere.json"
APART = ".tables"  # the folder of a copied workspace in which tables from outside lie


def is_copy(root: Path) -> bool:
    """Return whether a workspace is a copy that was sent to another machine with its tables.

    Folders that the original names outside it are of the original's machine, and not needed.
    """
    return (root / ELSEWHERE_NAME).is_file()


def tables_elsewhere(folder: Path) -> dict[str, str]:
    """Return the new path of each table that moved, by its path as project.yml writes it.

    Parameters
    ----------
    folder : Path
        The project's folder, from which new paths are taken.
    """
    try:
        content = json.loads((folder / ELSEWHERE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(old): str(new) for old, new in content.items()} if isinstance(content, dict) else {}


def elsewhere_text(moved: Mapping[str, str]) -> str:
    """Return the file's text.

    Examples
    --------
    >>> elsewhere_text({"~/kpi.csv": "../kpi.csv"})
    '{"~/kpi.csv": "../kpi.csv"}'
    """
    return json.dumps(dict(moved), ensure_ascii=False)
