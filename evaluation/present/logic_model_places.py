"""How wide the boxes of a logic model's diagram are, and where along their row they stand.

In: a `LogicChart`. Out: points from the left edge. Links that pass a row have their room in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from scipy.optimize import isotonic_regression

from evaluation.present.style import WIDTH_INCHES
from evaluation.value.benefits.logic_model import LogicChart, Slot

POINTS_AN_INCH: Final = 72
WIDTH: Final = WIDTH_INCHES * POINTS_AN_INCH
GUTTER: Final = 82.0  # for the headings of the bands
PASSING_WIDTH: Final = 3.0
SPACE: Final = 12.0  # between boxes of a row
PASSING_SPACE: Final = 7.0  # beside a line that passes
EDGE: Final = 8.0  # between a band's edge and its boxes
WIDEST_BOX: Final = 150.0
SWEEPS: Final = 12
PULL: Final = 0.4  # of a box towards what it is linked with, against an even row


def box_width(chart: LogicChart) -> float:
    """Return the width that all boxes have: what the fullest row leaves, and no more than looks."""
    room = WIDTH - GUTTER - 2 * EDGE
    widths = []
    for row in chart.rows:
        boxes = sum(bool(slot.box) for slot in row.slots)
        passing = len(row.slots) - boxes
        spaces = sum(_space(*pair) for pair in pairwise(row.slots))
        widths.append((room - spaces - passing * PASSING_WIDTH) / boxes)
    return min(WIDEST_BOX, *widths)


def middles(chart: LogicChart, width: float) -> list[list[float]]:
    """Return where the slots of each row have their middle, so that links run rather straight.

    Slots begin spread evenly and are drawn towards what they are linked with, each as far as its
    neighbours in the row let it go.
    """
    even = [_spread(row.slots, width) for row in chart.rows]
    found = [list(row) for row in even]
    joined = _joined(chart)
    for sweep in range(SWEEPS):
        order = range(len(chart.rows))
        for number in order if sweep % 2 == 0 else reversed(order):
            wanted = []
            for at, slot in enumerate(chart.rows[number].slots):
                others = [found[row][place] for row, place in joined[number, at]]
                pull = sum(others) / len(others) if others else even[number][at]
                share = PULL if slot.box else 1.0
                wanted.append(share * pull + (1 - share) * even[number][at])
            found[number] = _kept_apart(chart.rows[number].slots, wanted, width)
    return found


def _joined(chart: LogicChart) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return which slots each slot is linked with, each by the number of its row and its place."""
    at = {
        (number, slot): (number, place)
        for number, row in enumerate(chart.rows)
        for place, slot in enumerate(row.slots)
    }
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for link in chart.links:
        ends = {slot: number for number, slot in at if slot.box in link}
        first, last = ends[Slot(link[0])], ends[Slot(link[1])]
        passing = [at[number, Slot(passing=link[1])] for number in range(first + 1, last)]
        way = [at[first, Slot(link[0])], *passing, at[last, Slot(link[1])]]
        for upper, lower in pairwise(way):
            found[upper].append(lower)
            found[lower].append(upper)
    return found


def _spread(slots: Sequence[Slot], width: float) -> list[float]:
    """Return the middles of a row's slots, spread evenly over the room."""
    sizes = _sizes(slots, width)
    space = (WIDTH - GUTTER - 2 * EDGE - sum(sizes)) / len(sizes)
    ends = accumulate(size + space for size in sizes)
    return [
        GUTTER + EDGE + end - space / 2 - size / 2 for end, size in zip(ends, sizes, strict=True)
    ]


def _kept_apart(slots: Sequence[Slot], wanted: Sequence[float], width: float) -> list[float]:
    """Return the middles nearest to those wanted that keep the order, the spaces and the edges.

    Notes
    -----
    Less the room that the slots before it need at least, middles need only not to fall: an
    isotonic regression.
    """
    sizes = _sizes(slots, width)
    needed = [0.0]
    for (left, right), pair in zip(pairwise(sizes), pairwise(slots), strict=True):
        needed.append(needed[-1] + (left + right) / 2 + _space(*pair))
    least = GUTTER + EDGE + sizes[0] / 2
    most = WIDTH - EDGE - sizes[-1] / 2 - needed[-1]
    rising = isotonic_regression(np.array(wanted) - np.array(needed)).x
    return [float(x) for x in np.clip(rising, least, max(least, most)) + np.array(needed)]


def _space(left: Slot, right: Slot) -> float:
    return SPACE if left.box and right.box else PASSING_SPACE


def _sizes(slots: Sequence[Slot], width: float) -> list[float]:
    return [width if slot.box else PASSING_WIDTH for slot in slots]
