"""Cuts the text of an expression into words, numbers, days, quoted texts and signs."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Literal

from evaluation.criteria.faults import ExpressionError

TokenKind = Literal["word", "column", "number", "day", "text", "sign", "end"]
Value = str | float | dt.date

LONGEST_TEXT = 2_000
SAME_SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "−": "-", "×": "*"}

_PARTS = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<day>\d{4}-\d{2}-\d{2}(?![\w.]))
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
  | (?P<word>[^\W\d]\w*)
  | \[(?P<column>\s*[^\[\]\s][^\[\]]*)\]
  | "(?P<double>[^"]*)"
  | '(?P<single>[^']*)'
  | “(?P<curly>[^“”]*)”
  | ‘(?P<quote>[^‘’]*)’
  | (?P<sign><=|>=|!=|<>|==|[=<>≠≤≥+\-−*×/(),])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One part of an expression and where it begins, from 0."""

    kind: TokenKind
    value: Value
    position: int


def tokens(text: str) -> list[Token]:
    """Return the parts of an expression, an end after the last.

    Raises
    ------
    ExpressionError
        If the text is too long, or a sign, a number or a day cannot be read.

    Examples
    --------
    >>> [part.value for part in tokens("age >= 16")]
    ['age', '>=', 16.0, '']
    """
    if len(text) > LONGEST_TEXT:
        what = f"The expression is longer than {LONGEST_TEXT:,} characters."
        raise ExpressionError(what, "Split it, or prepare a column.", text, LONGEST_TEXT)
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _PARTS.match(text, place)
        if match is None:
            raise _unreadable(text, place)
        if match.lastgroup != "space":
            found.append(_token(match, text))
        place = match.end()
    return [*found, Token("end", "", len(text))]


def _token(match: re.Match[str], text: str) -> Token:
    kind, place = str(match.lastgroup), match.start()
    value = match[kind]
    if kind == "number":
        if math.isinf(float(value)):
            raise ExpressionError("This number is too large.", "Write a smaller one.", text, place)
        return Token("number", float(value), place)
    if kind == "day":
        try:
            return Token("day", dt.date.fromisoformat(value), place)
        except ValueError:
            what = "This is not a day of the calendar."
            raise ExpressionError(what, "Write days as YYYY-MM-DD.", text, place) from None
    if kind == "sign":
        return Token("sign", SAME_SIGNS.get(value, value), place)
    if kind == "column":
        return Token("column", value.strip(), place)
    if kind == "word":
        return Token("word", value, place)
    return Token("text", value.strip(), place)


def _unreadable(text: str, place: int) -> ExpressionError:
    letter = text[place]
    if letter in "\"'“‘":
        return ExpressionError("A quotation mark is not closed.", "Close it.", text, place)
    if letter in "[]":
        what = "A column's name in brackets is not closed, or empty."
        return ExpressionError(what, "Write [its name].", text, place)
    if letter.isdigit() or letter == ".":
        what = "This is neither a number nor a name."
        remedy = "Put a column's name that begins with a digit in brackets: [2nd visit]."
        return ExpressionError(what, remedy, text, place)
    what = "This sign has no meaning in a criterion."
    return ExpressionError(what, "Put texts in quotation marks, names in [brackets].", text, place)
