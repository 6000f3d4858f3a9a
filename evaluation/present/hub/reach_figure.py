"""The chart of how often each channel was seen, by quarter.

In: what `reach_by_quarter` returns, of events and of counts under disclosure control. Out: a
`Figure`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.hub.governance.quarters import Quarter
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import capital

COLUMNS = 2
PANEL_HEIGHT_INCHES = 1.55
NO_RETURN = "no return"
ROOM_FOR_NUMBERS = 1.25


def reach_figure(
    wide: pd.DataFrame,
    quarters: Sequence[Quarter],
    *,
    caption: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return bars by quarter, a panel for each channel and measure.

    Parameters
    ----------
    wide : DataFrame, at least one row
        From `reach_by_quarter`.
    quarters : sequence of Quarter
        In order of time.
    """
    names = [str(quarter) for quarter in quarters]
    rows = -(-len(wide) // COLUMNS)
    with chart_style():
        height = 1.0 + PANEL_HEIGHT_INCHES * rows
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        panels = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
        for axes, row in zip(panels, wide.to_dict("records"), strict=False):
            _panel(axes, [row[name] for name in names], names)
            axes.set_title(f"{capital(row['channel'])}: {row['measure']}", loc="left")
        for axes in panels[len(wide) :]:
            axes.set_visible(False)
        write_subtitle(
            figure, f"Counts by quarter, {names[0]} to {names[-1]}, each panel on its own scale"
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    told = "; ".join(
        f"{row['channel']} {row['measure']}: {', '.join(_told(row[name]) for name in names)}"
        for row in wide.to_dict("records")
    )
    alt = f"Bars of counts by quarter from {names[0]} to {names[-1]}. {told}."
    return Figure(svg, png, caption, alt, figure_label, wide)


def _panel(axes: Axes, counts: Sequence[int | None], names: Sequence[str]) -> None:
    """Draw one channel; the first and last bars carry their number."""
    known = [0.0 if pd.isna(count) else float(count) for count in counts]
    axes.bar(range(len(known)), known, color=palette.BLUE, width=0.7)
    top = max([*known, 1.0])
    for place, count in enumerate(counts):
        if pd.isna(count):
            axes.text(place, 0, NO_RETURN, rotation=90, ha="center", va="bottom", fontsize=8)
    for place in sorted({0, len(known) - 1}):
        if not pd.isna(counts[place]):
            text = numbers.number(known[place])
            axes.text(place, known[place], text, ha="center", va="bottom", fontsize=8)
    axes.set_ylim(0, top * ROOM_FOR_NUMBERS)
    starts = [place for place, name in enumerate(names) if name.endswith("Q1")] or [0]
    axes.set_xticks(starts, [names[place].partition("-")[0] for place in starts], ha="left")
    axes.tick_params(labelsize=8, length=3)
    plain_ticks(axes.yaxis)


def _told(count: int | None) -> str:
    return NO_RETURN if count is None or pd.isna(count) else numbers.number(float(count))
