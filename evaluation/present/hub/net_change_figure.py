"""Draws net changes with their intervals: a row for each question, up to two marks in each."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    rendered,
    row_guides,
)
from evaluation.present.style import subtitle as write_subtitle

ROW_INCHES, MARGIN_INCHES = 0.55, 1.4
NAME_WIDTH: Final = 30
APART: Final = 0.14  # of a row, between the two marks
LOOKS: Final = (("o", palette.BLUE, "-"), ("D", palette.DARK_GREY, "--"))


def net_change_figure(
    frame: pd.DataFrame,
    words: Sequence[str],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the chart.

    Parameters
    ----------
    frame : DataFrame, one row per question
        name; value, lower and upper of the first change; then value2, lower2 and upper2 of the
        second where `words` names two. Percentage points, missing where not shown.
    words : sequence of str
        What each change is, such as "at the end of the course".
    caption, subtitle, source, figure_label : str
    """
    names = [textwrap.fill(str(name), NAME_WIDTH) for name in frame["name"]]
    with chart_style():
        height = MARGIN_INCHES + ROW_INCHES * len(frame)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        row_guides(axes, names)
        axes.axvline(0, color=palette.DARK_GREY, linewidth=1)
        for number in range(len(words)):
            _marks(axes, frame, number, len(words))
        axes.set_xlim(-100, 100)
        marks = ("Circle, solid line", "diamond, dashed line")
        key = "; ".join(f"{mark}: {word}" for mark, word in zip(marks, words, strict=False))
        write_subtitle(figure, subtitle, f"{key}. Lines: 95% intervals.")
        footnote(figure, source)
        svg, png = rendered(figure)
    told = "; ".join(
        f"{row['name']}: "
        + ", ".join(f"{word} {_text(row, number)}" for number, word in enumerate(words))
        for row in frame.to_dict("records")
    )
    alt = f"Chart of net changes in percentage points with 95% intervals. {told}."
    data = frame.round(1).rename(columns={"name": "question"})
    return Figure(svg, png, caption, alt, figure_label, data)


def _marks(axes: Axes, frame: pd.DataFrame, number: int, count: int) -> None:
    marker, colour, line = LOOKS[number]
    end = _ending(number)
    shift = APART * (2 * number - (count - 1))
    places = pd.Series(range(len(frame)), index=frame.index) + shift
    known = frame[f"value{end}"].notna()
    rows = frame[known]
    axes.hlines(
        places[known], rows[f"lower{end}"], rows[f"upper{end}"], color=colour, linestyle=line
    )
    axes.plot(rows[f"value{end}"], places[known], marker, color=colour)


def _text(row: Mapping[Hashable, Any], number: int) -> str:
    end = _ending(number)
    value, lower, upper = (row[f"{name}{end}"] for name in ("value", "lower", "upper"))
    if math.isnan(value):
        return "not shown"
    return f"{numbers.number(value)} ({numbers.limits_text(lower, upper, 0)})"


def _ending(number: int) -> str:
    return "" if number == 0 else str(number + 1)
