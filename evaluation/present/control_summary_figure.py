"""Draws the summary of several control charts: one row each, with both icons.

In: control charts and what their outcomes are called. Out: a `Figure`. Icons and words come from
the same charts as their drawings, so that they agree.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.lines import Line2D

from evaluation.monitoring.charts import ControlChart, summary
from evaluation.present import icons, numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.control_chart_words import ChartWords
from evaluation.present.style import WIDTH_INCHES, chart_style, rendered
from evaluation.present.words import counted

ROW_INCHES: Final = 0.62
HEADER_INCHES: Final = 0.34
FOOT_INCHES: Final = 0.3
ICON_INCHES: Final = 0.34
COLUMNS: Final = (
    ("Indicator", 0.01),
    ("Last value", 0.36),
    ("Target", 0.53),
    ("Centre, limits", 0.65),
    ("Variation", 0.83),
    ("Assurance", 0.93),
)
NAME_WIDTH: Final = 36
NO_TARGET: Final = "none"
DECIMALS: Final = 4


def control_summary_figure(
    charts: Sequence[ControlChart],
    words: Sequence[ChartWords],
    *,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the summary of control charts as a figure.

    Parameters
    ----------
    charts : sequence of ControlChart
        Made from protected numbers.
    words : sequence of ChartWords
        What the outcome of each is called.
    source : str
        The line that says what the data are.
    figure_label : str
        Unique in the report.
    """
    height = HEADER_INCHES + ROW_INCHES * len(charts) + FOOT_INCHES
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height))
        _header(figure, height)
        for row, (chart, named) in enumerate(zip(charts, words, strict=True)):
            top = height - HEADER_INCHES - ROW_INCHES * row
            _row(figure, chart, named, top, height)
        foot = 0.08 / height
        figure.text(0.01, foot, source, fontsize=8, color=palette.DARK_GREY, va="bottom")
        svg, png = rendered(figure)
    caption = summary_caption(charts)
    data = summary_data(charts, words)
    return Figure(svg, png, caption, summary_alt(charts, words), figure_label, data)


def summary_caption(charts: Sequence[ControlChart]) -> str:
    """Return how many charts improve, give concern, and will meet their targets."""
    kinds = [icons.meaning_of(chart.variation).kind for chart in charts if chart.variation]
    parts = [
        f"{kinds.count(kind)} {text}"
        for kind, text in (
            ("improvement", "with a special cause of improvement"),
            ("concern", "with a special cause of concern"),
            ("neither", "with a special cause of neither"),
            ("common", "with common cause variation"),
        )
        if kinds.count(kind)
    ]
    return f"Process control of {counted(len(charts), 'indicator')}: {', '.join(parts) or 'none'}."


def summary_alt(charts: Sequence[ControlChart], words: Sequence[ChartWords]) -> str:
    """Return every row of the summary in words."""
    rows = [
        f"{named.label}: last value {_last_value(chart, named)}, target {_target(chart, named)}. "
        f"{chart.variation_words}. {chart.assurance_words}."
        for chart, named in zip(charts, words, strict=True)
    ]
    return f"Table with icons. {' '.join(rows)}"


def summary_data(charts: Sequence[ControlChart], words: Sequence[ChartWords]) -> pd.DataFrame:
    """Return the numbers and words of the summary, one row for each chart."""
    table = summary(charts)
    shown = ["value", "mean", "lower", "upper", "target"]
    rounded = table[shown].astype("float64").round(DECIMALS)
    return pd.DataFrame(
        {
            "indicator": [named.label for named in words],
            "unit": [named.unit for named in words],
            "period": pd.to_datetime(table["time"]).dt.strftime("%Y-%m-%d"),
            **{("centre" if name == "mean" else name): rounded[name] for name in shown},
            "variation": table["variation_words"],
            "assurance": table["assurance_words"],
        }
    )


def _header(figure: MatplotlibFigure, height: float) -> None:
    for text, left in COLUMNS:
        figure.text(
            left if left < _icon_column() else left + 0.025,
            1 - 0.1 / height,
            text,
            fontsize=8.5,
            fontweight="semibold",
            color=palette.DARK_GREY,
            va="top",
            ha="left" if left < _icon_column() else "center",
        )


def _icon_column() -> float:
    return dict(COLUMNS)["Variation"]


def _row(
    figure: MatplotlibFigure, chart: ControlChart, named: ChartWords, top: float, height: float
) -> None:
    middle = (top - ROW_INCHES / 2) / height
    figure.add_artist(_rule(top / height))
    last = chart.last or {}
    lines = [_short(last.get("centre"), named)]
    if pd.notna(last.get("lower")):
        limits = (float(last["lower"]), float(last["upper"]))
        decimals = numbers.decimals_for(limits[1], named.unit)
        lines.append(numbers.limits_text(*limits, decimals))
    month = numbers.month_text(pd.Timestamp(last["time"])) if last else ""
    unit = "" if named.unit in numbers.UNITS_WITHOUT_A_SPACE else f", {named.unit}"
    texts = (
        textwrap.fill(f"{named.label}{unit}", NAME_WIDTH),
        f"{_short(last.get('value'), named)}\n{month}",
        NO_TARGET if chart.target is None else _short(chart.target, named),
        "\n".join(lines),
    )
    for text, (_, left) in zip(texts, COLUMNS, strict=False):
        figure.text(left, middle, text, va="center", fontsize=8.5, color=palette.BLACK)
    size = (ICON_INCHES / WIDTH_INCHES, ICON_INCHES / height)
    bottom = middle - size[1] / 2 + 0.05 / height
    columns = dict(COLUMNS)
    icons.variation_icon(figure.add_axes((columns["Variation"], bottom, *size)), chart.variation)
    icons.assurance_icon(figure.add_axes((columns["Assurance"], bottom, *size)), chart.assurance)


def _short(value: float | None, named: ChartWords) -> str:
    """Return a value with the unit where it is a sign; others stand behind the indicator."""
    if value is None or pd.isna(value):
        return numbers.NOT_AVAILABLE
    shown = numbers.number(value, numbers.decimals_for(value, named.unit))
    is_sign = named.unit in numbers.UNITS_WITHOUT_A_SPACE
    return numbers.with_unit(shown, named.unit) if is_sign else shown


def _rule(at: float) -> Line2D:
    return Line2D([0.01, 0.99], [at, at], color=palette.PALE_GREY, linewidth=0.8)


def _last_value(chart: ControlChart, named: ChartWords) -> str:
    return named.value(None if chart.last is None else chart.last["value"])


def _target(chart: ControlChart, named: ChartWords) -> str:
    return NO_TARGET if chart.target is None else named.value(chart.target)
