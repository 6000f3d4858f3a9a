"""Writes a file whole or not at all, whatever a kill or a full disk does.

The text or picture goes into a hidden file beside its place and is renamed from there. That file
has one name for each place: what a killed process leaves is written over by the next one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from evaluation.errors import InvalidInput

ENDING = ".part"


def unfinished_path(path: Path) -> Path:
    """Return where a file is written before it is renamed to its place.

    Examples
    --------
    >>> unfinished_path(Path("out/report.pdf")).name
    '.report.pdf.part'
    """
    return path.with_name(f".{path.name}{ENDING}")


@contextlib.contextmanager
def written_beside(path: Path, content: bytes, *, on_disk: bool = True) -> Iterator[Path]:
    """Give a file beside its place, to be renamed there; it is removed if it is not.

    Parameters
    ----------
    path : Path
        The place.
    content : bytes
    on_disk : bool, optional
        Wait until the disk has it, so that it outlives a power cut.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    beside = unfinished_path(path)
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            if on_disk:
                stream.flush()
                os.fsync(stream.fileno())
        yield beside
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes | str, *, on_disk: bool = True) -> Path:
    """Write a file so that no half of it is ever seen, and return its path.

    Parameters
    ----------
    path : Path
        What is there before stays until the new one is whole.
    content : bytes or str
        A text is written in UTF-8 with its line ends as they are.
    on_disk : bool, optional
        As for `written_beside`.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is then untouched.
    """
    plain = content.encode("utf-8") if isinstance(content, str) else content
    with written_beside(path, plain, on_disk=on_disk) as beside:
        beside.replace(path)
    return path


def save(path: Path, content: bytes | str) -> Path:
    """Write a file that the user asked for, as `write_whole`, and return its path.

    Raises
    ------
    InvalidInput
        If it cannot be written; what was there before is then untouched.
    """
    try:
        return write_whole(path, content)
    except OSError as error:
        what = f"The file {path.name} cannot be written: {error.strerror or error}."
        raise InvalidInput(what, "Close it where it is open, or choose another place.") from error


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left in a folder. Nobody else may be writing there."""
    for left in folder.glob(f".*{ENDING}"):
        with contextlib.suppress(OSError):
            left.unlink()
