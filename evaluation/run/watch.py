"""Watch a kernel while it runs: how much memory it holds, and what it may hold at most.

In: its process id. Out: the peak of its memory; it is ended where it passes its limit.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil

MEBIBYTE = 1024 * 1024
LOOK_SECONDS = 0.1
# helpers that a kernel starts are looked for less often, as that takes all processes' parents
LOOKS_FOR_HELPERS = 10
_PEAK_ENTRY = "VmHWM:"  # Linux, proc(5): the most resident memory so far, in KiB

OnMemory = Callable[[float], None]


class Watch:
    """Looks at a kernel from a thread until it is closed.

    Parameters
    ----------
    process_id : int
        Of the kernel.
    limit : float or None
        The most memory it and its helpers may hold, in MiB.
    on_memory : callable, optional
        Called now and then with the memory held, in MiB.

    Notes
    -----
    Memory is resident memory. Of a warm kernel it includes what it shares with others, so that it
    can be compared with that of a kernel started anew.
    """

    def __init__(
        self, process_id: int, limit: float | None = None, on_memory: OnMemory | None = None
    ) -> None:
        self.process_id = process_id
        self.peak: float | None = None
        self.reached: float | None = None
        self._limit = limit
        self._on_memory = on_memory
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._closed.set()
        self._thread.join()

    def _look(self) -> None:
        looks = 0
        helpers: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            kernel = psutil.Process(self.process_id)
            while True:
                if looks % LOOKS_FOR_HELPERS == 0:
                    helpers = kernel.children(recursive=True)
                held = _held(kernel) + sum(_held_if_alive(helper) for helper in helpers)
                self._note(held, tells=looks % LOOKS_FOR_HELPERS == 0)
                looks += 1
                if self.reached is not None or self._closed.wait(LOOK_SECONDS):
                    break

    def _note(self, held: float, *, tells: bool) -> None:
        self.peak = round(max(self.peak or 0, held, _peak_so_far(self.process_id)), 1)
        if self._on_memory and tells:
            self._on_memory(held)
        if self._limit is not None and held > self._limit and self.reached is None:
            self.reached = self.peak
            kill_kernel(self.process_id)


def kill_kernel(process_id: int) -> None:
    """Kill a kernel that runs, and all that it started."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            os.kill(process_id, signal.SIGTERM)
            return
        try:
            os.killpg(process_id, signal.SIGKILL)
        except ProcessLookupError:  # it has not made its group yet
            os.kill(process_id, signal.SIGKILL)


def kill_left_behind(process_id: int) -> None:
    """Kill what a kernel started and left behind when it ended."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process_id, signal.SIGKILL)


def _held(process: psutil.Process) -> float:
    held: float = process.memory_info().rss / MEBIBYTE
    return held


def _held_if_alive(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        return _held(process)
    return 0.0


def _peak_so_far(process_id: int) -> float:
    """Return what the system itself remembers as the peak, in MiB, 0 where it does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(_PEAK_ENTRY):
                return int(line.split()[1]) / 1024
    return 0.0
