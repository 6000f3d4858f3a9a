"""What a worker's process is asked to do with its clock: it loads this module, and no test."""

from __future__ import annotations

import contextlib

from tests.run.clocks import over_in_cell

_until_it_ends = contextlib.ExitStack()


def begin_to_leap(number: int) -> float:
    """Let the time of this worker's notebooks be over in a cell; return the time they may take."""
    return _until_it_ends.enter_context(over_in_cell(number))


def end_leaping() -> None:
    """Give back the worker's clock."""
    _until_it_ends.close()
