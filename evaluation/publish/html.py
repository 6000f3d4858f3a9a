"""Writes the publication as one HTML file that loads nothing: styles, fonts, figures within.

In: a `Document` and the request. Out: the bytes of the file.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import Any

from evaluation.present.numbers import unpadded
from evaluation.publish.callouts import callout_kind
from evaluation.publish.document import Document
from evaluation.publish.fonts import font_face_styles
from evaluation.publish.pandoc import run_pandoc, tree_text
from evaluation.publish.request import LANGUAGE, PublicationRequest
from evaluation.publish.syntax import (
    Node,
    attributes,
    division,
    link,
    paragraph,
    plain_text,
    rewrite,
    text,
)
from evaluation.publish.widths import SHORT_CHARACTERS

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
TEMPLATE_FILE = "report.html"
STYLE_FILE = "report.css"
# Chapters are headings of level 2 in the page; the contents show them and their sections.
CONTENTS_DEPTH = 3
# A table of more columns is set tighter.
MOST_ROOMY_COLUMNS = 8


def html_bytes(document: Document, request: PublicationRequest) -> bytes:
    """Return the publication as one self-contained HTML file.

    Parameters
    ----------
    document : Document
    request : PublicationRequest

    Raises
    ------
    PublishingFailed
        If the theme is incomplete or pandoc refuses the text.
    """
    metadata = {
        "title": request.title,
        "pagetitle": request.title,
        "subtitle": request.subtitle,
        "notice": request.notice,
        "publisher": request.author,
        "published": request.data_to,
        "lang": LANGUAGE,
    }
    with tempfile.TemporaryDirectory() as folder:
        styles = Path(folder) / "styles.html"
        styles.write_text(_styles(request), encoding="utf-8")
        return run_pandoc(
            [
                *("--from", "json", "--to", "html5", "--standalone", "--wrap", "preserve"),
                *("--template", str(request.theme_file(TEMPLATE_FILE).resolve())),
                *("--include-in-header", str(styles)),
                *("--toc", "--toc-depth", str(CONTENTS_DEPTH), "--shift-heading-level-by", "1"),
            ],
            tree_text(_html_blocks(document), metadata),
            epoch_seconds=request.epoch_seconds,
        )


def data_uri(path: Path, media_type: str) -> str:
    """Return a file as an address that carries it."""
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _styles(request: PublicationRequest) -> str:
    own = request.theme_file(STYLE_FILE).read_text(encoding="utf-8")
    running_head = f'@page {{ @top-left {{ content: "{_css_text(request.notice)}"; }} }}'
    return f"<style>\n{font_face_styles()}\n{own}\n{running_head}\n</style>\n"


def _css_text(value: str) -> str:
    return "".join(c if c.isalnum() or c in " .,:" else f"\\{ord(c):06x}" for c in value)


def _html_blocks(document: Document) -> list[Node]:
    def write(node: Node) -> Node:
        if node["t"] == "Figure":
            return _figure(node, document)
        if node["t"] == "Table":
            return _table_region(node)
        if callout_kind(node):
            attribute, blocks = node["c"]
            return division([*attribute[:2], [["role", "note"]]], blocks)
        return node

    blocks: list[Node] = rewrite(document.blocks, write, "Figure", "Table", "Div")
    return blocks


def _figure(node: Node, document: Document) -> Node:
    attribute, caption, content = node["c"]
    figure = document.figure(attribute[0])
    path = document.root / figure.path
    source = data_uri(path, MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"))
    data = data_uri(document.root / figure.data_path, "text/csv")
    name = Path(figure.data_path).name
    words = [text(f"Download the data of {figure.name} (CSV)")]
    download = link(data, words, attributes(classes=["download"], values=[("download", name)]))
    lines = [{"t": "Para", "c": block["c"]} for block in caption[1]]
    embedded = rewrite(
        content,
        lambda n: {"t": "Image", "c": [*n["c"][:2], [source, ""]]} if n["t"] == "Image" else n,
    )
    return {"t": "Figure", "c": [attribute, [None, [*lines, paragraph([download])]], embedded]}


def _table_region(node: Node) -> Node:
    attribute, caption, columns, head, bodies, foot = node["c"]
    label = attribute[0]
    title = attributes(f"{label}-caption")
    words = [{"t": "Plain", "c": [{"t": "Span", "c": [title, caption[1][0]["c"]]}]}]
    columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns]
    table = [
        attribute,
        [None, words],
        columns,
        [head[0], [_scoped(row, len(row[1]), "col") for row in head[1]]],
        [_body(body, row_heads=int(len(columns) > 1)) for body in bodies],
        foot,
    ]
    region = [("role", "region"), ("tabindex", "0"), ("aria-labelledby", f"{label}-caption")]
    classes = ["table-region", *(["many"] if len(columns) > MOST_ROOMY_COLUMNS else [])]
    return division(attributes("", classes, region), [{"t": "Table", "c": table}])


def _body(body: list[Any], row_heads: int) -> list[Any]:
    attribute, _, heads, rows = body
    return [attribute, row_heads, heads, [_scoped(row, row_heads, "row") for row in rows]]


def _scoped(row: list[Any], count: int, scope: str) -> list[Any]:
    attribute, cells = row
    heads = [[attributes(values=[("scope", scope)]), *cell[1:]] for cell in cells[:count]]
    return [attribute, heads + [[_length_mark(cell), *cell[1:]] for cell in cells[count:]]]


def _length_mark(cell: list[Any]) -> list[Any]:
    is_short = len(unpadded(plain_text(cell[4]))) <= SHORT_CHARACTERS
    return attributes(classes=["short"] if is_short else [])
