"""Draws the maturity wheel: a spoke for each dimension, two assessments laid over each other.

In: medians and quartiles by dimension. Out: a `Figure`. The table beside it has the same numbers.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.projections.polar import PolarAxes

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.present.style import subtitle as write_subtitle

HEIGHT_INCHES: Final = 6.0
LABEL_WIDTH: Final = 18
LABEL_SIZE, SCALE_SIZE = 9, 8
ROOM_FOR_LABELS: Final = 0.32
UPRIGHT: Final = 0.25  # how far from the vertical a label is still centred
MARK: Final = 6  # points
AROUND: Final = 11  # points: a mark of now is seen inside one of then
HALF_TURN_OF_SCALE: Final = 0.5  # of a sector, where the scale's numbers stand
NOW, THEN = "Filled circle, solid line, bar from quartile to quartile", "open diamond, dashed line"


def maturity_wheel_figure(
    frame: pd.DataFrame,
    years: Sequence[str],
    scale: tuple[int, int],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the wheel of one assessment, or of two laid over each other.

    Parameters
    ----------
    frame : DataFrame, one row per dimension, in the wheel's order
        label; median, lower_quartile and upper_quartile of the last assessment; before, the median
        of the one before it. Missing where not shown.
    years : sequence of str
        The last assessment, then the one before it if there is one.
    scale : (int, int)
        Least and most score.
    caption, subtitle, source, figure_label : str
    """
    angles = np.linspace(0, 2 * np.pi, len(frame), endpoint=False)
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = cast("PolarAxes", figure.add_subplot(projection="polar"))
        _prepare(axes, frame, angles, scale)
        if len(years) > 1:
            _ring(
                axes,
                angles,
                frame["before"],
                color=palette.DARK_GREY,
                linestyle="--",
                marker="D",
                markerfacecolor=palette.WHITE,
                markersize=AROUND,
            )
        axes.vlines(
            angles,
            frame["lower_quartile"].astype("float64"),
            frame["upper_quartile"].astype("float64"),
            color=palette.BLUE,
            linewidth=4,
            alpha=0.45,
        )
        _ring(
            axes,
            angles,
            frame["median"],
            color=palette.BLUE,
            linestyle="-",
            marker="o",
            markersize=MARK,
        )
        key = f"{NOW}: {years[0]}."
        if len(years) > 1:
            key = f"{NOW}: {years[0]}; {THEN}: {years[1]}."
        write_subtitle(figure, subtitle, key)
        footnote(figure, source)
        svg, png = rendered(figure)
    return Figure(svg, png, caption, _alt(frame, years, scale), figure_label, _data(frame, years))


def _prepare(
    axes: PolarAxes, frame: pd.DataFrame, angles: np.ndarray, scale: tuple[int, int]
) -> None:
    least, most = scale
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_ylim(least - 1, most)
    axes.set_yticks(range(least, most + 1))
    axes.set_yticklabels([str(step) for step in range(least, most + 1)], fontsize=SCALE_SIZE)
    axes.set_rlabel_position(float(np.degrees(angles[1])) * HALF_TURN_OF_SCALE)
    axes.set_xticks(angles)
    axes.set_xticklabels([])
    axes.grid(color=palette.PALE_GREY, linewidth=0.8)
    axes.spines["polar"].set_color(palette.MID_GREY)
    edge = most + ROOM_FOR_LABELS
    for angle, label in zip(angles, frame["label"], strict=True):
        side = float(np.sin(angle))
        aligned = "center" if abs(side) < UPRIGHT else ("left" if side > 0 else "right")
        height = "bottom" if np.cos(angle) > 1 - UPRIGHT else "center"
        height = "top" if np.cos(angle) < UPRIGHT - 1 else height
        axes.text(
            angle,
            edge,
            textwrap.fill(str(label), LABEL_WIDTH),
            ha=aligned,
            va=height,
            fontsize=LABEL_SIZE,
        )


def _ring(axes: PolarAxes, angles: np.ndarray, medians: pd.Series, **look: object) -> None:
    """Draw medians as marks on their spokes, and a line around where all are known."""
    heights = medians.to_numpy(dtype="float64", na_value=np.nan)
    axes.plot([*angles, angles[0]], [*heights, heights[0]], linewidth=1.6, **look)  # type: ignore[arg-type]


def _alt(frame: pd.DataFrame, years: Sequence[str], scale: tuple[int, int]) -> str:
    rows = []
    for row in frame.to_dict("records"):
        if pd.isna(row["median"]):
            rows.append(f"{row['label']}: not shown")
            continue
        text = (
            f"{row['label']}: median {score_text(row['median'])}, middle half "
            f"{score_text(row['lower_quartile'])} to {score_text(row['upper_quartile'])}"
        )
        if len(years) > 1 and pd.notna(row["before"]):
            text += f", before {score_text(row['before'])}"
        rows.append(text)
    of = " and ".join(years)
    return (
        f"Wheel with {len(frame)} spokes, scores from {scale[0]} to {scale[1]}, {of}. "
        f"{'; '.join(rows)}."
    )


def _data(frame: pd.DataFrame, years: Sequence[str]) -> pd.DataFrame:
    names = ["label", "median", "lower_quartile", "upper_quartile"]
    if len(years) > 1:
        names.append("before")
    return frame[names].rename(columns={"label": "dimension", "before": "median_before"})


def score_text(score: float) -> str:
    """Return a score or the middle of two scores as text.

    Examples
    --------
    >>> score_text(3.0), score_text(2.5), score_text(float("nan"))
    ('3', '2.5', '*')
    """
    return numbers.number(score, 0 if score == round(score, 0) else 1) if pd.notna(score) else "*"
