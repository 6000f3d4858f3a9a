"""One thing that was looked at: what was found, whether it is well, and what to do where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

RENEW = "Delete the folder .venv and call 'make report', which makes the environment anew."

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Exam:
    """One thing that was looked at.

    Parameters
    ----------
    name : str
    state : {"ok", "warning", "fault"}
        A fault would stop a report; a warning would not.
    found : str
        What was found, never the value of a variable.
    remedy : str
        What to do; empty where it is well.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


Look = Callable[[], Iterable[Exam]]


def examined(name: str, look: Look) -> Iterator[Exam]:
    """Yield what a look finds; where it breaks, say so and go on.

    Parameters
    ----------
    name : str
        What is looked at.
    look : callable

    Examples
    --------
    >>> [exam.found for exam in examined("disk", lambda: [Exam("disk", "ok", "9 GB free")])]
    ['9 GB free']
    >>> [exam.state for exam in examined("disk", lambda: 1 / 0)]
    ['warning']
    """
    try:
        yield from list(look())
    except Exception as error:  # noqa: BLE001 - a doctor that falls ill is of no use
        found = f"could not be looked at: {type(error).__name__}"
        yield Exam(name, "warning", found, "Look at it by hand; the other lines hold.")
