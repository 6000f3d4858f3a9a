"""Makes the files that a page carries in its links: a table's cells and a figure's data as csv.

In: rows of text or a file. Out: addresses (`data:`) that hold the file, so that no network and no
script is needed to save it.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from evaluation.present.csv_text import MINUS_SIGN, NUMBER, safe_cell
from evaluation.publish.syntax import Node, attributes, link, paragraph, text

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
CSV_TYPE = "text/csv;charset=utf-8"
# Excel reads a csv as UTF-8 only if it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"

# What cannot stand as it is in an address within double quotes; browsers take its spaces.
_SPECIAL = re.compile(rb"[^\w /:;=,()!$*+?@\[\]{}|^`~'.-]")


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a csv file that a spreadsheet opens without harm.

    Parameters
    ----------
    rows : sequence of sequences of str
        Header row first.

    Notes
    -----
    A cell that is a number and nothing else is written so that programs read it as one: with a
    hyphen for the minus sign and without commas between thousands. Any other cell that a
    spreadsheet would run as a formula gets an apostrophe before it.

    References
    ----------
    OWASP Foundation. CSV Injection. https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> csv_bytes([["Falls", "Cost"], ["−1,234.5", "=1+1"]]).decode("utf-8-sig").split()
    ['Falls,Cost', "-1234.5,'=1+1"]
    """
    made = io.StringIO()
    made.write(BYTE_ORDER_MARK)
    csv.writer(made).writerows([_safe_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8")


def data_address(content: bytes, media_type: str) -> str:
    r"""Return an address that carries a file.

    An SVG is escaped, which is a fifth shorter than base64; all else is base64. The address holds
    no character that ends an attribute of HTML.

    Examples
    --------
    >>> data_address(b"<svg/>\n", "image/svg+xml")
    'data:image/svg+xml,%3Csvg/%3E '
    >>> data_address(b"a,b", "text/csv")
    'data:text/csv;base64,YSxi'
    """
    if media_type == MEDIA_TYPES[".svg"]:
        return f"data:{media_type},{_escaped(content)}"
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def image_address(path: Path) -> str:
    """Return an address that carries an image."""
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    return data_address(path.read_bytes(), media_type)


def table_download(name: str, label: str, rows: Sequence[Sequence[str]]) -> Node:
    """Return a paragraph with the link that saves a table's cells.

    Parameters
    ----------
    name : str
        What the text calls the table, such as "Table 3".
    label : str
        Such as "tbl-falls-kpi"; names the file.
    rows : sequence of sequences of str
    """
    return _download(f"Download {name} (CSV)", f"{label}.csv", csv_bytes(rows))


def figure_download(name: str, path: Path) -> Node:
    """Return a paragraph with the link that saves the data behind a figure.

    Parameters
    ----------
    name : str
        What the text calls the figure, such as "Figure 3".
    path : Path
        The csv file of its data.
    """
    content = path.read_bytes()
    mark = BYTE_ORDER_MARK.encode("utf-8")
    needs_mark = not content.isascii() and not content.startswith(mark)
    made = mark + content if needs_mark else content
    return _download(f"Download the data of {name} (CSV)", path.name, made)


def _download(words: str, file_name: str, content: bytes) -> Node:
    address = data_address(content, CSV_TYPE)
    saving = attributes(classes=["download"], values=[("download", file_name)])
    return paragraph([link(address, [text(words)], saving)])


def _escaped(content: bytes) -> str:
    one_line = content.replace(b"\r\n", b" ").replace(b"\n", b" ")
    return _SPECIAL.sub(lambda found: f"%{found[0][0]:02X}".encode(), one_line).decode("ascii")


def _safe_cell(cell: str) -> str:
    if NUMBER.fullmatch(cell):
        return cell.replace(MINUS_SIGN, "-").replace(",", "")
    return safe_cell(cell)
