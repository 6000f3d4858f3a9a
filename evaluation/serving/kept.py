"""Values that take long to make: kept until what they rest on changes, made apart from requests.

In: a mark of what a value rests on, and how it is made. Out: the value as it is known now, and
whether it is current. A page waits a moment for a new one, never longer.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from evaluation.errors import EvaluationError

Value = TypeVar("Value")
Mark: TypeAlias = tuple[str, int, int]  # path, time of the last change, size


@dataclass(frozen=True)
class Look(Generic[Value]):
    """What is known of a value.

    Parameters
    ----------
    value : object or None
        The newest that was made; None where there is none yet.
    is_current : bool
        Whether it is of the files as they are now.
    fault : str
        Why the newest one could not be made; empty where it could.
    """

    value: Value | None
    is_current: bool
    fault: str = ""


class Kept(Generic[Value]):
    """A value that is made anew, in a thread of its own, when its mark has changed.

    Parameters
    ----------
    mark : callable
        Returns what is the same as long as the value is; it may look at many files.
    make : callable
        Makes the value.
    """

    def __init__(self, mark: Callable[[], Hashable], make: Callable[[], Value]) -> None:
        self._mark = mark
        self._make = make
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._of: Hashable = None
        self._fault = ""
        self._is_made = False
        self._is_making = False
        self._worker: threading.Thread | None = None

    @property
    def known(self) -> Value | None:
        """The newest value that was made, without looking for a newer one."""
        return self._value

    def look(self, patience: float) -> Look[Value]:
        """Return what is known, after `patience` seconds at most.

        Parameters
        ----------
        patience : float
            Seconds to wait for a value that is not current. Where not even the mark is found in
            them, as on a slow network drive, what was current at the last look counts as such.
        """
        until = time.monotonic() + patience
        while True:
            with self._lock:
                began = self._worker is None
                worker = self._worker or self._start()
            worker.join(max(0.0, until - time.monotonic()))
            # One who came while another look was on looks again: it may have missed a change.
            if began or worker.is_alive():
                break
        with self._lock:
            return Look(self._value, self._is_made and not self._is_making, self._fault)

    def _start(self) -> threading.Thread:
        self._worker = threading.Thread(target=self._renew, daemon=True)
        self._worker.start()
        return self._worker

    def _renew(self) -> None:
        mark = self._mark()
        with self._lock:
            if self._is_made and mark == self._of:
                self._worker = None
                return
            self._is_making = True
        made, fault = self._made()
        with self._lock:
            self._value = made if not fault else self._value
            self._of, self._fault, self._is_made = mark, fault, True
            self._is_making, self._worker = False, None

    def _made(self) -> tuple[Value | None, str]:
        try:
            return self._make(), ""
        except EvaluationError as error:
            return None, str(error)
        except Exception as error:  # noqa: BLE001 - a page says so; the others stay
            return None, f"A defect of this program stopped it: {type(error).__name__}."


def marks_below(folder: Path, *, leave_out: frozenset[str] = frozenset()) -> Iterator[Mark]:
    """Yield path, time and size of every file below a folder; links are not followed.

    Parameters
    ----------
    folder : Path
    leave_out : frozenset of str
        Names of folders that are passed over.
    """
    for path, found in _files_below(os.fspath(folder), leave_out):
        yield path, found.st_mtime_ns, found.st_size


def mark_of(path: Path) -> Mark:
    """Return path, time and size of a file; -1 where it cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), found.st_mtime_ns, found.st_size


def _files_below(folder: str, leave_out: frozenset[str]) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in leave_out:
                    yield from _files_below(entry.path, leave_out)
            else:
                yield entry.path, entry.stat()
        except OSError:
            continue
