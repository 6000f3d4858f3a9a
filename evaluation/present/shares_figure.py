"""The chart of who should be reached and who is: shares of eligible and of users by group."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    name_mark,
    rendered,
    row_guides,
)
from evaluation.present.style import subtitle as write_subtitle

ROW_HEIGHT_INCHES = 0.36
MARGIN_INCHES = 1.2
ELIGIBLE, USERS = "Share of eligible", "Share of users"
KEY = "Squares: each group's share of all eligible. Circles: its share of all users."


def shares_figure(
    frame: pd.DataFrame,
    *,
    label: str,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return a dot chart of two shares by group, joined by a line.

    Parameters
    ----------
    frame : DataFrame, one row per group
        Columns group, share_of_eligible, share_of_users (percent, missing where suppressed) and
        shown (both shares and the index, as text).
    label : str
        What is reached, for the alt text.
    """
    groups = list(frame["group"])
    with chart_style():
        height = MARGIN_INCHES + ROW_HEIGHT_INCHES * len(groups)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        places = pd.Series(range(len(groups)), index=frame.index)
        known = frame.dropna(subset=["share_of_eligible", "share_of_users"])
        at = places[known.index]
        axes.hlines(
            at, known["share_of_eligible"], known["share_of_users"], color=palette.DARK_GREY
        )
        axes.plot(known["share_of_eligible"], at, "s", color=palette.MID_GREY)
        axes.plot(known["share_of_users"], at, "o", color=palette.BLUE)
        if len(known):
            first, row = known.iloc[0], float(at.iloc[0])
            name_mark(axes, (float(first["share_of_eligible"]), row), ELIGIBLE, -1)
            name_mark(axes, (float(first["share_of_users"]), row), USERS, 1)
        row_guides(axes, groups)
        axes.set_xlim(left=0)
        write_subtitle(figure, f"{subtitle}, %", KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    rows = "; ".join(f"{row['group']}: {row['shown']}" for row in frame.to_dict("records"))
    alt = f"Dot chart of {label}: shares of eligible and of users by group. {rows}."
    data = frame[["group", "share_of_eligible", "share_of_users"]].round(2)
    return Figure(svg, png, caption, alt, figure_label, data)
