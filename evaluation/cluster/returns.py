"""What comes back from a worker: the record and the files that it wrote.

In: a scratch folder on the worker. Out: the same folder on the machine of the run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.cluster.packing import PackedFile, damaged, pack_folder, unpack
from evaluation.run.record import RECORD_FILE, RunRecord, write_record
from evaluation.run.results import EXECUTED_FILE, RESULTS_FOLDER, output_stamps


@dataclass(frozen=True, repr=False)
class Returned:
    """How one attempt on a worker ended.

    Parameters
    ----------
    record : RunRecord
    files : tuple of PackedFile
        Of its scratch folder: results only where it is done.
    """

    record: RunRecord
    files: tuple[PackedFile, ...] = ()

    def __repr__(self) -> str:
        return f"Returned({self.record.project})"


def collect(record: RunRecord, scratch: Path) -> Returned:
    """Return the record with what lies in the scratch folder.

    Parameters
    ----------
    record : RunRecord
        How it ended.
    scratch : Path
        What `perform` left.
    """
    executed = scratch / EXECUTED_FILE
    if record.status == "done":
        unsent = scratch / RESULTS_FOLDER / RECORD_FILE
        return Returned(record, tuple(pack_folder(scratch, skip=[unsent])))
    if not executed.is_file():
        return Returned(record)
    return Returned(record, (PackedFile.of(EXECUTED_FILE, executed.read_bytes()),))


def put_down(returned: Returned, scratch: Path) -> RunRecord:
    """Write what came back into the scratch folder of this machine, and return its record.

    The record is given the times of this machine's clock, by which attempts are compared.

    Raises
    ------
    NotebookFailed
        If what came back is not what the worker wrote.
    OSError
        If it cannot be written.
    """
    unpack(returned.files, scratch)
    record = _with_our_clock(returned.record)
    if record.status == "done":
        results = scratch / RESULTS_FOLDER
        found = output_stamps(record.project, results, scratch / EXECUTED_FILE)
        if found != record.outputs:
            raise damaged(RESULTS_FOLDER)
        write_record(record, results)
    return record


def _with_our_clock(record: RunRecord) -> RunRecord:
    end = dt.datetime.now(dt.UTC)
    start = end - dt.timedelta(seconds=record.seconds)
    times = [moment.isoformat(timespec="milliseconds") for moment in (start, end)]
    return replace(record, start=times[0], end=times[1])
