"""Puts what was made in its place: whole or not at all, and only where it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.saving import remove_unfinished, write_all

REMEDY = "Free some space, close it where it is open, or correct the folder's permissions."


def put(path: Path, content: bytes) -> Path:
    """Write a file and return its path; one that is the same already is left untouched.

    Raises
    ------
    PublishingFailed
        If it cannot be written, as on a full disk; what was there before is then as it was.
    """
    put_all({path: content})
    return path


def put_all(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: none is put in its place before all are on the disk.

    Raises
    ------
    PublishingFailed
        If one cannot be written; what was there before is then as it was.
    """
    same = [path for path, content in files.items() if _is(path, content)]
    remove_unfinished(*same)
    with told_as_unwritten(*files):
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_all({path: content for path, content in files.items() if path not in same})


@contextmanager
def told_as_unwritten(*paths: Path) -> Iterator[None]:
    """Say of files and folders that they cannot be written, where that is so.

    Raises
    ------
    PublishingFailed
    """
    try:
        yield
    except OSError as error:
        names = " or ".join(path.name for path in paths)
        noun = "file" if len(paths) == 1 else "files"
        raise PublishingFailed(f"The {noun} {names} cannot be written.", REMEDY) from error


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
