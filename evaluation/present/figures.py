"""The report's charts: the interrupted series, the portfolio's forest plot, values by group.

In: numbers that passed disclosure control. Out: a `Figure` with caption, alt text and its data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.estimate import Estimate
from evaluation.present import alt_text, numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import WIDTH_INCHES, chart_style, rendered
from evaluation.present.words import VERDICT_MARKS, Verdict

VERDICT_COLOURS = {
    "improved": palette.BLUE,
    "worsened": palette.DARK_RED,
    "no clear change": palette.DARK_GREY,
}
VERDICT_MARKERS = {"improved": "^", "worsened": "v", "no clear change": "o"}
SERIES_HEIGHT_INCHES = 3.6
ROW_HEIGHT_INCHES = 0.42


@dataclass(frozen=True)
class SeriesChart:
    """What the chart of an interrupted series is made from.

    Parameters
    ----------
    trajectory : DataFrame, one row per period
        time, shown (observed under disclosure control, missing where suppressed), fitted,
        counterfactual, counterfactual_lower, counterfactual_upper, is_after, is_excluded.
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
    path = chart.trajectory
    with chart_style():
        figure = MatplotlibFigure(
            figsize=(WIDTH_INCHES, SERIES_HEIGHT_INCHES), layout="constrained"
        )
        axes = figure.subplots()
        _shade_exclusions(axes, chart)
        _draw_control(axes, chart)
        included = path.where(~path["is_excluded"])
        axes.plot(included["time"], included["shown"], "o", color=palette.OBSERVED, markersize=3.5)
        left_out = path[path["is_excluded"]]
        axes.plot(
            left_out["time"],
            left_out["shown"],
            "o",
            markersize=3.5,
            markerfacecolor=palette.WHITE,
            markeredgecolor=palette.MID_GREY,
        )
        _draw_lines(axes, path)
        _mark_interruptions(axes, chart)
        _label_ends(axes, path)
        _finish(figure, axes, chart)
        svg, png = rendered(figure)
    first = next(iter(chart.interruptions), (path["time"].iloc[0], ""))[0]
    alt = alt_text.series_alt(
        path, chart.effect, chart.label, chart.unit, numbers.month_text(first)
    )
    return Figure(svg, png, chart.caption, alt, chart.figure_label, _series_data(chart))


def _shade_exclusions(axes: Axes, chart: SeriesChart) -> None:
    for start, end, reason in chart.exclusions:
        axes.axvspan(start, end, color=palette.EXCLUDED, linewidth=0, zorder=0)
        axes.annotate(
            f"left out: {reason}",
            (start + (end - start) / 2, 0.02),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            rotation=90,
            fontsize=8,
            color=palette.DARK_GREY,
        )


def _draw_control(axes: Axes, chart: SeriesChart) -> None:
    if chart.control is None:
        return
    axes.plot(chart.control["time"], chart.control["shown"], color=palette.CONTROL, linewidth=0.9)
    last = chart.control.dropna().iloc[-1]
    _end_label(
        axes, last["time"], last["shown"], f"Control:\n{chart.control_label}", palette.DARK_GREY
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
        axes.plot(part["time"], fitted, color=palette.FITTED, linewidth=1.8)


def _mark_interruptions(axes: Axes, chart: SeriesChart) -> None:
    for position, (day, name) in enumerate(chart.interruptions):
        axes.axvline(day, color=palette.REFERENCE_LINE, linewidth=1, linestyle=(0, (2, 2)))
        axes.annotate(
            f"{name}, {numbers.month_text(day)} ",
            (day, 1.0 - 0.07 * position),
            xycoords=("data", "axes fraction"),
            ha="right",
            va="top",
            fontsize=8.5,
            color=palette.DARK_GREY,
        )


def _label_ends(axes: Axes, path: pd.DataFrame) -> None:
    last = path.iloc[-1]
    low, high = axes.get_ylim()
    gap = (high - low) * 0.09
    fitted, expected = float(last["fitted"]), float(last["counterfactual"])
    middle, half = (fitted + expected) / 2, max(abs(fitted - expected), gap) / 2
    sign = 1 if fitted >= expected else -1
    _end_label(axes, last["time"], middle + sign * half, "Fitted", palette.FITTED)
    _end_label(
        axes,
        last["time"],
        middle - sign * half,
        "Expected without\nthe change",
        palette.COUNTERFACTUAL,
    )


def _end_label(axes: Axes, time: Any, height: float, text: str, colour: str) -> None:
    axes.annotate(
        text,
        (time, height),
        xytext=(6, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=9,
        color=colour,
        annotation_clip=False,
    )


def _finish(figure: MatplotlibFigure, axes: Axes, chart: SeriesChart) -> None:
    low, _ = axes.get_ylim()
    if low > 0 and float(chart.trajectory["shown"].min()) < 2 * (axes.get_ylim()[1] - low):
        axes.set_ylim(bottom=0)
    axes.set_ylabel(chart.unit)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=4, maxticks=8))
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axes.xaxis.get_major_locator()))
    axes.set_title(chart.subtitle, loc="left", color=palette.DARK_GREY)
    figure.supxlabel(chart.source, x=0.01, ha="left", fontsize=8, color=palette.DARK_GREY)


def _series_data(chart: SeriesChart) -> pd.DataFrame:
    path = chart.trajectory
    columns = {
        "period": path["time"].dt.strftime("%Y-%m-%d"),
        f"observed ({chart.unit})": path["shown"].round(4),
        "fitted": path["fitted"].round(4),
        "expected without the change": path["counterfactual"].where(path["is_after"]).round(4),
        "expected lower": path["counterfactual_lower"].where(path["is_after"]).round(4),
        "expected upper": path["counterfactual_upper"].where(path["is_after"]).round(4),
        "left out": path["is_excluded"],
    }
    data = pd.DataFrame(columns)
    if chart.control is not None:
        control = chart.control.set_index("time")["shown"].round(4)
        data[f"control: {chart.control_label}"] = path["time"].map(control).to_numpy()
    return data


def forest_figure(
    effects: Sequence[Estimate],
    names: Sequence[str],
    verdicts: Sequence[Verdict],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the forest plot of the projects' main effects, one row each.

    Parameters
    ----------
    effects : sequence of Estimate
        On one scale, in percent; all estimable.
    names, verdicts : sequence of str
        The project's title and verdict for each effect.
    """
    with chart_style():
        height = 1.1 + ROW_HEIGHT_INCHES * len(effects)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        for row, (effect, found) in enumerate(zip(effects, verdicts, strict=True)):
            _forest_row(axes, row, effect, found)
        axes.axvline(0, color=palette.REFERENCE_LINE, linewidth=1)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("Difference from what was expected, %")
        axes.set_title(subtitle, loc="left", color=palette.DARK_GREY)
        figure.supxlabel(source, x=0.01, ha="left", fontsize=8, color=palette.DARK_GREY)
        svg, png = rendered(figure)
    alt = alt_text.forest_alt(effects, names, verdicts)
    data = pd.DataFrame(
        {
            "project": list(names),
            "difference (%)": [round(e.value or 0.0, 2) for e in effects],
            "lower": [round(e.lower or 0.0, 2) for e in effects],
            "upper": [round(e.upper or 0.0, 2) for e in effects],
            "verdict": list(verdicts),
        }
    )
    return Figure(svg, png, caption, alt, figure_label, data)


def _forest_row(axes: Axes, row: int, effect: Estimate, found: Verdict) -> None:
    colour = VERDICT_COLOURS[found]
    axes.plot([effect.lower, effect.upper], [row, row], color=colour, linewidth=2)
    axes.plot([effect.value], [row], VERDICT_MARKERS[found], color=colour, markersize=8)
    axes.annotate(
        f"{numbers.value_text(effect)} ({numbers.interval_text(effect)})  "
        f"{VERDICT_MARKS[found]} {found}",
        (1.02, row),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=9,
        color=palette.BLACK,
        annotation_clip=False,
    )


def groups_figure(
    frame: pd.DataFrame,
    *,
    label: str,
    unit: str,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return a dot chart of a KPI by group, before and after.

    Parameters
    ----------
    frame : DataFrame, one row per group and window
        Columns group, window ("Baseline" or "After"), value, lower, upper (missing where
        suppressed) and shown (the value with its interval, as text).
    """
    groups = list(dict.fromkeys(frame["group"]))
    looks = {"Baseline": ("s", palette.MID_GREY, -0.14), "After": ("o", palette.BLUE, 0.14)}
    with chart_style():
        height = 1.2 + ROW_HEIGHT_INCHES * len(groups)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        for window, (marker, colour, shift) in looks.items():
            rows = frame[frame["window"] == window].dropna(subset=["value"])
            heights = [groups.index(group) + shift for group in rows["group"]]
            axes.hlines(heights, rows["lower"], rows["upper"], color=colour, linewidth=1.6)
            axes.plot(rows["value"], heights, marker, color=colour, markersize=6, label=window)
        axes.set_yticks(range(len(groups)), groups)
        axes.set_ylim(len(groups) - 0.5, -0.5)
        axes.set_xlabel(unit)
        axes.set_title(subtitle, loc="left", color=palette.DARK_GREY)
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        figure.supxlabel(source, x=0.01, ha="left", fontsize=8, color=palette.DARK_GREY)
        svg, png = rendered(figure)
    data = frame.drop(columns="shown").round({"value": 2, "lower": 2, "upper": 2})
    return Figure(svg, png, caption, alt_text.groups_alt(frame, label), figure_label, data)
