"""Where text goes: to a terminal or elsewhere, in colour or not, without what commands a terminal.

In: a stream and the environment. Out: whether it is a terminal, a console of rich, cleaned text.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from evaluation.errors import seen

if TYPE_CHECKING:
    from rich.console import Console

IN_PLAIN_LETTERS = "evaluation.plain"
BREAKING = ("strict", "surrogateescape")
PLAIN = {
    "…": "...",
    "–": "-",
    "—": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "≤": "<=",
    "≥": ">=",
    "≈": "about ",
    "×": "x",
    "±": "+/-",
    "→": "->",
    "•": "-",
    "\xa0": " ",
    "\u202f": " ",
}
DUMB_TERMINALS = ("dumb", "unknown")
_SPACES = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")


def is_terminal(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether a stream is a terminal that can show tables, or is to be taken for one.

    Parameters
    ----------
    stream : TextIO
    environment : mapping, optional
        By default the process's. FORCE_COLOR, where it is not empty, takes any stream for a
        terminal; TERM=dumb takes none for one.
    """
    variables = os.environ if environment is None else environment
    if variables.get("FORCE_COLOR"):
        return True
    return stream.isatty() and variables.get("TERM") not in DUMB_TERMINALS


def has_colour(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether colours may be used: not where NO_COLOR is set and not empty."""
    variables = os.environ if environment is None else environment
    return not variables.get("NO_COLOR")


def bear_any_text(*streams: TextIO) -> None:
    """Let streams write letters that their encoding lacks in plain ones, instead of breaking.

    Parameters
    ----------
    *streams : TextIO
        Such as standard output where it goes to a file in an old encoding.

    Notes
    -----
    Marks of typography have plain ones that say the same; any other letter is written as its code.
    In the locale "C" Python lets only bytes through that it could not read ("surrogateescape").
    """
    codecs.register_error(IN_PLAIN_LETTERS, _in_plain_letters)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.errors in BREAKING:
            stream.reconfigure(errors=IN_PLAIN_LETTERS)


def _in_plain_letters(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start]
    if lacking in PLAIN:
        return PLAIN[lacking], error.start + 1
    one = UnicodeEncodeError(error.encoding, lacking, 0, 1, error.reason)
    return codecs.backslashreplace_errors(one)[0], error.start + 1


def is_unicode(stream: TextIO) -> bool:
    """Return whether a stream can write every letter."""
    return (stream.encoding or "utf-8").lower().startswith("utf")


def console_for(stream: TextIO | None = None) -> Console:
    """Return the console of a stream that is a terminal.

    Parameters
    ----------
    stream : TextIO, optional
        By default standard output.

    Notes
    -----
    Without colours nothing is written but text: no bold and no dim either.
    """
    from rich.console import Console

    return Console(
        file=stream or sys.stdout,
        force_terminal=True,
        color_system="auto" if has_colour() else None,
        highlight=False,
        emoji=False,
    )


def cleaned(text: str) -> str:
    r"""Return a text in one line in which nothing can command a terminal.

    Examples
    --------
    >>> print(cleaned("falls\x1b[31m\nlate"))
    falls\x1b[31m late
    """
    return seen(_SPACES.sub(" ", text))
