"""The chart of what changed between two waves: one row each, with its interval and verdict.

In: `WaveChange`s. Out: a `Figure`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.hub.stakeholders.comparison import WaveChange
from evaluation.present import numbers, palette
from evaluation.present.alignment import aligned
from evaluation.present.blocks import Figure
from evaluation.present.comparison_figures import VERDICT_COLOURS, VERDICT_MARKERS
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import Verdict, verdict, verdict_text

ROW_INCHES: Final = 0.42
MARGIN_INCHES: Final = 1.35
NAME_WIDTH: Final = 26
BESIDE: Final = 1.02  # of the axes' width, where the numbers stand
RIGHT_IS_BETTER: Final = "Right of the line: more favourable answers in the later wave."


def change_verdict(change: WaveChange) -> Verdict:
    """Return what the interval of a change says; more favourable answers are better."""
    return "not estimable" if change.reason else verdict(change.difference, "increase")


def changes_figure(
    changes: Sequence[WaveChange],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure | None:
    """Return the chart of changes in percentage points; None where none has an estimate.

    Parameters
    ----------
    changes : sequence of WaveChange
        In order; those without an estimate are left out of the chart.
    """
    known = [change for change in changes if not change.reason]
    if not known:
        return None
    found = [change_verdict(change) for change in known]
    cells = [
        f"{numbers.value_text(c.difference, unit=False)} ({numbers.interval_text(c.difference)})"
        for c in known
    ]
    with chart_style():
        height = MARGIN_INCHES + ROW_INCHES * len(known)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        for row, shown in enumerate(aligned(cells, leading=True)):
            _row(axes, row, known[row], found[row], shown)
        axes.axvline(0, color=palette.REFERENCE_LINE, linewidth=1)
        labels = [textwrap.fill(change.question.label, NAME_WIDTH) for change in known]
        axes.set_yticks(range(len(known)), labels)
        axes.set_ylim(len(known) - 0.4, -0.6)
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        plain_ticks(axes.xaxis)
        axes.set_xlabel("Change, percentage points")
        level = numbers.level_text(known[0].difference.level)
        write_subtitle(figure, f"{subtitle}, with {level} intervals", RIGHT_IS_BETTER)
        footnote(figure, source)
        svg, png = rendered(figure)
    data = pd.DataFrame(
        {
            "what": [change.question.label for change in known],
            "change (percentage points)": [_rounded(c.difference.value) for c in known],
            "lower": [_rounded(c.difference.lower) for c in known],
            "upper": [_rounded(c.difference.upper) for c in known],
            "verdict": found,
        }
    )
    return Figure(svg, png, caption, _alt(known, found, cells), figure_label, data)


def _row(axes: Axes, row: int, change: WaveChange, found: Verdict, shown: str) -> None:
    colour = VERDICT_COLOURS[found]
    effect = change.difference
    lower, value, upper = (float(each or 0) for each in (effect.lower, effect.value, effect.upper))
    axes.plot([lower, upper], [row, row], color=colour, linewidth=2)
    axes.plot([value], [row], VERDICT_MARKERS[found], color=colour, markersize=8)
    axes.annotate(
        f"{shown}\n{verdict_text(found)}",
        (BESIDE, row),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8.5,
        color=palette.BLACK,
        annotation_clip=False,
    )


def _rounded(value: float | None) -> float:
    return round(value or 0.0, 1)


def _alt(changes: Sequence[WaveChange], found: Sequence[Verdict], cells: Sequence[str]) -> str:
    rows = (
        f"{change.question.label}: {cell} percentage points, {word}"
        for change, word, cell in zip(changes, found, cells, strict=True)
    )
    return f"Changes with intervals, one row each. {'; '.join(rows)}."
