"""The chart of an interrupted series: points, fitted line, what was expected, changes, windows.

In: a `SeriesChart`. Out: a `Figure` with caption, alt text and its data.
"""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation

from evaluation.present import alt_text, numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.series_chart import OBSERVATION_LIMITS, SeriesChart, Window
from evaluation.present.series_data import series_data
from evaluation.present.series_labels import (
    draw_changes,
    end_label,
    label_above,
    shade_windows,
    spread_ends,
)
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    date_ticks,
    footnote,
    plain_ticks,
    rendered,
    subtitle,
    with_its_unit,
)

__all__ = ["SeriesChart", "Window", "series_figure"]

HEIGHT_INCHES = 3.9
DRAWN_DECIMALS = 6  # the last digits of an iterated fit are noise, and would change a few pixels
INTERVAL = ("counterfactual_lower", "counterfactual_upper")
LINES = ("fitted", "counterfactual", *INTERVAL, *OBSERVATION_LIMITS)
LINE_ALPHA, OBSERVATION_ALPHA = 0.2, 0.07
LABEL_WIDTH = 22  # characters of a label beside the lines
POINT_SIZE = 3.2


def series_figure(chart: SeriesChart) -> Figure:
    """Return the chart that Turner and colleagues recommend for interrupted series.

    Points are drawn apart from lines, those left out of the model hollow; the fitted line breaks
    at each change; what was expected is dashed, with the interval of the line and, lighter, that
    of single observations; each change is a labelled line, and each window is shaded and labelled
    by its kind.

    References
    ----------
    Turner SL et al. Creating effective interrupted time series graphs. Res Synth Methods 2021;
    12:106-117. doi:10.1002/jrsm.1435
    """
    drawn = [name for name in LINES if name in chart.trajectory]
    chart = replace(chart, trajectory=chart.trajectory.round(dict.fromkeys(drawn, DRAWN_DECIMALS)))
    with chart_style():
        size = (WIDTH_INCHES, HEIGHT_INCHES)
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        _draw_points(axes, chart.points)
        _draw_lines(axes, chart)
        draw_changes(axes, chart)
        ends = [*_draw_control(axes, chart), *_label_ends(axes, chart.trajectory)]
        _finish(figure, axes, chart)
        shade_windows(axes, chart)
        figure.draw_without_rendering()
        label_above(axes, chart)
        spread_ends(axes, ends)
        svg, png = rendered(figure)
    alt = alt_text.series_alt(chart)
    return Figure(svg, png, chart.caption, alt, chart.figure_label, series_data(chart))


def _draw_points(axes: Axes, points: pd.DataFrame) -> None:
    used, left_out = points[~points["is_excluded"]], points[points["is_excluded"]]
    axes.plot(used["time"], used["shown"], "o", color=palette.OBSERVED, markersize=POINT_SIZE)
    axes.plot(
        left_out["time"],
        left_out["shown"],
        "o",
        markersize=POINT_SIZE,
        markerfacecolor=palette.WHITE,
        markeredgecolor=palette.MID_GREY,
    )


def _draw_lines(axes: Axes, chart: SeriesChart) -> None:
    path = chart.trajectory
    after = path[path["is_after"]]
    if chart.has_observation_band:
        _band(axes, after, OBSERVATION_LIMITS, OBSERVATION_ALPHA)
    _band(axes, after, INTERVAL, LINE_ALPHA)
    axes.plot(after["time"], after["counterfactual"], "--", color=palette.COUNTERFACTUAL, lw=1.6)
    fitted = path["fitted"].where(~path["is_excluded"])
    for part in sorted(chart.parts.unique()):
        is_inside = chart.parts == part
        single = "." if is_inside.sum() == 1 else ""
        time = path.loc[is_inside, "time"]
        axes.plot(time, fitted[is_inside], marker=single, color=palette.FITTED, linewidth=1.6)


def _band(axes: Axes, after: pd.DataFrame, limits: tuple[str, str], alpha: float) -> None:
    lower, upper = (after[name] for name in limits)
    colour = palette.COUNTERFACTUAL
    axes.fill_between(after["time"], lower, upper, color=colour, alpha=alpha, linewidth=0)


def _draw_control(axes: Axes, chart: SeriesChart) -> list[Annotation]:
    if chart.control is None or not chart.has_control:
        return []
    axes.plot(chart.control["time"], chart.control["shown"], color=palette.CONTROL, linewidth=0.9)
    last = chart.control.dropna().iloc[-1]
    text = textwrap.fill(f"Control: {chart.control_label}", LABEL_WIDTH)
    return [end_label(axes, last["time"], last["shown"], text, palette.DARK_GREY)]


def _label_ends(axes: Axes, path: pd.DataFrame) -> list[Annotation]:
    last = path.iloc[-1]
    expected = "Expected without\nthe change"
    return [
        end_label(axes, last["time"], float(last["fitted"]), "Fitted", palette.FITTED),
        end_label(
            axes, last["time"], float(last["counterfactual"]), expected, palette.COUNTERFACTUAL
        ),
    ]


def _finish(figure: MatplotlibFigure, axes: Axes, chart: SeriesChart) -> None:
    low, high = axes.get_ylim()
    if low > 0 and low < high / 2:
        axes.set_ylim(bottom=0)
    if float(chart.trajectory[["fitted", "counterfactual_lower"]].min().min()) >= 0:
        axes.set_ylim(bottom=max(0, axes.get_ylim()[0]))
    plain_ticks(axes.yaxis)
    axes.xaxis_date()
    date_ticks(axes.xaxis)
    axes.set_xlim(axes.get_xlim())
    subtitle(figure, with_its_unit(chart.subtitle, chart.unit), _key(chart))
    footnote(figure, chart.source)


def _key(chart: SeriesChart) -> str:
    """Return what points and bands mean; lines have their names beside them."""
    pooled = f", pooled into {chart.pooled}" if chart.pooled else ""
    hollow = "; hollow: left out" if chart.has_hollow_points else ""
    parts = [f"Points: observed{pooled}{hollow}."] if chart.has_points else []
    lighter = "; lighter: of single observations" if chart.has_observation_band else ""
    level = numbers.level_text(chart.effect.level)
    parts.append(f"Band: {level} interval of what was expected{lighter}.")
    return " ".join(parts)
