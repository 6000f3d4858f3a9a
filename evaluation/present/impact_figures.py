"""Charts of a resource impact: net impact by year in cash and capacity, and the tornado.

In: the impact, or the bars of a one-way analysis. Out: a `Figure` with its words and data.
"""

from __future__ import annotations

import textwrap
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette
from evaluation.present.blocks import Figure
from evaluation.present.impact_words import (
    impact_sentence,
    input_names,
    parts_sentence,
    tornado_sentence,
)
from evaluation.present.series_labels import end_label
from evaluation.present.style import (
    SUBTITLE_SIZE,
    WIDTH_INCHES,
    chart_style,
    footnote,
    pound_ticks,
    rendered,
    subtitle,
)
from evaluation.present.value_words import money_text
from evaluation.value.impact import Impact, Probabilistic, by_year, year_names
from evaluation.workspace.impact_spec import ImpactSpec

HEIGHT_INCHES: Final = 3.6
BAR_WIDTH: Final = 0.38
ROW_HEIGHT_INCHES: Final = 0.34
FRAME_INCHES: Final = 1.2
NAME_WIDTH: Final = 34  # characters of an input in one line
MOST_BARS: Final = 12
ROOM: Final = 0.22  # of the chart's width on each side, for amounts
GAP_POINTS: Final = 4
CASH, CAPACITY = palette.DARK_BLUE, palette.ORANGE


def impact_figure(
    spec: ImpactSpec,
    found: Impact,
    drawn: Probabilistic | None,
    *,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the net impact of each year, cash and capacity side by side.

    Parameters
    ----------
    spec : ImpactSpec
    found : Impact
    drawn : Probabilistic or None
        For the caption's interval.
    source : str
        The line below the chart.
    figure_label : str
        Unique in the report.
    """
    data = by_year(spec, found)[["year", "cash", "capacity", "net", "cumulative"]]
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        _draw_years(axes, data)
        subtitle(
            figure,
            f"Net impact by year, {spec.area}, pounds in prices of {spec.price_year}",
            "Below the line across money or capacity is freed.",
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    caption = f"{impact_sentence(spec, found, drawn)} {parts_sentence(found)}"
    parts = [
        f"{row['year']}: cash {money_text(row['cash'])}, capacity {money_text(row['capacity'])}, "
        f"together {money_text(row['net'])}"
        for row in data.to_dict("records")
    ]
    alt = f"Bar chart of the net impact by year. {'; '.join(parts)}."
    return Figure(svg, png, caption, alt, figure_label, data)


def tornado_figure(
    spec: ImpactSpec, bars: pd.DataFrame, base: float, *, source: str, figure_label: str
) -> Figure:
    """Return the cumulative impact at both limits of each input, the widest swing on top.

    Parameters
    ----------
    spec : ImpactSpec
    bars : DataFrame, at least one row
        As `value.impact.tornado` returns it; the widest twelve are drawn.
    base : float
        Cumulative net impact of the base case, in pounds.
    source, figure_label : str
        As for `impact_figure`.
    """
    names = input_names(spec)
    shown = bars.head(MOST_BARS)
    years = year_names(spec)
    with chart_style():
        size = (WIDTH_INCHES, FRAME_INCHES + ROW_HEIGHT_INCHES * len(shown))
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        _draw_bars(axes, shown, base, names)
        subtitle(
            figure,
            f"Net impact {years[0]} to {years[-1]} when one input is at its limits, pounds in "
            f"prices of {spec.price_year}",
            "Dark: at the lower limit. Light: at the upper limit. Line: the base case, "
            f"{money_text(base)}.",
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    parts = [
        f"{names[row['input']]}: {money_text(row['at_low'])} at the lower limit, "
        f"{money_text(row['at_high'])} at the upper limit"
        for row in shown.to_dict("records")
    ]
    alt = f"Tornado chart around {money_text(base)}. {'; '.join(parts)}."
    data = bars.assign(input=[names[key] for key in bars["input"]])
    return Figure(svg, png, tornado_sentence(bars, names), alt, figure_label, data)


def _draw_years(axes: Axes, data: pd.DataFrame) -> None:
    places = np.arange(len(data))
    axes.axhline(0, color=palette.REFERENCE_LINE, linewidth=1, zorder=1)
    for name, colour, side in (("cash", CASH, -1), ("capacity", CAPACITY, 1)):
        offset = side * BAR_WIDTH / 2
        axes.bar(places + offset, data[name], BAR_WIDTH, color=colour, zorder=2)
        _name_bar(axes, float(places[-1] + offset), float(data[name].iloc[-1]), name, colour)
    axes.plot(places, data["net"], "D-", color=palette.BLACK, markersize=4, linewidth=1, zorder=3)
    end_label(axes, places[-1] + BAR_WIDTH, float(data["net"].iloc[-1]), "Together", palette.BLACK)
    axes.set_xticks(places, data["year"])
    axes.margins(y=0.16)
    pound_ticks(axes.yaxis)


def _name_bar(axes: Axes, place: float, end: float, name: str, colour: str) -> None:
    is_up = end >= 0
    axes.annotate(
        name.capitalize(),
        (place, end),
        xytext=(0, GAP_POINTS if is_up else -GAP_POINTS),
        textcoords="offset points",
        ha="center",
        va="bottom" if is_up else "top",
        fontsize=SUBTITLE_SIZE,
        color=colour,
    )


def _draw_bars(axes: Axes, shown: pd.DataFrame, base: float, names: dict[str, str]) -> None:
    for place, row in enumerate(shown.to_dict("records")):
        for name, colour in (("at_low", palette.DARK_BLUE), ("at_high", palette.MID_GREY)):
            axes.barh(place, row[name] - base, left=base, height=0.6, color=colour, zorder=2)
        for name in ("at_low", "at_high"):
            other = row["at_high" if name == "at_low" else "at_low"]
            is_right = row[name] >= other
            look: dict[str, Any] = {"va": "center", "fontsize": 8.5}
            axes.annotate(
                money_text(row[name]),
                (row[name], place),
                xytext=(GAP_POINTS if is_right else -GAP_POINTS, 0),
                textcoords="offset points",
                ha="left" if is_right else "right",
                **look,
            )
    axes.axvline(base, color=palette.BLACK, linewidth=1, zorder=3)
    labels = [textwrap.fill(names[key], NAME_WIDTH) for key in shown["input"]]
    axes.set_yticks(range(len(shown)), labels, fontsize=8.5)
    axes.set_ylim(len(shown) - 0.5, -0.6)
    axes.margins(x=ROOM)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    pound_ticks(axes.xaxis)
