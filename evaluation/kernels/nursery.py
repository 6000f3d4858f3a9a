"""The server from which warm kernels are forked: multiprocessing's own, with modules preloaded.

It belongs to this process and ends with it. Each kernel is a process of its own, forked from
a server in which nothing has run but imports.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from evaluation.kernels.child import become_kernel

PRELOAD = "evaluation.kernels.preload"
# "ordinary" starts every kernel anew, for a look at whether warm kernels are to blame
KERNELS_VARIABLE = "EVALUATION_KERNELS"
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
# what matplotlib reads when it is loaded, which is before the kernel sets it
_SERVER_ENVIRONMENT = KERNEL_ENVIRONMENT | {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONSAFEPATH": "1",
}

# addresses and passwords of databases: no kernel has a use for them
DATABASE_PREFIX = "EVALUATION_DATABASE_"

_starting = threading.RLock()


def warm_kernels_possible() -> bool:
    """Return whether this system can fork kernels, and nobody has asked for ordinary ones."""
    if os.environ.get(KERNELS_VARIABLE) == "ordinary":
        return False
    return sys.platform != "win32" and "forkserver" in multiprocessing.get_all_start_methods()


def without_databases(environment: Mapping[str, str]) -> dict[str, str]:
    """Return variables without those that hold addresses and passwords of databases.

    Examples
    --------
    >>> without_databases({"HOME": "/home", "EVALUATION_DATABASE_WAREHOUSE": "sqlite:///kpi"})
    {'HOME': '/home'}
    """
    return {
        name: value for name, value in environment.items() if not name.startswith(DATABASE_PREFIX)
    }


def open_nursery() -> None:
    """Start the server, if it does not run yet, and return while it still loads its modules."""
    with _starting, _hidden_main(), _server_environment():
        multiprocessing.forkserver.set_forkserver_preload([PRELOAD])
        multiprocessing.forkserver.ensure_running()


def fork_kernel(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, silent: bool
) -> ForkedKernel:
    """Return a kernel that has just been forked.

    Parameters
    ----------
    arguments : sequence of str
        What ipykernel takes on the command line.
    environment : mapping
        All variables of the kernel.
    folder : Path
        Where it works.
    silent : bool
        Whether what it prints outside cells is dropped.

    Raises
    ------
    OSError, EOFError
        If the server does not answer.
    """
    details = (list(arguments), dict(environment), str(folder))
    return ForkedKernel(fork(become_kernel, *details, silent))


def fork(function: Callable[..., None], *arguments: Any, daemon: bool = False) -> BaseProcess:
    """Return a process that has just been forked and calls a function of a module.

    Parameters
    ----------
    function : callable
        Found by its name in its module.
    *arguments
        Whatever can be pickled.
    daemon : bool
        Whether it is ended when this process ends.

    Raises
    ------
    OSError, EOFError
        If the server does not answer.
    """
    with _starting:
        open_nursery()
        with _hidden_main():
            context = multiprocessing.get_context("forkserver")
            process = context.Process(target=function, args=arguments, daemon=daemon)
            process.start()
    return process


class ForkedKernel:
    """A forked process with the face of `subprocess.Popen`, as jupyter_client expects it.

    Parameters
    ----------
    process : BaseProcess
        Started.
    """

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid is not None  # noqa: S101 - it was started
        self.pid = process.pid

    def poll(self) -> int | None:
        """Return how it ended, as `subprocess` counts it, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until it has ended, and return how.

        Raises
        ------
        subprocess.TimeoutExpired
            If it still runs after `timeout` seconds.
        """
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing happens where it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


@contextlib.contextmanager
def _hidden_main() -> Iterator[None]:
    """Hide the program that runs: forked kernels must not run the caller's script again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _server_environment() -> Iterator[None]:
    """Give the server its variables, which it and its modules read when they start."""
    secret = os.environ.keys() - without_databases(os.environ).keys()
    before = {name: os.environ.get(name) for name in (*_SERVER_ENVIRONMENT, *secret)}
    for name in secret:
        del os.environ[name]
    os.environ.update(_SERVER_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
