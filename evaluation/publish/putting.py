"""Puts what was made in its place: whole or not at all, and only where it differs."""

from __future__ import annotations

from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.saving import write_whole


def put(path: Path, content: bytes) -> Path:
    """Write a file and return its path; one that is the same already is left untouched.

    Raises
    ------
    PublishingFailed
        If it cannot be written, as on a full disk; what was there before is then as it was.
    """
    if path.is_file() and path.read_bytes() == content:
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise PublishingFailed(
            f"The file {path.name} cannot be written.",
            "Free some space, close it where it is open, or correct the folder's permissions.",
        ) from error
    return path
