"""Numbers as NHS extracts write them, and what they write instead of one.

In: one cell's text. Out: the number, or the reason why it is none: a percentage, a suppressed
count, a decimal comma, a number in brackets or with a footnote's mark, a dash, or other text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from evaluation.workspace.table_reading import Bounds

Reason = Literal["percent", "suppressed", "comma", "brackets", "footnote", "dash", "text"]

SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    "percent": (
        "'{column}' has a percentage where none can be.",
        "Write the number of people or events, not a percentage.",
    ),
    "suppressed": (
        "'{column}' has suppressed values, which cannot be used here.",
        "Ask for the unsuppressed counts within your organisation; the report suppresses for you.",
    ),
    "comma": (
        "'{column}' has a comma that may be a decimal point.",
        "Write 1.5 or 1500, without a comma.",
    ),
    "brackets": (
        "'{column}' has a number in brackets.",
        "Write a negative number with a minus sign, and put notes in a column of their own.",
    ),
    "footnote": (
        "'{column}' has a mark or a unit after a number.",
        "Remove it, and put notes in a column of their own.",
    ),
    "dash": (
        "'{column}' has a dash or dots, which may mean nought or not known.",
        "Write 0, or leave the cell empty.",
    ),
    "text": ("'{column}' must be a number.", "Write plain digits and no other text."),
}

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SPACES = " \u00a0\u2007\u2009\u202f"
_GROUPED = re.compile(
    rf"[+-]?\d{{1,3}}(?:(?:,\d{{3}})+|(?:[{_SPACES}]\d{{3}})+)(?:\.\d+)?", re.ASCII
)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})*|\d+)?,\d+", re.ASCII)
_POUNDS = re.compile(r"([+-]?)£ ?(?=[\d.])")
_BRACKETS = re.compile(r"\(£?[\d.,]+%?\)", re.ASCII)
_FOOTNOTE = re.compile(
    r"[+-]?£?\d[\d.,]*\s*(?:[*†‡§#^]+|\[[^\]]{1,10}\]|\([^)]{1,10}\)|[a-zA-Z]{1,8}|[¹²³])",
    re.ASCII,
)
_DASH = re.compile(r"[-\u2010-\u2015]+|\.{2,3}|…|\[[xz]\]", re.IGNORECASE)
_MINUS = "\u2212"

_BELOW = re.compile(r"(?:<|&lt;|less than|under|fewer than) ?(\d{1,6})", re.ASCII | re.IGNORECASE)
_AT_MOST = re.compile(r"(?:<=|≤|up to) ?(\d{1,6})", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,6}) ?(?:-|–|to) ?(\d{1,6})", re.ASCII | re.IGNORECASE)
MARKS_WITHOUT_BOUNDS: Final = frozenset({"*", "**", "***", "c", "[c]", ":", "supp", "suppressed"})


class Read(NamedTuple):
    """A cell as it was read: its number, or why it is none."""

    number: float | None
    reason: Reason | None = None


def read_number(text: str) -> Read:
    """Return the number of a cell.

    Examples
    --------
    >>> read_number("1,234.5").number, read_number("£1 234").number, read_number("1,5").reason
    (1234.5, 1234.0, 'comma')
    >>> read_number("12.5%"), read_number("<5").reason, read_number("12*").reason
    (Read(number=12.5, reason='percent'), 'suppressed', 'footnote')
    """
    plain = _POUNDS.sub(r"\1", text.replace(_MINUS, "-"), count=1)
    if _GROUPED.fullmatch(plain):
        plain = re.sub(rf"[,{_SPACES}]", "", plain)
    if NUMBER.fullmatch(plain):
        return Read(float(plain))
    if plain.endswith("%"):
        share = read_number(plain.removesuffix("%").rstrip())
        return Read(share.number, "percent" if share.reason is None else share.reason)
    if suppressed_bounds(text, {}) is not None:
        return Read(None, "suppressed")
    if _COMMA.fullmatch(plain):
        return Read(None, "comma")
    if _BRACKETS.fullmatch(plain):
        return Read(None, "brackets")
    if _DASH.fullmatch(plain):
        return Read(None, "dash")
    if _FOOTNOTE.fullmatch(plain):
        return Read(None, "footnote")
    return Read(None, "text")


class Censored(NamedTuple):
    """What a suppressed count lies between; `most` is None where nothing says it."""

    least: int
    most: int | None


def suppressed_bounds(text: str, marks: Mapping[str, Bounds | None]) -> Censored | None:
    """Return what a mark of suppression stands for, or None of any other text.

    Parameters
    ----------
    text : str
    marks : mapping of mark to (least, most) or None
        What project.yml says; it goes before what a mark says of itself.

    Examples
    --------
    >>> suppressed_bounds("<5", {}), suppressed_bounds("1 to 7", {}), suppressed_bounds("*", {})
    (Censored(least=0, most=4), Censored(least=1, most=7), Censored(least=0, most=None))
    >>> suppressed_bounds("*", {"*": (1, 7)}), suppressed_bounds("12", {})
    (Censored(least=1, most=7), None)
    """
    said = marks.get(text)
    if said is not None:
        return Censored(*said)
    if match := _BELOW.fullmatch(text):
        return Censored(0, int(match[1]) - 1) if int(match[1]) else None
    if match := _AT_MOST.fullmatch(text):
        return Censored(0, int(match[1]))
    if (match := _RANGE.fullmatch(text)) and int(match[1]) <= int(match[2]):
        return Censored(int(match[1]), int(match[2]))
    if text in marks or text.lower() in MARKS_WITHOUT_BOUNDS:
        return Censored(0, None)
    return None
