"""One run at a time in a workspace: the second is refused, clearly.

The system frees the lock when its holder ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from evaluation.errors import InvalidInput
from evaluation.run.results import LOCK_NAME, work_folder
from evaluation.workspace.borders import require_writing_inside

# the byte that is locked lies behind the text, which others may read
LOCKED_BYTE = 1 << 20
LOOK_SECONDS = 0.2  # far longer than a look at the lock takes

_held: dict[Path, int] = {}


@contextlib.contextmanager
def workspace_lock(reports: Path) -> Iterator[None]:
    """Hold the lock of a workspace; one thread may hold it more than once.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.

    Raises
    ------
    InvalidInput
        If another run holds it, or the folder cannot be written or leads out of the workspace.
    """
    path = work_folder(reports).resolve() / LOCK_NAME
    if _held.get(path) == threading.get_ident():
        yield
        return
    require_writing_inside(reports)
    with contextlib.ExitStack() as stack:
        descriptor = _open(path)
        stack.callback(os.close, descriptor)
        if not _acquire_patiently(descriptor):
            holder = os.pread(descriptor, 20, 0).decode() if hasattr(os, "pread") else ""
            who = f" (process {holder})" if holder else ""
            raise InvalidInput(
                f"Another run is under way in this workspace{who}.",
                "Wait until it has ended, or stop it.",
            )
        with _told(path):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
        _held[path] = threading.get_ident()
        stack.callback(_held.pop, path)
        yield


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who holds the lock of a workspace.

    Parameters
    ----------
    process : int or None
        As the lock says; None where it cannot be read.
    is_alive : bool
        Whether there is such a process; where not, one that it started holds the lock.
    """

    process: int | None
    is_alive: bool


def lock_holder(reports: Path) -> LockHolder | None:
    """Return who holds the lock of a workspace, or None; the lock is not created.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.
    """
    path = work_folder(reports).resolve() / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if _acquire(descriptor):  # closing frees it
            return None
        text = os.pread(descriptor, 20, 0).decode() if hasattr(os, "pread") else ""
    finally:
        os.close(descriptor)
    process = int(text) if text.isdecimal() else None
    return LockHolder(process, process is not None and psutil.pid_exists(process))


def _open(path: Path) -> int:
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a sentence why the lock cannot be written."""
    try:
        yield
    except OSError as error:
        folder = path.parents[1].name
        raise InvalidInput(
            f"The folder '{folder}' of the workspace cannot be written: {error.strerror}.",
            "Correct its permissions, free some space, or choose another workspace.",
        ) from None


def _acquire_patiently(descriptor: int) -> bool:
    """Take the lock; who only looks whether it is held has it for a moment."""
    until = time.monotonic() + LOOK_SECONDS
    while not _acquire(descriptor):
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_SECONDS / 20)
    return True


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> bool:
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _acquire(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
