"""The curve of the power of a planned series, against what was varied in the plan.

In: the trials of a `Power`. Out: a `Figure` with caption, alt text and its data.
"""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation

from evaluation.its.planning.power import Power
from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.numbers import level_text
from evaluation.present.power_words import PERIODS, percent_text, size_text
from evaluation.present.series_labels import end_label, spread_ends
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
    subtitle,
)
from evaluation.present.words import counted

HEIGHT_INCHES = 3.7
VARIED = ("after", "effect", "before", "rho")  # the first with several values is the axis
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", ":", "-.")
COLOURS = (palette.BLUE, palette.PINK, palette.DARK_GREEN, palette.DARK_GREY, palette.PURPLE)
ERRORS = 2  # Monte Carlo standard errors of a bar, each way
PERCENT = 100
TOP = 103  # so that a point at 100% is whole
MOST_TICKS = 10
MOST_NAMED_AT_ENDS = 6  # lines; the names of more would not fit beside them
NAME_WIDTH = 24  # characters


def power_figure(power: Power, unit: str) -> Figure:
    """Return the power curve: one line for each method and each value of what else varies.

    Parameters
    ----------
    power : Power
        What was simulated.
    unit : str
        Of the effects.
    """
    table = power.table
    axis, groups = _groups(power, table, unit)
    wanted = power.plan.wanted_power
    with chart_style():
        size = (WIDTH_INCHES, HEIGHT_INCHES)
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        for number, (label, rows) in enumerate(groups):
            _draw(axes, number, label, rows, axis)
        ends = _name_ends(axes, groups, axis) if len(groups) <= MOST_NAMED_AT_ENDS else []
        axes.axhline(PERCENT * wanted, color=palette.REFERENCE_LINE, linewidth=1)
        axes.set_ylim(0, TOP)
        values = sorted(set(table[axis]))
        if len(values) <= MOST_TICKS:
            axes.set_xticks(values)
        axes.set_xlabel(_axis_label(axis, power.plan.frequency, unit))
        plain_ticks(axes.yaxis)
        subtitle(
            figure,
            "Power: simulated series that find the effect, %",
            f"Line across: {level_text(wanted)}, the wanted power.",
        )
        footnote(figure, _note(power))
        if not ends:
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9)
        figure.draw_without_rendering()
        spread_ends(axes, ends)
        svg, png = rendered(figure)
    return Figure(
        svg,
        png,
        _caption(power, axis),
        _alt(groups, _axis_words(axis, power.plan.frequency), axis, unit),
        "power",
        table,
    )


def _groups(
    power: Power, table: pd.DataFrame, unit: str
) -> tuple[str, list[tuple[str, pd.DataFrame]]]:
    """Return the axis, and a label with the rows of each line."""
    changes = [power.plan.effects.index(trial.change) for trial in power.trials]
    keys = table.assign(effect=changes)
    varied = [name for name in VARIED if len(set(keys[name])) > 1]
    axis = varied[0] if varied else "rho"
    by = ["method", *(name for name in varied if name != axis)]
    lines = []
    for _, chosen in keys.groupby(by, sort=False):
        rows = table.loc[chosen.index].sort_values(axis)
        lines.append((_label(rows.iloc[0][by].to_dict(), unit), rows))
    return axis, lines


def _draw(axes: Axes, number: int, label: str, rows: pd.DataFrame, axis: str) -> None:
    colour, share = COLOURS[number % len(COLOURS)], PERCENT * rows["power"]
    dashes = DASHES[number // len(COLOURS) % len(DASHES)]
    axes.errorbar(
        rows[axis],
        share,
        yerr=ERRORS * PERCENT * rows["power_error"],
        color=colour,
        linestyle=dashes,
        linewidth=1.6,
        zorder=1,
    )
    marker = MARKERS[number % len(MARKERS)]
    for is_honest, face in ((True, colour), (False, palette.WHITE)):
        chosen = rows["is_honest"] == is_honest
        axes.plot(
            rows[axis][chosen],
            share[chosen],
            marker,
            markersize=5,
            markeredgecolor=colour,
            markerfacecolor=face,
            zorder=2,
        )
    axes.plot([], [], marker, color=colour, linestyle=dashes, markersize=5, label=label)


def _name_ends(
    axes: Axes, groups: Sequence[tuple[str, pd.DataFrame]], axis: str
) -> list[Annotation]:
    """Write the name of each line beside its end, in its colour."""
    return [
        end_label(
            axes,
            float(rows[axis].iloc[-1]),
            PERCENT * float(rows["power"].iloc[-1]),
            textwrap.fill(label, NAME_WIDTH),
            COLOURS[number % len(COLOURS)],
        )
        for number, (label, rows) in enumerate(groups)
    ]


def _label(values: dict[Hashable, object], unit: str) -> str:
    parts = [str(values.pop("method"))]
    for name, value in values.items():
        shown = size_text(float(str(value)), unit if name == "effect" else "")
        parts.append(f"{name} {shown}")
    return ", ".join(parts)


def _axis_label(axis: str, frequency: str, unit: str) -> str:
    period = f"{PERIODS[frequency]}s".capitalize()
    effect = f"Effect, {unit}" if unit else "Effect, in units of the outcome"
    return {
        "after": f"{period} after the change",
        "before": f"{period} before the change",
        "effect": effect,
        "rho": "Autocorrelation at lag 1",
    }[axis]


def _note(power: Power) -> str:
    note = (
        f"Simulated: {power.plan.simulations} series for each point; bars are two Monte Carlo "
        f"standard errors each way."
    )
    if all(trial.is_honest for trial in power.trials):
        return note
    return f"{note} Hollow points: not honest, the type I error is above what the level promises."


def _caption(power: Power, axis: str) -> str:
    shares = [trial.power for trial in power.trials]
    what = _axis_words(axis, power.plan.frequency)
    low, high = percent_text(min(shares)), percent_text(max(shares))
    return f"Power by {what}: from {low} to {high} of simulated series find the effect."


def _axis_words(axis: str, frequency: str) -> str:
    """Return what varies along the axis, inside a sentence."""
    period = PERIODS[frequency]
    words = {"after": f"{period}s after the change", "before": f"{period}s before the change"}
    return {**words, "rho": "autocorrelation"}.get(axis, axis)


def _alt(groups: list[tuple[str, pd.DataFrame]], what: str, axis: str, unit: str) -> str:
    """Return every line in words, with its numbers."""
    lines = []
    for label, rows in groups:
        points = ", ".join(
            f"{percent_text(row['power'])} at "
            f"{size_text(float(row[axis]), unit if axis == 'effect' else '')}"
            f"{'' if row['is_honest'] else ' (not honest)'}"
            for row in rows.to_dict("records")
        )
        lines.append(f"{label}: {points}")
    start = f"Line chart of power by {what}, {counted(len(groups), 'line')}."
    return f"{start} {'; '.join(lines)}."
