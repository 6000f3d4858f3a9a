"""The files that come with this package and that every new workspace has a copy of.

In the repository they lie where the demonstration hub uses them; in an installed package they lie
in its own folder `shipped`, under the same paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluation.errors import InvalidInput

PACKAGE_FOLDER = Path(__file__).resolve().parents[1]
SHIPPED_FOLDER = "shipped"
REPOSITORY_FILE = "pyproject.toml"
# What is copied, as in the wheel's table of pyproject.toml; a test compares them.
SHIPPED = (
    "_quarto.yml",
    "data/deflator.csv",
    "data/dictionary.csv",
    "data/glossary.csv",
    "data/standards",
    "reports/annual-report.qmd",
    "reports/quarterly-report.qmd",
    "reports/parts",
    "reports/theme",
)
NOT_COPIED = ("__pycache__", "fonts")  # made here by programs


def shipped_files() -> Iterator[tuple[str, Path]]:
    """Return each file by its path in a workspace, and where it lies.

    Raises
    ------
    InvalidInput
        If the package was installed without them.
    """
    home = shipped_home()
    for name in SHIPPED:
        path = home / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            inside = file.relative_to(home)
            if not set(inside.parts) & set(NOT_COPIED) and not file.is_dir():
                yield inside.as_posix(), file


def shipped_home() -> Path:
    """Return the folder in which the files lie under their paths of a workspace.

    Raises
    ------
    InvalidInput
        If the package was installed without them.
    """
    inside, beside = PACKAGE_FOLDER / SHIPPED_FOLDER, PACKAGE_FOLDER.parent
    homes = [inside, *([beside] if (beside / REPOSITORY_FILE).is_file() else [])]
    for home in homes:
        if all((home / name).exists() for name in SHIPPED):
            return home
    raise InvalidInput(
        "The files of a new workspace are missing from this installation.",
        "Install the package again.",
    )
