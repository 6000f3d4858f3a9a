"""Execute one notebook: papermill behind this one module, truthful about what went wrong.

In: a notebook and its parameters. Out: the executed notebook, or `CellFailed`, `KernelDied` or
`NotebookTimedOut` with the partial notebook saved all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from evaluation.errors import InvalidInput
from evaluation.run.failures import CellFailed, KernelDied, NotebookFailed, NotebookTimedOut
from evaluation.run.memory import children_peak_memory_mb
from evaluation.run.parameters import check_parameters
from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder
from evaluation.run.tidy import first_cell_not_run, tidy_notebook

# one BLAS thread a kernel, as kernels share the cores; a fixed hash seed for equal results
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
SHORTEST_WAIT = 0.1

OnCell = Callable[[int, int], None]
OnKernel = Callable[[int], None]


@dataclass
class _Progress:
    """How far a notebook has come, and how its kernel ended."""

    on_cell: OnCell | None
    on_kernel: OnKernel | None
    cell: int | None = None
    cells: int = 0
    exit_status: int | None = None

    def cell_started(self, cell: object, cell_index: int) -> None:  # noqa: ARG002 - nbclient's call
        self.cell = cell_index + 1
        if self.on_cell:
            self.on_cell(self.cell, self.cells)


def execute(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    kernel_name: str = "python3",
    *,
    on_cell: OnCell | None = None,
    on_kernel: OnKernel | None = None,
    timeout: float | None = None,
    hidden: Collection[str] = (),
    runtime: Path | None = None,
) -> None:
    """Execute a notebook in a fresh kernel.

    Parameters
    ----------
    notebook, output : Path
        What to execute, and where the executed notebook goes, also after a failure.
    parameters : mapping
        Values for the names of the cell tagged `parameters`; plain JSON.
    kernel_name : str
        Name of the kernel specification.
    on_cell : callable, optional
        Called with the number of the cell that starts, from 1, and how many there are.
    on_kernel : callable, optional
        Called with the process id of the kernel when it has started.
    timeout : float, optional
        Seconds for the whole notebook.
    hidden : collection of str
        Parameters that are places on this machine, left out of the executed notebook.
    runtime : Path, optional
        Folder of `make_runtime_folder` for the kernel's sockets, which the caller removes.

    Raises
    ------
    InvalidInput
        If a parameter does not fit; nothing was started.
    CellFailed, KernelDied, NotebookTimedOut
        If the notebook did not run to its end.
    """
    check_parameters(notebook, parameters)
    progress = _Progress(on_cell, on_kernel)
    failure: NotebookFailed | None = None
    try:
        with _runtime_folder(runtime) as folder:
            _run(notebook, output, dict(parameters), kernel_name, progress, timeout, folder)
    except NotebookFailed as error:
        failure = error
    if output.exists():
        failure = failure or _ended_early(output, progress)
        tidy_notebook(
            output,
            notebook,
            parameters,
            hidden=hidden,
            failed=failure is not None,
            failed_cell=failure.cell if failure else None,
        )
    if failure is not None:
        raise failure


def _run(
    notebook: Path,
    output: Path,
    parameters: dict[str, Any],
    kernel_name: str,
    progress: _Progress,
    timeout: float | None,
    runtime: Path,
) -> None:
    with _quiet(), _own_event_loop():
        try:
            papermill.execute_notebook(
                _literal(notebook),
                _literal(output),
                parameters=parameters,
                kernel_name=kernel_name,
                progress_bar=False,
                record_timing=False,
                shutdown_kernel="immediate",
                kernel_manager_class=_manager_class(progress, runtime),
                config=_kernel_settings(runtime),
                on_notebook_start=lambda notebook: _count(progress, notebook),
                on_cell_start=progress.cell_started,
                **_limit(timeout),
            )
        except PapermillExecutionError as error:
            number = error.cell_index + 1
            raise CellFailed.from_error(error.ename, error.evalue, number, progress.cells) from None
        except CellTimeoutError:
            limit = timeout or 0
            raise NotebookTimedOut.from_limit(limit, progress.cell, progress.cells) from None
        except NoSuchKernel:
            raise InvalidInput(
                f"There is no Jupyter kernel '{kernel_name}' in this environment.",
                "Make the environment anew: `make report` does it.",
            ) from None
        except RuntimeError as error:
            if progress.cell is not None and not isinstance(error, DeadKernelError):
                raise
            raise KernelDied.from_exit(
                progress.exit_status, progress.cell, progress.cells, children_peak_memory_mb()
            ) from None


def _count(progress: _Progress, notebook: Any) -> None:
    progress.cells = len(notebook.cells)


def _ended_early(output: Path, progress: _Progress) -> CellFailed | None:
    """Return the failure of a notebook that a `sys.exit()` ended, which papermill calls done."""
    number = first_cell_not_run(output)
    return None if number is None else CellFailed.from_early_end(number, progress.cells)


def _literal(path: Path) -> str:
    """Return a path in which papermill replaces nothing."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _limit(timeout: float | None) -> dict[str, Any]:
    """Return nbclient's limit for a cell: what is left of the notebook's time."""
    if timeout is None:
        return {}
    deadline = time.monotonic() + timeout
    return {"timeout_func": lambda _: max(deadline - time.monotonic(), SHORTEST_WAIT)}


def _manager_class(progress: _Progress, runtime: Path) -> type[AsyncKernelManager]:
    """Return a kernel manager that sets the kernel's environment and remembers how it ended."""

    class Manager(AsyncKernelManager):
        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            environment = os.environ | KERNEL_ENVIRONMENT | {"IPYTHONDIR": str(runtime / "ipython")}
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            await super().start_kernel(env=environment, **silent, **options)
            process_id = getattr(self.provisioner, "pid", None)
            if progress.on_kernel and process_id is not None:
                progress.on_kernel(process_id)

        async def cleanup_resources(self, **options: Any) -> None:  # type: ignore[override]
            await super().cleanup_resources(**options)
            if self.has_kernel and self.provisioner is not None:
                progress.exit_status = await self.provisioner.poll()
                await self.provisioner.wait()

    return Manager


def _kernel_settings(runtime: Path) -> Config:
    """Return the kernel's connection: sockets in a folder, not ports, where the system has them."""
    settings = {"connection_file": str(runtime / "kernel.json")}
    if sys.platform != "win32":
        settings |= {"transport": "ipc", "ip": str(runtime / "socket")}
    return Config({"KernelManager": settings})


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
def _quiet() -> Iterator[None]:
    """Keep papermill's and nbclient's log lines from the terminal: errors are told once, by us."""
    logger = logging.getLogger("papermill")
    level, propagates = logger.level, logger.propagate
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.propagate = propagates


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
