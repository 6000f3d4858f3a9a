"""Writes the master that Quarto renders: the report's own one, with the words of its title page.

In: the report's `Document` and the request. Out: a file beside the master, and the typeface in a
folder of the theme. Quarto reads every include before a project's hook has run, so the file it is
told to render must itself be made by the hook; and what stands in a document's own front matter
wins over all other metadata.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import yaml

from evaluation.present.blocks import escape
from evaluation.publish.document import Document
from evaluation.publish.fonts import FACES, font_folder
from evaluation.publish.include import read_unexpanded
from evaluation.publish.putting import put
from evaluation.publish.request import LANGUAGE, THEME_FOLDER, PublicationRequest
from evaluation.publish.syntax import nodes_of
from evaluation.publish.widths import TableLayout, cell_texts, layout_of

MASTER_SUFFIX = "-quarto"
FONTS_FOLDER = "fonts"
# Widths of columns are given to the filter in thousandths of the text block.
WHOLE_WIDTH = 1_000


def quarto_stem(request: PublicationRequest) -> str:
    """Return the name, without ending, of the master that Quarto renders and of what it makes.

    It follows the report's own master: `_quarto.yml` lists it, and Quarto puts what it makes of
    other files elsewhere.
    """
    return f"{PurePosixPath(request.master).stem}{MASTER_SUFFIX}"


def write_quarto_master(document: Document, request: PublicationRequest) -> Path:
    """Write the master that Quarto renders, and return its path.

    Parameters
    ----------
    document : Document
        Gives the layout of each table, which Quarto's filter applies.
    request : PublicationRequest

    Raises
    ------
    PublishingFailed
        If the report's own master is missing or its front matter is damaged.
    """
    source = read_unexpanded(request.reports, request.master)
    metadata = {
        **source.front_matter,
        # Quarto reads these as Markdown, with shortcodes and all
        "title": escape(request.title),
        "subtitle": escape(request.subtitle),
        "author": escape(request.author),
        "date": f"{request.timestamp:%Y-%m-%d}",
        "lang": LANGUAGE,
        "notice": escape(request.notice),
        **({"toc": False} if request.form == "paper" else {}),
        "table-layouts": [
            _layout_words(layout_of(cell_texts(table)))
            for table in nodes_of(document.blocks, "Table")
        ],
    }
    path = request.reports / f"{quarto_stem(request)}.qmd"
    front = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    put(path, f"---\n{front}---\n{source.text}".encode())
    copy_fonts(request.reports / THEME_FOLDER / FONTS_FOLDER)
    return path


def copy_fonts(folder: Path) -> None:
    """Put the typeface where Quarto's settings look for it, inside the project."""
    for name in FACES.values():
        put(folder / name, (font_folder() / name).read_bytes())


def _layout_words(layout: TableLayout) -> dict[str, str]:
    return {
        "columns": " ".join(str(round(share * WHOLE_WIDTH)) for share in layout.shares),
        "size": f"{layout.type_size:g}pt",
        "page": "turned" if layout.landscape else "upright",
    }
