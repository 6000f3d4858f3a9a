"""Ctrl-C and SIGTERM are taken so that workers end first."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from evaluation.run.signals import deferred, sigterm_ends, undisturbed


def test_sigterm_ends_as_an_exit_and_is_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as caught, sigterm_ends():
        signal.raise_signal(signal.SIGTERM)
    assert caught.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_signals_are_ignored_while_workers_end() -> None:
    with undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.05)


def test_a_signal_waits_until_what_is_begun_is_done() -> None:
    done: list[str] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def begin_and_finish() -> None:
        with deferred():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        begin_and_finish()
    assert done == ["all of it"]
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


def test_other_threads_leave_signals_alone() -> None:
    seen: list[object] = []

    def look() -> None:
        with undisturbed():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
