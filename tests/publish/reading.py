"""Reads from made documents what both routes must have in common."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pikepdf
from docx.oxml.ns import qn

CAPTION_STYLES = ("Table Caption", "Image Caption", "Caption")
_HEADING = re.compile(r"h([1-6])")
_UNREAD = ("script", "style", "nav", "header", "button")


def words(text: str) -> str:
    """Return a text with one space between its words."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


class Page(HTMLParser):
    """Headings with levels, captions, cells, alternative texts and links within a page."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[tuple[int, str]] = []
        self.captions: list[str] = []
        self.cells: list[str] = []
        self.alternatives: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.downloads: list[str] = []
        self.text = ""
        self._unread = 0
        self._open: list[tuple[str, str, str]] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag in _UNREAD or (tag == "a" and "download" in values):
            self._unread += 1
        if tag == "a" and "download" in values:
            self.downloads.append(values["download"])
        elif tag == "img" and "alt" in values:
            self.alternatives.append(words(values["alt"]))
        if tag in (*_UNREAD, "figcaption", "caption", "th", "td", "a") or _HEADING.fullmatch(tag):
            kind = "download" if "download" in values else values.get("href", "")
            self._open.append((tag, kind, ""))

    def handle_data(self, data: str) -> None:
        if self._unread == 0:
            self.text += data
            self._open = [(tag, kind, text + data) for tag, kind, text in self._open]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, kind, text = self._open.pop()
        if tag in _UNREAD or kind == "download":
            self._unread -= 1
        elif self._unread:
            return
        elif heading := _HEADING.fullmatch(tag):
            self.headings.append((int(heading[1]), words(text)))
        elif tag in ("caption", "figcaption"):
            self.captions.append(words(text))
        elif tag in ("th", "td"):
            self.cells.append(words(text))
        elif tag == "a" and kind.startswith(("#fig-", "#tbl-", "#sec-")):
            self.references.append((kind, words(text)))


def numbers(text: str) -> list[str]:
    """Return all numbers of a text in order."""
    return re.findall(r"\d[\d,.]*\d|\d", text)


class WordFile:
    """Headings with levels, captions, rows of tables and alternative texts of a Word file."""

    def __init__(self, path: Path) -> None:
        document = docx.Document(str(path))
        body = document.element.body
        names = {style.style_id: style.name for style in document.styles}
        styled = [(names.get(_style(p), ""), words(_text(p))) for p in body.iter(qn("w:p"))]
        self.headings = [
            (int(name[-1]), text) for name, text in styled if re.fullmatch(r"[Hh]eading \d", name)
        ]
        self.captions = [text for name, text in styled if name in CAPTION_STYLES and text]
        self.rows = [
            [words(_text(cell)) for cell in row.iter(qn("w:tc"))]
            for table in body.iter(qn("w:tbl"))
            if table.find(f".//{qn('w:tblHeader')}") is not None
            and table.find(f".//{qn('w:tbl')}") is None
            for row in table.iter(qn("w:tr"))
        ]
        described = [item.get("descr") or "" for item in body.iter(qn("wp:docPr"))]
        self.alternatives = [words(text) for text in described if text]


def _style(paragraph: Any) -> str:
    properties = paragraph.pPr
    found = properties.pStyle if properties is not None else None
    return "" if found is None else str(found.val)


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def pdf_headings(path: Path) -> list[str]:
    """Return the titles of a PDF's bookmarks in reading order."""

    def titles(items: list[Any]) -> list[str]:
        return [title for item in items for title in (words(item.title), *titles(item.children))]

    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        return titles(list(outline.root))


def pdf_alternatives(path: Path) -> list[str]:
    """Return the alternative texts of a PDF's figures in order, each once."""
    found: list[str] = []

    def read(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for item in node:
                read(item)
        elif isinstance(node, pikepdf.Dictionary):
            if "/Alt" in node and words(str(node["/Alt"])) not in found:
                found.append(words(str(node["/Alt"])))
            read(node.get("/K"))

    with pikepdf.open(path) as pdf:
        read(pdf.Root.StructTreeRoot.K)
    return found
