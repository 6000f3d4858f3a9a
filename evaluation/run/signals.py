"""How a run takes Ctrl-C and SIGTERM: it ends its kernels first, whichever came."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

# exit status of a process ended by a signal, as shells count it
SIGNAL_EXIT = 128


@contextlib.contextmanager
def sigterm_ends() -> Iterator[None]:
    """Turn SIGTERM into an exit that tidies up, as Ctrl-C does."""

    def leave(signal_number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - its form
        raise SystemExit(SIGNAL_EXIT + signal_number)

    with _handling({signal.SIGTERM: leave}):
        yield


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until what is begun is done as a whole."""
    came: list[int] = []

    def note(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - its form
        came.append(signal_number)

    with _handling({signal.SIGINT: note, signal.SIGTERM: note}):
        yield
    if came:
        signal.raise_signal(came[0])


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore a second Ctrl-C while the kernels are ended."""
    with _handling({signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: signal.SIG_IGN}):
        yield


@contextlib.contextmanager
def _handling(handlers: dict[signal.Signals, Any]) -> Iterator[None]:
    """Handle signals another way for a while; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
