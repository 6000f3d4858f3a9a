"""A logic model as columns of boxes and the links between them, ready to be drawn or read.

In: the `LogicModel` of a value.yml. Out: a `LogicChart`, each box in its column and place. Boxes
of a column are ordered so that few links cross.
"""

from __future__ import annotations

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
SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the diagram.

    Parameters
    ----------
    id, text : str
    column, place : int
        Column from the left and place from the top, from 0.
    leads_to : tuple of str
        Ids.
    """

    id: str
    text: str
    column: int
    place: int
    leads_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogicChart:
    """A logic model ready to be drawn.

    Parameters
    ----------
    need : str
    headings : tuple of str
        Of the columns that hold a box.
    boxes : tuple of Box
        By column, then by place.
    assumptions : tuple of str
    context : str
        Empty where none is given.
    """

    need: str
    headings: tuple[str, ...]
    boxes: tuple[Box, ...]
    assumptions: tuple[str, ...]
    context: str

    def column(self, number: int) -> tuple[Box, ...]:
        """Return the boxes of a column, from the top."""
        return tuple(box for box in self.boxes if box.column == number)

    @property
    def links(self) -> tuple[tuple[Box, Box], ...]:
        """Each link as the box it leaves and the box it reaches."""
        by_id = {box.id: box for box in self.boxes}
        return tuple((box, by_id[name]) for box in self.boxes for name in box.leads_to)


def logic_chart(model: LogicModel) -> LogicChart:
    """Return a logic model with its boxes in columns, ordered so that few links cross.

    Notes
    -----
    Columns are swept forward and back; in each sweep a column is sorted by the mean place of the
    boxes it is linked with on the side it is swept from (barycentre). The order with the fewest
    crossings is kept; ties keep the order of the file, so that the same model is drawn the same.
    Outcomes without a term stand in a column of their own where no outcome has one, else with
    the short term.

    References
    ----------
    Sugiyama K, Tagawa S, Toda M (1981), doi:10.1109/TSMC.1981.4308636.
    """
    has_terms = any(element.term for element in model.elements)
    number_of = {element.id: _column(element) for element in model.elements}
    used = sorted(set(number_of.values()))
    columns = [[item.id for item in model.elements if number_of[item.id] == at] for at in used]
    links = [(item.id, name) for item in model.elements for name in dict.fromkeys(item.leads_to)]
    ordered = _with_few_crossings(columns, links)
    elements = {element.id: element for element in model.elements}
    boxes = tuple(
        Box(name, elements[name].text, at, place, tuple(dict.fromkeys(elements[name].leads_to)))
        for at, column in enumerate(ordered)
        for place, name in enumerate(column)
    )
    outcomes = _TERMS["short"]
    headings = tuple(OUTCOMES if at == outcomes and not has_terms else HEADINGS[at] for at in used)
    return LogicChart(model.need, headings, boxes, tuple(model.assumptions), model.context or "")


def crossings(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> int:
    """Return how many pairs of links cross, each taken as a straight line between its columns.

    Examples
    --------
    >>> crossings([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    1
    """
    at = {name: number for number, column in enumerate(columns) for name in column}
    place = _places(columns)
    found = 0
    for number, (a, b) in enumerate(links):
        for c, d in links[number + 1 :]:
            if (at[a], at[b]) == (at[c], at[d]) and at[a] != at[b]:
                found += (place[a] - place[c]) * (place[b] - place[d]) < 0
    return found


def _column(element: LogicElement) -> int:
    if element.part == "outcome":
        return _TERMS[element.term or "short"]
    return _PARTS[element.part]


def _places(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the place of each box in its column, from 0 to 1 with the middle at a half."""
    return {
        name: (place + 1) / (len(column) + 1)
        for column in columns
        for place, name in enumerate(column)
    }


def _with_few_crossings(
    columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]
) -> list[list[str]]:
    current = [list(column) for column in columns]
    best, fewest = current, crossings(current, links)
    linked: dict[str, list[str]] = {name: [] for column in columns for name in column}
    for start, end in links:
        linked[start].append(end)
        linked[end].append(start)
    at = {name: number for number, column in enumerate(columns) for name in column}
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        current = [list(column) for column in current]
        for number in range(len(current)) if forward else reversed(range(len(current))):
            place = _places(current)
            mean = {
                name: _mean(name, linked, at, place, forward=forward) for name in current[number]
            }
            current[number].sort(key=mean.__getitem__)
        found = crossings(current, links)
        if found < fewest:
            best, fewest = current, found
    return best


def _mean(
    name: str,
    linked: Mapping[str, Sequence[str]],
    at: Mapping[str, int],
    place: Mapping[str, float],
    *,
    forward: bool,
) -> float:
    """Return the mean place of the boxes a box is linked with before it, or after it."""
    side = [
        place[other]
        for other in linked[name]
        if (at[other] < at[name] if forward else at[other] > at[name])
    ]
    return sum(side) / len(side) if side else place[name]
