"""Reads the words of a PDF's pages, by each font's own table from glyphs to characters.

In: a page of a PDF whose fonts are composite, as typst and Quarto write them. Out: its words in
drawing order, those of the running head and foot apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pikepdf

HEXADECIMAL = 16
OCTAL = 8
DEEPEST_BRACKETS = 4
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}


def _literal(depth: int) -> str:
    inner = rf"|\({_literal(depth - 1)}\)" if depth else ""
    return rf"(?:[^\\()]+|\\.{inner})*"


# Most of a page with figures is lines. The library's own parser reads them all and takes seconds
# over a report, so only text objects are read, which begin with BT and end with ET.
_TEXT_OBJECT = re.compile(rb"\bBT\b.*?\bET\b", re.DOTALL)
_TOKEN = re.compile(
    (
        rf"\((?P<literal>{_literal(DEEPEST_BRACKETS)})\)|<(?P<hex>[0-9A-Fa-f\s]+)>"
        r"|(?P<font>/[^\s/<>\[\]()]+)\s+[\d.]+\s+Tf\b"
        r"|(?P<place>\bT[dDm]\b|T\*)"
    ).encode(),
    re.DOTALL,
)
PLAIN = {b"\\": rb"\\", b"(": b"(", b")": b")"}
_BRACKET = re.compile(rb"\\([\\()])")
_UNUSUAL = re.compile(rb"\\[^0-7nrtbf\\()]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_BLOCK = re.compile(r"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_CHARACTER = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

Characters = dict[int, str]


@dataclass(frozen=True, slots=True)
class PageWords:
    """Words of a page: all of them, and those that belong to its running head."""

    everything: str
    head: str


class PageReader:
    """Reads pages of one PDF; what a font's codes mean is read once.

    Parameters
    ----------
    document : pikepdf.Pdf
    """

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._fonts: dict[tuple[int, int], Characters] = {}

    def words(self, page: pikepdf.Page) -> PageWords:
        """Return the words of a page."""
        resources: Any = page.obj.get("/Resources", {})
        fonts = resources.get("/Font", {})
        content = _content(page)
        start, end = _head_span(content)
        characters: Characters = {}
        words: list[str] = []
        head: list[str] = []
        for written in _TEXT_OBJECT.finditer(content):
            for token in _TOKEN.finditer(written[0]):
                if token.lastgroup == "font":
                    characters = self._characters(fonts[token["font"].decode()])
                    continue
                said = " " if token.lastgroup == "place" else _decoded(token, characters)
                words.append(said)
                if start <= written.start() < end:
                    head.append(said)
        return PageWords("".join(words), "".join(head))

    def _characters(self, font: Any) -> Characters:
        if font.objgen not in self._fonts:
            table = font.get("/ToUnicode")
            self._fonts[font.objgen] = _read_table(table.read_bytes()) if table is not None else {}
        return self._fonts[font.objgen]


def _content(page: pikepdf.Page) -> bytes:
    contents: Any = page.obj.get("/Contents")
    if contents is None:
        return b""
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _head_span(content: bytes) -> tuple[int, int]:
    mark = content.find(b"/Subtype/Header")
    return (mark, content.find(b"EMC", mark)) if mark >= 0 else (0, 0)


def _decoded(token: re.Match[bytes], characters: Characters) -> str:
    if token["hex"] is not None:
        codes = bytes.fromhex(token["hex"].decode("ascii"))
    else:
        codes = _without_escapes(token["literal"])
    return codes.decode("utf-16-be", "replace").translate(characters)


def _without_escapes(literal: bytes) -> bytes:
    r"""Return the bytes that a literal string stands for.

    Examples
    --------
    >>> _without_escapes(rb"a\(b\)\101\n")
    b'a(b)A\n'
    """
    if b"\\" not in literal:
        return literal
    if _UNUSUAL.search(literal):
        return _ESCAPE.sub(_unescaped, literal)
    # What is left Python writes as PDF does, and its own decoder is a hundred times as fast.
    plain = _BRACKET.sub(lambda found: PLAIN[found[1]], literal)
    return plain.decode("unicode_escape").encode("latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    value = match[1]
    return bytes([int(value, OCTAL)]) if value.isdigit() else ESCAPES.get(value, value)


def _read_table(table: bytes) -> Characters:
    found: Characters = {}
    for kind, content in _BLOCK.findall(table.decode("ascii", "replace")):
        if kind == "bfchar":
            for code, character in _CHARACTER.findall(content):
                found[int(code, HEXADECIMAL)] = bytes.fromhex(character).decode("utf-16-be")
        else:
            for first, last, character in _RANGE.findall(content):
                start = int(first, HEXADECIMAL)
                for code in range(start, int(last, HEXADECIMAL) + 1):
                    found[code] = chr(int(character, HEXADECIMAL) + code - start)
    return found
