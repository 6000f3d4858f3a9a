"""Draws a control chart with its icons: points by cause, centre line, limits and target.

In: a `ControlChart` made from numbers that passed disclosure control. Out: a `Figure` with caption,
alt text and its data.
"""

from __future__ import annotations

import textwrap
from typing import Final

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation

from evaluation.monitoring.charts import ControlChart
from evaluation.present import icons, numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.control_chart_words import ChartWords, chart_alt, chart_caption
from evaluation.present.series_labels import end_label, spread_ends
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    date_ticks,
    footnote,
    plain_ticks,
    rendered,
    with_its_unit,
)
from evaluation.present.words import capital

HEIGHT_INCHES: Final = 3.2
PLOT_PLACE: Final = (0.07, 0.16, 0.77, 0.6)  # left, bottom, width, height of the page's drawing
ICON_SIZE: Final = 0.11
ICON_TOPS: Final = ((0.77, 0.8), (0.88, 0.8))
TITLE_PLACE: Final = (0.01, 0.975)
TITLE_WIDTH: Final = 84  # characters beside the icons
COMMON_SIZE, SPECIAL_SIZE = 3.4, 5.2
DECIMALS: Final = 4
LINES: Final = ("value", "centre", "lower", "upper", "near_lower", "near_upper", "target")
KEY: Final = {
    "improvement": "square: special cause of improvement",
    "concern": "diamond: special cause of concern",
    "neither": "hexagon: special cause, neither improvement nor concern",
}


def control_chart_figure(
    chart: ControlChart, words: ChartWords, *, source: str, figure_label: str
) -> Figure:
    """Return a control chart as a figure.

    Parameters
    ----------
    chart : ControlChart
        Of dates; made from protected numbers.
    words : ChartWords
        What its outcome is called.
    source : str
        The line that says what the data are.
    figure_label : str
        Unique in the report.
    """
    caption = chart_caption(chart, words)
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES))
        axes = figure.add_axes(PLOT_PLACE)
        for part in _segments(chart.points):
            _draw_lines(axes, part)
        for edge in _edges(chart.points):
            axes.axvline(edge, color=palette.REFERENCE_LINE, lw=0.8, ls=(0, (1, 2)))
        _draw_points(axes, chart.points)
        ends = _label_ends(axes, chart)
        _finish(axes, chart)
        _icons(figure, chart)
        _title(figure, chart, words)
        footnote(figure, source)
        figure.draw_without_rendering()
        spread_ends(axes, ends)
        svg, png = rendered(figure)
    data = control_chart_data(chart, words)
    return Figure(svg, png, caption, chart_alt(chart, words), figure_label, data)


def control_chart_data(chart: ControlChart, words: ChartWords) -> pd.DataFrame:
    """Return the numbers behind a chart: every line, and every rule that fired at each point."""
    points = chart.points
    numbers_of = points[list(LINES)].astype("float64").round(DECIMALS)
    return pd.DataFrame(
        {
            "period": pd.to_datetime(points["time"]).dt.strftime("%Y-%m-%d"),
            **{
                f"{name.replace('_', ' ')} ({words.unit})": numbers_of[name]
                for name in LINES
                if name == "value" or numbers_of[name].notna().any()
            },
            "cause": points["cause"],
            "rules": ["; ".join(rules) for rules in points["rules"]],
            "segment": points["segment"],
            "used for limits": points["used_for_limits"],
        }
    )


def _draw_lines(axes: Axes, part: pd.DataFrame) -> None:
    times = _days(part["time"])
    if len(part) == 1:  # a line of one point would not be seen
        times = np.array([times[0] - 1, times[0] + 1])
        part = part.loc[part.index.repeat(2)]
    axes.plot(times, part["centre"], color=palette.DARK_BLUE, linewidth=1.1)
    for name in ("lower", "upper"):
        axes.step(times, part[name], where="mid", color=palette.DARK_GREY, lw=1.0, ls=(0, (4, 3)))
    axes.plot(times, part["target"], color=palette.PINK, linewidth=1.1, linestyle=(0, (1, 1.5)))


def _draw_points(axes: Axes, points: pd.DataFrame) -> None:
    times = _days(points["time"])
    axes.plot(times, points["value"], color=palette.MID_GREY, linewidth=0.8, zorder=2)
    kinds = points["cause"].map(lambda cause: icons.meaning_of(cause).kind, na_action="ignore")
    for kind in icons.MEANINGS:
        own = (kinds == kind).to_numpy(dtype="bool", na_value=False)
        axes.plot(
            times[own],
            points.loc[own, "value"],
            icons.MARKERS[kind],
            color=icons.COLOURS[kind],
            markersize=COMMON_SIZE if kind == "common" else SPECIAL_SIZE,
            zorder=3,
        )
    ghosts = (points["excluded"] & points["value"].notna()).to_numpy()
    axes.plot(
        times[ghosts],
        points.loc[ghosts, "value"],
        "o",
        markersize=COMMON_SIZE + 1,
        markerfacecolor=palette.WHITE,
        markeredgecolor=palette.MID_GREY,
        zorder=3,
    )


def _label_ends(axes: Axes, chart: ControlChart) -> list[Annotation]:
    last = chart.points.iloc[-1]
    labels = (
        ("upper", "Upper limit", palette.DARK_GREY),
        ("centre", "Centre", palette.DARK_BLUE),
        ("lower", "Lower limit", palette.DARK_GREY),
        ("target", "Target", palette.PINK),
    )
    return [
        end_label(axes, pd.Timestamp(last["time"]), float(last[name]), text, colour)
        for name, text, colour in labels
        if pd.notna(last[name])
    ]


def _finish(axes: Axes, chart: ControlChart) -> None:
    low, high = axes.get_ylim()
    if 0 < low < high / 2:
        axes.set_ylim(bottom=0)
    if float(chart.points[["value", "lower", "target"]].min().min()) >= 0:
        axes.set_ylim(bottom=max(0.0, axes.get_ylim()[0]))
    plain_ticks(axes.yaxis)
    axes.xaxis_date()
    date_ticks(axes.xaxis)
    axes.set_xlim(axes.get_xlim())


def _icons(figure: MatplotlibFigure, chart: ControlChart) -> None:
    wide = ICON_SIZE * HEIGHT_INCHES / WIDTH_INCHES
    for draw, found, (left, bottom) in (
        (icons.variation_icon, chart.variation, ICON_TOPS[0]),
        (icons.assurance_icon, chart.assurance, ICON_TOPS[1]),
    ):
        draw(figure.add_axes((left + ICON_SIZE / 4, bottom + 0.05, wide, ICON_SIZE)), found)


def _title(figure: MatplotlibFigure, chart: ControlChart, words: ChartWords) -> None:
    pooled = f", pooled into {words.pooled}" if words.pooled else ""
    found = {icons.meaning_of(cause).kind for cause in chart.points["cause"].dropna()}
    marks = [text for kind, text in KEY.items() if kind in found]
    if bool((chart.points["excluded"] & chart.points["value"].notna()).any()):
        marks.append("hollow: left out of the limits")
    times = pd.to_datetime(chart.points["time"])
    span = numbers.window_text(times.iloc[0], times.iloc[-1])
    key = "; ".join(marks)
    lines = [
        textwrap.fill(text, TITLE_WIDTH)
        for text in (
            f"{with_its_unit(f'{words.label}, {span}', words.unit)}{pooled}",
            f"{capital(key)}." * bool(key),
        )
    ]
    figure.text(
        *TITLE_PLACE, "\n".join(lines), ha="left", va="top", fontsize=9, color=palette.DARK_GREY
    )


def _segments(points: pd.DataFrame) -> list[pd.DataFrame]:
    return [points[points["segment"] == number] for number in points["segment"].unique()]


def _edges(points: pd.DataFrame) -> list[float]:
    """Return the middles between the last point of a segment and the first of the next."""
    times, segment = _days(points["time"]), points["segment"].to_numpy()
    begins = np.flatnonzero(segment[1:] != segment[:-1]) + 1
    return [float(times[at - 1] + times[at]) / 2 for at in begins]


def _days(times: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(mdates.date2num(pd.to_datetime(times)), dtype="float64")
