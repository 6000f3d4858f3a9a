"""Where the texts inside the chart of a series stand, so that none covers another.

In: axes with their data drawn. Out: the same axes with windows shaded and labels placed: those of
changes and windows in rows above the data, those of lines beside their ends, pushed apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from evaluation.present import palette
from evaluation.present.series_chart import (
    WINDOW_WORDS,
    SeriesChart,
    Window,
    WindowKind,
    date_words,
)

FONT_SIZE = 8.5
GAP_POINTS = 4.0  # between a label and its line, and between two labels of a row
LINE_SPACING = 1.5  # height of a row in heights of its text
HALO_POINTS = 2.5  # of white around a label, so that a line behind it does not strike it through
REASON_WIDTH = 30  # characters of a window's reason
END_FONT_SIZE = 9
POINTS_PER_INCH = 72

SHADES: dict[WindowKind, dict[str, Any]] = {
    "excluded": {"facecolor": palette.EXCLUDED},
    "phase-in": {"facecolor": palette.WHITE, "hatch": "////", "edgecolor": palette.HATCHED},
    "segment": {"facecolor": palette.WHITE, "hatch": "...", "edgecolor": palette.HATCHED},
}


@dataclass(frozen=True)
class _Label:
    """A text above the data and the stretch of the axis that it belongs to, in days."""

    text: str
    start: float
    end: float
    is_of_line: bool
    is_plain: bool = False


def day_number(time: pd.Timestamp) -> float:
    """Return a day as the number that the axis counts with."""
    return float(mdates.date2num(time))


def shade_windows(axes: Axes, chart: SeriesChart) -> None:
    """Shade the windows, each kind in its own way; edges lie halfway between two periods."""
    first, last = axes.get_xlim()
    for window in chart.windows:
        start, end = _edges(window, chart)
        if end > first and start < last:
            axes.axvspan(
                max(start, first), min(end, last), linewidth=0, zorder=0, **SHADES[window.kind]
            )


def draw_changes(axes: Axes, chart: SeriesChart) -> None:
    """Draw a line halfway before the first period after each change."""
    for day, _ in chart.interruptions:
        line = day_number(day - chart.step / 2)
        axes.axvline(line, color=palette.REFERENCE_LINE, linewidth=1, linestyle=(0, (2, 2)))


def label_above(axes: Axes, chart: SeriesChart) -> None:
    """Name changes and windows in rows above the data, and make room for the rows.

    The layout of the figure must stand.
    """
    labels = [*_change_labels(chart), *_window_labels(axes, chart)]
    box, scale = axes.get_window_extent(), _pixels_per_point(axes)
    gap = GAP_POINTS * scale
    rows: list[list[tuple[float, float]]] = []
    placed: list[tuple[_Label, float, int]] = []
    for label in labels:
        width, _ = _size(axes, label.text, FONT_SIZE)
        left = _left_edge(axes, label, width, gap)
        span = (left - gap / 2, left + width + gap / 2)
        row = next((n for n, taken in enumerate(rows) if _is_free(span, taken)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(span)
        placed.append((label, left, row))
    height = FONT_SIZE * LINE_SPACING * scale / box.height
    low, high = axes.get_ylim()
    axes.set_ylim(low, low + (high - low) / (1 - height * len(rows)))
    for label, left, row in placed:
        place = ((left - box.x0) / box.width, 1 - height * (row + 0.5))
        _write(axes, label.text, place, has_halo=not _is_inside(axes, label))


def spread_ends(axes: Axes, ends: Sequence[Annotation]) -> None:
    """Push the labels beside the ends of lines apart, in their order, inside the axes."""
    scale = axes.transData.transform
    wanted = sorted(ends, key=lambda item: float(scale(item.xy)[1]))
    heights = [_size(axes, item.get_text(), END_FONT_SIZE)[1] for item in wanted]
    middles = [float(scale(item.xy)[1]) for item in wanted]
    box = axes.get_window_extent()
    for place, (item, middle) in enumerate(
        zip(wanted, _apart(middles, heights, (box.y0, box.y1)), strict=True)
    ):
        height = float(axes.transData.inverted().transform((box.x0, middle))[1])
        wanted[place].xy = (item.xy[0], height)


def end_label(
    axes: Axes, end: pd.Timestamp | float, height: float, text: str, colour: str
) -> Annotation:
    """Write a label beside the end of a line, a day or a number, and return it."""
    return axes.annotate(
        text,
        (day_number(end) if isinstance(end, pd.Timestamp) else end, height),
        xytext=(6, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=END_FONT_SIZE,
        color=colour,
        annotation_clip=False,
    )


def _edges(window: Window, chart: SeriesChart) -> tuple[float, float]:
    half = chart.step / 2
    after = window.end + pd.Timedelta(days=1)
    return day_number(window.start - half), day_number(after - half)


def _change_labels(chart: SeriesChart) -> list[_Label]:
    found = []
    for day, name in chart.interruptions:
        line = day_number(day - chart.step / 2)
        found.append(_Label(f"{name}, {date_words(day)}", line, line, is_of_line=True))
    return found


def _window_labels(axes: Axes, chart: SeriesChart) -> list[_Label]:
    first, last = axes.get_xlim()
    found = []
    for window in chart.windows:
        start, end = _edges(window, chart)
        if end > first and start < last:
            is_roll_out = window.kind == "phase-in"
            words = WINDOW_WORDS[window.kind] if is_roll_out else window.words.split(",")[0]
            short = textwrap.shorten(words, REASON_WIDTH, placeholder="…")
            stretch = (max(start, first), min(end, last))
            is_plain = window.kind == "excluded"
            found.append(_Label(short, *stretch, is_of_line=False, is_plain=is_plain))
    return found


def _left_edge(axes: Axes, label: _Label, width: float, gap: float) -> float:
    """Return where a label begins: before its line or over its window, inside the axes."""
    box = axes.get_window_extent()
    start, end = (float(axes.transData.transform((day, 0))[0]) for day in (label.start, label.end))
    left = (start + end - width) / 2
    if label.is_of_line:
        is_room = start - gap - width >= box.x0
        left = start - gap - width if is_room else start + gap
    return float(max(box.x0 + gap, min(left, box.x1 - width)))


def _is_free(span: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] <= other[0] or span[0] >= other[1] for other in taken)


def _is_inside(axes: Axes, label: _Label) -> bool:
    """Return whether a label stands wholly on the plain shade of its window."""
    return label.is_plain and _size(axes, label.text, FONT_SIZE)[0] <= _width(axes, label)


def _width(axes: Axes, label: _Label) -> float:
    start, end = axes.transData.transform([(label.start, 0), (label.end, 0)])
    return float(end[0] - start[0])


def _write(axes: Axes, text: str, place: tuple[float, float], *, has_halo: bool) -> None:
    written = axes.annotate(
        text,
        place,
        xycoords="axes fraction",
        ha="left",
        va="center",
        fontsize=FONT_SIZE,
        color=palette.DARK_GREY,
        annotation_clip=False,
    )
    if has_halo:
        halo = patheffects.withStroke(linewidth=HALO_POINTS, foreground=palette.WHITE)
        written.set_path_effects([halo])
    written.set_in_layout(False)


def _apart(
    middles: Sequence[float], heights: Sequence[float], limits: tuple[float, float]
) -> list[float]:
    """Return middles in ascending order that keep labels of these heights from overlapping.

    Labels are first pushed upwards from the lowest, then together down below the upper limit.

    Examples
    --------
    >>> _apart([10, 12], [4, 4], (0, 100))
    [10.0, 14.0]
    >>> _apart([98, 99], [4, 4], (0, 100))
    [94.0, 98.0]
    """
    found: list[float] = []
    floor = limits[0]
    for middle, height in zip(middles, heights, strict=True):
        found.append(max(float(middle), floor + height / 2))
        floor = found[-1] + height / 2
    ceiling = limits[1]
    for place in reversed(range(len(found))):
        found[place] = min(found[place], ceiling - heights[place] / 2)
        ceiling = found[place] - heights[place] / 2
    return found


def _size(axes: Axes, text: str, font_size: float) -> tuple[float, float]:
    """Return width and height of a text in pixels."""
    probe = axes.text(0, 0, text, fontsize=font_size)
    extent = probe.get_window_extent()
    probe.remove()
    return float(extent.width), float(extent.height)


def _pixels_per_point(axes: Axes) -> float:
    return float(axes.figure.dpi) / POINTS_PER_INCH
