"""Draws ranks with their ranges: a row for each innovation, its rank, and where it may lie."""

from __future__ import annotations

import textwrap
from typing import Final

import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    SUBTITLE_SIZE,
    WIDTH_INCHES,
    chart_style,
    footnote,
    rendered,
    row_guides,
)
from evaluation.present.style import subtitle as write_subtitle

ROW_INCHES, MARGIN_INCHES = 0.42, 1.35
NAME_WIDTH: Final = 34
MOST_TICKS: Final = 20
ADOPTED: Final = "adopt"
KEY: Final = (
    "Circle: rank (filled: adopted). Line: ranks in 95% of draws of weights and scorers. Left of "
    "the upright line: among the first {places}. Percentage: how often it is."
)


def rank_figure(
    frame: pd.DataFrame,
    places: int,
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the chart.

    Parameters
    ----------
    frame : DataFrame, one row per innovation in order of rank
        title, rank, best, worst, chance (percent) and decision.
    places : int
        How many could be taken on.
    caption, subtitle, source, figure_label : str
    """
    rows = range(len(frame))
    last = int(frame[["rank", "worst"]].max().max())
    with chart_style():
        height = MARGIN_INCHES + ROW_INCHES * len(frame)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        row_guides(axes, [textwrap.fill(str(title), NAME_WIDTH) for title in frame["title"]])
        axes.hlines(rows, frame["best"], frame["worst"], color=palette.BLUE, linewidth=2)
        for row, item in zip(rows, frame.to_dict("records"), strict=True):
            is_adopted = item["decision"] == ADOPTED
            axes.plot(
                item["rank"],
                row,
                "o",
                markersize=8,
                markerfacecolor=palette.BLUE if is_adopted else palette.WHITE,
                markeredgecolor=palette.BLUE,
                markeredgewidth=1.6,
            )
            axes.annotate(
                f"{numbers.number(item['chance'])}%",
                (last + 1, row),
                ha="right",
                va="center",
                fontsize=SUBTITLE_SIZE,
            )
        axes.axvline(places + 0.5, color=palette.DARK_GREY, linewidth=1, linestyle="--")
        axes.set_xlim(0.5, last + 1.1)
        axes.set_xticks(range(1, last + 1, 1 + last // MOST_TICKS))
        axes.set_xlabel("Rank")
        write_subtitle(figure, subtitle, KEY.format(places=places))
        footnote(figure, source)
        svg, png = rendered(figure)
    told = "; ".join(
        f"{item['title']}: rank {item['rank']}, {item['best']} to {item['worst']}, among the first "
        f"{places} in {numbers.number(item['chance'])}%, {item['decision']}"
        for item in frame.to_dict("records")
    )
    alt = f"Chart of ranks with ranges. {told}."
    data = frame[["title", "rank", "best", "worst", "chance", "decision"]].round({"chance": 1})
    return Figure(svg, png, caption, alt, figure_label, data)
