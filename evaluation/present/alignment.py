"""Lines up decimal points in a column of text: of values, and of both limits beside them.

In: the cells of a column that is set to the right in figures of one width. Out: the same cells with
white space only added, as wide as the digits and points that a shorter number lacks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from evaluation.present.numbers import FIGURE_SPACE, MINUS, POINT_SPACE

# Source Sans Pro, glyph metrics: digits, minus, pound and figure space 497 units, point and comma
# 249, two narrow no-break spaces 250.
_HALVES_OF_A_DIGIT = 2
_NUMBER = re.compile(rf"({MINUS}?£?\d[\d,]*(?:\.\d+)?)")
# White space that a shorter number lacks stands outside what clings to it: brackets and units.
_OPENING = re.compile(r"[(\[]+$")
_CLOSING = re.compile(r"^[)\]%]+")


class _Shape(NamedTuple):
    """Widths of a number before its point and from its point on, in halves of a digit."""

    whole: int
    fraction: int


def aligned(cells: Sequence[str], *, leading: bool = False) -> list[str]:
    """Return cells padded so that the points of numbers in the same place stand in line.

    Numbers are compared between cells that say the same but for their numbers, such as
    "12.3 (8.0 to 16.7)" and "1.2 (0.3 to 2.1)". All other cells, such as "*" or "not available",
    are returned as they are, and so is a column in which there is nothing to line up.

    Parameters
    ----------
    cells : sequence of str
        A column's cells, which will be set to the right.
    leading : bool
        Whether to pad before the first number too: for cells that are set to the left.

    Notes
    -----
    Padding is made of figure spaces and of pairs of narrow no-break spaces, as wide as a point:
    white space that no line break tears off and that screen readers pass over. The font has no
    punctuation space. `numbers.unpadded` takes it out again.

    Examples
    --------
    >>> shorter, longer = aligned(["8.4 (3.0 to 9.7)", "12.3 (8.0 to 16.7)"])
    >>> shorter.replace(FIGURE_SPACE, "_"), longer
    ('8.4 (3.0 to _9.7)', '12.3 (8.0 to 16.7)')
    """
    split = [_NUMBER.split(cell) for cell in cells]
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, parts in enumerate(split):
        alike[tuple(parts[::2])].append(row)
    out = list(cells)
    for rows in alike.values():
        columns = [
            [_shape(number) for number in numbers]
            for numbers in zip(*(split[row][1::2] for row in rows), strict=True)
        ]
        widest = [_Shape(*map(max, zip(*shapes, strict=True))) for shapes in columns]
        for row in rows:
            out[row] = _padded(split[row], widest, leading=leading)
    return out


def _shape(number: str) -> _Shape:
    whole, point, fraction = number.partition(".")
    return _Shape(_width(whole), _width(point + fraction))


def _width(text: str) -> int:
    halves = sum(letter in ",." for letter in text)
    return _HALVES_OF_A_DIGIT * (len(text) - halves) + halves


def _padded(parts: Sequence[str], widest: Sequence[_Shape], *, leading: bool) -> str:
    """Return a cell's parts (text, number, text and so on) as one text with padding."""
    texts, numbers = list(parts[::2]), parts[1::2]
    for place, (number, most) in enumerate(zip(numbers, widest, strict=True)):
        shape = _shape(number)
        if place or leading:  # before its first number a cell set to the right needs none
            texts[place] = _before(texts[place], _space(most.whole - shape.whole))
        texts[place + 1] = _after(texts[place + 1], _space(most.fraction - shape.fraction))
    return "".join(text + number for text, number in zip(texts, [*numbers, ""], strict=True))


def _before(text: str, padding: str) -> str:
    opening = _OPENING.search(text)
    at = opening.start() if opening else len(text)
    return text[:at] + padding + text[at:]


def _after(text: str, padding: str) -> str:
    closing = _CLOSING.match(text)
    at = closing.end() if closing else 0
    return text[:at] + padding + text[at:]


def _space(halves: int) -> str:
    return FIGURE_SPACE * (halves // _HALVES_OF_A_DIGIT) + POINT_SPACE * (
        halves % _HALVES_OF_A_DIGIT
    )
