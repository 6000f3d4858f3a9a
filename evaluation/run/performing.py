"""One attempt from its request to its record, on the machine that executes the notebook.

In: a request with a scratch folder. Out: in that folder the results with run.json and the executed
notebook, or after a failure only the notebook; `settle` then puts them where they belong.
"""

from __future__ import annotations

from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.run.attempt import Clock, Request, run_record
from evaluation.run.engine import CellBegan, MemoryHeld, Tell
from evaluation.run.executor import execute
from evaluation.run.failures import NotebookFailed, defect, not_written
from evaluation.run.inputs import PLACES
from evaluation.run.links import add_links
from evaluation.run.record import RunRecord, write_record
from evaluation.run.results import EXECUTED_FILE, RESULTS_FOLDER, output_stamps
from evaluation.run.shown import require_blocks
from evaluation.run.stop import Stop

# a parquet file begins and ends with this mark; the smallest has 12 bytes
# (Apache Parquet, File Format, https://parquet.apache.org/docs/file-format/)
PARQUET_MARK = b"PAR1"
PARQUET_SMALLEST = 12


def perform(request: Request, tell: Tell, stop: Stop | None = None) -> RunRecord:
    """Execute the notebook of a request.

    Parameters
    ----------
    request : Request
        Its scratch folder holds no results yet.
    tell : callable
        Called, from any thread, with the project's slug and what happens.
    stop : Stop, optional
        Ends it from another thread.

    Returns
    -------
    RunRecord
        Also where the run failed, whatever the reason.
    """
    clock = Clock.start()
    try:
        return _perform(request, clock, tell, stop)
    except EvaluationError as error:
        failure: EvaluationError = error
    except OSError as error:
        failure = not_written(error)
    except Exception as error:  # noqa: BLE001 - the last border: one project's, not the run's
        failure = defect(error)
    peak = failure.peak_memory_mb if isinstance(failure, NotebookFailed) else None
    return run_record(request.task, clock, failure, peak_memory_mb=peak)


def _perform(request: Request, clock: Clock, tell: Tell, stop: Stop | None) -> RunRecord:
    slug = request.task.slug
    results, executed = request.scratch / RESULTS_FOLDER, request.scratch / EXECUTED_FILE
    results.mkdir()
    places = dict(zip(PLACES, (str(request.root), str(results)), strict=True))
    peak = execute(
        Path(request.task.notebook),
        executed,
        {**request.task.parameters, **places},
        limits=request.limits,
        stop=stop,
        on_cell=lambda cell, cells: tell(slug, CellBegan(cell, cells)),
        on_memory=lambda held: tell(slug, MemoryHeld(held)),
        hidden=PLACES,
        runtime=request.runtime,
    )
    for name in request.task.required:
        _require(results / name)
    require_blocks(executed)
    add_links(executed, results, request.task, request.root)
    outputs = output_stamps(slug, results, executed)
    record = run_record(request.task, clock, outputs=outputs, peak_memory_mb=peak)
    write_record(record, results)
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
