"""A logic model as rows of boxes from inputs to impact, ready to be drawn or read.

In: the `LogicModel` of a value.yml. Out: a `LogicChart`. Every link runs from a row to a later one;
where it passes a row, that row has a slot for it, so that a drawing need never cross a box. Slots
of a row are ordered so that few links cross.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluation.workspace.value_tools import LogicElement, LogicModel

HEADINGS: Final = (
    "Inputs",
    "Activities",
    "Outputs",
    "Outcomes, short term",
    "Outcomes, medium term",
    "Outcomes, long term",
    "Impact",
)
OUTCOMES: Final = "Outcomes"
_PARTS: Final = {"input": 0, "activity": 1, "output": 2, "impact": 6}
_TERMS: Final = {"short": 3, "medium": 4, "long": 5}
# Boxes side by side that still hold a few words a line on an A4 page; fewer where many links pass.
MOST_IN_ROW: Final = 4
ROOM: Final = 5.5  # of a row, in boxes
PASSING_SHARE: Final = 1 / 6  # of a box's room
SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the diagram.

    Parameters
    ----------
    id, text, heading : str
        The heading is that of its part and term.
    leads_to : tuple of str
        Ids, each once.
    """

    id: str
    text: str
    heading: str
    leads_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a row: a box, or links that pass between boxes.

    Parameters
    ----------
    box : str
        Id of the box; empty where links pass.
    passing : str
        Id of the box that the links lead to: links that pass a row towards one box run together.
    """

    box: str = ""
    passing: str = ""


Segment = tuple[int, Slot, Slot]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the diagram; rows of one heading follow each other."""

    heading: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class LogicChart:
    """A logic model ready to be drawn.

    Parameters
    ----------
    need : str
    rows : tuple of Row
        From the top.
    boxes : tuple of Box
        By row, then from the left.
    assumptions : tuple of str
    context : str
        Empty where none is given.
    """

    need: str
    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]
    assumptions: tuple[str, ...]
    context: str

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Each link as the ids of the box it leaves and the box it reaches."""
        return tuple((box.id, name) for box in self.boxes for name in box.leads_to)

    def box(self, name: str) -> Box:
        """Return the box with this id."""
        return next(box for box in self.boxes if box.id == name)


def logic_chart(model: LogicModel) -> LogicChart:
    """Return a logic model in rows, ordered so that few links cross.

    Notes
    -----
    A part and term is one row, or more where it has links inside or many boxes. Rows are swept
    down and up; in each sweep a row is sorted by the mean place of what its slots are linked with
    on the side it is swept from (barycentre), a link that passes a row being a slot of it. The
    order with the fewest crossings is kept; ties keep the order of the file, so that the same
    model is always drawn the same. Outcomes without a term go with the short term where others
    have a term.

    References
    ----------
    Sugiyama K, Tagawa S, Toda M (1981), doi:10.1109/TSMC.1981.4308636.
    """
    elements = {element.id: element for element in model.elements}
    has_terms = any(element.term for element in model.elements)
    links = [(item.id, name) for item in model.elements for name in dict.fromkeys(item.leads_to)]
    for most in range(MOST_IN_ROW, 0, -1):
        part_of, rows = _rows(model.elements, most)
        at = {name: number for number, row in enumerate(rows) for name in row}
        slots = _slots(rows, links, at)
        if most == 1 or all(_load(row) <= ROOM for row in slots):
            break
    ordered = _with_few_crossings(slots, links, at)

    def heading(name: str) -> str:
        number = part_of[name]
        return OUTCOMES if number == _TERMS["short"] and not has_terms else HEADINGS[number]

    boxes = tuple(
        Box(
            slot.box,
            elements[slot.box].text,
            heading(slot.box),
            tuple(dict.fromkeys(elements[slot.box].leads_to)),
        )
        for row in ordered
        for slot in row
        if slot.box
    )
    made = tuple(
        Row(heading(names[0]), tuple(row)) for names, row in zip(rows, ordered, strict=True)
    )
    return LogicChart(model.need, made, boxes, tuple(model.assumptions), model.context or "")


def crossings(rows: Sequence[Sequence[Slot]], segments: Sequence[Segment]) -> int:
    """Return how many pairs of pieces of links cross between neighbouring rows.

    Parameters
    ----------
    rows : sequence of sequence of Slot
    segments : sequence of (int, Slot, Slot)
        Number of the upper row, and the slots that are joined.

    Examples
    --------
    >>> a, b, c, d = (Slot(name) for name in "abcd")
    >>> crossings([[a, b], [c, d]], [(0, a, d), (0, b, c)])
    1
    """
    places = [{slot: place for place, slot in enumerate(row)} for row in rows]
    found = 0
    for number, (row, a, b) in enumerate(segments):
        for other, c, d in segments[number + 1 :]:
            if other == row:
                upper, lower = places[row], places[row + 1]
                found += (upper[a] - upper[c]) * (lower[b] - lower[d]) < 0
    return found


def _slots(
    rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str]], at: Mapping[str, int]
) -> list[list[Slot]]:
    slots = [[Slot(name) for name in row] for row in rows]
    for start, end in links:
        for number in range(at[start] + 1, at[end]):
            if Slot(passing=end) not in slots[number]:
                slots[number].append(Slot(passing=end))
    return slots


def _load(row: Sequence[Slot]) -> float:
    """Return how full a row is, in boxes."""
    return sum(1.0 if slot.box else PASSING_SHARE for slot in row)


def _rows(elements: Sequence[LogicElement], most: int) -> tuple[dict[str, int], list[list[str]]]:
    """Return the part of each box by number, and the boxes by row."""
    part_of = {
        item.id: _TERMS[item.term or "short"] if item.part == "outcome" else _PARTS[item.part]
        for item in elements
    }
    depth = _depths(elements, part_of)
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item in elements:
        groups[part_of[item.id], depth[item.id]].append(item.id)
    rows = []
    for key in sorted(groups):
        names = groups[key]
        each = math.ceil(len(names) / math.ceil(len(names) / most))
        rows += [names[start : start + each] for start in range(0, len(names), each)]
    return part_of, rows


def _depths(elements: Sequence[LogicElement], part_of: Mapping[str, int]) -> dict[str, int]:
    """Return how many links inside its own part and term lead to each box, the longest way."""
    depth = dict.fromkeys(part_of, 0)
    for _ in elements:
        for item in elements:
            for name in item.leads_to:
                if part_of[name] == part_of[item.id]:
                    depth[name] = max(depth[name], depth[item.id] + 1)
    return depth


def _with_few_crossings(
    rows: Sequence[Sequence[Slot]], links: Sequence[tuple[str, str]], at: Mapping[str, int]
) -> list[list[Slot]]:
    segments: list[Segment] = []
    for start, end in links:
        for row in range(at[start], at[end]):
            upper = Slot(start) if row == at[start] else Slot(passing=end)
            lower = Slot(end) if row + 1 == at[end] else Slot(passing=end)
            segments.append((row, upper, lower))
    segments = list(dict.fromkeys(segments))
    current = [list(row) for row in rows]
    best, fewest = current, crossings(current, segments)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        turned = sweep % 4 > 1  # ties the other way round: what is equal here may matter elsewhere
        current = [list(row) for row in current]
        for number in range(len(current)) if down else reversed(range(len(current))):
            _sort_row(current, number, segments, down=down, turned=turned)
        found = crossings(current, segments)
        if found < fewest:
            best, fewest = current, found
    return best


def _sort_row(
    rows: list[list[Slot]],
    number: int,
    segments: Sequence[Segment],
    *,
    down: bool,
    turned: bool,
) -> None:
    """Sort a row by the mean place of what its slots are joined with above, or below."""
    if down:
        joined = [(lower, upper) for row, upper, lower in segments if row == number - 1]
        side = rows[number - 1] if number else []
    else:
        joined = [(upper, lower) for row, upper, lower in segments if row == number]
        side = rows[number + 1] if number + 1 < len(rows) else []
    place = {slot: (at + 1) / (len(side) + 1) for at, slot in enumerate(side)}
    mean: dict[Slot, float] = {}
    for at, slot in enumerate(rows[number]):
        places = [place[other] for own, other in joined if own == slot]
        mean[slot] = sum(places) / len(places) if places else (at + 1) / (len(rows[number]) + 1)
    if turned:
        rows[number].reverse()
    rows[number].sort(key=mean.__getitem__)
