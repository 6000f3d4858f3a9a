"""The chart of what autocorrelation is left in the residuals, lag by lag.

In: a table with lag, autocorrelation, lower and upper. Out: a `Figure` with its words and data.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.ticker import MaxNLocator

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.series_labels import end_label
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import listed

HEIGHT_INCHES = 2.4
DECIMALS = 2
DATA_DECIMALS = 4
HEADROOM = 1.25  # of the axis beyond the longest bar
BAR_WIDTH = 0.55  # of the distance of two lags
MARK_SIZE = 5
COLUMNS = ["lag", "autocorrelation", "lower", "upper"]


def autocorrelation_figure(
    table: pd.DataFrame,
    *,
    subtitle: str,
    source: str,
    figure_label: str,
    kind: str = "autocorrelation",
) -> Figure:
    """Return bars of the residuals' autocorrelation with the bounds of chance.

    Bars beyond their bounds are darker and carry a dot, so that colour is not the only sign.

    Parameters
    ----------
    table : DataFrame, one row per lag
        lag (periods, from 1), autocorrelation (-1 to 1), lower and upper (between which it lies
        95 times in 100 where there is none).
    subtitle, source, figure_label : str
        As for the other charts.
    kind : str
        What is shown, such as "autocorrelation" or "partial autocorrelation".
    """
    rows = table[COLUMNS].sort_values("lag", ignore_index=True)
    is_beyond = _is_beyond(rows)
    with chart_style():
        size = (WIDTH_INCHES, HEIGHT_INCHES)
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        _draw(axes, rows, is_beyond)
        axes.set_xlabel("Lag, periods")
        key = f"Bars: {kind} of residuals by lag. Dot: beyond the 95% bounds of chance."
        write_subtitle(figure, subtitle, key)
        footnote(figure, source)
        svg, png = rendered(figure)
    caption = _caption(rows, is_beyond, kind)
    alt = _alt(rows, is_beyond, kind)
    return Figure(svg, png, caption, alt, figure_label, rows.round(DATA_DECIMALS))


def _is_beyond(rows: pd.DataFrame) -> pd.Series:
    value = rows["autocorrelation"]
    return (value < rows["lower"]) | (value > rows["upper"])


def _draw(axes: Axes, rows: pd.DataFrame, is_beyond: pd.Series) -> None:
    lags, values = rows["lag"].astype(float), rows["autocorrelation"]
    for beyond, colour in ((False, palette.MID_GREY), (True, palette.DARK_BLUE)):
        chosen = is_beyond == beyond
        axes.bar(lags[chosen], values[chosen], width=BAR_WIDTH, color=colour)
    marked = lags[is_beyond], values[is_beyond]
    axes.plot(*marked, "o", color=palette.DARK_BLUE, markersize=MARK_SIZE)
    colour = palette.COUNTERFACTUAL
    for limit in ("lower", "upper"):
        axes.plot(lags, rows[limit], "--", color=colour, linewidth=1.2)
    axes.axhline(0, color=palette.REFERENCE_LINE, linewidth=1)
    axes.set_ylim(*_limits(rows))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    plain_ticks(axes.yaxis)
    last = rows.iloc[-1]
    end_label(axes, float(last["lag"]), float(last["upper"]), "Bounds\nof chance", colour)


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Return limits of the axis: the same on both sides of 0, with room."""
    furthest = float(rows[["autocorrelation", "lower", "upper"]].abs().max().max())
    most = min(1.0, HEADROOM * furthest) if furthest > 0 else 1.0
    return -most, most


def _caption(rows: pd.DataFrame, is_beyond: pd.Series, kind: str) -> str:
    lags = [f"{lag}" for lag in rows.loc[is_beyond, "lag"]]
    if not lags:
        return f"The {kind} of the residuals stays within the bounds of chance at every lag."
    noun = "lag" if len(lags) == 1 else "lags"
    return f"The {kind} of the residuals goes beyond the bounds of chance at {noun} {listed(lags)}."


def _alt(rows: pd.DataFrame, is_beyond: pd.Series, kind: str) -> str:
    shown = rows.to_dict("records")
    values = [
        f"{row['lag']:.0f}: {numbers.number(row['autocorrelation'], DECIMALS)}" for row in shown
    ]
    bounds = numbers.limits_text(rows["lower"].min(), rows["upper"].max(), DECIMALS)
    return (
        f"Bar chart of the {kind} of residuals by lag. {'; '.join(values)}. The bounds of chance "
        f"reach from {bounds}. {counted_beyond(int(is_beyond.sum()))}"
    )


def counted_beyond(number: int) -> str:
    """Return how many bars go beyond the bounds.

    Examples
    --------
    >>> counted_beyond(0), counted_beyond(1)
    ('No bar goes beyond them.', '1 bar goes beyond them.')
    """
    if number == 0:
        return "No bar goes beyond them."
    return f"{number} bar goes beyond them." if number == 1 else f"{number} bars go beyond them."
