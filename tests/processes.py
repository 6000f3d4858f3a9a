"""Processes that tests start."""

from __future__ import annotations

import signal


def hear_ctrl_c() -> None:
    """Let a process that is about to start hear Ctrl-C, also where tests run in the background.

    Shells start what runs in the background with Ctrl-C ignored, and every child inherits that.
    For `preexec_fn` of `subprocess.Popen`.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
