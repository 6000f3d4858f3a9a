"""The chart of an interrupted series: points, fitted line, what was expected, changes, gaps.

In: numbers that passed disclosure control. Out: a `Figure` with caption, alt text and its data.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.estimate import Estimate
from evaluation.present import alt_text, numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered

HEIGHT_INCHES = 3.7
DRAWN_DECIMALS = 6  # the last digits of an iterated fit are noise, and would change a few pixels
LINES = ("fitted", "counterfactual", "counterfactual_lower", "counterfactual_upper")
KEY = "Points: observed{pooled}. Line: fitted. Dashes: expected without the change, with interval."
LABEL_WIDTH = 22  # characters of a label beside the lines
REASON_WIDTH = 24  # characters of the reason inside a window that is left out
WINDOW_WITH_TEXT = 0.1  # share of the axis that a window needs to hold its reason
CLOSEST_LABELS = 0.13  # share of the axis between the labels of two lines


@dataclass(frozen=True)
class SeriesChart:
    """What the chart of an interrupted series is made from.

    Parameters
    ----------
    trajectory : DataFrame, one row per period
        time, fitted, counterfactual, counterfactual_lower, counterfactual_upper, is_after,
        is_excluded.
    points : DataFrame, one row per point
        time, shown (missing where suppressed) and is_excluded.
    pooled : str
        Into what single periods were pooled, such as "quarters"; empty where they were not.
    effect : Estimate
        Absolute difference in the last period.
    label, unit : str
        The outcome and its unit.
    subtitle : str
        What, where, when.
    caption : str
        The finding.
    figure_label : str
        Unique label.
    interruptions : sequence of (Timestamp, str)
        Dates and names of the changes.
    exclusions : sequence of (Timestamp, Timestamp, str)
        Windows left out, with reasons.
    source : str
        Provenance line printed inside the chart.
    control : DataFrame, optional
        Columns time and shown of a control series.
    control_label : str
        Name of the control series.
    """

    trajectory: pd.DataFrame
    points: pd.DataFrame
    pooled: str
    effect: Estimate
    label: str
    unit: str
    subtitle: str
    caption: str
    figure_label: str
    interruptions: Sequence[tuple[pd.Timestamp, str]]
    exclusions: Sequence[tuple[pd.Timestamp, pd.Timestamp, str]]
    source: str
    control: pd.DataFrame | None = None
    control_label: str = ""


def series_figure(chart: SeriesChart) -> Figure:
    """Return the chart that Turner and colleagues recommend for interrupted series.

    References
    ----------
    Turner SL et al. Creating effective interrupted time series graphs. Res Synth Methods 2021;
    12:106-117. doi:10.1002/jrsm.1435
    """
    chart = replace(chart, trajectory=chart.trajectory.round(dict.fromkeys(LINES, DRAWN_DECIMALS)))
    with chart_style():
        size = (WIDTH_INCHES, HEIGHT_INCHES)
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        _shade_exclusions(axes, chart)
        _draw_points(axes, chart.points)
        _draw_lines(axes, chart.trajectory)
        _draw_control(axes, chart)
        _finish(figure, axes, chart)
        _mark_interruptions(axes, chart)
        _label_ends(axes, chart.trajectory)
        svg, png = rendered(figure)
    first = chart.interruptions[0][0]
    alt = alt_text.series_alt(
        chart.trajectory,
        chart.effect,
        chart.label,
        chart.unit,
        numbers.month_text(first),
        _about_points(chart),
    )
    return Figure(svg, png, chart.caption, alt, chart.figure_label, _series_data(chart))


def _about_points(chart: SeriesChart) -> str:
    """Return what a reader must know about the points."""
    parts = []
    if chart.points["shown"].isna().all():
        parts.append("No points are drawn, because they rest on small numbers.")
    else:
        if chart.pooled:
            parts.append(f"Points are pooled into {chart.pooled}, because numbers are small.")
        if chart.points["shown"].isna().any():
            parts.append("Points that rest on small numbers are not drawn.")
    if chart.control is not None and chart.control["shown"].isna().all():
        parts.append("The control is not drawn, because it rests on small numbers.")
    return " ".join(parts)


def _day(time: pd.Timestamp) -> float:
    return float(mdates.date2num(time))


def _shade_exclusions(axes: Axes, chart: SeriesChart) -> None:
    first, last = chart.trajectory["time"].iloc[0], chart.trajectory["time"].iloc[-1]
    for start, end, reason in chart.exclusions:
        axes.axvspan(_day(start), _day(end), color=palette.EXCLUDED, linewidth=0, zorder=0)
        if (end - start) / (last - first) < WINDOW_WITH_TEXT:
            continue
        short = textwrap.shorten(reason.split(",")[0], REASON_WIDTH, placeholder="…")
        axes.annotate(
            f"left out:\n{short}",
            (_day(start + (end - start) / 2), 0.03),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=8,
            color=palette.DARK_GREY,
        )


def _draw_points(axes: Axes, points: pd.DataFrame) -> None:
    used, left_out = points[~points["is_excluded"]], points[points["is_excluded"]]
    axes.plot(used["time"], used["shown"], "o", color=palette.OBSERVED, markersize=3.2)
    axes.plot(
        left_out["time"],
        left_out["shown"],
        "o",
        markersize=3.2,
        markerfacecolor=palette.WHITE,
        markeredgecolor=palette.MID_GREY,
    )


def _draw_lines(axes: Axes, path: pd.DataFrame) -> None:
    after = path[path["is_after"]]
    axes.fill_between(
        after["time"],
        after["counterfactual_lower"],
        after["counterfactual_upper"],
        color=palette.COUNTERFACTUAL,
        alpha=0.12,
        linewidth=0,
    )
    axes.plot(after["time"], after["counterfactual"], "--", color=palette.COUNTERFACTUAL, lw=1.6)
    for part in (path[~path["is_after"]], after):
        fitted = part["fitted"].where(~part["is_excluded"])
        axes.plot(part["time"], fitted, color=palette.FITTED, linewidth=1.6)


def _draw_control(axes: Axes, chart: SeriesChart) -> None:
    if chart.control is None or chart.control["shown"].isna().all():
        return
    axes.plot(chart.control["time"], chart.control["shown"], color=palette.CONTROL, linewidth=0.9)
    last = chart.control.dropna().iloc[-1]
    text = textwrap.fill(f"Control: {chart.control_label}", LABEL_WIDTH)
    _end_label(axes, last["time"], last["shown"], text, palette.DARK_GREY)


def _mark_interruptions(axes: Axes, chart: SeriesChart) -> None:
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.09 * (high - low) * len(chart.interruptions))
    for position, (day, name) in enumerate(chart.interruptions):
        axes.axvline(_day(day), color=palette.REFERENCE_LINE, linewidth=1, linestyle=(0, (2, 2)))
        axes.annotate(
            f"{name}, {numbers.month_text(day)} ",
            (_day(day), 1.0 - 0.08 * position),
            xycoords=("data", "axes fraction"),
            ha="right",
            va="top",
            fontsize=8.5,
            color=palette.DARK_GREY,
        )


def _label_ends(axes: Axes, path: pd.DataFrame) -> None:
    last = path.iloc[-1]
    low, high = axes.get_ylim()
    fitted, expected = float(last["fitted"]), float(last["counterfactual"])
    middle = (fitted + expected) / 2
    half = max(abs(fitted - expected), CLOSEST_LABELS * (high - low)) / 2
    sign = 1 if fitted >= expected else -1
    _end_label(axes, last["time"], middle + sign * half, "Fitted", palette.FITTED)
    text = "Expected without\nthe change"
    _end_label(axes, last["time"], middle - sign * half, text, palette.COUNTERFACTUAL)


def _end_label(axes: Axes, time: Any, height: float, text: str, colour: str) -> None:
    axes.annotate(
        text,
        (_day(time), height),
        xytext=(6, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=9,
        color=colour,
        annotation_clip=False,
    )


def _finish(figure: MatplotlibFigure, axes: Axes, chart: SeriesChart) -> None:
    low, high = axes.get_ylim()
    if low > 0 and low < high / 2:
        axes.set_ylim(bottom=0)
    if float(chart.trajectory[["fitted", "counterfactual_lower"]].min().min()) >= 0:
        axes.set_ylim(bottom=max(0, axes.get_ylim()[0]))
    axes.set_ylabel(textwrap.fill(chart.unit, LABEL_WIDTH))
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.xaxis_date()
    locator = mdates.AutoDateLocator(minticks=4, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    pooled = f", pooled into {chart.pooled}" if chart.pooled else ""
    drawn = chart.points["shown"].notna().any()
    key = KEY.format(pooled=pooled) if drawn else KEY.split(". ", 1)[1]
    axes.set_title(f"{textwrap.fill(chart.subtitle, 95)}\n{key}", loc="left")
    footnote(figure, chart.source)


def _series_data(chart: SeriesChart) -> pd.DataFrame:
    """Return the data behind the chart in long form, one row per series and period."""
    path = chart.trajectory
    after = path[path["is_after"]]
    parts = [
        _long(f"observed, {chart.unit}", chart.points["time"], chart.points["shown"]),
        _long("fitted", path["time"], path["fitted"].where(~path["is_excluded"])),
        _long("expected without the change", after["time"], after["counterfactual"]).assign(
            lower=after["counterfactual_lower"].round(4).to_numpy(),
            upper=after["counterfactual_upper"].round(4).to_numpy(),
        ),
    ]
    if chart.control is not None:
        parts.append(
            _long(f"control: {chart.control_label}", chart.control["time"], chart.control["shown"])
        )
    return pd.concat(parts, ignore_index=True)[["series", "period", "value", "lower", "upper"]]


def _long(name: str, time: pd.Series, value: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "series": name,
            "period": time.dt.strftime("%Y-%m-%d").to_numpy(),
            "value": value.astype("float64").round(4).to_numpy(),
            "lower": float("nan"),
            "upper": float("nan"),
        }
    )
