"""Reads the cells of a table of pandoc's syntax tree as plain text, for csv files and workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluation.present.numbers import unpadded
from evaluation.publish.syntax import Node, plain_text


def table_rows(node: Node) -> list[list[str]]:
    r"""Return the text of a table's cells, header rows first, all rows of the same length.

    Parameters
    ----------
    node : Node
        A table as pandoc has it.

    Returns
    -------
    list of lists of str
        One list a row, one text a column. No-break, figure and other wide spaces and line breaks
        are plain spaces, spaces that only pad a cell are gone, paragraphs of a cell are joined by
        a space. A cell that spans several columns or rows is followed by empty ones.

    Examples
    --------
    >>> from evaluation.publish.pandoc import parse_markdown
    >>> table = parse_markdown("| Site | Falls |\n|:--|--:|\n| *A* | 6.1 |\n\n: Falls")[0]
    >>> table_rows(table)
    [['Site', 'Falls'], ['A', '6.1']]
    """
    _, _, columns, head, bodies, foot = node["c"]
    sections = [head[1], *(part for body in bodies for part in body[2:4]), foot[1]]
    return [row for section in sections for row in _section_rows(section, len(columns))]


def _section_rows(rows: list[Any], width: int) -> Iterator[list[str]]:
    covered: dict[int, int] = {}
    for _, cells in rows:
        line = [""] * width
        waiting = iter(cells)
        column = 0
        while column < width:
            if covered.get(column, 0) > 0:
                covered[column] -= 1
                column += 1
                continue
            cell = next(waiting, None)
            if cell is None:
                break
            _, _, row_span, column_span, blocks = cell
            line[column] = " ".join(unpadded(" ".join(map(plain_text, blocks))).split())
            covered |= dict.fromkeys(range(column, column + column_span), row_span - 1)
            column += column_span
        yield line
