"""Prepares tables for the page: named regions that scroll, headers with scope, downloads.

In: a table of the syntax tree. Out: the blocks that stand for it in HTML, with the classes by
which the theme lays it out and the script lets a reader sort it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.present.numbers import unpadded
from evaluation.publish.crossref import Table
from evaluation.publish.downloads import table_download
from evaluation.publish.syntax import Node, attributes, division, plain_text
from evaluation.publish.table_rows import table_rows
from evaluation.publish.turned import opening_of
from evaluation.publish.widths import SHORT_CHARACTERS, layout_of

WIDE_CLASS = "wide-page"
# A table of more columns is set tighter.
MOST_ROOMY_COLUMNS = 8
# Fewer rows are read at a glance.
FEWEST_SORTED_ROWS = 4
# Lists of a word and what it means are read in the order they were written.
FEWEST_SORTED_COLUMNS = 3


def table_blocks(node: Node, table: Table) -> list[Node]:
    """Return a table within a region that the keyboard reaches, and the link that saves it.

    A table too wide for an upright page stands with its link in a block of class "wide-page".

    Parameters
    ----------
    node : Node
    table : Table
        The record of the table.
    """
    attribute, caption, columns, head, bodies, foot = node["c"]
    caption_label = f"{table.label}-caption"
    words = {"t": "Span", "c": [attributes(caption_label), caption[1][0]["c"]]}
    made = [
        attribute,
        [None, [{"t": "Plain", "c": [words]}]],
        [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns],
        [head[0], [_scoped(row, len(row[1]), "col") for row in head[1]]],
        [_body(body, row_heads=int(len(columns) > 1)) for body in bodies],
        foot,
    ]
    rows = table_rows(node)
    region = [("role", "region"), ("tabindex", "0"), ("aria-labelledby", caption_label)]
    layout = layout_of(rows)
    marks = {
        "many": len(columns) > MOST_ROOMY_COLUMNS,
        "sortable": is_sortable(node),
        "together": layout.stays_together,
    }
    classes = ["table-region", *(name for name, holds in marks.items() if holds)]
    blocks = [
        division(attributes("", classes, region), [{"t": "Table", "c": made}]),
        division(
            attributes(classes=["table-download"]), [table_download(table.name, table.label, rows)]
        ),
    ]
    return [division(attributes(classes=[WIDE_CLASS]), blocks)] if layout.landscape else blocks


def with_wide_pages(blocks: Sequence[Node]) -> list[Node]:
    """Return blocks in which a heading that a wide table follows goes to the turned page with it.

    Parameters
    ----------
    blocks : sequence of nodes
        Tables are already as `table_blocks` makes them.
    """
    out: list[Node] = []
    for node in blocks:
        if node["t"] == "Div" and WIDE_CLASS in node["c"][0][1]:
            start = opening_of(out)
            attribute, content = node["c"]
            out[start:] = [division(attribute, [*out[start:], *content])]
        else:
            out.append(node)
    return out


def is_sortable(node: Node) -> bool:
    """Return whether it helps a reader to sort a table by its columns.

    That is so where it has one header row, at least four rows below, no merged cells, and either
    three columns or a column of numbers, which is one set to the right.
    """
    _, _, columns, head, bodies, foot = node["c"]
    rows = [row for body in bodies for row in body[3]]
    cells = [cell for row in (*head[1], *rows) for cell in row[1]]
    has_numbers = any(alignment["t"] == "AlignRight" for alignment, _ in columns)
    return (
        len(head[1]) == 1
        and len(bodies) == 1
        and not (bodies[0][2] or foot[1])
        and len(rows) >= FEWEST_SORTED_ROWS
        and (has_numbers or len(columns) >= FEWEST_SORTED_COLUMNS)
        and all((cell[2], cell[3]) == (1, 1) for cell in cells)
    )


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
