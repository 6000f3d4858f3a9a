"""Reads a made PDF's tags, links and pages, and says whether it is complete and accessible.

typst refuses what breaks PDF/UA-1 while it writes. This reads the finished file again, so that a
file of Quarto, or of a changed theme, is held to the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from evaluation.estimate import CheckResult
from evaluation.publish.inspect.pdf_text import PageReader
from evaluation.publish.inspect.text import (
    completeness_check,
    heading_check,
    path_check,
    trace_check,
)
from evaluation.publish.request import LANGUAGE, Paper

PAPER_POINTS: dict[Paper, tuple[int, int]] = {"a4": (595, 842), "a3": (842, 1191)}
POINTS_APART = 1.5
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
OUTSIDE = ("http://", "https://", "mailto:")
PDF_UA = "pdfuaid:part"


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of the tree of tags, the tags in it and beside it, and about its page from 1."""

    tag: str
    node: Any
    inside: tuple[str, ...]
    beside: tuple[str, ...]
    page: int


def inspect_pdf(made: bytes, folders: Sequence[Path], paper: Paper = "a4") -> list[CheckResult]:
    """Return what was found in a PDF.

    Parameters
    ----------
    made : bytes
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    paper : {"a4", "a3"}
        What every page must be.
    """
    try:
        opened = pikepdf.open(io.BytesIO(made))
    except pikepdf.PdfError:
        return [CheckResult("PDF", passed=False, text="The file is no PDF that can be read.")]
    with opened as pdf:
        root = pdf.Root
        marked = _entry(root, "/MarkInfo", "/Marked") is True
        shown = _entry(root, "/ViewerPreferences", "/DisplayDocTitle") is True
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            title, standard = metadata.get("dc:title"), metadata.get(PDF_UA)
        elements = list(_elements(pdf))
        return [
            _present("PDF tags", marked and bool(elements), "tags"),
            _present(
                "PDF language", str(root.get("/Lang", "")) == LANGUAGE, f"language {LANGUAGE}"
            ),
            _present("PDF title shown", shown and bool(title), "title that readers show"),
            _present("PDF/UA-1 declared", str(standard) == "1", "declaration of PDF/UA-1"),
            _present("PDF outline", "/Outlines" in root, "outline"),
            *_tags(elements),
            _links(pdf),
            _fonts(pdf),
            _pages(pdf, paper),
            *_words(pdf, elements, folders),
        ]


def _entry(node: Any, *keys: str) -> Any:
    """Return what stands at a path of keys below a dictionary, or None."""
    for key in keys:
        if not isinstance(node, pikepdf.Dictionary) or key not in node:
            return None
        node = node[key]
    return node


def _present(name: str, found: bool, what: str) -> CheckResult:  # noqa: FBT001
    text = f"It has its {what}." if found else f"The PDF lacks its {what}."
    return CheckResult(name, passed=found, text=text)


def _elements(pdf: pikepdf.Pdf) -> Iterator[_Element]:
    """Yield the elements of the tree of tags in reading order."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    waiting: list[tuple[Any, tuple[str, ...]]] = [
        (node, ()) for node in reversed(_children(pdf.Root.StructTreeRoot))
    ]
    page = 1
    while waiting:
        node, beside = waiting.pop()
        children = _children(node)
        if "/Pg" in node:
            page = pages.get(node.Pg.objgen, page)
        inside = tuple(str(child.get("/S", "")) for child in children)
        tag = str(node.S)
        yield _Element(tag, node, inside, beside, page)
        # What stands beside a group stands beside what is in it.
        around = (*inside, *beside) if tag == "/Div" else inside
        waiting.extend((child, around) for child in reversed(children))


def _children(node: Any) -> list[Any]:
    found = node.get("/K")
    items = list(found) if isinstance(found, pikepdf.Array) else [found]
    return [item for item in items if isinstance(item, pikepdf.Dictionary) and "/S" in item]


def _tags(elements: Sequence[_Element]) -> list[CheckResult]:
    figures = [item for item in elements if item.tag == "/Figure"]
    tables = [item for item in elements if item.tag == "/Table"]
    cells = [item for item in elements if item.tag == "/TH"]
    headless = _tables_without_head(elements)
    without_text = [_on(item) for item in figures if not str(item.node.get("/Alt", "")).strip()]
    loose = [_on(item) for item in (*figures, *tables) if not _has_caption(item)]
    headings = [
        (HEADINGS.index(item.tag) + 1, str(item.node.get("/T", "")))
        for item in elements
        if item.tag in HEADINGS
    ]
    return [
        completeness_check("Alternative texts", without_text, "alternative text"),
        completeness_check("Captions", loose, "caption"),
        completeness_check("Table headers", headless, "header cell"),
        completeness_check("Scope of headers", [_on(c) for c in cells if not _scope(c)], "scope"),
        heading_check(headings),
    ]


def _tables_without_head(elements: Sequence[_Element]) -> list[str]:
    """Return the tables between whose beginning and the next table no header cell stands."""
    found: list[str] = []
    open_table: _Element | None = None
    for item in elements:
        if item.tag == "/Table":
            if open_table is not None:
                found.append(_on(open_table))
            open_table = item
        elif item.tag == "/TH":
            open_table = None
    return found if open_table is None else [*found, _on(open_table)]


def _has_caption(item: _Element) -> bool:
    return "/Caption" in item.inside or "/Caption" in item.beside


def _scope(item: _Element) -> bool:
    attributes = item.node.get("/A", [])
    entries = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    return any("/Scope" in entry for entry in entries if isinstance(entry, pikepdf.Dictionary))


def _on(item: _Element) -> str:
    return f"A {item.tag.removeprefix('/').lower()} on page {item.page}"


def _links(pdf: pikepdf.Pdf) -> CheckResult:
    known = _destinations(pdf)
    count = 0
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.get("/Annots", []):
            if note.get("/Subtype") != "/Link":
                continue
            count += 1
            problem = _broken(note, known)
            if problem:
                text = f"A link on page {number} {problem}."
                return CheckResult("Links", passed=False, text=text)
    return CheckResult("Links", passed=True, text=f"{count} links lead somewhere.")


def _destinations(pdf: pikepdf.Pdf) -> set[str]:
    tree = _entry(pdf.Root, "/Names", "/Dests")
    return set() if tree is None else {str(name) for name in pikepdf.NameTree(tree)}


def _broken(note: Any, known: set[str]) -> str:
    """Return what is wrong with a link, or nothing."""
    action = note.get("/A", {})
    target = note.get("/Dest", action.get("/D"))
    if "/URI" in action:
        address = str(action.URI)
        return "" if address.startswith(OUTSIDE) else f"leads to {address[:40]}"
    if target is None:
        return "leads nowhere"
    if isinstance(target, pikepdf.Array):
        return ""
    return "" if str(target) in known else f"leads to {target}, which does not exist"


def _fonts(pdf: pikepdf.Pdf) -> CheckResult:
    loose = [
        str(item.get("/FontName", "A font")).removeprefix("/")
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary)
        and item.get("/Type") == "/FontDescriptor"
        and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys())
    ]
    return completeness_check("Embedded fonts", loose, "file in the PDF")


def _pages(pdf: pikepdf.Pdf, paper: Paper) -> CheckResult:
    named = paper.upper()
    for number, page in enumerate(pdf.pages, start=1):
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        size = sorted((right - left, top - bottom))
        if any(abs(a - b) > POINTS_APART for a, b in zip(size, PAPER_POINTS[paper], strict=True)):
            return CheckResult("Page size", passed=False, text=f"Page {number} is not {named}.")
    return CheckResult("Page size", passed=True, text=f"{len(pdf.pages)} pages of {named}.")


def _words(
    pdf: pikepdf.Pdf, elements: Sequence[_Element], folders: Sequence[Path]
) -> Iterator[CheckResult]:
    """Yield checks of the words: those of the pages, alternatives, titles and properties."""
    reader = PageReader(pdf)
    pages = [reader.words(page) for page in pdf.pages]
    # The first page has its notice in its text.
    bare = [f"Page {n}" for n, page in enumerate(pages, 1) if n > 1 and not page.head.strip()]
    yield completeness_check("Running head", bare, "running head")
    keys = ("/Alt", "/T", "/ActualText")
    unseen = [str(item.node[key]) for item in elements for key in keys if key in item.node]
    unseen += [str(value) for value in pdf.docinfo.values()]
    spoken = [*((f"Page {n}: ", page.everything) for n, page in enumerate(pages, 1))]
    texts = [*spoken, ("In a tag or property: ", " ".join(unseen))]
    yield _first_failure((place, trace_check(text)) for place, text in texts)
    yield _first_failure((place, path_check(text, folders)) for place, text in texts)


def _first_failure(results: Iterable[tuple[str, CheckResult]]) -> CheckResult:
    """Return the first check that failed, with its place before its words, or the last."""
    last = CheckResult("", passed=None, text="")
    for place, last in results:
        if last.passed is False:
            return CheckResult(last.name, passed=False, text=f"{place}{last.text}")
    return last
