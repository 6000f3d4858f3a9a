"""Writes a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from evaluation.errors import InvalidInput


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there, so that no half file is ever seen.

    Raises
    ------
    InvalidInput
        If it cannot be written; what was there before is then untouched.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105 - the one that is atomic everywhere
    except OSError as error:
        beside.unlink(missing_ok=True)
        what = f"The file {path.name} cannot be written: {error.strerror or error}."
        raise InvalidInput(what, "Close it where it is open, or choose another place.") from error
