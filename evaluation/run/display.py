"""Show a run while it goes: one live table in a terminal, plain lines elsewhere.

In: what begins, goes on and ends. Out: text on one stream. NO_COLOR is respected.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from evaluation.run.summary import Outcome, OutcomeStatus
from evaluation.terminal import cleaned, console_for, is_terminal

REFRESHES_A_SECOND = 4
STARTING = "starting"
STYLES: dict[OutcomeStatus, str] = {
    "done": "green",
    "failed": "bold red",
    "up to date": "dim",
    "not run": "bold red",
}


class Display(Protocol):
    """What shows a run; used as a context manager."""

    def __enter__(self) -> Display: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def expect(self, projects: int) -> None:
        """Say how many projects will run."""

    def started(self, project: str) -> None:
        """Say that a project has started."""

    def progressed(self, project: str, cell: int, cells: int) -> None:
        """Say that a cell of a project starts."""

    def staged(self, project: str, stage: str) -> None:
        """Say that a stage without cells begins."""

    def held(self, project: str, mebibytes: float) -> None:
        """Say how much memory a project's kernel holds."""

    def finished(self, outcome: Outcome) -> None:
        """Say what became of a project."""


class SilentDisplay:
    """Shows nothing; the base of the others."""

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def expect(self, projects: int) -> None:
        """Say how many projects will run."""

    def started(self, project: str) -> None:
        """Say that a project has started."""

    def progressed(self, project: str, cell: int, cells: int) -> None:
        """Say that a cell of a project starts."""

    def staged(self, project: str, stage: str) -> None:
        """Say that a stage without cells begins."""

    def held(self, project: str, mebibytes: float) -> None:
        """Say how much memory a project's kernel holds."""

    def finished(self, outcome: Outcome) -> None:
        """Say what became of a project."""


class PlainDisplay(SilentDisplay):
    """A line when a project starts and a line when it ends.

    Parameters
    ----------
    stream : TextIO
        Where the lines go.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def started(self, project: str) -> None:
        """Write that a project has started."""
        self._write(f"{project}: {STARTING}")

    def finished(self, outcome: Outcome) -> None:
        """Write what became of a project."""
        self._write(cleaned(str(outcome)))

    def _write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()


@dataclass
class _Running:
    began: float
    stage: str = STARTING
    mebibytes: float | None = None


class LiveDisplay(SilentDisplay):
    """A table of the projects under way that is redrawn; those ended scroll away above it.

    Parameters
    ----------
    console : Console
        The terminal.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._running: dict[str, _Running] = {}
        self._expected = 0
        self._ended = 0
        self._live = Live(
            console=console,
            get_renderable=self.render,
            refresh_per_second=REFRESHES_A_SECOND,
            transient=True,
        )

    def __enter__(self) -> Display:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def expect(self, projects: int) -> None:
        """Set how many projects will run."""
        self._expected += projects

    def started(self, project: str) -> None:
        """Add a project to the table."""
        self._running[project] = _Running(time.monotonic())

    def progressed(self, project: str, cell: int, cells: int) -> None:
        """Set the stage of a project."""
        if project in self._running:
            self._running[project].stage = f"cell {cell} of {cells}"

    def staged(self, project: str, stage: str) -> None:
        """Set the stage of a project."""
        if project in self._running:
            self._running[project].stage = stage

    def held(self, project: str, mebibytes: float) -> None:
        """Set the memory of a project."""
        if project in self._running:
            self._running[project].mebibytes = mebibytes

    def finished(self, outcome: Outcome) -> None:
        """Take a project from the table and write what became of it above."""
        if self._running.pop(outcome.project, None) is not None:
            self._ended += 1
        style = STYLES[outcome.status]
        self._console.print(Text(cleaned(str(outcome)), style))

    def render(self) -> Group:
        """Return the table as it is now."""
        table = Table(box=None, header_style="bold", pad_edge=False)
        for column in ("project", "stage", "elapsed", "memory"):
            right = column in ("elapsed", "memory")
            table.add_column(column, justify="right" if right else "left")
        now = time.monotonic()
        for project, running in list(self._running.items()):
            memory = f"{running.mebibytes:.0f} MiB" if running.mebibytes is not None else ""
            table.add_row(project, running.stage, f"{now - running.began:.0f} s", memory)
        counts = Text(f"{self._ended} of {self._expected} ended")
        return Group(table, counts) if self._running else Group(counts)


def choose_display(stream: TextIO | None = None) -> Display:
    """Return the live display where the stream is a terminal, plain lines otherwise.

    Parameters
    ----------
    stream : TextIO, optional
        By default standard error.
    """
    chosen = stream or sys.stderr
    if chosen.isatty() and is_terminal(chosen):
        return LiveDisplay(console_for(chosen))
    return PlainDisplay(chosen)
