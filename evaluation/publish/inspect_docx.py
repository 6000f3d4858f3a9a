"""Reads a made Word file and says whether its structure is complete and accessible."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from evaluation.estimate import CheckResult
from evaluation.publish.inspect_text import (
    completeness_check,
    heading_check,
    path_check,
    trace_check,
)
from evaluation.publish.package import parts_of

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
    everything = " ".join(
        content.decode("utf-8", "replace")
        for name, content in parts_of(package).items()
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
        heading_check(_headings(document)),
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


def _tables_without_header(body: Any) -> list[str]:
    tables = [t for t in body.iter(qn("w:tbl")) if next(t.iter(qn("w:tbl"))) is t]
    leaves = [t for t in tables if sum(1 for _ in t.iter(qn("w:tbl"))) == 1]
    return [
        f"Table {number}"
        for number, table in enumerate(leaves, start=1)
        if next(table.iter(qn("w:tblHeader")), None) is None
    ]
