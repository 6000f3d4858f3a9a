"""Column widths of printed tables from what the cells say, so that no table leaves its page.

In: the text of the cells. Out: shares of the page's width and the size of type that fits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from evaluation.present.numbers import unpadded
from evaluation.publish.fonts import text_width
from evaluation.publish.syntax import Node, plain_text

# Characters across a portrait A4 text block of 17 cm: 482 points over 10 points times 0.49 em,
# the mean advance of Source Sans Pro in mixed text and digits.
CHARACTERS_AT_10_POINTS = 98
MEAN_ADVANCE_EM = 0.49
BODY_WEIGHT, HEADER_WEIGHT = 400, 600
# The same for a reader whose Word falls back to Arial, which is wider (mean advance 0.52 em).
CHARACTERS_IN_WORD = 92
# Width of a turned A4 text block (25.7 cm) over that of an upright one (17 cm).
LANDSCAPE_GAIN = 25.7 / 17.0
# Type below 8 points is hard to read on paper.
TYPE_SIZES_POINTS = (10.0, 9.0, 8.0)
# Padding left and right of a cell, in characters.
CELL_PADDING = 2
# Cells up to this length, such as a number with its interval, stay on one line where there is
# room.
SHORT_CHARACTERS = 24
# Longer words, such as hashes, are broken.
LONGEST_WORD = 24
MOST_LETTERS_OF_A_PIECE = 8
ZERO_WIDTH_SPACE = "\u200b"
# Where no size of type makes a table fit, words are broken into pieces that fit the narrowest
# column even if all their letters are wide: an M is 1.7 mean characters.
WIDE_LETTER = 1.7
# A column is comfortable if its longest cell takes no more lines than this, or if its lines
# are at least as long as those of a narrow newspaper column.
MOST_LINES = 2.5
COMFORTABLE_CHARACTERS = 28
# Widths are looked for in steps of a quarter of a line, up to this depth.
LINE_STEPS = 4
DEEPEST_CELL = 40
# Characters that a wrapped line loses at its end, half a mean word.
WRAPPING_LOSS = 3
# A table of few short columns is not spread wider than this, so that rows stay readable.
MOST_STRETCH = 1.6
# A third of a page; a longer table may run over to the next.
MOST_LINES_KEPT_TOGETHER = 20


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
    lines : int
        About how many lines of type the table takes.
    longest_word : int
        Longer words, in characters, are broken.
    """

    shares: tuple[float, ...]
    type_size: float
    landscape: bool
    lines: int
    longest_word: int = LONGEST_WORD

    @property
    def stays_together(self) -> bool:
        """Whether the table is short enough to be kept on one page."""
        return self.lines <= MOST_LINES_KEPT_TOGETHER


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
    (10.0, False, [0.36, 0.1])
    """
    columns = [list(column) for column in itertools.zip_longest(*rows, fillvalue="")]
    longest = [max(_widths(column), default=0.0) for column in columns]
    words = [_longest_word(column) for column in columns]
    whole = [max(word, _number(column)) for column, word in zip(columns, words, strict=True)]
    for gain in (1.0, LANDSCAPE_GAIN):
        for floors, size in itertools.product((whole, words), TYPE_SIZES_POINTS):
            room = characters_across * 10.0 / size * gain
            widths = _widths_above(floors, longest, room)
            is_last = size == TYPE_SIZES_POINTS[-1] and floors is words
            if sum(widths) <= room and (is_last or _is_comfortable(widths, longest)):
                return _layout(rows, widths, room, size, landscape=gain > 1)
    return _layout(rows, widths, room, TYPE_SIZES_POINTS[-1], landscape=True)


def broken(text: str, longest: int) -> str:
    """Return a text whose words longer than `longest` characters may break between pieces.

    Examples
    --------
    >>> broken("ab abcdefgh", 4).replace(ZERO_WIDTH_SPACE, "/")
    'ab abcd/efgh'
    """
    piece = min(longest, MOST_LETTERS_OF_A_PIECE)
    return re.sub(
        rf"\S{{{longest + 1},}}",
        lambda word: ZERO_WIDTH_SPACE.join(re.findall(rf".{{1,{piece}}}", word[0])),
        text,
    )


def cell_texts(table: Node) -> list[list[str]]:
    """Return the text of a table's cells, header rows first."""
    _, _, _, head, bodies, _ = table["c"]
    rows: list[Any] = [*head[1], *(row for body in bodies for row in body[3])]
    return [[plain_text(cell[4]) for cell in row[1]] for row in rows]


def _layout(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    room: float,
    size: float,
    *,
    landscape: bool,
) -> TableLayout:
    stretch = min(room / sum(widths), MOST_STRETCH)
    shares = tuple(width * stretch / room for width in widths)
    inner = [max(share * room - CELL_PADDING, 1.0) for share in shares]
    lines = sum(
        max(
            (ceil(_width(cell) / width) for cell, width in zip(row, inner, strict=False)),
            default=1,
        )
        for row in rows
    )
    fits = sum(widths) <= room
    longest_word = LONGEST_WORD if fits else max(1, int(min(inner) / WIDE_LETTER))
    return TableLayout(shares, size, landscape, lines, longest_word)


def _widths_above(floors: Sequence[float], longest: Sequence[float], room: float) -> list[float]:
    """Return widths, none below its floor, that make the deepest cell least deep."""
    widths: list[float] = []
    for step in range(LINE_STEPS, DEEPEST_CELL * LINE_STEPS + 1):
        lines = step / LINE_STEPS
        loss = WRAPPING_LOSS if lines > 1 else 0
        widths = [
            max(floor, min(long, long / lines + loss)) + CELL_PADDING
            for floor, long in zip(floors, longest, strict=True)
        ]
        if sum(widths) <= room:
            break
    return widths


def _is_comfortable(widths: Sequence[float], longest: Sequence[float]) -> bool:
    return all(
        width - CELL_PADDING >= min(long / MOST_LINES, COMFORTABLE_CHARACTERS)
        for width, long in zip(widths, longest, strict=True)
    )


def _number(column: Sequence[str]) -> float:
    """Return the width of a column's longest number with its interval; 0 where it is of text."""
    cells = column[1:]
    is_short = all(len(unpadded(cell)) <= SHORT_CHARACTERS for cell in cells)
    has_digits = any(letter.isdigit() for cell in cells for letter in cell)
    return max(map(_width, cells), default=0.0) if is_short and has_digits else 0.0


def _longest_word(column: Sequence[str]) -> float:
    widths = (
        _width(word, is_header=row == 0)
        for row, cell in enumerate(column)
        for word in cell.replace("-", "- ").split(" ")
    )
    return min(max(widths, default=0.0), float(LONGEST_WORD))


def _widths(column: Sequence[str]) -> list[float]:
    """Return the widths of a column's cells, of which the first is the header."""
    return [_width(cell, is_header=row == 0) for row, cell in enumerate(column)]


def _width(text: str, *, is_header: bool = False) -> float:
    """Return the width of a text in characters of mean width."""
    return text_width(text, HEADER_WEIGHT if is_header else BODY_WEIGHT) / MEAN_ADVANCE_EM
