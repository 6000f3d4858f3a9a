"""Reads a made Word file and says whether its structure is complete and accessible."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from evaluation.estimate import CheckResult
from evaluation.publish.inspect.text import (
    completeness_check,
    heading_check,
    path_check,
    trace_check,
)
from evaluation.publish.package import parts_of

CAPTIONS = ("Caption", "Table Caption", "Image Caption", "caption")
ADDRESSES = ("http://", "https://", "mailto:", "#")
BLOCKS = (qn("w:p"), qn("w:tbl"))
_HYPERLINK = re.compile(r'Target="([^"]*)"[^>]*TargetMode="External"')
_HEADING_STYLE = re.compile(r"Heading (\d)")


def inspect_docx(package: bytes, folders: Sequence[Path]) -> list[CheckResult]:
    """Return what was found in a Word file.

    Parameters
    ----------
    package : bytes
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    """
    document = docx.Document(io.BytesIO(package))
    body = document.element.body
    text = "".join(node.text or "" for node in body.iter(qn("w:t")))
    parts = parts_of(package)
    everything = " ".join(
        content.decode("utf-8", "replace")
        for name, content in parts.items()
        if name.endswith((".xml", ".rels"))
    )
    properties = document.core_properties
    drawings = [d.get("name", "A drawing") for d in body.iter(qn("wp:docPr")) if not d.get("descr")]
    return [
        completeness_check("Title", [] if properties.title else ["The file"], "title"),
        completeness_check("Language", [] if properties.language else ["The file"], "language"),
        completeness_check("Running head", _sections_without_head(document), "running head"),
        completeness_check("Alternative texts", drawings, "alternative text"),
        completeness_check("Table headers", _tables_without_header(body), "header row"),
        completeness_check("Captions", _without_caption(document), "caption beside it"),
        completeness_check("Page numbers", _sections_without_number(document), "page number"),
        completeness_check(
            "Theme", [] if "word/theme/theme1.xml" in parts else ["The file"], "theme"
        ),
        heading_check(_headings(document)),
        _links(body, parts.get("word/_rels/document.xml.rels", b"").decode("utf-8", "replace")),
        trace_check(text),
        path_check(everything, folders),
    ]


def _headings(document: Any) -> list[tuple[int, str]]:
    found = []
    for paragraph in document.paragraphs:
        match = _HEADING_STYLE.fullmatch(paragraph.style.name)
        if match:
            found.append((int(match[1]), paragraph.text))
    return found


def _sections_without_head(document: Any) -> list[str]:
    return [
        f"Section {number}"
        for number, section in enumerate(document.sections, start=1)
        if not "".join(p.text for p in section.header.paragraphs).strip()
    ]


def _sections_without_number(document: Any) -> list[str]:
    return [
        f"Section {number}"
        for number, section in enumerate(document.sections, start=1)
        if " PAGE " not in section.footer._element.xml
    ]


def _without_caption(document: Any) -> list[str]:
    """Return the pictures and tables that have no caption just above or below them."""
    blocks = [child for child in _flat(document.element.body) if child.tag in BLOCKS]
    names = {style.style_id: style.name for style in document.styles}
    is_caption = [_style_of(block, names) in CAPTIONS for block in blocks]
    found = []
    counts = {"picture": 0, "table": 0}
    for position, block in enumerate(blocks):
        kind = "table" if block.tag == qn("w:tbl") else "picture"
        if kind == "picture" and next(block.iter(qn("wp:docPr")), None) is None:
            continue
        counts[kind] += 1
        beside = (
            is_caption[max(position - 1, 0) : position] + is_caption[position + 1 : position + 2]
        )
        if not any(beside):
            found.append(f"{kind.capitalize()} {counts[kind]}")
    return found


def _flat(body: Any) -> Iterator[Any]:
    """Yield the blocks of the text; a table that only holds a caption and a table is opened."""
    for child in body:
        inner = next(child.iter(qn("w:tbl")), None) if child.tag == qn("w:tbl") else None
        nested = [] if inner is None else list(inner.iter(qn("w:tbl")))[1:]
        if nested or (inner is not None and next(inner.iter(qn("wp:docPr")), None) is not None):
            for cell in child.iter(qn("w:tc")):
                yield from _flat(cell)
                break
        elif child.tag == qn("w:sdt"):
            yield from _flat(child.find(qn("w:sdtContent")))
        else:
            yield child


def _style_of(block: Any, names: dict[str, str]) -> str:
    style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else names.get(style.get(qn("w:val")), "")


def _links(body: Any, relations: str) -> CheckResult:
    known = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    broken = [anchor for anchor in anchors if anchor and anchor not in known]
    outside = _HYPERLINK.findall(relations)
    astray = [target for target in outside if not target.startswith(ADDRESSES)]
    if broken:
        text = f"A link leads to {broken[0]}, which is nowhere in the text."
    elif astray:
        text = f"A link leads to {astray[0][:60]}, which is no site."
    else:
        count = len(anchors)
        return CheckResult("Links", passed=True, text=f"{count} links lead somewhere.")
    return CheckResult("Links", passed=False, text=text)


def _tables_without_header(body: Any) -> list[str]:
    tables = [t for t in body.iter(qn("w:tbl")) if next(t.iter(qn("w:tbl"))) is t]
    leaves = [t for t in tables if sum(1 for _ in t.iter(qn("w:tbl"))) == 1]
    return [
        f"Table {number}"
        for number, table in enumerate(leaves, start=1)
        if next(table.iter(qn("w:tblHeader")), None) is None
    ]
