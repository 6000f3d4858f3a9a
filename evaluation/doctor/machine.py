"""Whether the machine has the room and the settings that a report needs."""

from __future__ import annotations

import datetime as dt
import locale
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from evaluation.doctor.exam import Exam, State

GIB = 1024**3
LEAST_DISK, ENOUGH_DISK = 0.2, 2.0  # GiB; the demonstration's report and its work take 0.1
LEAST_MEMORY, ENOUGH_MEMORY = 0.3, 1.5  # GiB; a kernel holds up to 0.4, the publisher 0.5
FIRST_YEAR = 2025  # a clock that says less is wrong
UTF8 = ("utf-8", "utf8", "cp65001")


def room(folder: Path) -> Iterator[Exam]:
    """Yield the free space where the workspace and temporary files lie."""
    for name, place in (("disk", folder), ("disk for temporary files", _temporary())):
        if place is None:
            remedy = "Point the variable TMPDIR at a folder that you may write."
            yield Exam(name, "fault", "no folder can be written", remedy)
            continue
        free = shutil.disk_usage(place).free / GIB
        state = _state(free, LEAST_DISK, ENOUGH_DISK)
        remedy = (
            "" if state == "ok" else "Free some space: a report may need 2 GB while it is made."
        )
        yield Exam(name, state, f"{free:.1f} GB free", remedy)


def _temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return None


def memory() -> Iterator[Exam]:
    """Yield the memory that is free, and the cores."""
    free = psutil.virtual_memory().available / GIB
    state = _state(free, LEAST_MEMORY, ENOUGH_MEMORY)
    remedy = "" if state == "ok" else "Close other programs, or run fewer at once with --jobs 1."
    yield Exam("memory", state, f"{free:.1f} GB free", remedy)
    cores = os.cpu_count() or 1
    yield Exam("cores", "ok", f"{cores}")


def _state(amount: float, least: float, enough: float) -> State:
    return "fault" if amount < least else "warning" if amount < enough else "ok"


def text() -> Iterator[Exam]:
    """Yield whether text is read and shown in UTF-8."""
    encodings = {
        "files": locale.getpreferredencoding(do_setlocale=False),
        "names of files": sys.getfilesystemencoding(),
        "output": getattr(sys.stdout, "encoding", None) or "utf-8",
    }
    others = [
        f"{name} in {found}" for name, found in encodings.items() if found.lower() not in UTF8
    ]
    if others:
        remedy = "Set the variable PYTHONUTF8 to 1."
        yield Exam("text encoding", "warning", ", ".join(others), remedy)
    else:
        yield Exam("text encoding", "ok", "UTF-8")


def clock() -> Iterator[Exam]:
    """Yield the day and the time zone of the machine."""
    now = dt.datetime.now().astimezone()
    told = f"{now:%Y-%m-%d %H:%M}, {now.tzname() or 'no time zone'}"
    if now.year < FIRST_YEAR:
        yield Exam("clock", "warning", told, "Set the clock: records of runs carry its time.")
    else:
        yield Exam("clock", "ok", told)
