"""Charts that compare: the portfolio's forest plot and a KPI by group, before and after.

In: numbers that passed disclosure control. Out: a `Figure` with caption, alt text and its data.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.estimate import Estimate
from evaluation.present import alt_text, numbers, palette
from evaluation.present.alignment import aligned
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    name_mark,
    plain_ticks,
    rendered,
    row_guides,
    with_its_unit,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import Verdict, listed, verdict_text

VERDICT_COLOURS = {
    "improved": palette.BLUE,
    "worsened": palette.DARK_RED,
    "no clear change": palette.DARK_GREY,
    "no important change": palette.DARK_GREEN,
}
VERDICT_MARKERS = {
    "improved": "^",
    "worsened": "v",
    "no clear change": "o",
    "no important change": "s",
}
ROW_HEIGHT_INCHES = 0.42
FOREST_ROW_HEIGHT_INCHES = 0.5
MARKS = {"Baseline": "squares", "After": "circles"}
NAME_WIDTH = 24  # characters of a project's name in one line


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
        height = 1.2 + FOREST_ROW_HEIGHT_INCHES * len(effects)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        shown = aligned(
            [f"{numbers.value_text(e)} ({numbers.interval_text(e)})" for e in effects], leading=True
        )
        for row, (effect, found) in enumerate(zip(effects, verdicts, strict=True)):
            _forest_row(axes, row, effect, found, shown[row])
        axes.axvline(0, color=palette.REFERENCE_LINE, linewidth=1)
        axes.set_yticks(range(len(names)), [textwrap.fill(name, NAME_WIDTH) for name in names])
        axes.invert_yaxis()
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        plain_ticks(axes.xaxis)
        levels = sorted({numbers.level_text(effect.level) for effect in effects})
        write_subtitle(figure, f"{subtitle}, with {listed(levels)} intervals")
        footnote(figure, source)
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


def _forest_row(axes: Axes, row: int, effect: Estimate, found: Verdict, shown: str) -> None:
    colour = VERDICT_COLOURS[found]
    lower, value, upper = (
        float(limit or 0) for limit in (effect.lower, effect.value, effect.upper)
    )
    axes.plot([lower, upper], [row, row], color=colour, linewidth=2)
    axes.plot([value], [row], VERDICT_MARKERS[found], color=colour, markersize=8)
    axes.annotate(
        f"{shown}\n{verdict_text(found)}",
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
    windows: Mapping[str, str] | None = None,
) -> Figure:
    """Return a dot chart of a KPI by group, before and after.

    Parameters
    ----------
    frame : DataFrame, one row per group and window
        Columns group, window ("Baseline" or "After"), value, lower, upper (missing where
        suppressed) and shown (the value with its interval, as text).
    windows : mapping of "Baseline" and "After" to str, optional
        Their months, such as "April 2023 to March 2024".
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
            axes.plot(rows["value"], heights, marker, color=colour, markersize=6)
            if len(rows):
                name_mark(axes, (float(rows["value"].iloc[0]), heights[0]), window, shift)
        row_guides(axes, groups)
        write_subtitle(
            figure, f"{with_its_unit(subtitle, unit)}, with 95% intervals", _key(windows or {})
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    data = frame.drop(columns="shown").round({"value": 2, "lower": 2, "upper": 2})
    return Figure(svg, png, caption, alt_text.groups_alt(frame, label), figure_label, data)


def _key(windows: Mapping[str, str]) -> str:
    """Return what the marks mean, and when that was."""
    parts = [f"{MARKS[name]}: {name.lower()}, {when}" for name, when in windows.items()]
    text = "; ".join(parts or [f"{mark}: {name.lower()}" for name, mark in MARKS.items()])
    return f"{text[:1].upper()}{text[1:]}."
