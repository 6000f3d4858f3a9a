"""Split a query into what is code and what is not: comments, texts and quoted names.

In: a text and the dialect that it is in. Out: tokens that together are the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Dialect = Literal["postgresql", "sqlite", "mssql"]
Kind = Literal["word", "parameter", "quoted", "blank", "sign", "open"]

_EITHER = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
_BRACKETS = r"\[(?:[^\]]|\]\])*\]"
# what is quoted in each dialect, longest form first
_QUOTED: dict[Dialect, str] = {
    "postgresql": rf"[eE]'(?:[^'\\]|\\.|'')*'|{_EITHER}|\$(\w*)\$.*?\$\1\$",
    "sqlite": rf"{_EITHER}|`(?:[^`]|``)*`|{_BRACKETS}",
    "mssql": rf"{_EITHER}|{_BRACKETS}",
}
_OPENERS: dict[Dialect, str] = {"postgresql": "'\"", "sqlite": "'\"`[", "mssql": "'\"["}
_WORD = re.compile(r"\w[\w$]*|[@#]+\w[\w$#@]*")
_NUMBER = re.compile(r"\d[\w.]*")
_PARAMETER = re.compile(r":([A-Za-z_]\w*)")
_LINE_COMMENT = re.compile(r"--[^\r\n]*")
_SPACE = re.compile(r"\s+")
_COMMENT_ENDS = re.compile(r"/\*|\*/")
_NESTING: frozenset[Dialect] = frozenset({"postgresql", "mssql"})


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query.

    Parameters
    ----------
    kind : {"word", "parameter", "quoted", "blank", "sign", "open"}
        "blank" is space or a comment; "open" is a quotation mark or comment that does not close.
    text : str
        As it is written.
    line : int
        Where it begins, from 1.
    """

    kind: Kind
    text: str
    line: int


def tokens(text: str, dialect: Dialect) -> Iterator[Token]:
    """Yield the tokens of a query, which joined are its text.

    Examples
    --------
    >>> [token.text for token in tokens("SELECT 'a;b' -- c;", "sqlite") if token.kind != "blank"]
    ['SELECT', "'a;b'"]
    """
    place, line = 0, 1
    quoted = re.compile(_QUOTED[dialect], re.S)
    while place < len(text):
        kind, end = _next(text, place, dialect, quoted)
        yield Token(kind, text[place:end], line)
        line += text.count("\n", place, end)
        place = end


def _next(text: str, place: int, dialect: Dialect, quoted: re.Pattern[str]) -> tuple[Kind, int]:
    """Return the kind and the end of the token that begins at `place`."""
    if text.startswith("/*", place):
        end = _end_of_comment(text, place, nests=dialect in _NESTING)
        return ("open", len(text)) if end is None else ("blank", end)
    if text.startswith("::", place):
        return "sign", place + 2
    forms: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("blank", _SPACE),
        ("blank", _LINE_COMMENT),
        ("quoted", quoted),
        ("sign", _NUMBER),
        ("word", _WORD),
        ("parameter", _PARAMETER),
    )
    for kind, form in forms:
        match = form.match(text, place)
        if match:
            return kind, match.end()
    if text[place] in _OPENERS[dialect]:
        return "open", len(text)
    return "sign", place + 1


def _end_of_comment(text: str, place: int, *, nests: bool) -> int | None:
    depth = 0
    for mark in _COMMENT_ENDS.finditer(text, place):
        if mark[0] == "*/":
            depth -= 1
        elif nests or depth == 0:
            depth += 1
        if depth == 0:
            return mark.end()
    return None
