"""Writes what a filled-in workbook says as the text of a value.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from evaluation.errors import InvalidInput

WIDTH: Final = 100
ENDINGS: Final = (".yml", ".yaml")
HEAD: Final = (
    "# Made from {file}. Add by hand what the workbook has no column for: the uncertainty of\n"
    "# numbers (low, high, distribution), their sources, optimism bias and 'economics'.\n"
)


def value_text(data: dict[str, Any], file: str) -> str:
    """Return the text of a value.yml.

    Parameters
    ----------
    data : dict
        As `value_from_workbook` returns it.
    file : str
        Name of the workbook, for the note at the top.
    """
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=WIDTH)
    return HEAD.format(file=file) + text


def require_new_value_path(path: Path) -> None:
    """Refuse a path that is no YAML file, lies in no folder, or is there already.

    Raises
    ------
    InvalidInput
        A value.yml holds what a workbook does not, so none is written over.
    """
    if path.suffix.lower() not in ENDINGS:
        raise InvalidInput("A workbook becomes a value.yml.", "Name a file that ends in .yml.")
    if not path.parent.is_dir():
        raise InvalidInput(f"The folder {path.parent} does not exist.", "Make it first.")
    if path.exists():
        raise InvalidInput(
            f"The file {path.name} is there already and is not written over.",
            "Name another file with --to, and take over what you need.",
        )
