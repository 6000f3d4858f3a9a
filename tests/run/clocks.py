"""Clocks of which a test says when time is over: no limit depends on the machine's speed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from unittest import mock

from evaluation.run import SilentDisplay
from evaluation.run.notebook_progress import Progress

OVER = 1000.0  # seconds that nothing in a test takes, on any machine


class Leaping:
    """The system's clock, ahead by as much as it has leapt."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def leap(self) -> None:
        """Let the time be over."""
        self._ahead = OVER

    def monotonic(self) -> float:
        """Return the seconds of a clock that never goes back."""
        return time.monotonic() + self._ahead


class LeapsAtCell(SilentDisplay):
    """What a run tells of its notebooks; its clock leaps when one has come to a cell.

    Parameters
    ----------
    number : int
        Of the cell.
    at_work : callable, optional
        Waits until the cell is really at work.
    """

    def __init__(self, number: int, at_work: Callable[[], object] = lambda: None) -> None:
        self.clock = Leaping()
        self._number = number
        self._at_work = at_work

    def progressed(self, project: str, cell: int, cells: int) -> None:  # noqa: ARG002
        """Let the time be over in that cell."""
        if cell == self._number:
            self._at_work()
            self.clock.leap()


@contextlib.contextmanager
def over_in_cell(number: int) -> Iterator[float]:
    """Give the seconds that notebooks of this process may take; a cell of them ends those."""
    from evaluation.run import executor  # loads papermill, which takes a second

    clock, begin = Leaping(), Progress.cell_started

    def started(progress: Progress, cell: object, cell_index: int) -> None:
        begin(progress, cell, cell_index)
        if cell_index + 1 == number:
            clock.leap()

    with (
        mock.patch.object(Progress, "cell_started", started),
        mock.patch.object(executor, "time", clock),
    ):
        yield OVER
