"""What a forked process does to become a kernel like any other."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import threading
from collections.abc import Mapping, Sequence

STANDARD_STREAMS = (1, 2)


def become_kernel(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    silent: bool,  # noqa: FBT001 - it comes from another process, by position
) -> None:
    """Turn this freshly forked process into an IPython kernel and run it to its end.

    Parameters
    ----------
    arguments : sequence of str
        What ipykernel takes on the command line.
    environment : mapping
        All variables.
    folder : str
        Where to work.
    silent : bool
        Whether to drop what is printed outside cells.
    """
    os.setsid()  # a group of its own, which can be ended as a whole
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    if silent:
        _silence()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    _refresh()
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(argv=list(arguments))


def _end_with_the_parent() -> None:
    """End this group of processes when the one that asked for the kernel is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in STANDARD_STREAMS:
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _refresh() -> None:
    """Give back what a fork copies and a new process would have of its own."""
    from evaluation.kernels.preload import SEARCH_PATH

    sys.path[:] = SEARCH_PATH
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
