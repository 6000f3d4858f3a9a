"""Draws who presented when: a row for each partner, a column for each quarter."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.style import SUBTITLE_SIZE, WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.present.style import subtitle as write_subtitle

ROW_INCHES, MARGIN_INCHES = 0.38, 1.3
NAME_WIDTH: Final = 34
SIDE: Final = 0.17  # of a column, from its middle to each group's mark
GROUPS: Final = {
    "programme group": (-1, "s", palette.BLUE, "P"),
    "core team": (1, "o", palette.DARK_BLUE, "C"),
}
KEY: Final = "Square with P: to the programme group. Circle with C: to the core team."


def presentations_figure(
    frame: pd.DataFrame,
    partners: Sequence[str],
    quarters: Sequence[str],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the chart.

    Parameters
    ----------
    frame : DataFrame
        partner (as it is called), quarter, group and number; rows with a presentation only.
    partners, quarters : sequence of str
        Rows and columns, in order.
    caption, subtitle, source, figure_label : str
    """
    names = [textwrap.fill(name, NAME_WIDTH) for name in partners]
    with chart_style():
        height = MARGIN_INCHES + ROW_INCHES * len(partners)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        axes.set_yticks(range(len(partners)), names)
        axes.set_xticks(range(len(quarters)), [name.replace("-", "\n") for name in quarters])
        axes.set_xlim(-0.5, len(quarters) - 0.5)
        axes.set_ylim(len(partners) - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.set_xticks([place - 0.5 for place in range(1, len(quarters))], minor=True)
        axes.grid(which="minor", axis="x", color=palette.PALE_GREY)
        axes.hlines(
            [place + 0.5 for place in range(len(partners) - 1)],
            -0.5,
            len(quarters) - 0.5,
            color=palette.PALE_GREY,
        )
        for row in frame.to_dict("records"):
            side_of, marker, colour, letter = GROUPS[row["group"]]
            across = quarters.index(row["quarter"]) + side_of * SIDE
            down = partners.index(row["partner"])
            axes.plot(across, down, marker, markersize=13, color=colour)
            number = "" if row["number"] == 1 else str(row["number"])
            axes.text(
                across,
                down,
                f"{letter}{number}",
                ha="center",
                va="center",
                color=palette.WHITE,
                fontsize=SUBTITLE_SIZE,
            )
        write_subtitle(figure, subtitle, KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    data = frame[["partner", "quarter", "group", "number"]]
    return Figure(svg, png, caption, _alt(frame, partners, quarters), figure_label, data)


def _alt(frame: pd.DataFrame, partners: Sequence[str], quarters: Sequence[str]) -> str:
    told = []
    for partner in partners:
        own = frame[frame["partner"].eq(partner)]
        when = [str(each) for each in quarters if own["quarter"].eq(each).any()]
        told.append(f"{partner}: {', '.join(when) or 'none'}")
    return f"Chart of presentations by partner and quarter. {'; '.join(told)}."
