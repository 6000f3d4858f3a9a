"""Why a notebook failed: a cell's error, a dead kernel or a timeout, in words without row values.

In: what the executor saw. Out: errors with the facts for the run record, picklable.
"""

from __future__ import annotations

import re
import signal

from evaluation.errors import EXIT_PROJECTS_FAILED, EvaluationError

MAXIMUM_MESSAGE = 300
OWN_ERRORS = frozenset({"EvaluationError", "InvalidInput", "ProjectsFailed", "PublishingFailed"})

_QUOTED = re.compile(r"(?<!\w)(['\"`]).*?\1(?!\w)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FOLDERS = re.compile(r"(?<![\w.)/])(?:[A-Za-z]:)?[/\\](?:[^\s'\"/\\]+[/\\])+")
_ERROR_NUMBER = re.compile(r"^\[(?:Errno|WinError) \d+\] ")
_WORD = re.compile(r"[^\W\d_]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(EvaluationError):
    """A notebook did not run to its end.

    Parameters
    ----------
    what : str
        One sentence: the reason that status, terminal and report show.
    name : str
        Name of the exception, or of what took its place.
    message : str
        The exception's message without values of rows.
    cell : int or None
        Number of the cell, from 1, counted in the executed notebook.
    """

    exit_code = EXIT_PROJECTS_FAILED

    def __init__(self, what: str, name: str = "", message: str = "", cell: int | None = None):
        super().__init__(what)
        self.name = name
        self.message = message
        self.cell = cell
        self.peak_memory_mb: float | None = None
        self.args = (what, name, message, cell)


class CellFailed(NotebookFailed):
    """A cell raised an error, or the notebook ended before all its cells had run."""

    @classmethod
    def from_error(cls, name: str, message: str, cell: int, cells: int) -> CellFailed:
        """Return the failure of a cell that raised `name` with `message`."""
        said = safe_message(name, message)
        return cls(_sentence(f"Cell {cell} of {cells} failed with {name}", said), name, said, cell)

    @classmethod
    def from_early_end(cls, cell: int, cells: int) -> CellFailed:
        """Return the failure of a notebook whose first cell that never ran is `cell`."""
        what = f"The notebook ended by itself before cell {cell} of {cells}."
        return cls(what, "NotebookEndedEarly", what, cell)


class KernelDied(NotebookFailed):
    """The kernel ended, or never began, for a reason it could not tell."""

    @classmethod
    def from_exit(
        cls, exit_status: int | None, cell: int | None, cells: int, peak_memory_mb: float | None
    ) -> KernelDied:
        """Return the failure of a kernel that ended by itself.

        Parameters
        ----------
        exit_status : int or None
            As `subprocess` gives it: negative for a signal; None where it did not answer.
        cell, cells : int
            The cell under way, None before the first, and how many there are.
        peak_memory_mb : float or None
            The most memory it held, in MiB.
        """
        where = f" in cell {cell} of {cells}" if cell else " before the first cell"
        if exit_status is None:
            what = f"The kernel did not answer{where}."
            return cls(what, "KernelDied", what, cell)
        memory = f"; it held {peak_memory_mb:.0f} MiB at most" if peak_memory_mb else ""
        what = f"The kernel died{where}: {exit_words(exit_status)}{memory}."
        return cls(what, "KernelDied", what, cell)


class NotebookTimedOut(NotebookFailed):
    """The notebook took longer than it may."""

    @classmethod
    def from_limit(cls, limit: float, cell: int | None, cells: int) -> NotebookTimedOut:
        """Return the failure of a notebook stopped in `cell` after `limit` seconds."""
        unit = "second" if limit == 1 else "seconds"
        what = f"The notebook was stopped in cell {cell} of {cells} after {limit:g} {unit}."
        return cls(what, "NotebookTimedOut", what, cell)

    @classmethod
    def from_run(cls, limit: float, cell: int | None, cells: int) -> NotebookTimedOut:
        """Return the failure of a notebook under way when the whole run's time was over."""
        where = f"cell {cell} of {cells}" if cell else "its start"
        what = f"The run's time of {limit:g} seconds was over; the notebook was stopped in {where}."
        return cls(what, "RunTimedOut", what, cell)


class MemoryExceeded(NotebookFailed):
    """The notebook held more memory than it may."""

    @classmethod
    def from_limit(
        cls, limit: float, reached: float, cell: int | None, cells: int
    ) -> MemoryExceeded:
        """Return the failure of a notebook stopped in `cell` when it had `reached` MiB."""
        where = f"cell {cell} of {cells}" if cell else "its start"
        what = (
            f"The notebook was stopped in {where}: it held {reached:.0f} MiB of memory, "
            f"and may hold {limit:g} MiB."
        )
        return cls(what, "MemoryExceeded", what, cell)


def not_written(error: OSError) -> NotebookFailed:
    """Return the failure of results that could not be written."""
    message = error.strerror or type(error).__name__
    what = f"The results could not be written: {message}."
    return NotebookFailed(what, type(error).__name__, message)


def defect(error: Exception) -> NotebookFailed:
    """Return the failure that is a defect of this program, not of the notebook."""
    name = type(error).__name__
    said = safe_message(name, str(error))
    return NotebookFailed(
        _sentence(f"A defect of this program stopped it: {name}", said), name, said
    )


def _sentence(what: str, said: str) -> str:
    """Return a sentence with what an exception says, where any word of it is left."""
    whole = f"{what}: {said}" if _WORD.search(said) else what
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def exit_words(exit_status: int) -> str:
    """Return how a process ended, in words.

    Examples
    --------
    >>> exit_words(3)
    'it ended with exit code 3'
    >>> exit_words(-9)
    'it was killed by SIGKILL (often out of memory)'
    """
    if exit_status >= 0:
        return f"it ended with exit code {exit_status}"
    try:
        name = signal.Signals(-exit_status).name
    except ValueError:
        name = f"signal {-exit_status}"
    often = " (often out of memory)" if name == "SIGKILL" else ""
    return f"it was killed by {name}{often}"


def safe_message(name: str, message: str) -> str:
    """Return an exception's message without values of rows and without folders of the machine.

    Our own errors hold no values by design and stay whole; in all others quoted text becomes an
    ellipsis and every number "#", as both may come from a row.

    Parameters
    ----------
    name : str
        Name of the exception.
    message : str
        What it says.

    Examples
    --------
    >>> safe_message("ValueError", "could not convert string to float: 'Ann Other'")
    'could not convert string to float: …'
    >>> safe_message("InvalidInput", "The file /home/ann/hub/kpi.csv has 3 faults.")
    'The file kpi.csv has 3 faults.'
    """
    lines = _COLOUR.sub("", message).strip().splitlines()
    text = _ERROR_NUMBER.sub("", lines[0].strip()) if lines else ""
    if name not in OWN_ERRORS:
        text = _NUMBER.sub("#", _QUOTED.sub("…", text))
    text = _FOLDERS.sub("", text)
    return text if len(text) <= MAXIMUM_MESSAGE else text[: MAXIMUM_MESSAGE - 1] + "…"
