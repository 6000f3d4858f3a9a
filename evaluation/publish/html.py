"""Writes the publication as one HTML file that carries its styles, fonts, figures and script.

In: a `Document` and the request. Out: the bytes of the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
from pathlib import Path

from evaluation.publish.callouts import callout_kind
from evaluation.publish.cards import CARD, CARDS, has_class
from evaluation.publish.document import Document
from evaluation.publish.downloads import figure_download, image_address
from evaluation.publish.fonts import font_face_styles
from evaluation.publish.html_tables import table_blocks, with_wide_pages
from evaluation.publish.pandoc import run_pandoc, tree_text
from evaluation.publish.request import LANGUAGE, PublicationRequest
from evaluation.publish.syntax import Node, division, rewrite

TEMPLATE_FILE = "report.html"
STYLE_FILE = "report.css"
SCRIPT_FILE = "report.js"
# Chapters are headings of level 2 in the page; the contents show them and their sections.
CONTENTS_DEPTH = 3
# The page may show what it carries and nothing else; tables set the alignment of cells by style.
POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
# Stands for the address of a figure while pandoc writes, which would escape its every space.
IMAGE_MARK = "figure-data:"


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
        styles, behaviour = Path(folder) / "styles.html", Path(folder) / "script.html"
        script, policy = _page_parts(request)
        styles.write_text(_styles(request), encoding="utf-8")
        behaviour.write_text(script, encoding="utf-8")
        made = run_pandoc(
            [
                *("--from", "json", "--to", "html5", "--standalone", "--wrap", "preserve"),
                *("--template", str(request.theme_file(TEMPLATE_FILE).resolve())),
                *("--include-in-header", str(styles), "--include-after-body", str(behaviour)),
                *("--variable", f"policy={policy}", "--figure-caption-position", "above"),
                *("--toc", "--toc-depth", str(CONTENTS_DEPTH), "--shift-heading-level-by", "1"),
            ],
            tree_text(_html_blocks(document), metadata),
            epoch_seconds=request.epoch_seconds,
        )
    return _with_images(made, document)


def _styles(request: PublicationRequest) -> str:
    own = request.theme_file(STYLE_FILE).read_text(encoding="utf-8")
    running_head = f'@page {{ @top-left {{ content: "{_css_text(request.notice)}"; }} }}'
    return f"<style>\n{font_face_styles()}\n{own}\n{running_head}\n</style>\n"


def _css_text(value: str) -> str:
    return "".join(c if c.isalnum() or c in " .,:" else f"\\{ord(c):06x}" for c in value)


def _page_parts(request: PublicationRequest) -> tuple[str, str]:
    """Return the script within its element, and the policy that lets only it run."""
    script = request.theme_file(SCRIPT_FILE).read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"<script>{script}</script>\n", f"{POLICY}; script-src 'sha256-{digest}'"


def _html_blocks(document: Document) -> list[Node]:
    tables = {table.label: table for table in document.tables}

    def write(node: Node) -> Node | list[Node]:
        if node["t"] == "Figure":
            return _figure(node, document)
        if node["t"] == "Table":
            return table_blocks(node, tables[node["c"][0][0]])
        if callout_kind(node):
            return _with_role(node, "note")
        if is_card_list(node):
            attribute, cards = node["c"]
            return _with_role(
                division(attribute, [_with_role(c, "listitem") for c in cards]), "list"
            )
        return node

    blocks: list[Node] = rewrite(document.blocks, write, "Figure", "Table", "Div")
    return with_wide_pages(blocks)


def is_card_list(node: Node) -> bool:
    """Return whether a block holds headline cards and nothing else."""
    return has_class(node, CARDS) and all(has_class(b, CARD) for b in node["c"][1])


def _with_role(node: Node, role: str) -> Node:
    attribute, blocks = node["c"]
    return division([*attribute[:2], [["role", role]]], blocks)


def _figure(node: Node, document: Document) -> Node:
    attribute, caption, content = node["c"]
    figure = document.figure(attribute[0])
    lines = [{"t": "Para", "c": block["c"]} for block in caption[1]]
    embedded = rewrite(
        content,
        lambda n: (
            {"t": "Image", "c": [*n["c"][:2], [IMAGE_MARK + figure.label, ""]]}
            if n["t"] == "Image"
            else n
        ),
    )
    download = figure_download(figure.name, document.root / figure.data_path)
    return {"t": "Figure", "c": [attribute, [None, lines], [*embedded, download]]}


def _with_images(made: bytes, document: Document) -> bytes:
    def address(found: re.Match[bytes]) -> bytes:
        path = document.root / document.figure(found[1].decode("utf-8")).path
        return f'<img src="{image_address(path)}"'.encode()

    # In text pandoc writes the sign that opens a tag as an entity, so only its own images match.
    return re.sub(rb'<img src="%s([^"]+)"' % IMAGE_MARK.encode(), address, made)
