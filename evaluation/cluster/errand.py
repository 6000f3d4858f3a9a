"""What runs on a worker: unpack one parcel, execute its notebook, give back what it wrote.

In: a parcel. Out: `Returned`, whatever happens: an error that left here would be logged by Dask
with parts of what it was given. News on the way is numbers only.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.cluster.identity import Identity, differences, own_identity
from evaluation.cluster.parcel import Parcel, open_parcel
from evaluation.cluster.returns import Returned, collect
from evaluation.errors import EvaluationError
from evaluation.run.attempt import Clock, Request, run_record
from evaluation.run.engine import CellBegan, MemoryHeld, News
from evaluation.run.failures import NotebookFailed, defect, not_written
from evaluation.run.limits import Limits
from evaluation.run.runtime import PREFIX, make_runtime_folder, remove_runtime_folder
from evaluation.run.stop import Stop

LOOK_SECONDS = 0.2
# a socket's path may have 104 bytes on macOS; the rest is the names of its folder and of itself
LONGEST_BOX = 80
BEGUN, CELL, MEMORY = "begun", "cell", "memory"

_under_way: dict[str, Stop] = {}


@dataclass(frozen=True, repr=False)
class Errand:
    """What a worker is asked to do.

    Parameters
    ----------
    token : str
        Name of this attempt, which says nothing about it.
    topic : str
        Where news of it goes.
    parcel : Parcel
    limits : Limits
    identity : dict
        What must be installed on the worker.
    """

    token: str
    topic: str
    parcel: Parcel
    limits: Limits
    identity: Identity

    def __repr__(self) -> str:
        return f"Errand({self.token})"


def run_errand(errand: Errand) -> Returned:
    """Do an errand on the worker in whose thread this runs."""
    clock = Clock.start()
    try:
        return _run(errand)
    except EvaluationError as error:
        failure: EvaluationError = error
    except OSError as error:
        failure = not_written(error)
    except Exception as error:  # noqa: BLE001 - see the module's first lines
        failure = defect(error)
    return Returned(run_record(errand.parcel.task, clock, failure))


def stop_errand(token: str, failure: NotebookFailed) -> None:
    """End an errand that is under way on this worker, for a reason."""
    stop = _under_way.get(token)
    if stop is not None:
        stop.now(failure)


def _run(errand: Errand) -> Returned:
    from distributed import get_worker

    worker = get_worker()
    _tell(worker, errand, BEGUN)
    _require_same(errand.identity)
    # a worker under a nanny is a daemon, which may have no kernels unless it says otherwise
    multiprocessing.current_process().daemon = False
    # papermill takes seconds to load; the worker has been heard of by now
    from evaluation.run.performing import perform

    def tell(_: str, news: News) -> None:
        match news:
            case CellBegan(cell, cells):
                _tell(worker, errand, CELL, cell, cells)
            case MemoryHeld(mebibytes):
                _tell(worker, errand, MEMORY, mebibytes)

    with _box(Path(worker.local_directory)) as box, _stoppable(worker, errand.token) as stop:
        root, task = open_parcel(errand.parcel, box)
        scratch = box / "scratch"
        scratch.mkdir()
        with _runtime(box) as runtime:
            request = Request(root, scratch, runtime, task, errand.limits)
            return collect(perform(request, tell, stop), scratch)


def _tell(worker: Any, errand: Errand, kind: str, *numbers: float) -> None:
    with contextlib.suppress(Exception):  # a worker that is closing; the run goes on without
        worker.log_event(errand.topic, [errand.token, kind, worker.address, *numbers])


def _require_same(identity: Identity) -> None:
    clauses = differences(identity, own_identity())
    if clauses:
        what = f"The worker is not as this machine: {'; '.join(clauses)}."
        raise NotebookFailed(what, "WorkerDiffers", what)


@contextlib.contextmanager
def _box(home: Path) -> Iterator[Path]:
    """Make a private folder where Dask itself tidies up after workers that were killed."""
    home.mkdir(parents=True, exist_ok=True)
    box = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home)).resolve()
    try:
        yield box
    finally:
        shutil.rmtree(box, ignore_errors=True)


@contextlib.contextmanager
def _runtime(box: Path) -> Iterator[Path]:
    """Make the folder of the kernel's sockets: in the box, unless its path is too long for them."""
    if len(str(box)) <= LONGEST_BOX:
        folder = box / "kernel"
        folder.mkdir()
    else:
        folder = make_runtime_folder()
    try:
        yield folder
    finally:
        remove_runtime_folder(folder)


@contextlib.contextmanager
def _stoppable(worker: Any, token: str) -> Iterator[Stop]:
    """Give what ends the errand: `stop_errand`, or that nobody waits for it any more."""
    stop = _under_way[token] = Stop()
    done = threading.Event()
    is_wanted = _wanted(worker)

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            if not is_wanted():
                what = "Nobody waits for this project any more."
                stop.now(NotebookFailed(what, "Abandoned", what))
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield stop
    finally:
        done.set()
        watcher.join()
        del _under_way[token]


def _wanted(worker: Any) -> Callable[[], bool]:
    """Return a function that says whether the task of this thread is still wanted.

    Dask does not interrupt a task that was cancelled, or whose client is gone: it only forgets it.
    """
    key = worker.get_current_task()

    def is_wanted() -> bool:
        known = worker.state.tasks.get(key)
        is_open = worker.status.name not in ("closing", "closed", "stopped", "failed")
        return is_open and known is not None and known.state != "cancelled"

    return is_wanted
