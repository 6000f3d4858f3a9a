"""The chart of milestones: when each was planned, and when it was reached or is expected.

In: what `milestones_of_year` returns, and titles by level. Out: a `Figure`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.hub.governance.quarters import Quarter
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    date_ticks,
    footnote,
    rendered,
    row_guides,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import capital, counted

MOST_ROWS = 16
LEFT_OUT = ", the {} that slipped most; all are in the table"
ROW_HEIGHT_INCHES, MARGIN_INCHES = 0.38, 1.2
NAME_WIDTH = 48  # characters of a milestone in one line
KEY = "Empty squares: planned. Filled circles: reached. Triangles: expected, or not reached yet."
SHAPES = {"green": "o", "amber": "^", "red": "s"}  # as in `ratings`; the font lacks the circle
SHAPE_AT, WORD_AT = 1.03, 1.055  # beside the chart, in its widths
COLOURS = {"green": palette.DARK_GREEN, "amber": palette.ORANGE, "red": palette.DARK_RED}


def milestones_figure(
    found: pd.DataFrame,
    titles: Mapping[str, str],
    quarter: Quarter,
    *,
    caption: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the slip of each milestone, in order of the planned day.

    Parameters
    ----------
    found : DataFrame, at least one row
        From `milestones_of_year`.
    titles : mapping of str to str
        Short names of the hub and each project.
    quarter : Quarter
        The last one, at whose end the milestones stood so.
    """
    whole, found = len(found), _largest_slips(found)
    left_out = "" if whole == len(found) else LEFT_OUT.format(len(found))
    reached = found["planned"] + pd.to_timedelta(found["slip_days"].astype("int64"), unit="D")
    with chart_style():
        height = MARGIN_INCHES + ROW_HEIGHT_INCHES * len(found)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        for place, row in enumerate(found.to_dict("records")):
            _row(axes, place, reached.iloc[place], row)
        names = [
            "\n".join(
                textwrap.shorten(text, NAME_WIDTH, placeholder="…")
                for text in (titles.get(level, level), title)
            )
            for level, title in zip(found["project"], found["title"], strict=True)
        ]
        row_guides(axes, names)
        axes.tick_params(axis="y", labelsize=8)
        _time_axis(axes, quarter)
        at = numbers.day_text(quarter.end)
        write_subtitle(figure, f"Milestones as they stood on {at}{left_out}", KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    data = found[["milestone", "project", "planned", "expected", "done", "slip_days", "rating"]]
    told = "; ".join(
        f"{row['title']}: planned {numbers.day_text(row['planned'])}, {row['reason']}"
        for row in found.to_dict("records")
    )
    alt = f"Chart of {len(found)} milestones with the day planned and the day reached. {told}."
    return Figure(svg, png, caption, alt, figure_label, data)


def slip_text(days: int) -> str:
    """Return a slip in words.

    Examples
    --------
    >>> slip_text(1), slip_text(-9), slip_text(0)
    ('1 day late', '9 days early', 'on its day')
    """
    if days == 0:
        return "on its day"
    return f"{counted(abs(days), 'day')} {'late' if days > 0 else 'early'}"


def _largest_slips(found: pd.DataFrame) -> pd.DataFrame:
    """Return at most `MOST_ROWS` milestones, those that slipped most, in order of time."""
    places = found["slip_days"].sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    return found.loc[sorted(places)].reset_index(drop=True)


def _row(
    axes: Axes,
    place: int,
    reached: pd.Timestamp,
    row: Mapping[Hashable, Any],
) -> None:
    rating, done, slip = row["rating"], row["done"], int(row["slip_days"])
    start, end = date2num(row["planned"]), date2num(reached)
    colour = COLOURS[rating]
    axes.plot([start, end], [place, place], color=colour, linewidth=1.6)
    axes.plot(start, place, "s", markersize=7, color=palette.DARK_GREY, fillstyle="none")
    marker = "^" if pd.isna(done) else "o"
    axes.plot(end, place, marker, markersize=6, color=colour)
    beside = axes.get_yaxis_transform()
    shape = SHAPES[rating]
    axes.plot(SHAPE_AT, place, shape, color=colour, clip_on=False, transform=beside)
    axes.annotate(
        f"{capital(rating)}\n{slip_text(slip)}",
        (WORD_AT, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8,
        annotation_clip=False,
    )


def _time_axis(axes: Axes, quarter: Quarter) -> None:
    end = date2num(pd.Timestamp(quarter.end))
    axes.axvline(end, color=palette.REFERENCE_LINE, linewidth=1, linestyle="--")
    axes.annotate(
        numbers.day_text(quarter.end),
        (end, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(3, -2),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=palette.DARK_GREY,
    )
    date_ticks(axes.xaxis, fewest=5)
