"""One attempt to run a notebook: what is asked for, and the record of how it ended."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.run.failures import NotebookFailed
from evaluation.run.limits import NO_LIMITS, Limits
from evaluation.run.record import FileStamp, RunError, RunRecord
from evaluation.run.task import Task


@dataclass(frozen=True)
class Request:
    """What an engine is asked to do.

    Parameters
    ----------
    root : Path
        The workspace, whose tables the notebook reads.
    scratch : Path
        A folder of its own on the same disk as the results.
    runtime : Path
        Folder of `make_runtime_folder` for the kernel's sockets.
    task : Task
        The notebook and its parameters.
    limits : Limits
        What it may take.
    """

    root: Path
    scratch: Path
    runtime: Path
    task: Task
    limits: Limits = NO_LIMITS


@dataclass(frozen=True)
class Clock:
    """When an attempt began, by the calendar and by a clock that never jumps."""

    began: dt.datetime
    monotonic: float

    @classmethod
    def start(cls) -> Clock:
        """Return a clock that starts now."""
        return cls(dt.datetime.now(dt.UTC), time.monotonic())

    @property
    def seconds(self) -> float:
        """Seconds since the start, to the millisecond."""
        return round(time.monotonic() - self.monotonic, 3)


def run_record(
    task: Task,
    clock: Clock,
    error: EvaluationError | None = None,
    *,
    outputs: tuple[FileStamp, ...] = (),
    peak_memory_mb: float | None = None,
) -> RunRecord:
    """Return the record of an attempt that ends now, failed where there is an error.

    Parameters
    ----------
    task : Task
        What was to be run.
    clock : Clock
        Started with the attempt.
    error : EvaluationError, optional
        Why it failed.
    outputs : tuple of FileStamp
        What it wrote.
    peak_memory_mb : float, optional
        In MiB.
    """
    return RunRecord(
        project=task.slug,
        status="failed" if error else "done",
        reason=str(error) if error else "",
        error=_facts(error) if error else None,
        parameters=task.parameters,
        fingerprint=task.fingerprint,
        versions=task.versions,
        inputs=task.inputs,
        outputs=outputs,
        start=clock.began.isoformat(timespec="milliseconds"),
        end=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        seconds=clock.seconds,
        peak_memory_mb=peak_memory_mb,
        notebook=task.shown_notebook,
        queries=task.queries,
    )


def _facts(error: EvaluationError) -> RunError:
    if isinstance(error, NotebookFailed):
        return RunError(error.name, error.message, error.cell)
    return RunError(type(error).__name__, str(error))
