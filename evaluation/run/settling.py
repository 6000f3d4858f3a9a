"""Put what an attempt left into its place: a result, or a failure kept apart, whatever the disk.

A little space is set aside when a run begins, so that a full disk does not keep the record of the
failure from being written.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from evaluation.errors import InvalidInput
from evaluation.run.attempt import Clock, run_record
from evaluation.run.failures import not_written
from evaluation.run.record import RunError, RunRecord
from evaluation.run.results import (
    EXECUTED_FILE,
    Place,
    discard,
    keep_failure,
    promote,
    work_folder,
)
from evaluation.run.signals import undisturbed
from evaluation.run.task import Task

RESERVE_NAME = "reserve"
RESERVE_BYTES = 1 << 18


class Reserve:
    """Space on the disk of the results that is free again when it is needed.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.

    Raises
    ------
    InvalidInput
        If there is not even that much space.
    """

    def __init__(self, reports: Path) -> None:
        self._path = work_folder(reports) / RESERVE_NAME
        try:
            self._path.write_bytes(b"\0" * RESERVE_BYTES)
        except OSError as error:
            self.free()
            raise InvalidInput(
                f"Nothing can be written into '{reports.name}': {error.strerror}.",
                "Free some space or correct its permissions, and run again.",
            ) from None

    def free(self) -> None:
        """Give the space back."""
        with contextlib.suppress(OSError):
            self._path.unlink()


def settle(place: Place, scratch: Path, record: RunRecord, reserve: Reserve) -> RunRecord:
    """Put a result in place, or keep a failure apart; return the record that now holds.

    Parameters
    ----------
    place : Place
        Of the project.
    scratch : Path
        What `perform` left.
    record : RunRecord
        How it ended.
    reserve : Reserve
        Freed where the disk is full.

    Returns
    -------
    RunRecord
        As given, or failed where the result could not be put in place.
    """
    with undisturbed():
        if record.status == "done":
            try:
                promote(place, scratch)
            except OSError as error:
                record = _failed(record, error)
            else:
                return record
        try:
            keep_failure(place, scratch, record)
        except OSError:
            reserve.free()
            with contextlib.suppress(OSError):
                (scratch / EXECUTED_FILE).unlink(missing_ok=True)
                keep_failure(place, scratch, record)
    return record


def settle_unbegun(reports: Path, task: Task, error: OSError, reserve: Reserve) -> RunRecord:
    """Return the record of a notebook that had no place to begin in, and keep it if there is room.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.
    task : Task
        What was to be run.
    error : OSError
        Why it was not.
    reserve : Reserve
        Freed for the record.
    """
    record = run_record(task, Clock.start(), not_written(error))
    reserve.free()
    with contextlib.suppress(OSError):
        apart = work_folder(reports) / f"{task.slug}.unbegun"  # as a scratch folder is named
        keep_failure(Place(reports, task.slug), apart, record)
        discard(reports, apart)
    return record


def _failed(record: RunRecord, error: OSError) -> RunRecord:
    failure = not_written(error)
    return record.failed_for(str(failure), RunError(failure.name, failure.message))
