"""A small file that says how a run goes, for those who watch it from another process.

In: what a display is told. Out: `reports/.work/progress.json`, replaced as a whole a few times a
second at most. It is a courtesy: where it cannot be written, the run goes on all the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from evaluation.run.display import STARTING, Display, SilentDisplay
from evaluation.run.results import work_folder
from evaluation.run.summary import Outcome
from evaluation.saving import write_whole

PROGRESS_NAME = "progress.json"
SECONDS_BETWEEN_WRITES = 0.5
MOST = 1e9  # seconds, mebibytes, cells
SAME_PROCESS_SECONDS = 2.0  # clocks of the system and of its processes differ a little


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """How far one notebook of a run has come.

    Parameters
    ----------
    status : str
        "running", or what became of it: "done", "failed", "up to date", "not run".
    stage : str
        What it is at, where no cell has begun.
    cell, cells : int
        The cell under way and how many there are; 0 before the first.
    began : str
        ISO 8601, UTC; empty where it was not started.
    seconds : float
        How long it took; 0 while it runs.
    mebibytes : float or None
        Memory held now, or at most once it has ended.
    reason : str
        Why it failed or was not run.
    """

    status: str = "running"
    stage: str = STARTING
    cell: int = 0
    cells: int = 0
    began: str = ""
    seconds: float = 0.0
    mebibytes: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How a run goes.

    Parameters
    ----------
    process : int
        Id of the process that runs it.
    process_began : float
        When that process began, in seconds since 1970; ids are used again.
    began, heard, ended : str
        ISO 8601, UTC: begin, last news, end; `ended` is empty while it runs.
    expected : int
        How many notebooks will run.
    projects : dict of str to ProjectProgress
        By slug, in the order in which they were heard of.
    """

    process: int
    process_began: float
    began: str
    heard: str
    ended: str = ""
    expected: int = 0
    projects: dict[str, ProjectProgress] = field(default_factory=dict)

    @property
    def is_under_way(self) -> bool:
        """Whether its process is still there; one that was killed says no end."""
        if self.ended:
            return False
        try:
            began = psutil.Process(self.process).create_time()
        except (psutil.Error, ValueError, OverflowError):
            return False
        return abs(began - self.process_began) < SAME_PROCESS_SECONDS


def progress_path(reports: Path) -> Path:
    """Return where the progress of a workspace's run stands."""
    return work_folder(reports) / PROGRESS_NAME


def read_progress(reports: Path) -> RunProgress | None:
    """Return how the run under way goes, or how the last one went; None where nothing is known.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.
    """
    path = progress_path(reports)
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        plain = json.loads(path.read_text(encoding="utf-8"))
        return RunProgress(
            process=int(plain["process"]),
            process_began=float(plain["process_began"]),
            began=str(plain["began"]),
            heard=str(plain["heard"]),
            ended=str(plain["ended"]),
            expected=int(_sound(plain["expected"])),
            projects={str(slug): _told(own) for slug, own in plain["projects"].items()},
        )
    except (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        OverflowError,
        RecursionError,
    ):
        return None


def _sound(number: float) -> float:
    """Return a number that a run may give; others are nobody's progress."""
    if not 0 <= number <= MOST:
        raise ValueError("The number is none of a run.")
    return number


def _told(plain: dict[str, Any]) -> ProjectProgress:
    held = plain["mebibytes"]
    return ProjectProgress(
        status=str(plain["status"]),
        stage=str(plain["stage"]),
        cell=int(_sound(plain["cell"])),
        cells=int(_sound(plain["cells"])),
        began=str(plain["began"]),
        seconds=float(_sound(plain["seconds"])),
        mebibytes=None if held is None else float(_sound(held)),
        reason=str(plain["reason"]),
    )


@contextlib.contextmanager
def noted_progress(display: Display, reports: Path) -> Iterator[Display]:
    """Give a display that tells another one the same, and notes it for other processes.

    Parameters
    ----------
    display : Display
        What shows the run here.
    reports : Path
        The workspace's folder `reports`, whose lock is held.
    """
    noting = NotingDisplay(display, reports)
    try:
        yield noting
    finally:
        noting.end()


class NotingDisplay(SilentDisplay):
    """Passes everything on to another display and writes it into the file.

    Parameters
    ----------
    display : Display
    reports : Path
    """

    def __init__(self, display: Display, reports: Path) -> None:
        self._display = display
        self._path = progress_path(reports)
        self._written = 0.0
        now = _now()
        self._progress = RunProgress(os.getpid(), _begin_of_this_process(), now, now)
        self._write(at_once=True)

    def __enter__(self) -> Display:
        self._display.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._display.__exit__(kind, error, traceback)

    def expect(self, projects: int) -> None:
        """Note how many more notebooks will run."""
        self._display.expect(projects)
        self._progress = replace(self._progress, expected=self._progress.expected + projects)
        self._write(at_once=True)

    def started(self, project: str) -> None:
        """Note that a project has started."""
        self._display.started(project)
        self._progress.projects[project] = ProjectProgress(began=_now())
        self._write(at_once=True)

    def progressed(self, project: str, cell: int, cells: int) -> None:
        """Note the cell that starts."""
        self._display.progressed(project, cell, cells)
        self._change(project, cell=cell, cells=cells)

    def staged(self, project: str, stage: str) -> None:
        """Note the stage that begins."""
        self._display.staged(project, stage)
        self._change(project, stage=stage)

    def held(self, project: str, mebibytes: float) -> None:
        """Note the memory that is held."""
        self._display.held(project, mebibytes)
        self._change(project, mebibytes=round(mebibytes, 1))

    def finished(self, outcome: Outcome) -> None:
        """Note what became of a project."""
        self._display.finished(outcome)
        known = self._progress.projects.get(outcome.project, ProjectProgress())
        if outcome.status == "up to date" and known.began:
            return
        self._progress.projects[outcome.project] = replace(
            known,
            status=outcome.status,
            seconds=outcome.seconds,
            mebibytes=outcome.peak_memory_mb,
            reason=outcome.reason,
        )
        self._write(at_once=outcome.status != "up to date")

    def end(self) -> None:
        """Note that the run has ended."""
        self._progress = replace(self._progress, ended=_now())
        self._write(at_once=True)

    def _change(self, project: str, **facts: float | str) -> None:
        known = self._progress.projects.get(project)
        if known is not None and known.status == "running":
            self._progress.projects[project] = replace(known, **facts)  # type: ignore[arg-type]
            self._write()

    def _write(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now - self._written < SECONDS_BETWEEN_WRITES:
            return
        self._written = now
        self._progress = replace(self._progress, heard=_now())
        with contextlib.suppress(OSError):  # it need not outlive a power cut
            write_whole(self._path, json.dumps(asdict(self._progress)), on_disk=False)


def _begin_of_this_process() -> float:
    try:
        return psutil.Process().create_time()
    except psutil.Error:
        return 0.0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
