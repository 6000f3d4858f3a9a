"""Put a folder of new files in its place: all of them, or none.

They are written to a folder beside their place and moved there at the end, so that neither an
error nor Ctrl-C leaves half of it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evaluation.errors import InvalidInput

MAY_BE_THERE = {".git"}  # what an empty clone holds
PREFIX = ".new-"


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is not there yet, or holds nothing.

    Parameters
    ----------
    folder : Path
        Its parent must exist.
    files : mapping of str to bytes
        Contents by path inside the folder, with forward slashes.

    Raises
    ------
    InvalidInput
        If the folder holds something, or cannot be written; then nothing was changed.
    """
    require_free(folder)
    is_there = folder.exists()
    try:
        with _aside(folder if is_there else folder.parent) as aside:
            for name, content in files.items():
                path = aside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            if is_there:
                _move_into(folder, aside)
            else:
                aside.rename(folder)
    except OSError as error:
        what = f"The folder {folder.name or folder} cannot be written: {error.strerror or error}."
        raise InvalidInput(what, "Choose a place where you may write.") from error


def require_free(folder: Path) -> None:
    """Refuse a folder that holds something, or whose parent is not there.

    Raises
    ------
    InvalidInput
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InvalidInput(f"'{folder}' is there already and is no folder.", "Name another.")
    if folder.is_dir() and {item.name for item in folder.iterdir()} - MAY_BE_THERE:
        raise InvalidInput(
            f"The folder '{folder}' is not empty; nothing was written.",
            "Name a folder that is empty or does not exist yet.",
        )
    if not folder.parent.is_dir():
        raise InvalidInput(f"The folder '{folder.parent}' does not exist.", "Make it first.")


@contextmanager
def _aside(parent: Path) -> Iterator[Path]:
    """Give a folder to write in, of the usual rights, and remove what is left of it."""
    holder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    made = holder / "made"
    try:
        made.mkdir()
        yield made
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _move_into(folder: Path, aside: Path) -> None:
    """Move what lies aside into an empty folder, and out again where that fails midway."""
    moved: list[Path] = []
    try:
        for item in sorted(aside.iterdir()):
            os.replace(item, folder / item.name)  # noqa: PTH105 - as `write_whole`
            moved.append(folder / item.name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
