"""Column widths of printed tables from what the cells say, so that no table leaves its page.

In: the text of the cells. Out: shares of the page's width and the size of type that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from evaluation.publish.syntax import Node, plain_text

# Characters across a portrait A4 text block of 17 cm: 482 points over 10 points times 0.49 em,
# the mean advance of Source Sans Pro in mixed text and digits.
CHARACTERS_AT_10_POINTS = 98
# The same for a reader whose Word falls back to Arial, which is wider (mean advance 0.52 em).
CHARACTERS_IN_WORD = 92
# Width of a turned A4 text block (25.7 cm) over that of an upright one (17 cm).
LANDSCAPE_GAIN = 25.7 / 17.0
# Type below 8 points is hard to read on paper.
TYPE_SIZES_POINTS = (10.0, 9.0, 8.0)
# Padding left and right of a cell, in characters.
CELL_PADDING = 2
# Cells up to this length (an interval, a result) stay on one line where there is room.
SHORT_CHARACTERS = 18
# A column of running text asks for no more than this.
RUNNING_TEXT_CHARACTERS = 70
# Longer words, such as hashes, are broken.
LONGEST_WORD = 24
# A table whose cells would on average need more lines than this is set smaller or turned.
MOST_LINES = 2.2
# A table of few short columns is not spread wider than this, so that rows stay readable.
MOST_STRETCH = 1.6


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a table is set on the page.

    Parameters
    ----------
    shares : tuple of float
        Width of each column as a share of the text block; they sum to one or less.
    type_size : float
        In points.
    landscape : bool
        Whether the table needs a turned page.
    """

    shares: tuple[float, ...]
    type_size: float
    landscape: bool


def layout_of(
    rows: Sequence[Sequence[str]], characters_across: int = CHARACTERS_AT_10_POINTS
) -> TableLayout:
    """Return the layout of a table.

    Parameters
    ----------
    rows : sequence of sequences of str
        Text of the cells, header row first.
    characters_across : int
        How many characters of 10 points fit across the upright page.

    Examples
    --------
    >>> layout = layout_of([["KPI", "Falls"], ["Falls per 1,000 bed days", "6.1"]])
    >>> layout.type_size, layout.landscape, [round(share, 2) for share in layout.shares]
    (10.0, False, [0.42, 0.11])
    """
    columns = [list(column) for column in zip_longest(*rows, fillvalue="")]
    least = [_longest_word(column) + CELL_PADDING for column in columns]
    wanted = [max(_wanted(column), low) for column, low in zip(columns, least, strict=True)]
    for gain in (1.0, LANDSCAPE_GAIN):
        for size in TYPE_SIZES_POINTS:
            room = characters_across * 10.0 / size * gain
            if sum(least) <= room and sum(wanted) / room <= MOST_LINES:
                return TableLayout(_shares(least, wanted, room), size, landscape=gain > 1)
    tight = float(sum(least))
    return TableLayout(_shares(least, wanted, tight), TYPE_SIZES_POINTS[-1], landscape=True)


def cell_texts(table: Node) -> list[list[str]]:
    """Return the text of a table's cells, header rows first."""
    _, _, _, head, bodies, _ = table["c"]
    rows: list[Any] = [*head[1], *(row for body in bodies for row in body[3])]
    return [[plain_text(cell[4]) for cell in row[1]] for row in rows]


def _longest_word(column: Sequence[str]) -> int:
    words = [word for cell in column for word in cell.replace("-", "- ").split(" ")]
    return min(max(map(len, words), default=0), LONGEST_WORD)


def _wanted(column: Sequence[str]) -> int:
    return min(max(map(len, column), default=0), RUNNING_TEXT_CHARACTERS) + CELL_PADDING


def _shares(least: Sequence[int], wanted: Sequence[int], room: float) -> tuple[float, ...]:
    whole = [
        want if want <= SHORT_CHARACTERS + CELL_PADDING else low
        for low, want in zip(least, wanted, strict=True)
    ]
    floor = whole if sum(whole) <= room else list(least)
    growth = [want - low for low, want in zip(floor, wanted, strict=True)]
    spare = min(room - sum(floor), sum(growth))
    scale = spare / sum(growth) if sum(growth) else 0.0
    widths = [low + scale * grow for low, grow in zip(floor, growth, strict=True)]
    stretch = min(room / sum(widths), MOST_STRETCH)
    return tuple(width * stretch / room for width in widths)
