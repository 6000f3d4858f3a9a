"""How project.yml names a project's own notebook, and where that lies."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator

from evaluation.workspace.path_text import PathText

ENDING = ".ipynb"


def _is_a_path_from_the_folder(written: str) -> str:
    if not written.endswith(ENDING):
        raise ValueError(f"'notebook' must name a file that ends in {ENDING}.")
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor or "\\" in written:
        raise ValueError("'notebook' must be a path from the project's folder, written with '/'.")
    return written


NotebookPath = Annotated[PathText, AfterValidator(_is_a_path_from_the_folder)]


def own_notebook_path(folder: Path, written: str) -> Path:
    """Return the place of a project's own notebook, behind every link.

    Parameters
    ----------
    folder : Path
        The project's folder.
    written : str
        As `notebook:` of project.yml has it.
    """
    try:
        return (folder / written).resolve()
    except (OSError, RuntimeError):  # links in a circle: there is no such file
        return folder / written
