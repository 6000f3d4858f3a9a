"""A logic model as a diagram from inputs at the top to impact at the bottom.

In: a `LogicChart`. Out: a `Figure`. Each band has its name beside it, so that colour says nothing
that words do not; `logic_model_text` is the twin for those who do not see it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.logic_model_layout import (
    LINE_HEIGHT,
    PADDING,
    Band,
    Layout,
    Line,
    Panel,
    Placed,
    layout,
)
from evaluation.present.logic_model_places import GUTTER, POINTS_AN_INCH
from evaluation.present.style import chart_style, rendered
from evaluation.present.words import counted, listed
from evaluation.value.benefits import LogicChart

COLOURS: Final = {
    "Inputs": palette.DARK_GREY,
    "Activities": palette.BLUE,
    "Outputs": palette.DARK_BLUE,
    "Impact": palette.PURPLE,
}
COLOUR_OF_OUTCOMES: Final = palette.DARK_GREEN
ROUNDING: Final = 3.0
ARROW_LENGTH, ARROW_HALF_WIDTH = 5.0, 2.6
LINE_WIDTH: Final = 1.0
BOX_LINE_WIDTH: Final = 1.2
MARGIN: Final = 2.0
BASELINE: Final = 0.76  # of a line's height, where letters stand
BEND: Final = 0.5  # of the way between rows, where a line's curve turns


def logic_model_figure(chart: LogicChart, *, project: str, figure_label: str) -> Figure:
    """Return the diagram of a logic model.

    Parameters
    ----------
    chart : LogicChart
    project : str
        Title of the project, for the caption.
    figure_label : str
        Unique in the report.
    """
    with chart_style():
        found = layout(chart)
        width, height = found.width + 2 * MARGIN, found.height + 2 * MARGIN
        figure = MatplotlibFigure(figsize=(width / POINTS_AN_INCH, height / POINTS_AN_INCH))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-MARGIN, width - MARGIN)
        axes.set_ylim(height - MARGIN, -MARGIN)
        _draw(axes, found)
        svg, png = rendered(figure)
    caption = f"Logic model of {project}: how what is put in is thought to lead to impact."
    return Figure(svg, png, caption, logic_model_alt(chart), figure_label, _data(chart))


def logic_model_alt(chart: LogicChart) -> str:
    """Return the diagram in words: what it holds, and each box with what it leads to."""
    counts = Counter(box.heading for box in chart.boxes)
    parts = listed([f"{name.lower()} ({number})" for name, number in counts.items()])
    texts = {box.id: box.text for box in chart.boxes}
    leads = [
        f"{box.text} leads to {listed([texts[name] for name in box.leads_to])}."
        for box in chart.boxes
        if box.leads_to
    ]
    links = counted(len(chart.links), "link")
    return " ".join([f"Diagram in bands from top to bottom: {parts}, with {links}.", *leads])


def _draw(axes: Axes, found: Layout) -> None:
    for band in found.bands:
        _draw_band(axes, band, found)
    for panel in found.panels:
        _draw_panel(axes, panel, found)
    for line in found.lines:
        _draw_line(axes, line)
    for box in found.boxes:
        _draw_box(axes, box, found.font_size)


def _colour(heading: str) -> str:
    return COLOURS.get(heading, COLOUR_OF_OUTCOMES)


def _draw_band(axes: Axes, band: Band, found: Layout) -> None:
    height = band.bottom - band.top
    look: dict[str, Any] = {"facecolor": palette.PALE_GREY, "edgecolor": "none", "zorder": 0}
    axes.add_patch(Rectangle((GUTTER, band.top), found.width - GUTTER, height, **look))
    axes.add_patch(
        Rectangle((0, band.top), GUTTER, height, facecolor=_colour(band.heading), zorder=0)
    )
    lines = len(band.lines) * found.font_size * LINE_HEIGHT
    top = band.top + (height - lines) / 2
    _write(axes, band.lines, (PADDING, top), found.font_size, palette.WHITE, weight="bold")


def _draw_panel(axes: Axes, panel: Panel, found: Layout) -> None:
    look: dict[str, Any] = {
        "facecolor": palette.WHITE,
        "edgecolor": palette.MID_GREY,
        "linewidth": LINE_WIDTH,
    }
    axes.add_patch(Rectangle((0, panel.top), found.width, panel.height, **look))
    top = panel.top + PADDING
    size = found.font_size
    _write(axes, (panel.title,), (PADDING, top), size, palette.BLACK, weight="bold")
    _write(axes, panel.lines, (GUTTER + PADDING, top), size, palette.BLACK)


def _draw_box(axes: Axes, box: Placed, size: float) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (box.left, box.top),
            box.width,
            box.height,
            boxstyle=f"round,pad=0,rounding_size={ROUNDING}",
            facecolor=palette.WHITE,
            edgecolor=_colour(box.heading),
            linewidth=BOX_LINE_WIDTH,
            zorder=3,
        )
    )
    text = len(box.lines) * size * LINE_HEIGHT
    top = box.top + (box.height - text) / 2
    _write(axes, box.lines, (box.middle, top), size, palette.BLACK, align="center")


def _write(
    axes: Axes,
    lines: tuple[str, ...],
    place: tuple[float, float],
    size: float,
    colour: str,
    *,
    weight: str = "regular",
    align: str = "left",
) -> None:
    """Write lines one below the other from a place, which is the upper edge of the first."""
    left, top = place
    for number, line in enumerate(lines):
        axes.text(
            left,
            top + (number + BASELINE) * size * LINE_HEIGHT,
            line,
            fontsize=size,
            color=colour,
            fontweight=weight,
            ha=align,
            va="baseline",
            zorder=4,
        )


def _draw_line(axes: Axes, line: Line) -> None:
    """Draw a link: a curve from row to row, straight down where it passes one, and its head."""
    (x, y), *others = line.points
    end_x, end_y = others[-1]
    others[-1] = (end_x, end_y - ARROW_LENGTH)
    vertices, codes = [(x, y)], [Path.MOVETO]
    for next_x, next_y in others:
        turn = y + BEND * (next_y - y)
        vertices += [(x, turn), (next_x, turn), (next_x, next_y)]
        codes += [Path.CURVE4] * 3
        x, y = next_x, next_y
    axes.add_patch(
        PathPatch(
            Path(vertices, codes),
            facecolor="none",
            edgecolor=palette.DARK_GREY,
            linewidth=LINE_WIDTH,
            zorder=2,
        )
    )
    head = [
        (end_x - ARROW_HALF_WIDTH, end_y - ARROW_LENGTH),
        (end_x + ARROW_HALF_WIDTH, end_y - ARROW_LENGTH),
        (end_x, end_y),
    ]
    axes.add_patch(Polygon(head, facecolor=palette.DARK_GREY, edgecolor="none", zorder=2))


def _data(chart: LogicChart) -> pd.DataFrame:
    texts = {box.id: box.text for box in chart.boxes}
    rows = [
        {"part": box.heading, "box": box.text, "leads_to": texts[name] if name else ""}
        for box in chart.boxes
        for name in (box.leads_to or ("",))
    ]
    return pd.DataFrame(rows)
