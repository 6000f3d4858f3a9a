"""Writes the publication as an accessible PDF (PDF/UA-1) with typst.

In: a `Document` and the request. Out: the bytes of the file. typst itself refuses a document
that breaks the standard: no title, no language, a figure without alternative text.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typst

from evaluation.errors import PublishingFailed
from evaluation.present.numbers import NO_BREAK_SPACE, unpadded
from evaluation.publish.callouts import CALLOUT_PREFIX, callout_kind
from evaluation.publish.cards import CARD, CARDS, LEAD, card_style, has_class
from evaluation.publish.document import Document
from evaluation.publish.fonts import FACES, FONT_FAMILY, font_folder
from evaluation.publish.pandoc import run_pandoc, tree_text
from evaluation.publish.request import PublicationRequest
from evaluation.publish.syntax import (
    Node,
    is_bold_line,
    paragraph,
    raw_block,
    raw_inline,
    rewrite,
    text,
)
from evaluation.publish.turned import with_opening_headings
from evaluation.publish.typst_text import with_words_as_text
from evaluation.publish.widths import (
    LONGEST_WORD,
    TableLayout,
    broken,
    cell_texts,
    layout_of,
)

PDF_STANDARD: Literal["ua-1"] = "ua-1"
TEMPLATE_FILE = "report.typ"
TURNED = "landscape: true"
PAPER_IMAGE_HEIGHT = "8cm"


def pdf_bytes(document: Document, request: PublicationRequest) -> bytes:
    """Return the publication as a tagged PDF that passes PDF/UA-1.

    Parameters
    ----------
    document : Document
    request : PublicationRequest

    Raises
    ------
    PublishingFailed
        If the theme is incomplete, or typst refuses the document.
    """
    form, words = _form(document, request)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, document, request, form)
        return compiled(folder, request, words)


def _form(document: Document, request: PublicationRequest) -> tuple[str, dict[str, str]]:
    """Return the theme's function for the form that is wanted, and the words it needs."""
    if request.form == "paper":
        return "paper", {"image-height": PAPER_IMAGE_HEIGHT}
    return "report", {"contents-depth": str(document.contents_depth)}


def lay_out(folder: Path, document: Document, request: PublicationRequest, form: str) -> None:
    """Write everything that typst needs into a folder.

    Parameters
    ----------
    folder : Path
    document : Document
    request : PublicationRequest
    form : str
        A function of the theme, such as "report".
    """
    shutil.copyfile(request.theme_file(TEMPLATE_FILE), folder / TEMPLATE_FILE)
    (folder / "fonts").mkdir(exist_ok=True)
    for face in FACES.values():
        shutil.copyfile(font_folder() / face, folder / "fonts" / face)
    for figure in document.figures:
        target = folder / figure.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(document.root / figure.path, target)
    lines = [
        f'#import "{TEMPLATE_FILE}": *',
        f"#show: {form}.with(front: [",
        _typst(document.front, document),
        "])",
        _typst(document.body, document),
    ]
    (folder / "main.typ").write_text("\n".join(lines), encoding="utf-8")


def page_pictures(
    document: Document, request: PublicationRequest, pixels_per_inch: float
) -> list[bytes]:
    """Return the pages of the publication as PNG files, in order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, document, request, "report")
        settings = _settings(folder, request, {"contents-depth": str(document.contents_depth)})
        return list(typst.compile(format="png", ppi=pixels_per_inch, **settings))


def _settings(folder: Path, request: PublicationRequest, more: dict[str, str]) -> dict[str, Any]:
    """Return what typst is told of a folder that is laid out; words are text and never code."""
    words = {
        "title": request.title,
        "subtitle": request.subtitle,
        "notice": request.notice,
        "author": request.author,
        "published": request.data_to,
        "font": FONT_FAMILY,
        **more,
    }
    return {
        "input": folder / "main.typ",
        "root": folder,
        "font_paths": [folder / "fonts"],
        "ignore_system_fonts": True,
        "sys_inputs": words,
    }


def compiled(folder: Path, request: PublicationRequest, more: dict[str, str]) -> bytes:
    """Return the PDF of a folder that is laid out.

    Parameters
    ----------
    folder : Path
    request : PublicationRequest
    more : dict of str to str
        Words for the theme besides those of the request.

    Raises
    ------
    PublishingFailed
        If typst refuses the document.
    """
    try:
        made = typst.compile(
            format="pdf",
            pdf_standards=PDF_STANDARD,
            timestamp=request.epoch_seconds,
            **_settings(folder, request, more),
        )
    except typst.TypstError as error:
        reason = str(error).replace(str(folder), "").strip().splitlines()
        raise PublishingFailed(
            f"The PDF could not be made: {reason[0] if reason else 'no reason given'}.",
            "Correct the chapter; `--to html` publishes without the PDF.",
        ) from error
    return bytes(made)


def _typst(blocks: tuple[Node, ...], document: Document) -> str:
    def write(node: Node) -> Node | list[Node]:
        if node["t"] == "Figure":
            return _figure(node, document)
        if node["t"] == "Table":
            return _table(node)
        if callout_kind(node):
            return _callout(node)
        if has_class(node, CARDS):
            return _within("#headlines((", node["c"][1], "))")
        if has_class(node, CARD):
            return _within("[", _card(node["c"][1]), "],")
        if has_class(node, LEAD):
            return _within("#lead-sentence[", node["c"][1], "]")
        return _sticky(node) if is_bold_line(node) else node

    written = with_opening_headings(
        rewrite(with_words_as_text(blocks), write, "Figure", "Table", "Div", "Para"), mark=TURNED
    )
    arguments = ["--from", "json", "--to", "typst-smart", "--wrap", "none"]
    return run_pandoc(arguments, tree_text(written)).decode("utf-8")


def _figure(node: Node, document: Document) -> Node:
    (label, _, _), caption, _ = node["c"]
    figure = document.figure(label)
    start = f"#report-figure({_string('/' + figure.path)}, {_string(figure.alternative)})["
    words = caption[1][0]["c"]
    return paragraph([raw_inline("typst", start), *words, raw_inline("typst", f"] <{label}>")])


def _table(node: Node) -> list[Node]:
    attribute, caption, columns, *rest = node["c"]
    layout = layout_of(cell_texts(node))
    widths = [
        [alignment, {"t": "ColWidth", "c": share}]
        for (alignment, _), share in zip(columns, layout.shares, strict=True)
    ]
    cells = rewrite(rest, lambda inner: _broken(inner, layout))
    table = {"t": "Table", "c": [attribute, caption, widths, *cells]}
    return [raw_block("typst", _table_start(layout)), table, raw_block("typst", "]")]


def _broken(node: Node, layout: TableLayout) -> Node:
    """Return a cell's text with places where words that are too long for the table may break."""
    if node["t"] != "Str":
        return node
    words = node["c"]
    if layout.longest_word < LONGEST_WORD:  # not even numbers with intervals fit in one line
        words = unpadded(words).replace(NO_BREAK_SPACE, " ")
    return text(broken(words, layout.longest_word))


def _table_start(layout: TableLayout) -> str:
    turned = f", {TURNED}" if layout.landscape else ""
    breakable = "false" if layout.stays_together else "true"
    return f"#report-table(size: {layout.type_size}pt, breakable: {breakable}{turned})["


def _within(start: str, blocks: Sequence[Node], end: str) -> list[Node]:
    return [raw_block("typst", start), *blocks, raw_block("typst", end)]


def _card(blocks: Sequence[Node]) -> list[Node]:
    """Return a card's paragraphs, the first as its number and the last in small print."""
    out: list[Node] = []
    for position, block in enumerate(blocks):
        role = card_style(position).lower().replace(" ", "-")
        out += _within(f"#{role}[", [block], "]")
    return out


def _sticky(node: Node) -> Node:
    words = node["c"]
    return paragraph([raw_inline("typst", "#bold-line["), *words, raw_inline("typst", "]")])


def _callout(node: Node) -> list[Node]:
    attribute, blocks = node["c"]
    kind = callout_kind({"t": "Div", "c": [attribute, blocks]})
    title, *content = blocks
    return [
        paragraph(
            [
                raw_inline("typst", f"#report-callout({_string(CALLOUT_PREFIX + str(kind))}, ["),
                *title["c"][1][0]["c"],
                raw_inline("typst", "])["),
            ]
        ),
        *content,
        raw_block("typst", "]"),
    ]


def _string(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(escaped.split())}"'
