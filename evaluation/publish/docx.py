"""Writes the publication as an editable Word file with real headings, captions and header rows.

In: a `Document` and the request. Out: the bytes of the file. `finish_docx` also completes the
Word file that Quarto makes: running head, page numbers, properties, alternative texts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import PublishingFailed
from evaluation.publish.callouts import callout_kind
from evaluation.publish.cards import CARD, LEAD, LEAD_STYLE, card_style, has_class
from evaluation.publish.document import Document
from evaluation.publish.docx_finish import finish_docx
from evaluation.publish.pandoc import run_pandoc, tree_text
from evaluation.publish.request import LANGUAGE, PublicationRequest
from evaluation.publish.standins import standin
from evaluation.publish.syntax import (
    Node,
    attributes,
    division,
    link,
    paragraph,
    raw_block,
    rewrite,
    strong,
    text,
)
from evaluation.publish.turned import TURN_MARK, with_opening_headings
from evaluation.publish.widths import CHARACTERS_IN_WORD, cell_texts, layout_of

Weight = Callable[[Sequence[Node]], Node]

FIGURE_FILTER = "figures.lua"
REFERENCE_FILE = "reference.docx"

_UPRIGHT = '<w:pgSz w:w="11906" w:h="16838"/>'
_TURNED = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_MARGINS = (
    '<w:pgMar w:top="1417" w:right="1134" w:bottom="1247" w:left="1134" w:header="624" '
    'w:footer="624" w:gutter="0"/>'
)


def docx_bytes(document: Document, request: PublicationRequest) -> bytes:
    """Return the publication as a Word file.

    Parameters
    ----------
    document : Document
    request : PublicationRequest

    Raises
    ------
    PublishingFailed
        If the theme is incomplete or a figure lacks its PNG twin.
    """
    for figure in document.figures:
        twin = (document.root / figure.path).with_suffix(".png")
        if not twin.is_file():
            raise PublishingFailed(
                f"The figure {figure.label} lacks the PNG that Word needs: {twin.name}.",
                "Run the projects again.",
            )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        charts = _put_standins(folder, document)
        made = run_pandoc(
            [
                *("--from", "json", "--to", "docx", "--output", "-"),
                *("--reference-doc", str(request.theme_file(REFERENCE_FILE).resolve())),
                *("--lua-filter", str(request.theme_file(FIGURE_FILTER).resolve())),
            ],
            tree_text(_word_blocks(document, request), {"lang": LANGUAGE}),
            folder=folder,
            epoch_seconds=request.epoch_seconds,
        )
    return finish_docx(made, request, charts)


def _put_standins(folder: Path, document: Document) -> dict[str, Path]:
    """Write a stand-in for each chart below a folder, and return the charts by their names."""
    charts: dict[str, Path] = {}
    for figure in document.figures:
        twin = Path(figure.path).with_suffix(".png")
        chart = document.root / twin
        target = folder / twin
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(standin(chart, figure.label))
        charts[figure.label] = chart
    return charts


def _word_blocks(document: Document, request: PublicationRequest) -> list[Node]:
    return [
        *_title_page(request),
        *_written(document.front),
        *_contents(document),
        *with_opening_headings(_written(document.body)),
    ]


def _title_page(request: PublicationRequest) -> list[Node]:
    published = f"Data to {request.data_to}"
    styled = (
        ("Title", request.title),
        ("Subtitle", request.subtitle),
        ("Author", request.author),
        ("Date", published),
    )
    notice = paragraph([strong([text("About the data:")]), text(f" {request.notice}")])
    return [
        *(_styled(style, [paragraph([text(words)])]) for style, words in styled if words),
        _styled("Callout Note", [notice]),
        paragraph([text("")]),
    ]


def _contents(document: Document) -> list[Node]:
    """Return a table of contents as links, inside a field that Word can bring up to date."""
    entries = [
        _styled(
            f"toc {section.level}", [paragraph([link(f"#{section.label}", [text(section.title)])])]
        )
        for section in document.sections
        if section.level <= document.contents_depth
    ]
    start = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f' TOC \\o "1-{document.contents_depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
    )
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    page_break = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return [
        raw_block("openxml", page_break),
        _styled("TOC Heading", [paragraph([text("Contents")])]),
        raw_block("openxml", start),
        *entries,
        raw_block("openxml", end),
    ]


def _styled(style: str, blocks: Sequence[Node]) -> Node:
    return division(attributes(values=[("custom-style", style)]), blocks)


def _written(blocks: Sequence[Node]) -> list[Node]:
    def write(node: Node) -> Node | list[Node]:
        if node["t"] == "Image":
            return _full_width(node)
        if node["t"] == "Table":
            return _table(node)
        if node["t"] == "Figure":
            return _figure(node)
        if has_class(node, CARD):
            return [_styled(card_style(n), [b]) for n, b in enumerate(node["c"][1])]
        if has_class(node, LEAD):
            return _styled(LEAD_STYLE, node["c"][1])
        kind = callout_kind(node)
        return _callout(node, kind) if kind else node

    written: list[Node] = rewrite(list(blocks), write, "Image", "Table", "Figure", "Div")
    return written


def _figure(node: Node) -> Node:
    """Return a figure with its caption above, as the other formats have it."""
    (label, _, _), caption, content = node["c"]
    words = [paragraph(block["c"]) for block in caption[1]]
    images = [paragraph(block["c"]) for block in content]
    parts = [_styled("Image Caption", words), _styled("Captioned Figure", images)]
    return division(attributes(label), parts)


def _full_width(node: Node) -> Node:
    attribute, inlines, target = node["c"]
    values = attribute[2] or [["width", "100%"]]
    return {"t": "Image", "c": [[attribute[0], attribute[1], values], inlines, target]}


def _callout(node: Node, kind: str) -> list[Node]:
    title, *content = node["c"][1]
    spaced = rewrite(content, lambda n: {"t": "Para", "c": n["c"]} if n["t"] == "Plain" else n)
    words = title["c"][1]
    return [_styled(f"Callout {kind.title()}", [*words, *spaced]), paragraph([text("")])]


def _table(node: Node) -> list[Node]:
    attribute, caption, columns, head, bodies, foot = node["c"]
    layout = layout_of(cell_texts(node), CHARACTERS_IN_WORD)
    style = f"Table Text {layout.type_size:.0f}"
    widths = [
        [alignment, {"t": "ColWidth", "c": share}]
        for (alignment, _), share in zip(columns, layout.shares, strict=True)
    ]
    head = [head[0], [_styled_row(row, style, strong) for row in head[1]]]
    bodies = [[b[0], b[1], b[2], [_styled_row(row, style) for row in b[3]]] for b in bodies]
    table = {"t": "Table", "c": [attribute, caption, widths, head, bodies, foot]}
    if not layout.landscape:
        return [table, paragraph([text("")])]
    return [_section_end(_UPRIGHT, TURN_MARK), table, _section_end(_TURNED)]


def _styled_row(row: list[Any], style: str, weight: Weight | None = None) -> list[Any]:
    attribute, cells = row
    return [attribute, [[*cell[:4], [_styled_cell(cell[4], style, weight)]] for cell in cells]]


def _styled_cell(blocks: Sequence[Node], style: str, weight: Weight | None) -> Node:
    lines = [block["c"] for block in blocks] or [[]]
    return _styled(style, [paragraph([weight(line)] if weight else line) for line in lines])


def _section_end(page: str, mark: str = "") -> Node:
    code = f"<w:p><w:pPr><w:sectPr>{page}{_MARGINS}</w:sectPr></w:pPr></w:p>{mark}"
    return raw_block("openxml", code)
