"""Draws the network of collaborations: partners on a circle, ties as lines, brokers as squares."""

from __future__ import annotations

import textwrap
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.present.style import subtitle as write_subtitle

HEIGHT_INCHES: Final = 5.6
LABEL_WIDTH, LABEL_SIZE = 20, 9
REACH: Final = 1.12  # of the circle, where labels begin
LIMITS: Final = ((-2.0, 2.0), (-1.42, 1.42))
WIDTHS: Final = {1: 0.9, 2: 1.9, 3: 3.2}
UPRIGHT: Final = 0.25
LOOKS: Final = {"new": (palette.BLUE, "-."), "lost": (palette.PINK, ":")}
KEY: Final = (
    "The wider the line, the stronger the tie. Solid: as before or changed; dashes and dots, blue: "
    "new; dots, pink: lost. Squares: partners that lie between most others."
)


def network_figure(
    partners: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the network.

    Parameters
    ----------
    partners : DataFrame, one row per partner
        partner, label, ties (how many) and is_broker.
    ties : DataFrame, one row per tie
        As of `tie_changes`.
    caption, subtitle, source, figure_label : str
    """
    angles = np.pi / 2 - np.linspace(0, 2 * np.pi, len(partners), endpoint=False)
    names = [str(name) for name in partners["partner"]]
    places = {
        name: (float(np.cos(angle)), float(np.sin(angle)))
        for name, angle in zip(names, angles, strict=True)
    }
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        axes.set_xlim(*LIMITS[0])
        axes.set_ylim(*LIMITS[1])
        axes.set_aspect("equal")
        axes.axis("off")
        for row in ties.to_dict("records"):
            _tie(axes, places[row["partner"]], places[row["with_partner"]], row)
        for row in partners.to_dict("records"):
            _partner(axes, places[row["partner"]], str(row["label"]), is_broker=row["is_broker"])
        write_subtitle(figure, subtitle, KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    return Figure(svg, png, caption, _alt(partners, ties), figure_label, _data(partners, ties))


def _tie(
    axes: Axes, one: tuple[float, float], other: tuple[float, float], row: dict[object, object]
) -> None:
    change, strength = str(row["change"]), int(str(row["after"])) or int(str(row["before"]))
    colour, line = LOOKS.get(change, (palette.MID_GREY, "-"))
    axes.plot(
        [one[0], other[0]],
        [one[1], other[1]],
        color=colour,
        linestyle=line,
        linewidth=WIDTHS[strength],
        zorder=1,
    )


def _partner(axes: Axes, place: tuple[float, float], label: str, *, is_broker: bool) -> None:
    axes.plot(
        *place,
        marker="s" if is_broker else "o",
        markersize=11 if is_broker else 8,
        markerfacecolor=palette.DARK_BLUE if is_broker else palette.WHITE,
        markeredgecolor=palette.DARK_BLUE,
        markeredgewidth=1.6,
        zorder=2,
    )
    side = place[0]
    aligned = "center" if abs(side) < UPRIGHT else ("left" if side > 0 else "right")
    height = "center"
    if abs(side) < UPRIGHT:
        height = "bottom" if place[1] > 0 else "top"
    axes.text(
        REACH * place[0],
        REACH * place[1],
        textwrap.fill(label, LABEL_WIDTH),
        ha=aligned,
        va=height,
        fontsize=LABEL_SIZE,
    )


def _alt(partners: pd.DataFrame, ties: pd.DataFrame) -> str:
    counts = "; ".join(
        f"{row['label']}: {row['ties']}{' (broker)' if row['is_broker'] else ''}"
        for row in partners.to_dict("records")
    )
    kinds = ties["change"].value_counts()
    moved = ", ".join(f"{kinds[kind]} {kind}" for kind in kinds.index)
    return (
        f"Network of {len(partners)} partners on a circle. Ties of each: {counts}. Ties against "
        f"the year before: {moved or 'none'}. The table of ties names each."
    )


def _data(partners: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    labels = dict(zip(partners["partner"], partners["label"], strict=True))
    return ties.assign(
        partner=ties["partner"].map(labels), with_partner=ties["with_partner"].map(labels)
    )
