"""Where the boxes and lines of a logic model's diagram stand, in points from its upper left corner.

In: a `LogicChart`. Out: a `Layout` whose boxes hold their wrapped text, measured in the report's
font, and whose lines run between rows and through gaps, never across a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evaluation.present.logic_model_places import (
    EDGE,
    GUTTER,
    POINTS_AN_INCH,
    WIDTH,
    box_width,
    middles,
)
from evaluation.present.text_fitting import wrapped
from evaluation.value.benefits.logic_model import LogicChart, Slot

PADDING: Final = 6.0
LINE_HEIGHT: Final = 1.22  # of the font size
GAP: Final = 2.25  # between rows, for the lines, in font sizes
BAND_EDGE: Final = 7.0  # of a band above and below its boxes
PORT_SPACE: Final = 9.0  # between lines that leave or reach one box
BULLET: Final = "\N{BULLET}"
INDENT: Final = "\N{EN SPACE}"  # about as wide as a bullet and a space
TALLEST: Final = 9.0 * POINTS_AN_INCH  # what an A4 page holds with its caption
LARGEST_FONT, SMALLEST_FONT, FONT_STEP = 12.0, 8.5, 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its text: left, top, width and height in points."""

    id: str
    heading: str
    lines: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Its centre from the left."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Band:
    """The stretch of one heading, from top to bottom, with the heading's wrapped words."""

    heading: str
    lines: tuple[str, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A link: the points it runs through, from the box it leaves to the one it reaches."""

    start: str
    end: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A frame of text across the diagram: its title and wrapped lines."""

    title: str
    lines: tuple[str, ...]
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole diagram in points."""

    font_size: float
    width: float
    height: float
    boxes: tuple[Placed, ...]
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    panels: tuple[Panel, ...]


def layout(chart: LogicChart) -> Layout:
    """Return the diagram in the largest font in which it fits a page, and no smaller than 8.5.

    Parameters
    ----------
    chart : LogicChart
    """
    size = LARGEST_FONT
    found = _layout(chart, size)
    while found.height > TALLEST and size > SMALLEST_FONT:
        size -= FONT_STEP
        found = _layout(chart, size)
    return found


def _layout(chart: LogicChart, size: float) -> Layout:
    width = box_width(chart)
    along = middles(chart, width)
    texts = {box.id: wrapped(box.text, width - 2 * PADDING, size) for box in chart.boxes}
    step = size * LINE_HEIGHT
    need = _panel("Need", (chart.need,), 0.0, size)
    top = need.top + need.height + BAND_EDGE + EDGE
    boxes: list[Placed] = []
    places: list[dict[Slot, tuple[float, float, float]]] = []
    spans: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(chart.rows):
        own = [slot.box for slot in row.slots if slot.box]
        height = max(len(texts[name]) for name in own) * step + 2 * PADDING
        heading = wrapped(row.heading, GUTTER - 2 * PADDING, size, "bold")
        is_alone = sum(other.heading == row.heading for other in chart.rows) == 1
        if is_alone:
            height = max(height, len(heading) * step)
        boxes += [
            Placed(slot.box, row.heading, texts[slot.box], at - width / 2, top, width, height)
            for slot, at in zip(row.slots, along[number], strict=True)
            if slot.box
        ]
        places.append(
            {
                slot: (at, top, top + height)
                for slot, at in zip(row.slots, along[number], strict=True)
            }
        )
        first, _ = spans.get(row.heading, (top - BAND_EDGE, 0.0))
        spans[row.heading] = (first, top + height + BAND_EDGE)
        is_last = number == len(chart.rows) - 1
        top += height + (0 if is_last else GAP * size)
    bands = tuple(
        Band(name, wrapped(name, GUTTER - 2 * PADDING, size, "bold"), *span)
        for name, span in spans.items()
    )
    panels = [need, *_below(chart, top + BAND_EDGE + EDGE, size)]
    bottom = panels[-1].top + panels[-1].height if len(panels) > 1 else top + BAND_EDGE
    found = {box.id: box for box in boxes}
    lines = _lines(chart, places, found)
    return Layout(size, WIDTH, bottom, tuple(boxes), bands, lines, tuple(panels))


def _panel(title: str, paragraphs: Sequence[str], top: float, size: float) -> Panel:
    room = WIDTH - GUTTER - 2 * PADDING
    lines = tuple(line for text in paragraphs for line in _paragraph(text, room, size))
    heading = wrapped(title, GUTTER - 2 * PADDING, size, "bold")
    height = max(len(lines), len(heading)) * size * LINE_HEIGHT + 2 * PADDING
    return Panel(title, lines, top, height)


def _paragraph(text: str, room: float, size: float) -> list[str]:
    """Return a text in lines; those below a bullet begin where its words do."""
    first, *others = wrapped(text, room, size)
    return [first, *(f"{INDENT}{line}" if text.startswith(BULLET) else line for line in others)]


def _below(chart: LogicChart, top: float, size: float) -> list[Panel]:
    panels = []
    if chart.assumptions:
        title = "Assumptions" if len(chart.assumptions) > 1 else "Assumption"
        bullets = [f"{BULLET} {text}" for text in chart.assumptions]
        panels.append(_panel(title, bullets, top, size))
        top += panels[-1].height + EDGE
    if chart.context:
        panels.append(_panel("Context", (chart.context,), top, size))
    return panels


def _lines(
    chart: LogicChart,
    places: Sequence[dict[Slot, tuple[float, float, float]]],
    boxes: dict[str, Placed],
) -> tuple[Line, ...]:
    """Return each link's points; where several leave or reach a box they stand side by side."""
    ways = {link: _way(link, places) for link in chart.links}
    starts, ends = _side_by_side(ways, boxes, 0), _side_by_side(ways, boxes, -1)
    return tuple(
        Line(
            *link,
            (
                (starts[link], boxes[link[0]].bottom),
                *way[1:-1],
                (ends[link], boxes[link[1]].top),
            ),
        )
        for link, way in ways.items()
    )


def _side_by_side(
    ways: dict[tuple[str, str], list[tuple[float, float]]], boxes: dict[str, Placed], end: int
) -> dict[tuple[str, str], float]:
    """Return where each link leaves its box (end 0) or reaches it (-1), in the order they come.

    Links that run together share their place.
    """
    beside = 1 if end == 0 else -2
    coming: dict[str, set[tuple[float, float]]] = defaultdict(set)
    for link, way in ways.items():
        coming[link[end]].add(way[beside])
    ports = {
        (name, point): x
        for name, points in coming.items()
        for point, x in zip(sorted(points), _ports(boxes[name], len(points)), strict=True)
    }
    return {link: ports[link[end], way[beside]] for link, way in ways.items()}


def _way(
    link: tuple[str, str], places: Sequence[dict[Slot, tuple[float, float, float]]]
) -> list[tuple[float, float]]:
    """Return the points of a link: its box, top and bottom of each slot it passes, its end."""
    start, end, passing = Slot(link[0]), Slot(link[1]), Slot(passing=link[1])
    first = next(number for number, place in enumerate(places) if start in place)
    middle, _, bottom = places[first][start]
    points = [(middle, bottom)]
    for place in places[first + 1 :]:
        if end in place:
            middle, top, _ = place[end]
            return [*points, (middle, top)]
        middle, top, bottom = place[passing]
        points += [(middle, top), (middle, bottom)]
    return points


def _ports(box: Placed, count: int) -> list[float]:
    space = min(PORT_SPACE, (box.width - 2 * PADDING) / count)
    return [box.middle + (number - (count - 1) / 2) * space for number in range(count)]
