"""One notebook in a process of its own: `python -m evaluation.run.worker REQUEST.json`.

In: a request in a scratch folder. Out: results in their final place, or a failed run kept apart;
events on standard output, one JSON object a line. It ends, with its kernel, when its standard
input closes, so that it never outlives the runner.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.run.attempt import Clock, Request, run_record
from evaluation.run.executor import execute
from evaluation.run.failures import NotebookFailed
from evaluation.run.inputs import PLACES
from evaluation.run.memory import children_peak_memory_mb
from evaluation.run.processes import kill_group
from evaluation.run.record import RunRecord, write_record
from evaluation.run.results import (
    EXECUTED_FILE,
    RESULTS_FOLDER,
    Place,
    keep_failure,
    output_stamps,
    promote,
)

# a parquet file begins and ends with this mark; the smallest has 12 bytes
# (Apache Parquet, File Format, https://parquet.apache.org/docs/file-format/)
PARQUET_MARK = b"PAR1"
PARQUET_SMALLEST = 12
STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR = 0, 1, 2

Tell = Callable[[dict[str, Any]], None]


def perform(request: Request, tell: Tell) -> RunRecord:
    """Execute the notebook and put its results in place, or keep the failure apart.

    Parameters
    ----------
    request : Request
        Its scratch folder holds no results yet.
    tell : callable
        Called with an event: {"kernel": process id} or {"cell": number, "of": number}.

    Returns
    -------
    RunRecord
        Also where the run failed.
    """
    clock = Clock.start()
    place = Place(request.root, request.task.slug)
    try:
        return _perform(request, place, clock, tell)
    except EvaluationError as error:
        failure = error
    except OSError as error:
        failure = _not_written(error)
    record = run_record(request.task, clock, failure, peak_memory_mb=children_peak_memory_mb())
    with contextlib.suppress(OSError):
        keep_failure(place, request.scratch, record)
    return record


def main(arguments: list[str]) -> int:
    """Perform the request of a file; tell events on standard output."""
    kernels: list[int] = []
    _end_with_the_runner(kernels)
    request = Request.from_json(Path(arguments[0]).read_text(encoding="utf-8"))
    with _channel() as write:

        def tell(event: dict[str, Any]) -> None:
            if "kernel" in event:
                kernels.append(event["kernel"])
            write(event)

        record = perform(request, tell)
        write({"end": record.status, "reason": record.reason})
    return 0


def _perform(request: Request, place: Place, clock: Clock, tell: Tell) -> RunRecord:
    results, executed = request.scratch / RESULTS_FOLDER, request.scratch / EXECUTED_FILE
    results.mkdir()
    places = dict(zip(PLACES, (str(request.root), str(results)), strict=True))
    execute(
        Path(request.task.notebook),
        executed,
        {**request.task.parameters, **places},
        on_cell=lambda cell, cells: tell({"cell": cell, "of": cells}),
        on_kernel=lambda process_id: tell({"kernel": process_id}),
        timeout=request.timeout,
        hidden=PLACES,
        runtime=request.runtime,
    )
    for name in request.task.required:
        _require(results / name)
    outputs = output_stamps(place, results, executed)
    peak = children_peak_memory_mb()
    record = run_record(request.task, clock, outputs=outputs, peak_memory_mb=peak)
    write_record(record, results)
    promote(place, request.scratch)
    return record


def _require(path: Path) -> None:
    """Refuse a run whose notebook did not write a table that it must, whole."""
    if not path.is_file():
        what = f"The notebook wrote no {path.name}."
        raise NotebookFailed(what, "ResultMissing", what)
    content = path.read_bytes()
    is_marked = content.startswith(PARQUET_MARK) and content.endswith(PARQUET_MARK)
    if not is_marked or len(content) < PARQUET_SMALLEST:
        what = f"The notebook wrote a damaged {path.name}."
        raise NotebookFailed(what, "ResultDamaged", what)


def _not_written(error: OSError) -> NotebookFailed:
    message = error.strerror or type(error).__name__
    what = f"The results could not be written: {message}."
    return NotebookFailed(what, type(error).__name__, message)


@contextlib.contextmanager
def _channel() -> Iterator[Tell]:
    """Keep standard output for events: what anything else prints goes to standard error."""
    with os.fdopen(os.dup(STANDARD_OUTPUT), "w", encoding="utf-8", buffering=1) as stream:
        os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)
        yield lambda event: print(json.dumps(event), file=stream)


def _end_with_the_runner(kernels: list[int]) -> None:
    """End this process and its kernel on SIGTERM, and when the runner is gone."""

    def end(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's call
        for process_id in kernels:
            kill_group(process_id)
        signal.signal(signal_number, signal.SIG_DFL)
        os.kill(os.getpid(), signal_number)

    def watch() -> None:
        while os.read(STANDARD_INPUT, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
