"""An executed notebook as parts of a page: prose, tables, figures, and the code behind them.

In: a notebook's file. Out: for each cell that shows something HTML of few elements and no script,
and its code as text; or a copy to save. What is neither prose, table nor figure stays out of both:
disclosure control has not seen it.
"""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluation.errors import InvalidInput
from evaluation.present.blocks import METADATA_KEY
from evaluation.publish.chapters import captioned
from evaluation.publish.pandoc import MARKDOWN, run_pandoc
from evaluation.serving.sanitizing import sanitized

REMOVED_TAGS = frozenset(("remove-cell", "injected-parameters"))
MOST_KEPT = 8  # notebooks
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
CELL_FAILED = "This cell failed."
LEFT_OUT = "What this cell shows is not shown here: disclosure control has not seen it."
NO_DESCRIPTION = "A picture without a description."
READ_AS = MARKDOWN + "-citations-footnotes"
SETTINGS = ("--shift-heading-level-by", "1", "--wrap", "none")
FIGURE = "figure"
_PICTURE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"')
_REFERENCE = re.compile(r"@(fig|tbl|sec)-[\w-]*\w")
_REFERRED = {"fig": "the figure", "tbl": "the table", "sec": "its section"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell.

    Parameters
    ----------
    number : int
        From 1.
    code : str
        Empty for a cell of prose.
    shown : str
        HTML, fit to be put into a page.
    """

    number: int
    code: str
    shown: str


def notebook_pieces(path: Path) -> tuple[Piece, ...]:
    """Return the cells of an executed notebook that have something to show.

    Parameters
    ----------
    path : Path
        Of a notebook that `evaluation run` executed.

    Raises
    ------
    InvalidInput
        If it is not a notebook.
    """
    found = path.stat()
    return _pieces(path, found.st_mtime_ns, found.st_size)


@lru_cache(MOST_KEPT)
def _pieces(path: Path, modified: int, size: int) -> tuple[Piece, ...]:  # noqa: ARG001 - the key
    pictures = _Pictures()
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        given = [
            (number, _code_of(cell), "\n\n".join(_markdown_of(cell, pictures)))
            for number, cell in enumerate(cells, start=1)
            if not REMOVED_TAGS.intersection(cell.get("metadata", {}).get("tags", ()))
        ]
    except (*UNREADABLE, OSError) as error:
        raise InvalidInput(
            f"The executed notebook {path.name} cannot be read.", "Run the project again."
        ) from error
    shown = _as_html([markdown for _, _, markdown in given], pictures)
    pieces = (
        Piece(number, code, part) for (number, code, _), part in zip(given, shown, strict=True)
    )
    return tuple(piece for piece in pieces if piece.code.strip() or piece.shown.strip())


def _as_html(texts: list[str], pictures: _Pictures) -> list[str]:
    """Return each Markdown text as HTML; all are converted at once where none reaches into another.

    One may, such as a block of code that is not closed; then each is converted by itself.
    """
    mark = f"cell{pictures.secret}"
    parts = _converted(f"\n\n{mark}\n\n".join(texts)).split(f"<p>{mark}</p>")
    if len(parts) != len(texts):
        parts = [_converted(text) for text in texts]
    return [pictures.put_into(sanitized(part)) for part in parts]


def _converted(markdown: str) -> str:
    plain = _REFERENCE.sub(_in_words, markdown).encode("utf-8", "replace").decode("utf-8")
    return run_pandoc(["--from", READ_AS, "--to", "html5", *SETTINGS], plain).decode("utf-8")


def _in_words(found: re.Match[str]) -> str:
    return _REFERRED[found[1]]


class _Pictures:
    """Pictures of a notebook, which need not go through pandoc; a mark stands for each."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(12)  # so that no text of a notebook is taken for a mark
        self._shown: list[str] = []

    def mark_for(self, encoded: str, about: Mapping[str, Any]) -> str:
        """Return what stands for a picture in Markdown."""
        data = re.sub(r"[^A-Za-z0-9+/=]", "", encoded)
        alt = html.escape(str(about.get("alt") or NO_DESCRIPTION))
        caption = html.escape(str(about.get("caption", "")))
        shown = f'<img src="data:image/png;base64,{data}" alt="{alt}">'
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        self._shown.append(f"<figure>{below}{shown}</figure>")
        return f"picture{self.secret}n{len(self._shown) - 1}"

    def put_into(self, text: str) -> str:
        """Return HTML with the pictures in the places of their marks."""
        mark = re.compile(rf"<p>picture{self.secret}n(\d+)</p>")
        return mark.sub(lambda found: self._shown[int(found[1])], text)


def _code_of(cell: Mapping[str, Any]) -> str:
    return _source(cell) if cell["cell_type"] == "code" else ""


def _source(part: Mapping[str, Any], name: str = "source") -> str:
    return "".join(part[name])


def _markdown_of(cell: Mapping[str, Any], pictures: _Pictures) -> Iterator[str]:
    if cell["cell_type"] == "markdown":
        yield _source(cell)
    for output in cell.get("outputs", ()):
        yield _output(output, pictures)


def _output(output: Mapping[str, Any], pictures: _Pictures) -> str:
    if output["output_type"] == "error":
        return CELL_FAILED
    about = output.get("metadata", {}).get(METADATA_KEY, {})
    picture = _picture_in(output, about)
    if picture:
        return pictures.mark_for(picture, about)
    markdown = output.get("data", {}).get("text/markdown")
    if markdown is not None:
        return captioned("".join(markdown), about)
    return "" if output.get("name") == "stderr" else LEFT_OUT


def _picture_in(output: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Return the picture of a figure, by itself or within its HTML; empty where it is none."""
    data = output.get("data", {})
    if about.get("kind") != FIGURE:
        return ""
    if "image/png" in data:
        return "".join(data["image/png"])
    found = _PICTURE.search("".join(data.get("text/html", "")))
    return found[1] if found else ""


def copy_to_save(content: bytes) -> bytes | None:
    """Return a notebook without what no reader of the report may see; None where it is none.

    Parameters
    ----------
    content : bytes
        Of an executed notebook.
    """
    try:
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                is_kept_back = REMOVED_TAGS.intersection(cell["metadata"].get("tags", ()))
                outputs = [] if is_kept_back else cell["outputs"]
                cell["outputs"] = [output for output in outputs if _is_for_readers(output)]
    except UNREADABLE:
        return None
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace")


def _is_for_readers(output: Mapping[str, Any]) -> bool:
    about = output.get("metadata", {}).get(METADATA_KEY, {})
    return about.get("kind") == FIGURE or "text/markdown" in output.get("data", {})
