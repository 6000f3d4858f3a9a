"""Names beside the outliers of a funnel, so that none covers a point, a limit's end or another.

In: axes whose layout stands, the units to name and all that are drawn. Out: the same axes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from evaluation.present import palette

FONT_SIZE: Final = 8
HALO_POINTS: Final = 2.5
NAME_WIDTH: Final = 28  # characters of a unit's name
POINT_RADIUS: Final = 5  # points that a mark takes, each way
STEP_POINTS: Final = 9
ROUNDS: Final = 14
ANGLES: Final = (0, 180, 30, 150, -30, -150, 60, 120, -60, -120, 90, -90)
LEADER_FROM: Final = 14  # points from which on a thin line leads to the mark
POINTS_PER_INCH: Final = 72


def label_points(
    axes: Axes, named: pd.DataFrame, shown: pd.DataFrame, lines: Sequence[pd.DataFrame] = ()
) -> list[Bbox]:
    """Write the name and status of some units beside their points, and return where.

    Parameters
    ----------
    axes : Axes
    named : DataFrame
        Columns unit, status, denominator and value, the most important first.
    shown : DataFrame
        Denominator and value of every unit drawn, which no text covers.
    lines : sequence of DataFrame
        Denominator and value along each limit, which texts cover only where there is no other
        place.

    Notes
    -----
    For each text the nearest free place is sought in circles around its point. Where there is
    none, the name is left to the caption and the table.
    """
    scale = float(axes.figure.dpi) / POINTS_PER_INCH
    radius = POINT_RADIUS * scale
    taken = _boxes(axes, shown, radius)
    struck = [box for line in lines for box in _boxes(axes, line, scale)]
    placed: list[Bbox] = []
    frame = axes.get_window_extent()
    for row in named.to_dict("records"):
        text = f"{textwrap.shorten(str(row['unit']), NAME_WIDTH, placeholder='…')}, {row['status']}"
        centre = axes.transData.transform((float(row["denominator"]), float(row["value"])))
        places = _places_inside(axes, text, centre, frame, scale)
        covered = [*taken, *placed]
        box = _first_free(places, [*covered, *struck]) or _first_free(places, covered)
        if box is not None:
            _write(axes, text, centre, box, scale)
            placed.append(box)
    return placed


def _boxes(axes: Axes, points: pd.DataFrame, radius: float) -> list[Bbox]:
    centres = axes.transData.transform(points[["denominator", "value"]].to_numpy(dtype="float64"))
    return [Bbox([[x - radius, y - radius], [x + radius, y + radius]]) for x, y in centres]


def _places_inside(
    axes: Axes, text: str, centre: np.ndarray, frame: Bbox, scale: float
) -> list[Bbox]:
    """Return the places of a text around its point that lie inside the axes, nearest first."""
    probe = axes.text(0, 0, text, fontsize=FONT_SIZE)
    extent = probe.get_window_extent()
    probe.remove()
    return [
        box
        for box in _places(centre, extent.width, extent.height, scale)
        if box.x0 >= frame.x0 and box.x1 <= frame.x1 and box.y0 >= frame.y0 and box.y1 <= frame.y1
    ]


def _first_free(places: Sequence[Bbox], taken: Sequence[Bbox]) -> Bbox | None:
    return next(
        (box for box in places if not any(box.overlaps(other) for other in taken)),
        None,
    )


def _places(centre: np.ndarray, width: float, height: float, scale: float) -> Iterator[Bbox]:
    """Yield boxes around a point, the nearest first; each touches its circle with the near edge."""
    for step in range(ROUNDS):
        distance = (POINT_RADIUS + 2 + step * STEP_POINTS) * scale
        for angle in np.deg2rad(ANGLES):
            x = centre[0] + distance * np.cos(angle)
            y = centre[1] + distance * np.sin(angle)
            left = x - width * (1 - np.cos(angle)) / 2
            bottom = y - height * (1 - np.sin(angle)) / 2
            yield Bbox([[left, bottom], [left + width, bottom + height]])


def _write(axes: Axes, text: str, centre: np.ndarray, box: Bbox, scale: float) -> None:
    middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    nearest = np.clip(centre, [box.x0, box.y0], [box.x1, box.y1])
    is_far = float(np.hypot(*(nearest - centre))) > LEADER_FROM * scale
    to_data = axes.transData.inverted().transform
    if is_far:
        ends = to_data(np.array([centre, nearest]))
        axes.plot(ends[:, 0], ends[:, 1], color=palette.MID_GREY, linewidth=0.7, zorder=2)
    place = axes.transAxes.inverted().transform(middle)
    written = axes.annotate(
        text,
        (float(place[0]), float(place[1])),
        xycoords="axes fraction",
        ha="center",
        va="center",
        fontsize=FONT_SIZE,
        color=palette.BLACK,
        annotation_clip=False,
        zorder=4,
    )
    halo = patheffects.withStroke(linewidth=HALO_POINTS, foreground=palette.WHITE)
    written.set_path_effects([halo])
    written.set_in_layout(False)
