"""Say on standard error how a long computation goes on, once it takes longer than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

import typer

QUIET_SECONDS = 3.0


def told_when_slow(verb: str) -> Callable[[str], None]:
    """Return what is called with each step, and prints it once some seconds have passed.

    Parameters
    ----------
    verb : str
        What is done, such as "simulating".
    """
    start = time.monotonic()

    def tell(step: str) -> None:
        seconds = time.monotonic() - start
        if seconds > QUIET_SECONDS:
            typer.echo(f"{verb} {step} ({seconds:.0f} s)", err=True)

    return tell
