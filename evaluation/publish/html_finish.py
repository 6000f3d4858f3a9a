"""Completes the page that Quarto makes: typeface, captions and headers of tables, downloads.

In: the page as Quarto wrote it and the report's `Document`. Out: the page with what the embedded
publisher's has: each table named by its own caption, header cells with their scope, and the data
of each figure and table as a csv to download.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from evaluation.publish.document import Document
from evaluation.publish.downloads import CSV_TYPE, csv_bytes, data_address
from evaluation.publish.fonts import font_face_styles
from evaluation.publish.syntax import nodes_of
from evaluation.publish.table_rows import table_rows

_TABLE_FLOAT = re.compile(
    r"<figure(?P<attributes>[^>]*\bquarto-float-tbl\b[^>]*)>(?P<inside>.*?)</figure>", re.S
)
_CAPTION = re.compile(r"<figcaption(?P<attributes>[^>]*)>(?P<words>.*?)</figcaption>", re.S)
_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.S)
_TABLE_START = re.compile(r"<table\b[^>]*>")
_HEAD_WITHOUT_SCOPE = re.compile(r"<th(?![\w-])(?![^>]*\bscope=)")
_FIRST_CELL = re.compile(r"(<tr\b[^>]*>\s*)<td\b([^>]*)>(.*?)</td>(?=\s*<td)", re.S)


def finish_html(made: bytes, document: Document) -> bytes:
    """Return a page of Quarto's with everything that it leaves out.

    Parameters
    ----------
    made : bytes
        The page as Quarto wrote it.
    document : Document
        The same text, for the names of figures and tables and the files of data.
    """
    page = made.decode("utf-8")
    page = page.replace("</head>", f"<style>\n{font_face_styles()}\n</style>\n</head>", 1)
    page = _TABLE_FLOAT.sub(_with_own_caption, page)
    page = _TABLE.sub(lambda match: _with_scopes(match.group(0)), page)
    for figure in document.figures:
        data = (document.root / figure.data_path).read_bytes()
        words = f"Download the data of {figure.name} (CSV)"
        link = _download(data, Path(figure.data_path).name, words)
        page = _insert(page, figure.label, "</figcaption>", link, before=True)
    nodes = nodes_of(document.blocks, "Table")
    rows = {node["c"][0][0]: table_rows(node) for node in nodes}
    for table in document.tables:
        found = _table_at(page, table.label)
        if found is not None:
            words = f"Download {table.name} (CSV)"
            link = _download(csv_bytes(rows[table.label]), f"{table.label}.csv", words)
            page = page[: found.end()] + link + page[found.end() :]
    return page.encode("utf-8")


def _with_own_caption(match: re.Match[str]) -> str:
    """Name a table by a caption of its own instead of one beside it."""
    caption = _CAPTION.search(match["inside"])
    table = _TABLE_START.search(match["inside"])
    if caption is None or table is None or "<caption" in match["inside"]:
        return match.group(0)
    own = f"{table.group(0)}\n<caption{caption['attributes']}>{caption['words']}</caption>"
    inside = match["inside"].replace(caption.group(0), "", 1).replace(table.group(0), own, 1)
    return f"<div{match['attributes']}>{inside}</div>"


def _with_scopes(table: str) -> str:
    table = _HEAD_WITHOUT_SCOPE.sub('<th scope="col"', table)
    head, mark, body = table.partition("<tbody")
    return head + mark + _FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', body)


def _start_of(page: str, label: str) -> int:
    found = re.search(rf'\bid="{re.escape(label)}"', page)
    return -1 if found is None else found.start()


def _insert(page: str, label: str, mark: str, words: str, *, before: bool) -> str:
    start = _start_of(page, label)
    place = page.find(mark, start) if start >= 0 else -1
    if place < 0:
        return page
    place += 0 if before else len(mark)
    return page[:place] + words + page[place:]


def _table_at(page: str, label: str) -> re.Match[str] | None:
    start = _start_of(page, label)
    if start < 0:
        return None
    # the label may be the table's own or that of a division around it
    return _TABLE.search(page, page.rfind("<", 0, start))


def _download(data: bytes, file_name: str, words: str) -> str:
    address = data_address(data, CSV_TYPE)
    return (
        f'\n<p class="download"><a class="download" href="{address}" '
        f'download="{html.escape(file_name)}">{words}</a></p>\n'
    )
