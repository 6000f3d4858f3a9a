"""Draws spend against budget: a bar for each line, with a mark where its budget lies."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    pound_ticks,
    rendered,
    row_guides,
)
from evaluation.present.style import subtitle as write_subtitle

ROW_INCHES, MARGIN_INCHES = 0.36, 1.2
BAR_HEIGHT, MARK_HEIGHT = 0.5, 0.4
KEY = "Bars: spent. Upright marks: budget. A bar beyond its mark is over its budget."


def spend_figure(
    frame: pd.DataFrame, *, caption: str, subtitle: str, source: str, figure_label: str
) -> Figure:
    """Return the chart.

    Parameters
    ----------
    frame : DataFrame, one row per line
        name, budget and actual in GBP.
    caption, subtitle, source, figure_label : str
    """
    with chart_style():
        height = MARGIN_INCHES + ROW_INCHES * len(frame)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        row_guides(axes, list(frame["name"]))
        places = range(len(frame))
        axes.barh(places, frame["actual"], height=BAR_HEIGHT, color=palette.BLUE)
        for place, budget in zip(places, frame["budget"], strict=True):
            axes.vlines(
                budget,
                place - MARK_HEIGHT,
                place + MARK_HEIGHT,
                color=palette.BLACK,
                linewidth=2.2,
            )
        axes.set_xlim(left=0)
        pound_ticks(axes.xaxis)
        write_subtitle(figure, subtitle, KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    rows = "; ".join(
        f"{row['name']}: spent {_money(row['actual'])} of {_money(row['budget'])}"
        for row in frame.to_dict("records")
    )
    alt = f"Bar chart of spend by line with budgets as marks. {rows}."
    return Figure(svg, png, caption, alt, figure_label, frame[["name", "budget", "actual"]])


def _money(amount: float) -> str:
    return numbers.with_unit(numbers.number(amount), numbers.POUNDS)
