"""Execute one notebook: papermill behind this one module, truthful about what went wrong.

In: a notebook and its parameters. Out: the executed notebook, or `CellFailed`, `KernelDied`,
`NotebookTimedOut` or `MemoryExceeded` with the partial notebook saved all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from evaluation.errors import InvalidInput
from evaluation.run.failures import (
    CellFailed,
    KernelDied,
    NotebookFailed,
    NotebookTimedOut,
)
from evaluation.run.limits import NO_LIMITS, Limits
from evaluation.run.manager import kernel_settings, manager_class
from evaluation.run.notebook_progress import OnCell, Progress
from evaluation.run.parameters import check_parameters
from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder
from evaluation.run.stop import Stop
from evaluation.run.tidy import first_cell_not_run, tidy_notebook
from evaluation.run.watch import OnMemory
from evaluation.saving import write_whole

SHORTEST_WAIT = 0.1

# papermill and nbclient log to one logger of the process: errors are told once, by us
logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)


def execute(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    kernel_name: str = "python3",
    *,
    limits: Limits = NO_LIMITS,
    stop: Stop | None = None,
    on_cell: OnCell | None = None,
    on_memory: OnMemory | None = None,
    hidden: Collection[str] = (),
    runtime: Path | None = None,
) -> float | None:
    """Execute a notebook in a fresh kernel; several may run at once, each in a thread of its own.

    Parameters
    ----------
    notebook, output : Path
        What to execute, and where the executed notebook goes, also after a failure.
    parameters : mapping
        Values for the names of the cell tagged `parameters`; plain JSON.
    kernel_name : str
        Name of the kernel specification.
    limits : Limits
        Time and memory that it may take.
    stop : Stop, optional
        Ends it from another thread.
    on_cell : callable, optional
        Called with the number of the cell that starts, from 1, and how many there are.
    on_memory : callable, optional
        Called now and then with the memory that the kernel holds, in MiB.
    hidden : collection of str
        Parameters that are places on this machine, left out of the executed notebook.
    runtime : Path, optional
        Folder of `make_runtime_folder` for the kernel's sockets, which the caller removes.

    Returns
    -------
    float or None
        The most memory that the kernel held, in MiB; None where the system did not tell.

    Raises
    ------
    InvalidInput
        If a parameter does not fit; nothing was started.
    CellFailed, KernelDied, NotebookTimedOut, MemoryExceeded
        If the notebook did not run to its end; with the most memory the kernel held.
    """
    check_parameters(notebook, parameters)
    progress = Progress(limits, stop or Stop(), on_cell, on_memory)
    failure: NotebookFailed | None = None
    try:
        with _runtime_folder(runtime) as folder:
            _run(notebook, output, dict(parameters), kernel_name, progress, folder)
    except NotebookFailed as error:
        failure = error
        if not output.exists() and progress.notebook is not None:
            with contextlib.suppress(OSError):
                write_whole(output, nbformat.writes(progress.notebook))
    if output.exists():
        failure = failure or _ended_early(output, progress)
        try:
            tidy_notebook(
                output,
                notebook,
                parameters,
                hidden=hidden,
                failed=failure is not None,
                failed_cell=failure.cell if failure else None,
            )
        except OSError:
            output.unlink()
            if failure is None:
                raise
    if failure is not None:
        failure.peak_memory_mb = progress.peak
        raise failure
    return progress.peak


def _run(
    notebook: Path,
    output: Path,
    parameters: dict[str, Any],
    kernel_name: str,
    progress: Progress,
    runtime: Path,
) -> None:
    with _own_event_loop():
        try:
            papermill.execute_notebook(
                _literal(notebook),
                _literal(output),
                parameters=parameters,
                kernel_name=kernel_name,
                progress_bar=False,
                record_timing=False,
                # the notebook is saved once, at its end: not twice a cell
                request_save_on_cell_execute=False,
                shutdown_kernel="immediate",
                kernel_manager_class=manager_class(progress, runtime),
                config=kernel_settings(runtime),
                on_notebook_start=progress.notebook_started,
                on_cell_start=progress.cell_started,
                **_limit(progress),
            )
        except PapermillExecutionError as error:
            number = error.cell_index + 1
            raise CellFailed.from_error(error.ename, error.evalue, number, progress.cells) from None
        except CellTimeoutError:  # an OSError too, so it comes first
            limit = progress.limits.seconds or 0
            raise NotebookTimedOut.from_limit(limit, progress.cell, progress.cells) from None
        except OSError:
            output.unlink(missing_ok=True)
            if progress.failed_cell is None:
                raise
            raise progress.failed_cell from None
        except NoSuchKernel:
            raise InvalidInput(
                f"There is no Jupyter kernel '{kernel_name}' in this environment.",
                "Make the environment anew: `make report` does it.",
            ) from None
        except RuntimeError as error:
            why = progress.why_killed
            if why is not None:
                raise why from None
            if progress.cell is not None and not isinstance(error, DeadKernelError):
                raise
            raise KernelDied.from_exit(
                progress.exit_status, progress.cell, progress.cells, progress.peak
            ) from None


def _ended_early(output: Path, progress: Progress) -> CellFailed | None:
    """Return the failure of a notebook that a `sys.exit()` ended, which papermill calls done."""
    number = first_cell_not_run(output)
    return None if number is None else CellFailed.from_early_end(number, progress.cells)


def _literal(path: Path) -> str:
    """Return a path in which papermill replaces nothing."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _limit(progress: Progress) -> dict[str, Any]:
    """Return nbclient's limit for a cell: what is left of the notebook's time."""
    seconds = progress.limits.seconds
    if seconds is None:
        return {}
    deadline = progress.began + seconds
    return {"timeout_func": lambda _: max(deadline - time.monotonic(), SHORTEST_WAIT)}


@contextlib.contextmanager
def _runtime_folder(given: Path | None) -> Iterator[Path]:
    """Use the folder given, which its giver removes, or one of our own."""
    if given is not None:
        yield given
        return
    folder = make_runtime_folder()
    try:
        yield folder
    finally:
        remove_runtime_folder(folder)


@contextlib.contextmanager
def _own_event_loop() -> Iterator[None]:
    """Close the event loop that jupyter_core leaves open.

    Raises
    ------
    InvalidInput
        If a loop already runs in this thread.
    """
    loop = ensure_event_loop()
    if loop.is_running():
        raise InvalidInput(
            "A notebook cannot be executed from inside another.", "Use `evaluation run`."
        )
    try:
        yield
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        asyncio.set_event_loop(None)
