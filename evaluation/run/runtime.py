"""A private folder for one kernel's sockets, with a path short enough for them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "evaluation-"
# a socket's path may have 104 bytes on macOS, 108 on Linux; the rest is the name of the socket
LONGEST_TEMPORARY_FOLDER = 70


def make_runtime_folder() -> Path:
    """Make the folder, readable by this user only, and return it."""
    home = tempfile.gettempdir()
    if len(home) > LONGEST_TEMPORARY_FOLDER and os.name == "posix":
        home = "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))


def remove_runtime_folder(folder: Path) -> None:
    """Remove such a folder; any other is left alone."""
    if folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
