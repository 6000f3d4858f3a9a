"""Put a folder of new files in its place: all of them, or none.

Where the folder is not there yet, they are written to a hidden one beside its place, which is
renamed at the end. Where it is there and empty, each is written whole into it, in their order: the
last is the one that makes the folder what it is to be. Neither an error nor Ctrl-C leaves half of
it, and what a kill leaves is made good by the same command.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evaluation.errors import InvalidInput
from evaluation.saving import alone_in, remove_unfinished, unfinished_path, write_whole

MAY_BE_THERE = {".git"}  # what an empty clone holds


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is not there yet, or holds nothing.

    Parameters
    ----------
    folder : Path
        Its parent must exist.
    files : mapping of str to bytes
        Contents by path inside the folder, with forward slashes; the last one counts most.

    Raises
    ------
    InvalidInput
        If the folder holds something, or cannot be written; then nothing was changed.
    """
    try:
        with alone_in(folder.parent):
            require_free(folder, files)
            if folder.exists():
                _fill(folder, files)
            else:
                with _aside(folder) as aside:
                    for name, content in files.items():
                        path = aside / name
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_bytes(content)
                    aside.rename(folder)
    except OSError as error:
        what = f"The folder {folder.name or folder} cannot be written: {error.strerror or error}."
        raise InvalidInput(what, "Choose a place where you may write.") from error


def require_free(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse a folder that holds something else than some of its files, or that has no parent.

    Some of its files are what a killed command left, and it has not come to the last of them.

    Raises
    ------
    InvalidInput
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InvalidInput(f"'{folder}' is there already and is no folder.", "Name another.")
    if folder.is_dir() and not _is_free(folder, files):
        raise InvalidInput(
            f"The folder '{folder}' is not empty; nothing was written.",
            "Name a folder that is empty or does not exist yet.",
        )
    if not folder.parent.is_dir():
        raise InvalidInput(f"The folder '{folder.parent}' does not exist.", "Make it first.")


def _is_free(folder: Path, files: Mapping[str, bytes]) -> bool:
    wanted = {folder / name: content for name, content in files.items()}
    unfinished = {unfinished_path(path) for path in wanted}
    folders = {parent for path in wanted for parent in path.parents}
    for path in _below(folder):
        if path.is_symlink() or path == next(reversed(wanted)):
            return False
        if path.is_dir() and path in folders:
            continue
        is_ours = path in wanted and path.is_file() and path.read_bytes() == wanted[path]
        if not (is_ours or path in unfinished):
            return False
    return True


def _below(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and in those of it that no link leads to."""
    for item in folder.iterdir():
        if item.name in MAY_BE_THERE and item.parent == folder:
            continue
        yield item
        if item.is_dir() and not item.is_symlink():
            yield from _below(item)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a hidden folder beside a place, and remove what is left of it."""
    aside = unfinished_path(folder)
    if os.path.lexists(aside):  # a killed one's: nobody else is at work here
        shutil.rmtree(aside) if aside.is_dir() and not aside.is_symlink() else aside.unlink()
    try:
        aside.mkdir()
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is there, and take them out again where that fails midway."""
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content, on_disk=False)
    except BaseException:
        for name in files:
            _take_out(folder / name, folder)
        raise


def _take_out(path: Path, folder: Path) -> None:
    remove_unfinished(path)
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()
