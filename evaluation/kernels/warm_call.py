"""Call a function in a process that has everything loaded, and wait for its answer."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from evaluation.kernels.nursery import fork, warm_kernels_possible

Answer = TypeVar("Answer")


def call_warm(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Return what a function returns, computed in a warm process where there can be one.

    Parameters
    ----------
    function : callable
        Of a module, found there by its name.
    *arguments
        Whatever can be pickled.

    Raises
    ------
    Exception
        What the function raises.
    """
    if not warm_kernels_possible():
        return function(*arguments)
    receiving, sending = multiprocessing.Pipe(duplex=False)
    try:
        process = fork(_answer, sending, function, arguments, daemon=True)
        sending.close()
        has_returned, answer = receiving.recv()
        process.join()
    except (OSError, EOFError):  # the server or the process was killed: do it here
        return function(*arguments)
    finally:
        receiving.close()
    if not has_returned:
        raise answer
    found: Answer = answer
    return found


def _answer(sending: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        sending.send((True, function(*arguments)))
    except Exception as error:  # noqa: BLE001 - raised again by who called
        sending.send((False, error))
